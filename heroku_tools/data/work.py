"""The acts upon the two databases, and what they share: one snapshot, from its taking to the proof."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, TypeVar

from heroku_tools.console import Console, count, size
from heroku_tools.data.copying.snapshot import Holder, hold, joined
from heroku_tools.data.copying.units import units
from heroku_tools.data.copying.workers import Watch, copy
from heroku_tools.data.database import catalogue, finish, marker, schema, wipe
from heroku_tools.data.database.values import Inventory
from heroku_tools.data.flow import Flow
from heroku_tools.data.live import Live
from heroku_tools.data.looked import Looked, Side
from heroku_tools.data.long_work import beside
from heroku_tools.data.proof.prove import prove
from heroku_tools.data.review import same_shape
from heroku_tools.data.rules.decide import decide
from heroku_tools.data.salt import of_rules, of_salt, salt_of
from heroku_tools.data.selecting import select
from heroku_tools.engine.execute import StepFailed
from heroku_tools.engine.journal import this_moment
from heroku_tools.errors import HerokuToolsError
from heroku_tools.tools import postgres
from heroku_tools.tools.pg_programs import pg_program

if TYPE_CHECKING:
    from collections.abc import Iterator

    from heroku_tools.tools.postgres import Connection

T = TypeVar("T")

APPLICATION = "heroku-tools data"
JOBS = 4
SPARE = 4  # connections that others may need
BINARY_SINCE = 14  # before, arrays of types of one's own arrive as text only


class Work:
    """Within its `with` block the snapshot lives; `rows` and `bytes` are what has arrived."""

    def __init__(
        self,
        console: Console,
        flow: Flow,
        target: Side,
        *,
        run: str,
        looked: Looked | None = None,
        jobs: int | None = None,
    ) -> None:
        """`looked` is there where data is copied, and not only a copy given up."""
        self.flow = flow
        self.target = target
        self.rows = self.bytes = 0
        self.proved = False
        self._console = console
        self._looked = looked
        self._run = run
        self._jobs = jobs
        self._salt = salt_of(flow.policy)
        self._open = ExitStack()
        self._holder: Holder | None = None
        self._source: Inventory | None = None
        self._dump: Path | None = None

    def __enter__(self) -> Work:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._open.close()

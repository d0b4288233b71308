"""The acts upon the two databases, and what they share: one snapshot, from its taking to the proof."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

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
    from heroku_tools.tools.postgres import Connection

APPLICATION = "heroku-tools data"

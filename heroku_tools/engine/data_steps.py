"""Steps that bring data down; they hold names and counts only, so that no plan has a secret."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import ClassVar

from heroku_tools.engine.errands import Errand
from heroku_tools.engine.plan import Plan, Step


@dataclass(frozen=True)
class ScaleDown(Step):
    """Stop the dynos: `processes` are how many there were, as `web=2`, for putting them back."""

    kind: ClassVar[str] = "scale-down"

    processes: tuple[str, ...]

    @property
    def title(self) -> str:
        return f"scale the dynos to 0 ({' '.join(self.processes)} until now)"

    @property
    def by_hand(self) -> str:
        return _scale(self.app, tuple(f"{each.partition('=')[0]}=0" for each in self.processes))

    @property
    def reversal(self) -> Step:
        return ScaleUp(self.app, self.processes)


@dataclass(frozen=True)
class ScaleUp(Step):
    """Start as many dynos as there were: `processes` as `web=2`."""

    kind: ClassVar[str] = "scale-up"

    processes: tuple[str, ...]

    @property
    def title(self) -> str:
        return f"scale the dynos back to {' '.join(self.processes)}"

    @property
    def by_hand(self) -> str:
        return _scale(self.app, self.processes)


def _scale(app: str, processes: tuple[str, ...]) -> str:
    return f"heroku ps:scale {' '.join(processes)} --app={app}"


@dataclass(frozen=True)
class BackUp(Errand):
    """Have Heroku back the target's database up, and see that it has."""

    kind: ClassVar[str] = "back-up"

    attachment: str

    @property
    def title(self) -> str:
        return f"back {self.attachment} up"

    @property
    def by_hand(self) -> str:
        return f"heroku pg:backups:capture {self.attachment} --app={self.app}"


@dataclass(frozen=True)
class TakeSnapshot(Errand):
    """Hold one snapshot of the source, and dump its schema; the target is not touched."""

    kind: ClassVar[str] = "take-snapshot"

    source: str

    @property
    def title(self) -> str:
        return f"take a snapshot of {self.source}, and dump its schema"


@dataclass(frozen=True)
class Empty(Step):
    """Mark the target's database incomplete, and empty it. `mark` is the mark it had, as text."""

    kind: ClassVar[str] = "empty"

    tables: int
    mark: str

    @property
    def title(self) -> str:
        return f"empty the database ({_tables(self.tables)}), and mark it incomplete"


@dataclass(frozen=True)
class SetAside(Step):
    """Mark it incomplete, and set what it holds aside until the new is proved; `mark` as above."""

    kind: ClassVar[str] = "set-aside"

    tables: int
    mark: str

    @property
    def title(self) -> str:
        return f"set the old data aside ({_tables(self.tables)}), and mark the database incomplete"

    @property
    def reversal(self) -> Step:
        return BringBack(self.app, self.mark)


@dataclass(frozen=True)
class BringBack(Errand):
    """Drop what is new, and bring the old data back, with the `mark` that it had."""

    kind: ClassVar[str] = "bring-back"

    mark: str

    @property
    def title(self) -> str:
        return "bring the old data back"


@dataclass(frozen=True)
class DropAside(Step):
    """Drop the old data, since the new is proved."""

    kind: ClassVar[str] = "drop-aside"

    @property
    def title(self) -> str:
        return "drop the old data"


@dataclass(frozen=True)
class Filling(Step):
    """A step that fills the target; `aside`: the old data is aside, and can come back."""

    aside: bool

    @property
    def leaves_the_app(self) -> bool:
        return self.aside


@dataclass(frozen=True)
class LoadSchema(Filling):
    """Load the tables, types, functions and views of the source, without rows and indexes."""

    kind: ClassVar[str] = "load-schema"

    tables: int

    @property
    def title(self) -> str:
        return f"load the schema ({_tables(self.tables)})"


@dataclass(frozen=True)
class CopyRows(Filling):
    """Copy the rows of so many tables, so many columns masked on the way."""

    kind: ClassVar[str] = "copy-rows"

    tables: int
    masked: int

    @property
    def title(self) -> str:
        columns = f"{self.masked:,} column{'' if self.masked == 1 else 's'} masked at the source"
        return f"copy the rows of {_tables(self.tables)}, {columns if self.masked else 'as is'}"


@dataclass(frozen=True)
class Build(Filling):
    """Build what follows the rows: indexes, constraints, triggers."""

    kind: ClassVar[str] = "build"

    @property
    def title(self) -> str:
        return "build indexes, constraints and triggers"


@dataclass(frozen=True)
class Finish(Filling):
    """Set what no row has: sequences, materialised views, grants, statistics."""

    kind: ClassVar[str] = "finish"

    @property
    def title(self) -> str:
        return "set sequences and grants, refresh materialised views, analyse"


@dataclass(frozen=True)
class CopyByHeroku(Step):
    """Have Heroku copy the database as it is: nothing of it needs masking; `mark` as above."""

    kind: ClassVar[str] = "copy-by-heroku"

    source: str  # "my-app::DATABASE"
    attachment: str
    mark: str

    @property
    def title(self) -> str:
        return f"have Heroku copy {self.source} to {self.attachment}, as it is"

    @property
    def by_hand(self) -> str:
        return f"heroku pg:copy {self.source} {self.attachment} --app={self.app}"


@dataclass(frozen=True)
class Prove(Filling):
    """Prove that all has arrived, and that nothing has which should not."""

    kind: ClassVar[str] = "prove"

    source: str
    checks: int
    whole: bool = True  # else Heroku has copied it, at a moment that nobody knows

    @property
    def title(self) -> str:
        checks = f", {self.checks} check{'' if self.checks == 1 else 's'}" if self.checks else ""
        what = "rows, structure, leaks" if self.whole else "structure"
        return f"prove it against {self.source}: {what}{checks}"


@dataclass(frozen=True)
class MarkProved(Step):
    """Mark the target's database as a proved copy."""

    kind: ClassVar[str] = "mark-proved"

    source: str

    @property
    def title(self) -> str:
        return f"mark it as a proved copy of {self.source}"


@dataclass(frozen=True)
class Restore(Step):
    """Have Heroku restore the `backup` that was made before, with the `mark` of then."""

    kind: ClassVar[str] = "restore"

    attachment: str
    backup: str
    mark: str

    @property
    def title(self) -> str:
        return f"restore the backup {self.backup}"

    @property
    def by_hand(self) -> str:
        which = shlex.quote(self.backup)
        return f"heroku pg:backups:restore {which} {self.attachment} --app={self.app}"


@dataclass(frozen=True)
class GiveUp(Errand):
    """Leave a copy that was begun as it is now."""

    kind: ClassVar[str] = "give-up"

    @property
    def title(self) -> str:
        return "give the copy up"


OURS = (
    ScaleDown, ScaleUp, BackUp, TakeSnapshot, Empty, SetAside, BringBack, DropAside, LoadSchema,
    CopyRows, Build, Finish, CopyByHeroku, Prove, MarkProved, Restore, GiveUp,
)  # fmt: skip


def copies_data(plan: Plan) -> bool:
    """Say whether a plan is one of bringing data down, or of giving that up."""
    return any(isinstance(step, OURS) for step in plan.steps)


def _tables(number: int) -> str:
    return f"{number:,} table{'' if number == 1 else 's'}"

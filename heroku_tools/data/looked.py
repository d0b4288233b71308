"""What a look at both databases finds (pure)."""

from __future__ import annotations

from dataclasses import dataclass, field

from heroku_tools.data.database.values import Inventory
from heroku_tools.data.decided import DecidedTable


@dataclass(frozen=True)
class Side:
    """One of the two databases. `app` and `attachment` are empty for one without an app.

    `owner` is the app that the add-on belongs to, `place` its address without a password.
    """

    label: str
    app: str
    attachment: str
    addon: str
    owner: str
    place: str
    inventory: Inventory
    url: str = field(repr=False, default="")

    @property
    def in_words(self) -> str:
        """Name it for a person: by app and attachment, or by its address."""
        return f"{self.app} {self.attachment}" if self.app else self.place


@dataclass(frozen=True)
class Undecided:
    """A column that nobody decided about, and why somebody must."""

    column: str
    why: str


@dataclass(frozen=True)
class Standing:
    """How the target stands.

    `processes` are the dynos, as `web=2`. `incomplete`: its database is marked as a copy that was
    begun and not proved; `proved_run` is the run that has proved what it holds; `mark` is the whole
    mark, as text. `aside_run` has set the old data aside, which `can_come_back` as long as the new
    was not accepted.
    """

    side: Side
    maintenance: bool = False
    processes: tuple[str, ...] = ()
    incomplete: bool = False
    proved_run: str = ""
    mark: str = ""
    aside_run: str = ""
    can_come_back: bool = False


@dataclass(frozen=True)
class Looked:
    """Both sides, what is decided about each column, and how the target stands.

    `undecided` are the columns nobody decided about, and `to_paste` the rules proposed for them.
    `obstacles` are sentences why it must not be, `warnings` what should be known; `unmovable` says
    why the target's old data cannot be set aside.
    """

    source: Side
    stands: Standing
    tables: tuple[DecidedTable, ...]
    undecided: tuple[Undecided, ...] = ()
    to_paste: str = ""
    obstacles: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    unmovable: tuple[str, ...] = ()

    @property
    def target(self) -> Side:
        """The target's database."""
        return self.stands.side

    @property
    def mark(self) -> str:
        """The mark that the target's database has, as text."""
        return self.stands.mark

    @property
    def copied(self) -> tuple[DecidedTable, ...]:
        """The tables whose rows come."""
        return tuple(each for each in self.tables if not each.skipped and each.table.kind == "r")

    @property
    def masked(self) -> int:
        """How many columns are masked."""
        return sum(len(each.masked) for each in self.copied)

    @property
    def size(self) -> int:
        """The bytes that the copied tables have at the source."""
        return sum(each.table.size for each in self.copied)

    @property
    def rows(self) -> int:
        """About how many rows come."""
        return sum(max(each.table.rows, 0) for each in self.copied)

"""What the file says of data: which columns are masked, and how (pure values)."""

from __future__ import annotations

from dataclasses import dataclass, field

from heroku_tools.settings.model import Source


@dataclass(frozen=True)
class Rule:
    """What happens to one column; `where` is its `file:line`.

    `masker` is a name of the table of maskers ("email", "keep", "json", "when", ...). `text` is the
    value of `fixed` (None: null) and the expression of `sql`; `by` a column whose equal values get
    equal masks; `namespace` separates equal values of different meaning; `length` is hash's, in
    characters; `days` shift_days' greatest shift; `first` and `last` are partial's, in characters.
    `paths` are json's, dots between their keys. `condition` is when's SQL, `then` and `otherwise`
    its rules.
    """

    masker: str
    where: str
    text: str | None = field(default=None, repr=False)
    by: str | None = None
    namespace: str | None = None
    length: int | None = None
    days: int | None = None
    first: int | None = None
    last: int | None = None
    paths: tuple[tuple[str, Rule], ...] = ()
    condition: str | None = None
    then: Rule | None = None
    otherwise: Rule | None = None


@dataclass(frozen=True)
class TableRules:
    """The rules of one table, which is named as in SQL: `shop_order`, `crm.person`."""

    table: str
    where: str
    columns: tuple[tuple[str, Rule], ...]


@dataclass(frozen=True)
class Only:
    """The rows of a table that are copied: `condition` is SQL."""

    table: str
    condition: str
    where: str


@dataclass(frozen=True)
class Text:
    """A text of the file and its `file:line`: a check's query, a pattern of `skip`."""

    text: str
    where: str


@dataclass(frozen=True)
class DataPolicy:
    """The key `data`. `unmasked` is `mask: none`: the whole database holds nothing personal.

    `structure_kept` is `structure: keep`: what looks personal in defaults, enums' labels, comments
    and code was looked at, and comes as it is.
    """

    where: str
    salt: Source | None = None
    mask: tuple[TableRules, ...] = ()
    unmasked: bool = False
    skip: tuple[Text, ...] = ()
    only: tuple[Only, ...] = ()
    checks: tuple[Text, ...] = ()
    after: str | None = None
    structure_kept: bool = False


@dataclass(frozen=True)
class DataFrom:
    """The one way that data may come in: from the environment `label`.

    `masked` is `masked: already`: what is there was masked and proved by us, and comes as it is.
    """

    label: str
    where: str
    masked: bool = False

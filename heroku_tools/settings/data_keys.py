"""The keys of what data may flow and how it is masked, described once like those in `keys`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from heroku_tools.settings import rules
from heroku_tools.settings.nodes import Text
from heroku_tools.settings.problems import Problems
from heroku_tools.settings.readers import (
    Key,
    Named,
    OneOf,
    Reader,
    Several,
    Shorthand,
    Spot,
    Table,
    Word,
)
from heroku_tools.settings.sources import Secret
from heroku_tools.settings.sql_words import NAME, SQL

if TYPE_CHECKING:
    from heroku_tools.settings.masking import Rule, TableRules

T = TypeVar("T")
NONE = "none"


@dataclass(frozen=True)
class At(Generic[T]):
    """A value with the `file:line` that it is from."""

    where: str
    value: T


@dataclass(frozen=True)
class Placed(Reader[At[T]]):
    """Tells where what `item` reads is written."""

    item: Reader[T]

    @property
    def takes(self) -> str:  # type: ignore[override]
        """What the item takes."""
        return self.item.takes

    def read(self, spot: Spot, problems: Problems) -> At[T] | None:
        value = self.item.read(spot, problems)
        return None if value is None else At(f"{problems.file}:{spot.line}", value)


@dataclass(frozen=True)
class Masks:
    """What `mask` says: the rules by table, or that nothing is personal."""

    tables: tuple[TableRules, ...] = ()
    unmasked: bool = False


class MaskReader(Reader[Masks]):
    """`none`, or rules by table and column."""

    takes = "a mapping of tables, for example `mask: {users: {email: email}}`, or `none`"

    @property
    def tables(self) -> Named[At[tuple[tuple[str, Rule], ...]]]:
        """The rules; what they are made of is imported for files that have some."""
        from heroku_tools.settings.mask_rules import RULE

        columns = Named("a mapping of columns, for example `{email: email}`", NAME, RULE)
        return Named(self.takes, NAME, Placed(columns))

    def read(self, spot: Spot, problems: Problems) -> Masks | None:
        if isinstance(spot.node, Text) and spot.node.value == NONE and not spot.node.tag:
            return Masks(unmasked=True)
        found = self.tables.read(spot, problems)
        if found is None:
            return None
        return Masks(tuple(_table_rules(name, at) for name, at in found))


def _table_rules(name: str, at: At[tuple[tuple[str, Rule], ...]]) -> TableRules:
    from heroku_tools.settings.masking import TableRules

    return TableRules(name, at.where, at.value)


SALT_TAKES = "64 hexadecimal digits, or better `!env NAME`"
SALT = Key(
    "salt",
    Secret(SALT_TAKES, rules.SALT),
    "The secret that masks are made with: the same salt gives the same masks, and without it "
    "nobody can tell what they stand for. 64 hexadecimal digits (256 bits), made once for a "
    "project by `openssl rand -hex 32`.",
    "salt: !env MASKING_SALT",
)
MASK = Key(
    "mask",
    MaskReader(),
    "What each column becomes, by table; or none, where the whole database holds nothing personal. "
    "A column that is not named here must be harmless by its type and its name, else the copy is "
    "refused.",
    "mask: {users: {email: email}}",
)
PATTERN = Word("the name of a table, or a pattern such as `audit_*`", rules.PATH_PATTERN)
SKIP = Key(
    "skip",
    Several(
        "the name of a table, a pattern such as `audit_*`, or a list of them",
        Placed(PATTERN),
        single=True,
        empty=True,
    ),
    "The tables that arrive without their rows.",
    "skip: [django_session]",
)
ONLY = Key(
    "only",
    Named("a mapping of tables to conditions", NAME, Placed(SQL)),
    "The rows of a table that are copied, by a condition in SQL.",
    "only: {events: \"created_at > now() - interval '90 days'\"}",
)
QUERY = Word("an SQL query", rules.SHELL_TEXT)
CHECKS = Key(
    "checks",
    Several("an SQL query, or a list of them", Placed(QUERY), single=True, empty=True),
    "Queries that must return no row from the copy.",
    "checks: [\"SELECT 1 FROM users WHERE email NOT LIKE '%@example.com'\"]",
)
STRUCTURE = Key(
    "structure",
    OneOf("`keep`", ("keep",)),
    "keep: defaults, labels of enums, comments, views and functions come as they are, although "
    "some look like an email address, a name or a token. Not given: that refuses the copy.",
    "structure: keep",
)
AFTER = Key(
    "after",
    Word("the text of a command, such as `python manage.py migrate`", rules.SHELL_TEXT),
    "What runs in a one-off dyno of the target's app once the copy is proved.",
    "after: python manage.py migrate",
)
DATA = Key(
    "data",
    Table(
        "a mapping, for example `data: {salt: !env MASKING_SALT}`",
        (SALT, MASK, STRUCTURE, SKIP, ONLY, CHECKS, AFTER),
    ),
    "How data is masked before it leaves the source, and which of it is copied.",
    "data: {salt: !env MASKING_SALT}",
)

FROM = Key(
    "environment",
    Word("the label of another environment, such as `live`", rules.LABEL),
    "The environment that data comes from.",
    "environment: live",
    required=True,
)
MASKED = Key(
    "masked",
    OneOf("`already`", ("already",)),
    "already: what is there was masked and proved by this tool, and comes as it is.",
    "masked: already",
)
FROM_TAKES = "the label of another environment, or a mapping with `environment`"
DATA_FROM = Key(
    "data_from",
    Shorthand(FROM_TAKES, Table(FROM_TAKES, (FROM, MASKED)), FROM),
    "The one way in which data may come in. An environment without it is never written to.",
    "data_from: live",
)
URL_TAKES = "a URL such as `postgres://localhost/my_app`, or better `!env NAME`"
DATABASE_URL = Key(
    "database_url",
    Secret(URL_TAKES, rules.DATABASE_URL),
    "A database without an app, for `data` only.",
    "database_url: !env DATABASE_URL",
)

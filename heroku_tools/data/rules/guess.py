"""What to propose for a column nobody decided about, by name, type and finds (pure).

A proposal is read by a person; it errs on the side of masking.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from heroku_tools.data.database.values import Column, Table
from heroku_tools.data.rules import words
from heroku_tools.data.rules.coverage import MOMENTS, NUMBERS
from heroku_tools.data.rules.words import said
from heroku_tools.settings.masking import Rule

WhyNot = Callable[[Rule, Column, Table], "str | None"]

REMOVED = "(removed)"
PEOPLE = (
    "user", "customer", "client", "person", "people", "contact", "member", "patient", "employee",
    "profile", "staff", "student", "teacher", "guest", "candidate", "applicant", "lead",
    "subscriber", "account", "recipient", "passenger", "tenant", "donor", "friend",
)  # fmt: skip
# Tables of frameworks: what is in these columns is from the code, not from people.
FROM_CODE = {
    "django_migrations": ("app", "name"),
    "django_content_type": ("app_label", "model"),
    "auth_permission": ("name", "codename"),
    "auth_group": ("name",),
    "django_site": ("domain", "name"),
    "schema_migrations": ("version",),
    "ar_internal_metadata": ("key", "value"),
    "alembic_version": ("version_num",),
}
SESSIONS = ("django_session", "sessions", "active_storage_sessions")
ORDINARY = (
    "slug", "status", "state", "code", "type", "kind", "currency", "locale", "language", "lang",
    "color", "colour", "sku", "category", "format", "mime", "version", "unit", "timezone", "tz",
    "level", "priority", "model", "codename", "country", "title", "label", "size", "name",
)  # fmt: skip

KEEP, NULL = Rule("keep", ""), Rule("null", "")
HASH, UUID, NUMBER = Rule("hash", ""), Rule("uuid", ""), Rule("number", "")
EMAIL, PHONE, IP, URL = (Rule(name, "") for name in ("email", "phone", "ip", "url"))
SHIFT = Rule("shift_days", "", days=30)
LAST_FOUR = Rule("partial", "", last=4)


def fixed(text: str) -> Rule:
    """Return the rule for the same text in every row."""
    return Rule("fixed", "", text=text)


BY_HIT = {
    "email": EMAIL, "phone": PHONE, "ip": IP, "iban": LAST_FOUR, "card": LAST_FOUR, "token": HASH,
}  # fmt: skip
BY_NAME = (
    (words.EMAIL, EMAIL),
    (words.PHONE, PHONE),
    (words.IP, IP),
    (("password", "passwd", "passwort", "pwd"), fixed("!")),
    (words.SECRET, HASH),
    (words.USERNAME, Rule("username", "")),
    (words.FIRST_NAME, Rule("first_name", "")),
    (words.LAST_NAME, Rule("last_name", "")),
    (words.CITY, Rule("city", "")),
    (words.STREET, Rule("address", "")),
    (words.POSTAL, NUMBER),
    (words.NATIONAL + words.BANK, LAST_FOUR),
    (words.DEVICE, HASH),
    (words.URL, URL),
)
BY_TYPE = {
    **dict.fromkeys(NUMBERS, NUMBER),
    **dict.fromkeys(("inet", "cidr"), IP),
    **dict.fromkeys(("bit", "varbit", "daterange"), KEEP),
    "uuid": UUID,
    "bool": fixed("false"),
}
EMPTY = {
    **dict.fromkeys(("json", "jsonb"), "{}"),
    **dict.fromkeys(("bytea", "tsvector", "hstore", "xml"), ""),
    "point": "(0,0)",
    "macaddr": "00:00:00:00:00:00",
}


def is_sessions(table: Table) -> bool:
    """Whether the rows of a table are logins that nobody needs in a copy."""
    return table.name.name in SESSIONS


def propose(column: Column, table: Table, why_not: WhyNot, hits: Sequence[str] = ()) -> Rule:
    """Return the first rule that can hold in the column."""
    for rule in _candidates(column, table, hits):
        if why_not(rule, column, table) is None:
            return rule
    return KEEP


def _candidates(column: Column, table: Table, hits: Sequence[str]) -> Iterator[Rule]:
    if column.name in FROM_CODE.get(table.name.name, ()):
        yield KEEP
    if column.category == "S":
        yield from _of_text(column, table, hits)
    else:
        yield from _of_other(column)
    yield from _nothing(column)
    yield from (HASH, UUID, NUMBER)


def _of_text(column: Column, table: Table, hits: Sequence[str]) -> Iterator[Rule]:
    for group, rule in BY_NAME:
        if said(column.name, group):
            yield rule
    yield from (BY_HIT[hit] for hit in hits if hit in BY_HIT)
    if said(column.name, words.NAME) and _is_a_persons(column, table):
        yield Rule("full_name", "")
    if {column.name, *words.words(column.name)[-1:]} & {*ORDINARY}:
        yield KEEP
    if any(column.name in unique for unique in table.unique):
        yield HASH
    yield fixed(REMOVED)


def _is_a_persons(column: Column, table: Table) -> bool:
    """Whether a `name` is that of a person: of `users.name` it is, of `products.name` not."""
    if column.name == "name":
        return said(table.name.name, PEOPLE) is not None
    return said(column.name, ("name",)) is None or not _names_a_thing(column)


def _names_a_thing(column: Column) -> bool:
    things = ("file", "product", "class", "table", "field", "event", "host", "domain", "code")
    return said(column.name, things) is not None


def _of_other(column: Column) -> Iterator[Rule]:
    if column.category == "A":
        return
    if column.base in MOMENTS or column.base == "date":
        yield SHIFT if said(column.name, words.BIRTH + words.SENSITIVE) else KEEP
    if column.kind == "e" and column.not_null and column.labels:
        yield fixed(column.labels[0])
    if column.base in BY_TYPE:
        yield BY_TYPE[column.base]


def _nothing(column: Column) -> Iterator[Rule]:
    if not column.not_null:
        yield NULL
    if column.category == "A":
        yield fixed("{}")
    if column.base in EMPTY:
        yield fixed(EMPTY[column.base])
    if column.category == "S":
        yield fixed("")

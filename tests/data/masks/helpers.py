"""Real tables, masked on a real server; and the masks by value once more, in Python."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping
from functools import cache
from ipaddress import ip_address
from typing import Any

from heroku_tools.data.database import catalogue
from heroku_tools.data.database.values import Column, Name, Table
from heroku_tools.data.decided import DecidedColumn, DecidedTable, Fate
from heroku_tools.data.masks.select import select
from heroku_tools.data.masks.words import Words, load
from heroku_tools.settings.masking import Rule
from heroku_tools.tools import postgres
from tests.data.servers import Database

SALT, OTHER_SALT = "5a" * 32, "c3" * 32
words = cache(load)
Rules = Mapping[str, Rule]


def rule(masker: str, **options: Any) -> Rule:
    return Rule(masker, "app.conf.yaml:1", **options)


def json(**paths: Rule) -> Rule:
    """A rule of paths, with __ for each dot."""
    return rule(
        "json", paths=tuple((path.replace("__", "."), leaf) for path, leaf in paths.items())
    )


def decided(table: Table, rules: Rules, only: str | None = None) -> DecidedTable:
    assert set(rules) <= {column.name for column in table.columns}
    return DecidedTable(table, tuple(_decided(each, rules) for each in table.columns), only=only)


def _decided(column: Column, rules: Rules) -> DecidedColumn:
    found = rules.get(column.name)
    return DecidedColumn(column, Fate.MASK if found else Fate.HARMLESS, found)


def masked(
    database: Database,
    table: str,
    rules: Rules,
    *,
    salt: str = SALT,
    only: str | None = None,
    rows: str | None = None,
    words: Words | None = None,
) -> list[tuple[Any, ...]]:
    """Return all rows of a table as they are copied."""
    with postgres.connect(database.url, application="test", salt=salt, source=True) as connection:
        found = catalogue.read(connection).table(Name(*("public." + table).rsplit(".", 2)[-2:]))
        assert found
        query = select(decided(found, rules, only), names=words or load_once(), rows=rows)
        return connection.execute(query).fetchall()


def load_once() -> Words:
    return words()


def column(database: Database, table: str, name: str, how: Rule, **options: Any) -> list[Any]:
    """Return the masked values of one column; the table's first column is its key, in order."""
    names = [each[0] for each in database.ask(
        f"SELECT attname FROM pg_attribute WHERE attrelid = '{table}'::regclass AND attnum > 0 "
        "AND NOT attisdropped ORDER BY attnum"
    )]  # fmt: skip
    place = names.index(name)
    return [row[place] for row in sorted(masked(database, table, {name: how}, **options))]


def digest(text: str, namespace: str, salt: str = SALT) -> bytes:
    """The digest of a value."""
    key = hashlib.sha256(f"{salt}:value:{namespace}".encode()).digest()
    return hashlib.sha256(key + text.encode()).digest()


def email(text: str, salt: str = SALT) -> str:
    small = "".join(letter.lower() if letter.isascii() else letter for letter in text)
    plain = f"user_{digest(small, 'email', salt).hex()[:20]}@example.com"
    if small == text:
        return plain
    bits = digest(text, "email", salt)
    return "".join(
        letter.upper() if bits[place // 8] >> place % 8 & 1 else letter
        for place, letter in enumerate(plain, start=1)
    )


def phone(text: str, digits: int = 10) -> str:
    whole = digest(text, "phone")
    return f"+1555{int.from_bytes(whole[:6], 'big') % 10**10:010d}"[: 5 + digits]


def ip(text: str) -> str:
    whole = digest(text, "ip")
    if ":" in text:
        return str(ip_address("2001:db8::") + (int.from_bytes(whole[:8], "big") & 2**63 - 1))
    return str(ip_address("240.0.0.0") + (int.from_bytes(whole[:4], "big") & 2**28 - 1))


def another_uuid(text: str) -> str:
    return str(uuid.UUID(bytes=digest(text.lower(), "uuid")[:16], version=4))

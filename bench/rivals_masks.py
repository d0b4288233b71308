"""The masks of the bench in the words of other tools, as far as they have words for them (pure)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from heroku_tools.settings.masking import Rule

Masks = Mapping[str, Mapping[str, Rule]]  # by table and column

# pynonymizer picks from 150 rows of Faker's, once per row of the table; what is in JSON has to be
# written in SQL.
PYNONYMIZER: Mapping[str, Any] = {
    "email": "unique_email",
    "first_name": "first_name",
    "last_name": "last_name",
    "full_name": "name",
    "phone": "phone_number",
    "address": "street_address",
    "shift_days": "date_of_birth",
    "ip": {"type": "fake_update", "fake_type": "ipv4", "sql_type": "inet"},
}
IN_JSON = {
    "email": "to_jsonb(md5(random()::text) || '@example.com')",
    "phone": "to_jsonb(left(md5(random()::text), 12))",
}
# pganonymize asks Faker anew for each value. Emails are unique here: its md5, which has no key, is
# the quick way of its README to that.
PGANONYMIZE: Mapping[str, Mapping[str, Any]] = {
    "email": {"provider": {"name": "md5"}, "append": "@example.com"},
    "first_name": {"provider": {"name": "fake.first_name"}},
    "last_name": {"provider": {"name": "fake.last_name"}},
    "full_name": {"provider": {"name": "fake.name"}},
    "phone": {"provider": {"name": "fake.phone_number"}},
    "address": {"provider": {"name": "fake.street_address"}},
    "shift_days": {"provider": {"name": "fake.date_of_birth"}},
}


def strategy(masks: Masks) -> dict[str, Any]:
    """The strategy file of pynonymizer."""
    return {
        "tables": {
            table: {"columns": {name: _strategy(name, rule) for name, rule in _masked(columns)}}
            for table, columns in masks.items()
        }
    }


def _strategy(column: str, rule: Rule) -> Any:
    return _in_json(column, rule) if rule.paths else PYNONYMIZER[rule.masker]


def _in_json(column: str, rule: Rule) -> str:
    """Replace the values of some paths, one around the other."""
    sql = column
    for path, inner in rule.paths:
        value = f"to_jsonb('{inner.text}'::text)" if inner.text else IN_JSON[inner.masker]
        sql = f"jsonb_set({sql}, '{{{path.replace('.', ',')}}}', {value})"
    return f"({sql})"


def schema(masks: Masks) -> dict[str, Any]:
    """The schema file of pganonymize: without inet, of which it says that it is not supported."""
    tables = {
        table: [
            {place: _provided(rule)}
            for column, outer in _masked(columns)
            for place, rule in _places(column, outer)
            if rule.masker != "ip"
        ]
        for table, columns in masks.items()
    }
    return {"tables": [{table: {"fields": fields}} for table, fields in tables.items() if fields]}


def _provided(rule: Rule) -> Mapping[str, Any]:
    if rule.text:
        return {"provider": {"name": "set", "value": rule.text}}
    return PGANONYMIZE[rule.masker]


def values(columns: Mapping[str, Rule]) -> dict[str, str]:
    """What is masked in a table, in SQL, by the masker that does it."""
    return {
        _sql(*place.split(".")): rule.masker
        for column, outer in _masked(columns)
        for place, rule in _places(column, outer)
    }


def _sql(column: str, *path: str) -> str:
    return f"{column} #>> '{{{','.join(path)}}}'" if path else column


def _places(column: str, rule: Rule) -> Iterator[tuple[str, Rule]]:
    """A column, or the paths in it, dots between their keys."""
    if rule.paths:
        yield from ((f"{column}.{path}", inner) for path, inner in rule.paths)
    else:
        yield column, rule


def _masked(columns: Mapping[str, Rule]) -> list[tuple[str, Rule]]:
    return [(name, rule) for name, rule in columns.items() if rule.masker != "keep"]

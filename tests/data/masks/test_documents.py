"""Masks inside of documents, held against the same done to Python's values."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from heroku_tools.data.masks.documents import keys
from tests.data.masks import helpers
from tests.data.masks.helpers import digest, masked, rule
from tests.data.servers import Database, Server

DOCUMENTS: tuple[Any, ...] = (
    {"email": "a@b.com", "contact": {"email": "c@d.com", "tel": "1"}, "n": 1.5, "ok": True},
    {"email": None, "contact": {"tel": None}, "more": {"email": "stays"}},
    {"contact": [{"email": "e@f.com"}, {"tel": "2", "x": [1]}, 7, None]},
    {"contact": {"email": ["g@h.com", None, "i@j.com"]}, "email": []},
    {"contact": "alone", "email": {"address": "k@l.com"}},
    [{"email": "m@n.com"}, {"contact": {"email": "[brackets]@x.com"}}],
    {"items": [{"email": "o@p.com"}, {"email": "q@r.com", "sku": 1}], "email": "[x"},
    {"items": {"a": {"email": "s@t.com"}, "b": {"email": None}}},
    {"items": [], "contact": {}},
    {"email": 12, "contact": {"email": True}},
    "text", 5, None, True, [], {}, {"\"quoted'\\": {"da.sh": "u@v.com"}},
)  # fmt: skip


@pytest.fixture(scope="module")
def documents(pg16: Server) -> Iterator[Database]:
    database = pg16.create()
    database.run("CREATE TABLE doc (id int PRIMARY KEY, a jsonb, b json, born text)")
    with database.connect() as connection:
        for place, each in enumerate((*DOCUMENTS, ...)):
            text = None if each is ... else json.dumps(each)
            connection.execute("INSERT INTO doc VALUES (%s, %s, %s)", (place, text, text))
    yield database
    pg16.drop(database)


def scalar(mask: Callable[[str], Any], value: Any) -> Any:
    """What comes in a value's place; what has parts becomes a text."""
    if value is None:
        return None
    return mask(value if isinstance(value, str) else json.dumps(value))


def changed(value: Any, path: tuple[str, ...], mask: Callable[[str], Any]) -> Any:
    """Follow a path through a value as the manual says."""
    if not path:
        if isinstance(value, list):
            return [scalar(mask, each) for each in value]
        return scalar(mask, value)
    if path[0] == "*":
        if isinstance(value, dict):
            return {key: changed(each, path[1:], mask) for key, each in value.items()}
        return (
            [changed(each, path[1:], mask) for each in value] if isinstance(value, list) else value
        )
    if isinstance(value, list):
        return [None if isinstance(each, list) else changed(each, path, mask) for each in value]
    if isinstance(value, dict) and path[0] in value:
        return value | {path[0]: changed(value[path[0]], path[1:], mask)}
    return value


def results(documents: Database, column: str, *paths: tuple[str, Any]) -> list[Any]:
    how = rule("json", paths=tuple(paths))
    rows = sorted(masked(documents, "doc", {column: how}), key=lambda row: row[0])
    return [row[1 if column == "a" else 2] for row in rows]


@pytest.mark.parametrize("column", ["a", "b"])
@pytest.mark.parametrize(
    "paths",
    [
        ("email",),
        ("contact.email", "contact.tel"),
        ("email", "contact.email", "contact.tel"),
        ("items.email",),
        ("items.*.email", "email"),
        ("\"quoted'\\\\.da\\.sh", "n"),
        ("contact.email.deeper.still",),
    ],
)
def test_places(documents: Database, column: str, paths: tuple[str, ...]) -> None:
    def mask(text: str) -> str:
        return digest(text, "hash").hex()[:20]

    found = results(documents, column, *((path, rule("hash")) for path in paths))
    for before, after in zip(DOCUMENTS, found, strict=False):
        expected = before
        for path in paths:
            expected = changed(expected, keys(path), mask)
        assert after == expected
    assert found[-1] is None


def test_a_document_has_the_same_masks_as_a_column(documents: Database) -> None:
    found = results(documents, "a", ("email", rule("email")), ("contact.email", rule("email")))
    assert found[0]["email"] == helpers.email("a@b.com")
    assert found[0]["contact"]["email"] == helpers.email("c@d.com")
    assert found[2]["contact"][0]["email"] == helpers.email("e@f.com")


def test_kinds_stay(documents: Database) -> None:
    paths = (
        ("n", rule("number")),
        ("ok", rule("keep")),
        ("email", rule("null")),
        ("contact.tel", rule("fixed", text='"+\\')),
        (
            "contact.email",
            rule("when", condition="id = 0", then=rule("keep"), otherwise=rule("city")),
        ),
    )
    for column in ("a", "b"):
        first, *_, last, _ = results(documents, column, *paths)
        assert isinstance(first["n"], float) and 1 <= first["n"] < 10
        assert (first["ok"], first["email"]) == (True, None)
        assert first["contact"] == {"email": "c@d.com", "tel": '"+\\'}
        assert last == DOCUMENTS[-1]
    assert results(documents, "a", *paths)[9]["contact"]["email"] in helpers.load_once().cities


def test_dates_in_documents(documents: Database) -> None:
    documents.run(
        "CREATE TABLE born (id int PRIMARY KEY, a jsonb, born date)",
        """INSERT INTO born SELECT i, jsonb_build_object('d', date '2000-02-28' + i, 'y',
            '1999-12-31T23:59:59Z', 'odd', ARRAY['2001-02-31', 'soon', '0000-01-01']),
            date '2000-02-28' + i FROM generate_series(1, 20) AS i""",
    )
    paths = (("d", rule("shift_days")), ("y", rule("year")), ("odd", rule("shift_days")))
    rules = {"a": rule("json", paths=paths), "born": rule("shift_days")}
    for _, document, born in masked(documents, "born", rules):
        assert (document["d"], document["y"]) == (str(born), "1999-01-01")
        assert document["odd"][0].startswith("2001-0") and document["odd"][1:] == [None, None]


def test_names_in_arrays_differ(documents: Database) -> None:
    documents.run(
        "CREATE TABLE team (id int PRIMARY KEY, a jsonb)",
        """INSERT INTO team VALUES
            (1, '{"people": [{"name": "A"}, {"name": "B"}, {"name": "C"}]}')""",
    )
    how = rule("json", paths=(("people.name", rule("full_name")),))
    ((_, found),) = masked(documents, "team", {"a": how})
    assert len({each["name"] for each in found["people"]}) == 3


def test_what_gives_nothing_leaves_the_document(documents: Database) -> None:
    paths = (("email", rule("sql", text="NULL")), ("contact.email", rule("shift_days")))
    first, *_ = results(documents, "a", *paths)
    assert (first["email"], first["contact"]["email"], first["n"]) == (None, None, 1.5)

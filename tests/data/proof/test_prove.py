"""A clean copy is proved; whatever is not as it should be is found, and told without a value."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from heroku_tools.data.copying.board import Copied
from heroku_tools.data.copying.snapshot import Snapshot, hold
from heroku_tools.data.copying.units import units
from heroku_tools.data.copying.workers import copy
from heroku_tools.data.database import catalogue, finish, sequences
from heroku_tools.data.database.values import Name
from heroku_tools.data.decided import DecidedColumn, DecidedTable, Fate
from heroku_tools.data.masks import words
from heroku_tools.data.masks.select import select
from heroku_tools.data.proof.prove import prove
from heroku_tools.data.proof.verdict import Verdict
from heroku_tools.settings.masking import Rule, Text
from heroku_tools.tools import postgres
from tests.data.conftest import NewDatabase
from tests.data.copying import scene
from tests.data.servers import Database, Server

SALT = "5a" * 32
SQL = """
CREATE TABLE person (
    id serial PRIMARY KEY, email text NOT NULL UNIQUE, first_name text, born date, note text,
    phone varchar(30), joined date, doc jsonb, kind text, secret text, bio text, motto text,
    CONSTRAINT adult CHECK (id > 0)
);
CREATE TABLE visit (person int REFERENCES person, ip inet, what text);
CREATE TABLE session (key text);
CREATE SEQUENCE lone;
CREATE INDEX visits ON visit (person);
CREATE VIEW people AS SELECT id FROM person;
CREATE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER notes AFTER INSERT ON person FOR EACH ROW EXECUTE FUNCTION noted();
INSERT INTO person (email, first_name, born, note, phone, joined, doc, kind, secret, bio, motto)
SELECT 'somebody' || i || '@corp.com', 'Xaver' || i, date '1970-02-02' + i, 'n' || i,
    '+49 171 ' || i, date '2020-01-01' + i,
    jsonb_build_object('mail', 'own' || i || '@corp.com', 'list', jsonb_build_array(
        jsonb_build_object('tel', '0171' || i))),
    CASE i % 2 WHEN 0 THEN 'staff' ELSE 'guest' END, 'token' || i, 'secret life ' || i, 'm' || i
FROM generate_series(1, 100) AS i;
INSERT INTO visit SELECT 1 + i % 50, '10.1.1.1'::inet + i, 'w' || i
FROM generate_series(1, 200) AS i;
INSERT INTO session VALUES ('k');
SELECT nextval('lone') FROM generate_series(1, 5);
ANALYZE;
"""


def rule(masker: str, **how: object) -> Rule:
    return Rule(masker, "app.conf.yaml:7", **how)  # type: ignore[arg-type]


RULES = {
    "person.email": rule("email"),
    "person.first_name": rule("first_name"),
    "person.born": rule("shift_days"),
    "person.note": rule("null"),
    "person.phone": rule("phone"),
    "person.joined": rule("year"),
    "person.doc": rule("json", paths=(("mail", rule("email")), ("list.*.tel", rule("phone")))),
    "person.secret": rule(
        "when", condition="kind = 'staff'", then=rule("keep"), otherwise=rule("hash")
    ),
    "person.bio": rule("fixed", text="(removed)"),
    "person.motto": rule("keep"),
    "visit.ip": rule("ip"),
}


def decide(database: Database) -> list[DecidedTable]:
    with database.connect() as connection:
        tables = catalogue.read(connection).tables
    return [
        DecidedTable(
            table,
            tuple(
                DecidedColumn(column, fate(found), found)
                for column in table.columns
                for found in [RULES.get(f"{table.name}.{column.name}")]
            ),
            skipped=table.name.name == "session",
        )
        for table in tables
    ]


def fate(found: Rule | None) -> Fate:
    if found is None:
        return Fate.HARMLESS
    return Fate.KEEP if found.masker == "keep" else Fate.MASK


@dataclass
class Scene:
    """A source, a copy of it that is right, and the snapshot that it was taken at."""

    source: Database
    target: Database
    decided: list[DecidedTable]
    snapshot: Snapshot
    copied: tuple[Copied, ...]

    def prove(self, *, checks: tuple[Text, ...] = (), detect: Any = None) -> Verdict:
        with (
            postgres.connect(self.source.url, application="proof", source=True) as source,
            postgres.connect(self.target.url, application="proof", source=False) as target,
        ):
            return prove(
                source,
                target,
                self.decided,
                snapshot=self.snapshot,
                copied=self.copied,
                checks=checks,
                detect=detect,
            )

    @contextmanager
    def spoilt(self, *statements: str) -> Iterator[None]:
        """Have it not right within the block; the target is made anew afterwards."""
        before = self.target
        self.target = before.server.create(like=before.name, role=role_of(before))
        try:
            self.target.run(*statements)
            yield
        finally:
            self.target.server.drop(self.target)
            self.target = before


def role_of(database: Database) -> str:
    return database.url.split("//")[1].partition("@")[0]


@pytest.fixture(scope="module")
def copied(pg16: Server, pg18: Server) -> Iterator[Scene]:
    """One copy, which the tests spoil in copies of it."""
    source, target = pg16.create(), pg18.create()
    source.run(*filter(str.strip, SQL.split(";\n")))
    scene.structure(source, target)
    decided, names = decide(source), words.load()
    parts = units(
        decided, lambda table, rows: select(table, names=names, rows=rows), jobs=2, binary=True
    )
    with hold(source.connect()) as holder:
        arrived = copy(
            parts,
            lambda: postgres.connect(source.url, application="c", source=True, salt=SALT),
            scene.connects(target.url, source=False),
            snapshot=holder.snapshot,
            jobs=2,
        )
        scene.structure(source, target, "post-data")
        target.run("SELECT setval('lone', 5)", "SELECT setval('person_id_seq', 100)")
        yield Scene(source, target, decided, holder.snapshot, arrived)
    pg16.drop(source)
    pg18.drop(target)


def test_a_clean_copy_is_proved(copied: Scene) -> None:
    checks = (Text("SELECT 1 FROM person WHERE email NOT LIKE '%@example.com'", "conf:9"),)
    verdict = copied.prove(checks=checks)
    assert verdict.failures == () and verdict.proved
    assert "person: 100 of 100 rows compared, 7 masked places" in verdict.looked
    assert "sequences: 2" in verdict.looked and "check at conf:9" in verdict.looked
    assert verdict.looked[0].startswith("constraints: 4, functions: 1, ")


# What is spoilt, how, and the failures that it is to be told by: two copies of a target do for all.
PART: dict[str, tuple[str, tuple[str, ...]]] = {
    "a row is missing": (
        "DELETE FROM visit WHERE ctid = (SELECT min(ctid) FROM visit)",
        ("visit has 199 rows at the target; 200 were copied",),
    ),
    "rows of a skipped table": (
        "INSERT INTO session VALUES ('x')",
        ("session has 1 row at the target; 0 were copied",),
    ),
    "a kept value is another": (
        "UPDATE person SET motto = 'other' WHERE id = 50",
        ("person: 1 of 99 rows differ in what is not masked",),
    ),
    "another row than was copied": (
        "UPDATE person SET id = 1000 WHERE id = 90",
        ("person: 1 of 100 rows looked for are missing",),
    ),
    "an index is missing": (
        "DROP INDEX visits",
        ("the index public.visits is missing at the target",),
    ),
    "a constraint is missing": (
        "ALTER TABLE person DROP CONSTRAINT adult",
        ("the constraint adult on public.person is missing at the target",),
    ),
    "a trigger is disabled": (
        "ALTER TABLE person DISABLE TRIGGER notes",
        ("the trigger notes on public.person is disabled at the target, enabled at the source",),
    ),
    "a function is another": (
        "CREATE OR REPLACE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN END'",
        ("the function public.noted() is defined in another way at the target",),
    ),
    "a sequence is behind": (
        "SELECT setval('lone', 4)",
        ("the sequence lone does not stand where the source's stood",),
    ),
    "one address leaked": (
        "UPDATE person SET email = 'somebody50@corp.com' WHERE id = 50",
        ("person.email: a value of the source is still there",),
    ),
    "names are not masked": (
        "UPDATE person SET first_name = 'Xaver' || id WHERE id <= 10",
        ("person.first_name: 10 of 99 compared rows still have the source's value",),
    ),
    "what is to be nothing is something": (
        "UPDATE person SET note = 'x' WHERE id = 9",
        ("person.note: not what the rule says in 1 row",),
    ),
    "a document is not masked": (
        "UPDATE person SET doc = jsonb_set(doc, '{mail}', '\"own9@corp.com\"') WHERE id = 9",
        ("person.doc (mail): a value of the source is still there",),
    ),
    "what is to be fixed is not": (
        "UPDATE person SET bio = NULL WHERE id IN (9, 10)",
        ("person.bio: not what the rule says in 2 rows",),
    ),
}
REST: dict[str, tuple[str, tuple[str, ...]]] = {
    "a foreign key is not validated": (
        "ALTER TABLE visit DROP CONSTRAINT visit_person_fkey, ADD CONSTRAINT visit_person_fkey "
        "FOREIGN KEY (person) REFERENCES person NOT VALID",
        (
            "the constraint visit_person_fkey on public.visit is not validated at the target, "
            "validated at the source",
        ),
    ),
    "a unique index is missing": (
        "ALTER TABLE person DROP CONSTRAINT person_email_key",
        (
            "the index public.person_email_key is missing at the target",
            "the constraint person_email_key on public.person is missing at the target",
        ),
    ),
    "a sequence was never set": (
        "SELECT setval('person_id_seq', 1, false)",
        (
            "the sequence person_id_seq does not stand where the source's stood",
            "the sequence person_id_seq is behind person.id",
        ),
    ),
    "one address leaked into another row, in capitals": (
        "UPDATE person SET email = 'SOMEBODY50@CORP.COM' WHERE id = 51",
        ("person.email: a value of the source is still there",),
    ),
    "addresses without a key leaked": (
        "UPDATE visit SET ip = '10.1.1.9' WHERE ctid = (SELECT min(ctid) FROM visit)",
        ("visit.ip: a value of the source is still there",),
    ),
    "dates are not masked": (
        "UPDATE person SET born = date '1970-02-02' + id WHERE id <= 10",
        ("person.born: 10 of 100 compared rows still have the source's value",),
    ),
    "a document's list is not masked": (
        "UPDATE person SET doc = jsonb_set(doc, '{list}', '[{\"tel\": \"01719\"}]') WHERE id = 9",
        ("person.doc (list.*.tel): a value of the source is still there",),
    ),
    "what a condition masks is not": (
        "UPDATE person SET secret = 'token9' WHERE id = 9",
        ("person.secret: a value of the source is still there",),
    ),
    "a day is left of a date": (
        "UPDATE person SET joined = '2020-01-10' WHERE id = 9",
        ("person.joined: not what the rule says in 1 row",),
    ),
}


@pytest.mark.parametrize("spoilt", [PART, REST], ids=["part", "rest"])
def test_what_is_wrong_is_found(
    copied: Scene, spoilt: dict[str, tuple[str, tuple[str, ...]]]
) -> None:
    with copied.spoilt(*(statement for statement, _ in spoilt.values())):
        verdict = copied.prove()
    expected = [failure for _, failures in spoilt.values() for failure in failures]
    assert sorted(verdict.failures) == sorted(expected)
    told = " ".join((*verdict.failures, *verdict.looked, *verdict.noted)).lower()
    assert "corp.com" not in told and "xaver" not in told and "token9" not in told


@pytest.mark.parametrize(
    ("check", "failure"),
    [
        ("SELECT 1 FROM person WHERE id = 9", "conf:9: the check returns rows"),
        ("SELECT nothing FROM person", "conf:9: the check cannot be asked: column"),
        (
            "SELECT 1 FROM person WHERE email::int > 0",
            "conf:9: the check cannot be asked: invalid text repr",
        ),
    ],
)
def test_a_check_that_returns_rows(copied: Scene, check: str, failure: str) -> None:
    verdict = copied.prove(checks=(Text(check, "conf:9"),))
    (told,) = verdict.failures
    assert told.startswith(failure) and "@" not in told


def test_what_detectors_find_is_a_failure_unless_the_file_keeps_it(copied: Scene) -> None:
    person = Name("public", "person")
    asked: list[tuple[Name, str]] = []

    def detect(
        _target: object, columns: Sequence[tuple[Name, str]]
    ) -> dict[tuple[Name, str], tuple[str, ...]]:
        asked.extend(columns)
        return {(person, "motto"): ("email",), (person, "kind"): ("token", "phone")}

    verdict = copied.prove(detect=detect)
    assert sorted(column for _, column in asked) == ["kind", "motto", "what"]
    assert verdict.failures == ("person.kind holds what looks like token, phone",)
    assert verdict.noted[-1] == "person.motto holds what looks like email, and is kept"


def test_sequences_that_went_on_at_the_source_are_right(copied: Scene) -> None:
    copied.source.run("SELECT nextval('lone')", "SELECT nextval('person_id_seq')")
    assert copied.prove().failures == ()


@pytest.mark.parametrize("version", [16, 18])
def test_a_copy_of_every_nasty_kind_is_proved(new_database: NewDatabase, version: int) -> None:
    """Nothing is taken for a difference that is none."""
    source, target = new_database(16, "nasty"), new_database(version)
    scene.structure(source, target)
    decided = scene.decided(source)
    with hold(source.connect()) as holder:
        arrived = scene.under(
            holder.snapshot, source.url, target.url, scene.all_units(source), jobs=2
        )
        scene.structure(source, target, "post-data")
        with source.connect() as connection:
            views = catalogue.read(connection).views
        stood = holder.snapshot.sequences.items()
        with target.connect() as connection:
            sequences.write(connection, [sequences.Value(name, *at) for name, at in stood])
            filled = [each.name for each in views if each.materialised and each.populated]
            finish.refresh(connection, filled)
        found = Scene(source, target, decided, holder.snapshot, arrived).prove()
    assert found.failures == ()
    assert len(found.looked) > 15

"""What is decided about a copy, and what a person gets to see of it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from click import unstyle

from heroku_tools.data import show
from heroku_tools.data.flow import Flow
from heroku_tools.data.looked import Looked, Undecided
from heroku_tools.data.plan import Closed
from heroku_tools.data.proposal import Proposal, propose, question
from heroku_tools.errors import Exit
from heroku_tools.settings.masking import Rule
from tests.data.worlds import (
    AFTERWARDS,
    FLOW,
    IN_PLACE,
    LOCAL,
    LOOKED,
    TO_LOCAL,
    decided,
    side,
    standing,
)

NICK = Undecided("users.nick", "text")


def proposal(
    flow: Flow = FLOW, looked: Looked = LOOKED, *, no_backup: bool = False, **closed: bool
) -> Proposal:
    before = Closed(looked.stands.maintenance, looked.stands.processes, **closed)
    return propose(flow, looked, before, no_backup=no_backup)


def shown(found: Proposal, *, verbose: bool = False) -> str:
    return unstyle(show.text(found, width=None, verbose=verbose))


def test_the_whole() -> None:
    assert (
        shown(proposal())
        == """\
uat: gets the data of live
  source  my-live DATABASE, PostgreSQL 16, 3.0 GB, about 2,000 rows
  target  my-uat DATABASE, PostgreSQL 16, 9.0 MB
  lost    1 table, 9.0 MB
  way     set aside: what is there stays until the new is proved, or else comes back

Tables (3)
  users           1,000 rows     60.0 MB  masked: email
  orders          1,000 rows      2.0 MB  as it is
  sessions        1,000 rows      2.0 MB  skipped: comes empty

Steps
   1  turn maintenance on
   2  scale the dynos to 0 (web=2 worker=1 until now)
   3  back DATABASE up
   4  take a snapshot of live, and dump its schema
   5  set the old data aside (1 table), and mark the database incomplete
   6  load the schema (3 tables)
   7  copy the rows of 2 tables, 1 column masked at the source
   8  build indexes, constraints and triggers
   9  set sequences and grants, refresh materialised views, analyse
  10  prove it against live: rows, structure, leaks
  11  mark it as a proved copy of live
  12  scale the dynos back to web=2 worker=1
  13  turn maintenance off
  14  drop the old data

It takes about 9.9 s.
"""
    )


def test_in_place_is_told_with_its_reason() -> None:
    way = "in place, as the old data cannot be set aside: the role may not; the target is emptied"
    assert f"  way     {way} first, and where the copy fails the backup is left of it\n" in shown(
        proposal(looked=IN_PLACE)
    )
    assert "the copy fails nothing is left" in shown(proposal(looked=IN_PLACE, no_backup=True))


def test_each_column() -> None:
    text = shown(proposal(), verbose=True)
    assert "      id     int8: kept, harmless by its type\n" in text
    assert "      email  text: masked, email\n" in text


def test_the_largest_tables_first_and_the_rest_counted() -> None:
    many = tuple(decided(f"t{number}", size=number) for number in range(1, 61))
    text = shown(proposal(looked=replace(LOOKED, tables=many)))
    assert "  and 20 more (--verbose lists them)" in text
    assert text.index(" t60 ") < text.index(" t21 ")
    assert " t20 " not in text


@pytest.mark.parametrize(
    ("flow", "looked", "no_backup", "words"),
    [
        (
            FLOW,
            LOOKED,
            True,
            "no backup is made: once the copy is proved, what uat holds is lost for good",
        ),
        (
            replace(FLOW, target=LOCAL),
            TO_LOCAL,
            False,
            "no backup is made: once the copy is proved, what local holds",
        ),
        (replace(FLOW, target=LOCAL, policy=AFTERWARDS), TO_LOCAL, False, "run it yourself: run"),
        (FLOW, standing(incomplete=True), False, "holds an incomplete copy"),
        (FLOW, standing(maintenance=True), False, "maintenance is on at my-uat, and stays"),
        (FLOW, standing(processes=()), False, "no dyno of my-uat runs"),
        (FLOW, replace(LOOKED, warnings=("the source is busy",)), False, "the source is busy"),
    ],
)
def test_warnings(flow: Flow, looked: Looked, no_backup: bool, words: str) -> None:
    assert words in "\n".join(proposal(flow, looked, no_backup=no_backup).warnings)


def test_nothing_to_warn_of() -> None:
    assert proposal().warnings == ()
    empty = standing(side=side("uat"))
    assert proposal(looked=empty, no_backup=True).warnings == ()
    assert "nothing: it is empty" in shown(proposal(looked=empty))


@pytest.mark.parametrize(
    ("looked", "words"),
    [
        (replace(LOOKED, obstacles=("the target is older",)), "older; nothing was touched"),
        (replace(LOOKED, undecided=(NICK,)), "1 column of live: users.nick; nothing"),
        (replace(LOOKED, undecided=(NICK,) * 9), "9 columns of live: users.nick,.*, 4 more"),
    ],
)
def test_obstacles(looked: Looked, words: str) -> None:
    found = proposal(looked=looked).obstacle
    assert found is not None
    assert found.exit_code is Exit.REFUSED
    assert re.search(words, found.message)


def test_what_nobody_decided_is_proposed() -> None:
    looked = replace(LOOKED, undecided=(NICK,), to_paste="users:\n    nick: username\n")
    text = shown(proposal(looked=looked))
    assert "  ? users.nick  text\n" in text
    assert "to be pasted and looked over:\nusers:\n    nick: username\n\nSteps" in text


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (Rule("email", "f:1"), "email"),
        (Rule("fixed", "f:1", text="t0p s3cret"), "fixed"),
        (Rule("full_name", "f:1", by="user_id"), "full_name by user_id"),
        (Rule("json", "f:1", paths=(("a.b", Rule("email", "f:1")),)), "json (a.b email)"),
        (
            Rule("when", "f:1", condition="id = 1", then=Rule("keep", "f:1"),
                 otherwise=Rule("null", "f:1")),
            "keep when id = 1, else null",
        ),
    ],
)  # fmt: skip
def test_rules_in_words(rule: Rule, words: str) -> None:
    assert show.rule(rule) == words


def test_the_question() -> None:
    assert question(proposal()) == (
        "Replace all data of uat (my-uat DATABASE) by that of live, in about 9.9 s?"
    )


def test_the_document() -> None:
    data = show.document(proposal(looked=replace(LOOKED, undecided=(NICK,))))
    assert data["source"]["bytes"] == 3_000_000_000
    assert data["tables"][0]["columns"] == {
        "id": "kept, harmless by its type",
        "email": "masked, email",
    }
    assert data["undecided"] == [{"column": "users.nick", "why": "text"}]
    assert [step["kind"] for step in data["plan"]["steps"]][-1] == "drop-aside"
    assert "url" not in data["source"]

"""What is shown before anything acts: it says everything, and nothing in it moves a cursor."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import click
import pytest

from heroku_tools.deploy import show
from heroku_tools.deploy.changeset import Changeset
from heroku_tools.deploy.looked import Looked
from heroku_tools.deploy.proposal import Proposal
from heroku_tools.errors import Refused
from heroku_tools.tools.answers import Apart, Commit
from tests.deploy.values import FRESH, A, B, C, deployed, known, looked, proposal, release

EVIL = "\x1b[31mred\x1b[0m \x1b]0;title\x07 \r\x08back\nline \u202egnp\udce9 "
WIDTHS = pytest.mark.parametrize("width", [None, 60], ids=["log", "60 columns"])
SEEN = looked(files=("blog/migrations/1", "static/x"))


def many(commits: int, files: int) -> Looked:
    changeset = Changeset(
        tuple(Commit(f"{n:040x}", "Ann", n, f"Change {n} {'x' * 100}") for n in range(commits)),
        tuple(f"folder{n % 9}/sub/file{n}" for n in range(files)),
    )
    return replace(looked(), changeset=changeset)


def shown(given: Proposal, width: int | None = None, *, verbose: bool = False) -> str:
    return click.unstyle(show.text(given, width=width, verbose=verbose))


CASES: dict[str, tuple[Proposal, list[str], list[str]]] = {
    "both commands": (
        proposal(SEEN),
        ["dev: my-app", "  live    aaaaaaaa  v3, ", "by ann@example.com",
         "  wanted  bbbbbbbb  main",
         "Commits (2)", "bbbbbbbb  Mend it  (Ann, ", "Files (2)", "  blog/migrations/1",
         "  migrate        yes  1 file under /migrations/", "  collectstatic  yes  1 file",
         "  load           no   only runs with --run load",
         "  maintenance    on   migrate needs it",
         "   1  turn maintenance on", "   2  push aaaaaaaa -> bbbbbbbb to refs/heads/main",
         "   3  wait until the release of bbbbbbbb has succeeded",
         "   4  run migrate: python manage.py migrate",
         "   5  run collectstatic: python manage.py collectstatic", "   6  turn maintenance off"],
        ["unknown", "forced"],
    ),
    "code only": (
        proposal(),
        ["migrate        no   no file under /migrations/", "maintenance    off  no command that"],
        ["turn maintenance", "Files ("],
    ),
    "first deployment": (
        proposal(looked(FRESH)),
        ["live    nothing yet: this is the first deployment", "push bbbbbbbb to",
         "migrate        yes  this is the first deployment"],
        ["aaaaaaaa", "v2"],
    ),
    "live is not in the clone": (
        proposal(looked(live_found=False)),
        ["aaaaaaaa (not to be found: what changes is unknown)  v3",
         "migrate        unknown, so yes  the live commit is unknown"],
        ["Commits (", "Files ("],
    ),
    "live has no name": (
        proposal(looked((release(4, "Deployed web (4c2d)", current=True),))),
        ["an unknown commit (not to be found: what changes is unknown)  v4"],
        ["first deployment"],
    ),
    "a flag against the decision": (
        proposal(SEEN, migrate=False),
        ["migrate        no (--no-migrate)  decided by --no-migrate; o"],
        ["run migrate:"],
    ),
    "up to date, but -m": (
        proposal(looked(wanted=A), migrate=True),
        ["migrate        yes (--migrate)", "   2  run migrate: python manage.py migrate"],
        ["push", "Commits ("],
    ),
    "another branch": (
        proposal(replace(SEEN, wanted=replace(SEEN.wanted, name="feature/x", ad_hoc=True))),
        ["wanted  bbbbbbbb  feature/x (named by --branch)"],
        [],
    ),
    "many of them": (
        proposal(many(25, 1200)),
        ["Commits (25)", "... and 5 more (all with --verbose)", "Files (1,200)",
         "     134  folder0/sub/", "(each of them with --verbose)"],
        ["Change 20", "file1199"],
    ),
    "forced": (
        proposal(replace(SEEN, head=known(C, Apart(1, 1))), force=True),
        ["push aaaaaaaa -> bbbbbbbb to refs/heads/main, forced"],
        [],
    ),
    "released again": (
        proposal(looked((deployed(4, B, status="failed"), deployed(3, A, current=True)))),
        ["1  release the failed v4 again, which holds bbbbbbbb"],
        ["push"],
    ),
}  # fmt: skip


@WIDTHS
@pytest.mark.parametrize(("given", "there", "not_there"), CASES.values(), ids=CASES)
def test_text(given: Proposal, there: list[str], not_there: list[str], width: int | None) -> None:
    text = shown(given, width)
    lines = text.splitlines()
    for piece in there:
        cut = piece if width is None else piece[:57]
        assert cut in text, text
    assert [piece for piece in not_there if piece in text] == []
    assert width is None or max(map(len, lines[3:])) <= 70
    assert all(line == line.rstrip() for line in lines)


@WIDTHS
@pytest.mark.parametrize("verbose", [False, True], ids=["", "--verbose"])
def test_nothing_from_outside_moves_a_cursor(width: int | None, verbose: bool) -> None:
    seen = replace(
        looked((deployed(3, A, current=True),)),
        changeset=Changeset(
            (Commit(B, EVIL, 1, EVIL),),
            (f"{EVIL}/migrations/1", *(f"{EVIL}{n}/x" for n in range(9))),
        ),
        release_phase=EVIL,
    )
    seen = replace(seen, wanted=replace(seen.wanted, name=EVIL, ad_hoc=True))
    by = replace(seen.releases[0], by=EVIL)
    seen = replace(seen, running=replace(seen.running, release=by))
    text = shown(proposal(seen), width, verbose=verbose)
    assert "red" in text
    assert [char for char in text if not char.isprintable() and char != "\n"] == []
    assert "\nline" not in text
    text.encode("utf-8")


@pytest.mark.parametrize("verbose", [False, True])
def test_verbose_shows_all(verbose: bool) -> None:
    text = shown(proposal(many(25, 1200)), verbose=verbose)
    assert len(re.findall(r"  Change \d+ x", text)) == (25 if verbose else 20)
    assert len(re.findall(r"(?m)^  folder\d/sub/file\d+$", text)) == (1200 if verbose else 0)


def test_one_line() -> None:
    line = show.one_line(proposal(looked(wanted=A)))
    assert line.startswith("dev is up to date: my-app runs aaaaaaaa (v3, ")
    assert "\n" not in line


@pytest.mark.parametrize(
    ("given", "question"),
    [
        (proposal(SEEN), "Deploy 2 commits to dev (my-app)?"),
        (proposal(many(1, 1)), "Deploy 1 commit to dev (my-app)?"),
        (proposal(looked(live_found=False)), "Deploy bbbbbbbb to dev (my-app)?"),
        (proposal(looked(wanted=A), migrate=True), "Run migrate on dev (my-app)?"),
        (
            proposal(looked(wanted=A), migrate=True, run=("load",)),
            "Run migrate and load on dev (my-app)?",
        ),
    ],
)
def test_question(given: Proposal, question: str) -> None:
    assert show.question(given) == question


@pytest.mark.parametrize("given", [case[0] for case in CASES.values()], ids=CASES)
def test_document(given: Proposal) -> None:
    data = json.loads(json.dumps(show.document(given)))
    assert data["plan"] == json.loads(json.dumps(given.plan.as_json()))
    assert (data["environment"], data["app"]) == ("dev", "my-app")
    assert data["wanted"]["commit"] == given.looked.wanted.sha
    assert [each["command"] for each in data["decisions"]] == ["migrate", "collectstatic", "load"]
    assert data["up_to_date"] is given.up_to_date
    assert data["live"]["first_deployment"] is given.looked.running.nothing
    running = [each["run"] for each in data["decisions"] if each["runs"]]
    assert running == [step["run"] for step in data["plan"]["steps"] if step["kind"] == "run"]


def test_document_is_one_that_json_can_hold_whatever_the_names() -> None:
    seen = replace(SEEN, changeset=Changeset((Commit(B, EVIL, 1, EVIL),), (EVIL,)))
    data = json.loads(json.dumps(show.document(proposal(seen))))
    assert data["changeset"]["files"] == [EVIL]


def test_no_road_is_refused() -> None:
    with pytest.raises(Refused, match="a push would be refused"):
        proposal(replace(SEEN, head=known(C, Apart(1, 1))))


def test_nothing_to_do() -> None:
    assert proposal(looked(wanted=A)).nothing_to_do
    assert proposal(looked(wanted=A), maintenance=True, force=True).nothing_to_do
    assert not proposal().nothing_to_do

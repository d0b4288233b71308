"""The questions, through either door: the same answers, and the same errors."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest

from heroku_tools.errors import Exit, HerokuToolsError, LookFailed, ProgramMissing
from heroku_tools.tools import heroku as cli
from heroku_tools.tools.answers import App, Attachment, Coupling, ProcessType
from heroku_tools.tools.heroku import Heroku
from heroku_tools.tools.heroku_questions import CliQuestions
from heroku_tools.tools.platform_api import ApiQuestions
from heroku_tools.tools.questions import Later, Questions
from heroku_tools.tools.reach import reach
from heroku_tools.tools.refusals import LOG_IN, Rejected, UnknownApp
from heroku_tools.tools.wire import Patience
from sandbox.client import Sandbox
from tests.support import Repository

SHA = "75c70c5f" * 5
PATIENT = Patience()
QUICK = Patience(connect=1, read=0.5, lost=1, refused=3, backoff=0.05)


@dataclass
class Door:
    """One of the doors to the sandbox."""

    name: str
    env: dict[str, str]
    patience: Patience = PATIENT

    @property
    def is_api(self) -> bool:
        return self.name == "api"

    @property
    def questions(self) -> Questions:
        if self.name == "cli":
            return CliQuestions(Heroku(self.env))
        key = self.env["HEROKU_API_KEY"]
        return ApiQuestions(reach(self.env), lambda: key, patience=self.patience)


@pytest.fixture(params=["api", "cli"])
def door(request: pytest.FixtureRequest, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Door:
    env = sandbox.env()
    monkeypatch.setenv("PATH", env["PATH"])
    return Door(request.param, env)


# --- answers -----------------------------------------------------------------------------------


def test_app(sandbox: Sandbox, app: str, door: Door) -> None:
    answer = door.questions.app(app).result()
    assert answer == App(app, False, f"https://{app}.herokuapp.com/")


def test_releases(sandbox: Sandbox, app: str, door: Door) -> None:
    sandbox.add_release(app, description="Deploy 75c70c5f", slug_commit=SHA)
    sandbox.add_release(app, description="Deploy 01234567", status="failed")
    newest, current, before = door.questions.releases(app, 3).result()
    assert (newest.version, newest.status, newest.current) == (4, "failed", False)
    assert (current.version, current.status, current.current) == (3, "succeeded", True)
    assert current.slug == newest.slug
    assert before.slug is None
    assert current.by == "developer@example.com"


def test_more_releases_than_one_page(sandbox: Sandbox, app: str, door: Door) -> None:
    sandbox.add_releases(app, 1200)
    answer = door.questions.releases(app, 1100).result()
    # The CLI asks for one page only: what it cannot know is left out, not made up.
    assert len(answer) == (1100 if door.is_api else 1000)
    assert [release.version for release in answer] == list(range(1202, 1202 - len(answer), -1))


def test_fewer_releases_than_are_asked_for(sandbox: Sandbox, app: str, door: Door) -> None:
    assert len(door.questions.releases(app, 50).result()) == 2


def test_slug_commit(sandbox: Sandbox, app: str, door: Door) -> None:
    sandbox.add_release(app, description="Promote up v3 75c70c5f", slug_commit=SHA)
    questions = door.questions
    slug = questions.releases(app, 1).result()[0].slug
    assert slug
    assert questions.slug_commit(app, slug).result() == (SHA if door.is_api else None)
    assert questions.slug_commit(app, "no-such-slug").result() is None


def test_builds(sandbox: Sandbox, app: str, door: Door, tmp_path: Path) -> None:
    repository = Repository.make(tmp_path / "project", door.env, {"Procfile": "web: sleep 9\n"})
    assert repository.push(app).returncode == 0
    first, head = repository.head, repository.commit({"README": "more"})
    assert repository.push(app).returncode == 0
    questions = door.questions
    answer = questions.builds(app).result()
    if not door.is_api:
        assert answer is None
        return
    assert answer is not None
    assert [(build.commit, build.status) for build in answer] == [
        (head, "succeeded"),
        (first, "succeeded"),
    ]
    assert answer[0].slug == questions.releases(app, 1).result()[0].slug
    assert answer[0].release


def test_dynos(sandbox: Sandbox, app: str, door: Door) -> None:
    assert door.questions.dynos(app).result() == ()


AWKWARD = {
    "SECRET": "hush-hush",
    "NOTHING": "",
    "LINES": "one\ntwo\n",
    "NO_LINES": "one\\ntwo\\",
    "QUOTES": 'it\'s "so" é $HOME `x` !',
    "DOUBLE": '"all of it"',
    "SINGLE": "'all of it'",
    "HEADING": "x\n=== v2 Config vars\nNAME=y",
}


def test_config_vars(sandbox: Sandbox, app: str, door: Door) -> None:
    sandbox.set_config(app, AWKWARD)
    answer = door.questions.config_vars(app).result()
    assert dict(answer) == AWKWARD
    assert "hush" not in repr(answer)


def test_config_vars_of_a_past_release(sandbox: Sandbox, app: str, door: Door) -> None:
    sandbox.set_config(app, AWKWARD)
    sandbox.add_releases(app, 1)
    sandbox.set_config(app, {"SECRET": "another"})
    questions = door.questions
    answer = questions.release_config_vars(app, 2).result()
    assert answer is not None
    assert dict(answer) == AWKWARD
    assert questions.release_config_vars(app, 99).result() is None
    first = questions.release_config_vars(app, 1).result()
    assert first is not None
    assert dict(first) == {}


def test_attachments(sandbox: Sandbox, door: Door) -> None:
    name = f"base-{uuid4().hex[:8]}"
    sandbox.create_app(name, database=True)
    try:
        (answer,) = door.questions.attachments(name).result()
    finally:
        sandbox.delete_app(name)
    plan = "heroku-postgresql:essential-0"
    addon_id = answer.addon_id
    assert addon_id
    config_vars = ("DATABASE_URL",)
    assert answer == Attachment("DATABASE", answer.addon, name, addon_id, plan, config_vars)


def test_an_attachment_of_another_apps_addon(sandbox: Sandbox, app: str, door: Door) -> None:
    name = f"base-{uuid4().hex[:8]}"
    sandbox.create_app(name, database=True)
    try:
        sandbox.attach_database(app, of=name, name="SHARED")
        (answer,) = door.questions.attachments(app).result()
        addon_vars = door.questions.addon_vars(app).result()
    finally:
        sandbox.delete_app(name)
    assert (answer.name, answer.owner, answer.config_vars) == ("SHARED", name, ("SHARED_URL",))
    assert answer.plan == "heroku-postgresql:essential-0"
    assert addon_vars == {"SHARED_URL": answer.addon}


def test_formation(sandbox: Sandbox, app: str, door: Door) -> None:
    questions = door.questions
    assert questions.formation(app).result() == ()
    types = {"web": "gunicorn", "release": "true"}
    sandbox.add_release(app, description="Deploy 75c70c5f", process_types=types)
    sandbox.scale(app, {"web": 2})
    expected = (ProcessType("release", 0, "Basic"), ProcessType("web", 2, "Basic"))
    assert questions.formation(app).result() == expected


def test_coupling(sandbox: Sandbox, app: str, door: Door) -> None:
    assert door.questions.coupling(app).result() == (Coupling() if door.is_api else None)
    sandbox.create_pipeline(f"line-{app}", {app: "staging"})
    answer = door.questions.coupling(app).result()
    assert (answer.stage if answer else None) == ("staging" if door.is_api else None)


def test_addon_vars(sandbox: Sandbox, door: Door) -> None:
    name = f"base-{uuid4().hex[:8]}"
    sandbox.create_app(name, database=True, config={"OWN_URL": "x"})
    try:
        answer = door.questions.addon_vars(name).result()
        (attachment,) = door.questions.attachments(name).result()
    finally:
        sandbox.delete_app(name)
    assert answer == {"DATABASE_URL": attachment.addon}


def test_no_addon_vars(app: str, door: Door) -> None:
    assert door.questions.addon_vars(app).result() == {}


def test_release_phase(sandbox: Sandbox, app: str, door: Door, tmp_path: Path) -> None:
    procfile = {"Procfile": "release: true now\nweb: sleep 9\n"}
    repository = Repository.make(tmp_path / "project", door.env, procfile)
    assert repository.push(app).returncode == 0
    slug = door.questions.releases(app, 1).result()[0].slug
    assert slug
    phase = door.questions.release_phase(app, slug).result()
    assert phase == ("true now" if door.is_api else None)


def test_a_change_of_config_vars(sandbox: Sandbox, app: str, door: Door) -> None:
    writer = door.questions.writer()
    if not door.is_api:
        assert writer is None
        return
    assert writer
    sandbox.set_config(app, {"OLD": "1", "KEPT": "2"})
    answer = writer.change_config_vars(app, {"NEW": "$x", "OLD": None}).result()
    assert dict(answer) == {"NEW": "$x", "KEPT": "2"}
    with pytest.raises(Rejected) as refused:
        writer.change_config_vars(app, {"HEROKU_X": "s3cret"}).result()
    assert "s3cret" not in refused.value.message


def test_a_change_is_sent_once(sandbox: Sandbox, app: str, door: Door) -> None:
    if not (writer := door.questions.writer()):
        return
    sandbox.fault(app, match="PATCH *", action="fail", status=503, times=9)
    with pytest.raises(LookFailed):
        writer.change_config_vars(app, {"NEW": "x"}).result()
    assert len([each for each in sandbox.journal(app) if each.acts]) == 1


def test_an_answer_stays_the_same(sandbox: Sandbox, app: str, door: Door) -> None:
    with door.questions.app(app) as later:
        assert later.result() is later.result() or later.result() == later.result()
    assert len([e for e in sandbox.journal(app) if e.what == f"GET /apps/{app}"]) == 1


def test_side_by_side(sandbox: Sandbox, app: str, door: Door) -> None:
    sandbox.fault(app, match="GET /apps/*", action="slow", seconds=5, times=9)
    both, deadline = {f"GET /apps/{app}", f"GET /apps/{app}/releases"}, time.monotonic() + 60
    with door.questions.app(app) as first, door.questions.releases(app, 5) as second:
        while not both <= {each.what for each in sandbox.journal(app) if each.status is None}:
            assert time.monotonic() < deadline
            time.sleep(0.1)
        assert (first.result().name, len(second.result())) == (app, 2)


# --- errors ------------------------------------------------------------------------------------

ASKED: dict[str, Callable[[Questions, str], Later[object]]] = {
    "app": lambda questions, app: questions.app(app),
    "releases": lambda questions, app: questions.releases(app, 5),
    "dynos": lambda questions, app: questions.dynos(app),
    "config vars": lambda questions, app: questions.config_vars(app),
    "attachments": lambda questions, app: questions.attachments(app),
    "formation": lambda questions, app: questions.formation(app),
    "config vars of a release": lambda questions, app: questions.release_config_vars(app, 2),
}


def refused(later: Later[object]) -> HerokuToolsError:
    with pytest.raises(HerokuToolsError) as caught:
        later.result()
    return caught.value


@pytest.mark.parametrize("asked", ASKED)
def test_an_unknown_app(door: Door, asked: str) -> None:
    error = refused(ASKED[asked](door.questions, "no-such-app"))
    assert isinstance(error, UnknownApp)
    assert error.exit_code == Exit.USAGE
    assert error.message == "Heroku knows no such app, or not for this login"


@pytest.mark.parametrize("asked", ["app", "releases"])
def test_a_bad_key(app: str, door: Door, asked: str) -> None:
    door.env["HEROKU_API_KEY"] = "HRKU-wrong-wrong"
    error = refused(ASKED[asked](door.questions, app))
    assert isinstance(error, ProgramMissing)
    assert error.message.startswith("heroku: it refuses the login: ")
    assert error.hint == LOG_IN
    assert "HRKU" not in f"{error!r} {error.message}"


def test_asked_too_often(sandbox: Sandbox, app: str, door: Door) -> None:
    sandbox.fault(app, match="GET /apps/*", action="fail", status=429)
    begun, questions = time.monotonic(), door.questions
    if door.is_api:
        assert questions.app(app).result().name == app
        assert time.monotonic() - begun >= 1  # as Retry-After says
    else:
        assert isinstance(refused(questions.releases(app, 5)), LookFailed)


@pytest.mark.parametrize("status", [429, 500, 503])
def test_heroku_fails_again_and_again(sandbox: Sandbox, app: str, door: Door, status: int) -> None:
    door.patience = QUICK
    sandbox.fault(app, match="GET /apps/*", action="fail", status=status, times=99)
    error = refused(door.questions.releases(app, 5))
    assert isinstance(error, LookFailed)
    assert error.exit_code == Exit.FAILED
    assert "The sandbox was told to fail this request." in error.message


def test_heroku_fails_for_a_moment(sandbox: Sandbox, app: str, door: Door) -> None:
    door.patience = QUICK
    sandbox.fault(app, match="GET /apps/*", action="fail", status=503, times=2)
    questions = door.questions
    if not door.is_api:
        refused(questions.releases(app, 5))
        refused(questions.releases(app, 5))
    assert len(questions.releases(app, 5).result()) == 2


def test_a_dropped_connection(sandbox: Sandbox, app: str, door: Door) -> None:
    sandbox.fault(app, match="GET /apps/*", action="drop-before")
    assert len(door.questions.releases(app, 5).result()) == 2


def test_a_hanging_answer(
    sandbox: Sandbox, app: str, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    door.patience = QUICK
    monkeypatch.setattr(cli, "QUESTION_TIME", 3)
    sandbox.fault(app, match="GET /apps/*", action="hang", times=9)
    begun = time.monotonic()
    error = refused(door.questions.releases(app, 5))
    sandbox.clear_faults(app)
    assert isinstance(error, LookFailed)
    assert "did not answer within" in error.message
    assert time.monotonic() - begun < 60


def test_nobody_listens(app: str, door: Door) -> None:
    door.env["HEROKU_HOST"] = "http://127.0.0.1:9"
    error = refused(door.questions.releases(app, 5))
    assert isinstance(error, LookFailed)
    assert error.exit_code == Exit.FAILED


def test_a_question_given_up(sandbox: Sandbox, app: str, door: Door) -> None:
    sandbox.fault(app, match="GET /apps/*", action="hang", times=9)
    begun = time.monotonic()
    with door.questions.releases(app, 5):
        pass
    assert time.monotonic() - begun < 60
    sandbox.clear_faults(app)

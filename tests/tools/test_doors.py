"""Which door is chosen, by whom the key is found, and that it stays chosen."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import pytest

from heroku_tools.errors import HerokuToolsError, LookFailed, ProgramMissing, UsageFailed
from heroku_tools.tools.answers import App
from heroku_tools.tools.doors import FORCE, Doors, opened
from heroku_tools.tools.heroku import Heroku
from heroku_tools.tools.keys import key_in
from heroku_tools.tools.process import Finished
from heroku_tools.tools.questions import Later, Questions
from heroku_tools.tools.refusals import LOG_IN, NoKey, UnknownApp, Unreachable
from sandbox.client import Sandbox

API, CLI = "the Platform API answers questions", "the heroku CLI answers questions: "
APP = App("my-app", False, "")


# --- choosing, with doors that say what they are told to ---------------------------------------


class Said(Later[App]):
    """An answer, or an error."""

    def __init__(self, answer: App | HerokuToolsError) -> None:
        self.answer = answer
        self.cancelled = False

    def result(self) -> App:
        if isinstance(self.answer, HerokuToolsError):
            raise self.answer
        return self.answer

    def cancel(self) -> None:
        self.cancelled = True


@dataclass
class Told:
    """A door that answers the question for the app, one after the other, and counts."""

    answers: list[App | HerokuToolsError]
    asked: int = 0

    def app(self, name: str) -> Later[App]:
        self.asked += 1
        return Said(self.answers[min(self.asked, len(self.answers)) - 1])


@dataclass
class House:
    api: Told
    cli: Told
    said: list[str] = field(default_factory=list)

    @property
    def doors(self) -> Doors:
        return Doors(cast(Questions, self.api), lambda: cast(Questions, self.cli), self.said.append)


SHUT = Unreachable("Heroku's API cannot be reached: Connection refused")


def test_the_api_answers_them_all() -> None:
    house = House(Told([APP]), Told([APP]))
    doors = house.doors
    assert [doors.app("x").result() for _ in range(3)] == [APP] * 3
    assert (house.api.asked, house.cli.asked, house.said) == (3, 0, [API])


@pytest.mark.parametrize("shut", [SHUT, NoKey()], ids=["unreachable", "no key"])
def test_the_cli_answers_them_all(shut: HerokuToolsError) -> None:
    house = House(Told([shut]), Told([APP]))
    doors = house.doors
    assert [doors.app("x").result() for _ in range(3)] == [APP] * 3
    assert (house.api.asked, house.cli.asked) == (1, 3)
    assert house.said == [CLI + shut.message]


def test_what_is_under_way_is_asked_again_side_by_side() -> None:
    house = House(Told([SHUT]), Told([APP]))
    doors = house.doors
    later, given_up, last = doors.app("x"), doors.app("x"), doors.app("x")
    given_up.cancel()
    assert later.result() == APP
    assert (house.api.asked, house.cli.asked) == (3, 2)
    assert (last.result(), later.result()) == (APP, APP)
    assert house.cli.asked == 2


@pytest.mark.parametrize(
    "answer", [UnknownApp("no such app"), ProgramMissing("it refuses the login")]
)
def test_a_refusal_is_an_answer(answer: HerokuToolsError) -> None:
    house = House(Told([answer]), Told([APP]))
    with pytest.raises(type(answer)):
        house.doors.app("x").result()
    assert (house.cli.asked, house.said) == (0, [API])


def test_a_failure_is_no_answer_and_no_reason_to_change() -> None:
    house = House(Told([LookFailed("503"), SHUT]), Told([APP]))
    doors = house.doors
    with pytest.raises(LookFailed, match="503"):
        doors.app("x").result()
    assert house.said == []
    assert doors.app("x").result() == APP
    assert len(house.said) == 1


def test_a_door_once_chosen_stays_chosen() -> None:
    house = House(Told([APP, SHUT]), Told([APP]))
    doors = house.doors
    early = [doors.app("x"), doors.app("x")]
    assert early[0].result() == APP
    for later in (early[1], doors.app("x")):
        with pytest.raises(Unreachable):
            later.result()
    assert (house.cli.asked, house.said) == (0, [API])


# --- keys --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("out", "code", "key"),
    [
        (b"HRKU-1\n", 0, "HRKU-1"),
        (b"a line before\nHRKU-1\n\n", 0, "HRKU-1"),
        (b"", 0, None),
        (b"HRKU-1\n", 2, None),
        ("clé\n".encode(), 0, None),
    ],
)
def test_key_in(out: bytes, code: int, key: str | None) -> None:
    answer = Finished(("heroku", "auth:token"), code, out=out)
    if key:
        assert key_in(answer) == key
        return
    with pytest.raises(NoKey):
        key_in(answer)


# --- real ones ---------------------------------------------------------------------------------


@dataclass
class Run:
    """A run's environment, and what it is told."""

    env: dict[str, str]
    told: list[str] = field(default_factory=list)

    @contextmanager
    def open(self) -> Iterator[Questions]:
        with opened(Heroku(self.env), self.env, tell=self.told.append) as questions:
            yield questions

    def ask(self, name: str) -> App:
        with self.open() as questions:
            return questions.app(name).result()

    def refused(self, name: str) -> HerokuToolsError:
        with pytest.raises(HerokuToolsError) as caught:
            self.ask(name)
        return caught.value


@pytest.fixture
def run(sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    env = sandbox.env() | {"HOME": str(tmp_path)}
    monkeypatch.setenv("PATH", env["PATH"])
    return Run(env)


def log_in(run: Run, key: str) -> None:
    """What `heroku login` leaves behind."""
    host = run.env["HEROKU_HOST"].removeprefix("http://")
    netrc = Path(run.env["HOME"]) / ".netrc"
    netrc.write_text(f"machine {host}\n  login me@example.com\n  password {key}\n")
    netrc.chmod(0o600)
    run.env.pop("HEROKU_API_KEY", None)


def test_with_a_key_no_cli_is_started(
    app: str, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "bin" / "heroku"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\necho started >> {tmp_path}/started\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent))
    assert run.ask(app).name == app
    assert not (tmp_path / "started").exists()
    assert run.told == [API]


def test_without_one_the_cli_is_asked_once_for_it(sandbox: Sandbox, app: str, run: Run) -> None:
    log_in(run, run.env["HEROKU_API_KEY"])
    sandbox.clear_journal()
    with run.open() as questions:
        with questions.app(app) as first, questions.releases(app, 5) as second:
            assert (first.result().name, len(second.result())) == (app, 2)
        assert questions.dynos(app).result() == ()
    asked = sorted(entry.what for entry in sandbox.journal() if entry.app in (app, None))
    paths = (f"/apps/{app}", f"/apps/{app}/dynos", f"/apps/{app}/releases")
    assert asked == [f"GET {path}" for path in (*paths, "/oauth/authorizations")]
    assert run.told == [API]


def test_a_bad_token_is_a_bad_login(app: str, run: Run) -> None:
    log_in(run, "HRKU-bad-bad")
    error = run.refused(app)
    assert isinstance(error, ProgramMissing)
    assert "it refuses the login" in error.message
    assert error.hint == LOG_IN
    assert "HRKU" not in f"{error!r}{error.message}{run.told}"


def test_nobody_is_logged_in(app: str, run: Run) -> None:
    del run.env["HEROKU_API_KEY"]
    error = run.refused(app)
    assert isinstance(error, ProgramMissing)
    assert error.message == "heroku: nobody is logged in"
    assert run.told == [f"{CLI}heroku: nobody is logged in"]


def test_the_api_cannot_be_reached_but_the_cli_answers(app: str, run: Run) -> None:
    run.env["SSL_CERT_FILE"] = "/nowhere.pem"
    assert run.ask(app).name == app
    assert run.told == [f"{CLI}Heroku's API cannot be reached: SSL_CERT_FILE is unreadable"]


def test_a_proxy_of_another_kind_is_left_to_the_cli(app: str, run: Run) -> None:
    run.env |= {"HTTP_PROXY": "socks5://me:secret@127.0.0.1:9"}
    run.env.pop("NO_PROXY")
    run.env.pop("no_proxy")
    with run.open():
        pass
    assert run.told == [f"{CLI}HTTPS_PROXY is no HTTP proxy"]


def test_nobody_can_be_reached(app: str, run: Run) -> None:
    run.env["HEROKU_HOST"] = "http://127.0.0.1:9"
    error = run.refused(app)
    assert isinstance(error, LookFailed)
    assert "ECONNREFUSED" in error.message  # what the CLI says: it had the last word


def test_the_cli_by_force(sandbox: Sandbox, app: str, run: Run) -> None:
    run.env[FORCE] = "cli"
    assert run.ask(app).name == app
    assert any(entry.what == f"GET /apps/{app}/addons" for entry in sandbox.journal(app))
    assert run.told == []


def test_the_api_by_force(app: str, run: Run) -> None:
    run.env[FORCE] = "api"
    assert run.ask(app).name == app
    run.env["HEROKU_HOST"] = "http://127.0.0.1:9"
    assert isinstance(run.refused(app), Unreachable)
    run.env["HEROKU_HOST"] = "localhost:9"
    assert isinstance(run.refused(app), Unreachable)


def test_no_such_door(app: str, run: Run) -> None:
    run.env[FORCE] = "window"
    assert isinstance(run.refused(app), UsageFailed)

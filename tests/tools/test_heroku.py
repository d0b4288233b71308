"""What is typed to the heroku CLI, and what its answers are taken for."""

from __future__ import annotations

import json
import shlex
import subprocess
from typing import Any

import pytest

from heroku_tools.engine.plan import RunCommand
from heroku_tools.errors import Exit, HerokuToolsError, LookFailed, ProgramMissing
from heroku_tools.tools import heroku as cli
from heroku_tools.tools import resources
from heroku_tools.tools.heroku_questions import read_json
from heroku_tools.tools.process import Finished


@pytest.mark.parametrize(
    ("argv", "line"),
    [
        (cli.releases("my-app", 50), "heroku releases --json --num=50 --app=my-app"),
        (cli.info("my-app"), "heroku apps:info --json --app=my-app"),
        (cli.dynos("my-app"), "heroku ps --json --app=my-app"),
        (cli.config("my-app"), "heroku config --json --app=my-app"),
        (cli.release_config("my-app", 7), "heroku releases:info v7 --shell --app=my-app"),
        (cli.addons("my-app"), "heroku addons --json --app=my-app"),
        (cli.formation("my-app"), "heroku ps:scale --app=my-app"),
        (cli.scale("my-app", {"web": 0, "w-2": 3}), "heroku ps:scale web=0 w-2=3 --app=my-app"),
        (
            cli.capture_backup("my-app", "DATABASE"),
            "heroku pg:backups:capture DATABASE --app=my-app",
        ),
        (
            cli.restore_backup("my-app", "b001", "DATABASE"),
            "heroku pg:backups:restore b001 DATABASE --app=my-app --confirm=my-app",
        ),
        (
            cli.pg_copy("up", "DATABASE", "my-app", "HEROKU_POSTGRESQL_PINK_URL"),
            "heroku pg:copy up::DATABASE HEROKU_POSTGRESQL_PINK_URL --app=my-app --confirm=PINK",
        ),
        (cli.token(), "heroku auth:token"),
        (cli.maintenance("my-app", on=True), "heroku maintenance:on --app=my-app"),
        (cli.maintenance("my-app", on=False), "heroku maintenance:off --app=my-app"),
        (cli.rollback("my-app", 12), "heroku releases:rollback v12 --app=my-app"),
        (cli.retry("my-app"), "heroku releases:retry --app=my-app"),
        (
            cli.run("my-app", "migrate"),
            "heroku run --exit-code --no-tty --app=my-app -- 'sh -c migrate'",
        ),
    ],
    ids=lambda value: "" if isinstance(value, tuple) else value,
)
def test_argv(argv: cli.Argv, line: str) -> None:
    assert list(argv) == shlex.split(line)


SCRIPTS = {
    "plain": ("echo hi", b"hi\n", 0),
    "own exit code": ("exit 7", b"", 7),
    "single quotes": ("echo 'a  b'", b"a  b\n", 0),
    "double quotes": ('echo "a  b"', b"a  b\n", 0),
    "both quotes": ("""echo "it's" 'a "b"'""", b'it\'s a "b"\n', 0),
    "variable, of the inner shell": ("X=in; echo $X '$X' \"$X\"", b"in $X in\n", 0),
    "newlines": ("echo a\necho b", b"a\nb\n", 0),
    "backslashes": (r"printf '%s\n' 'a\b'", b"a\\b\n", 0),
    "and, or, pipe": ("false || echo a | cat && echo b", b"a\nb\n", 0),
    "substitution": ("echo $(echo `echo x`)", b"x\n", 0),
    "glob and history": ("echo '*' ! '#'", b"* ! #\n", 0),
    "non-ASCII": ("echo ünï", "ünï\n".encode(), 0),
}


@pytest.mark.parametrize("shell", ["sh", "bash"])
@pytest.mark.parametrize(("script", "out", "code"), SCRIPTS.values(), ids=SCRIPTS)
def test_run_survives_the_dynos_shell(script: str, out: bytes, code: int, shell: str) -> None:
    """The CLI appends its own echo to the one word, and the dyno's shell reads the whole."""
    word = cli.run("my-app", script)[-1]
    done = subprocess.run([shell, "-c", f"{word}; echo status $?"], capture_output=True)
    assert done.stdout == out + f"status {code}\n".encode()


@pytest.mark.parametrize("script", [script for script, *_ in SCRIPTS.values()], ids=SCRIPTS)
def test_what_a_person_may_type_instead_is_the_same(script: str) -> None:
    typed = shlex.split(RunCommand("my-app", "x", script, "ask").by_hand)
    assert set(typed) | {"--no-tty"} == set(cli.run("my-app", script))


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("HEROKU_APP", False),
        ("HEROKU_DEBUG", False),
        ("HEROKU_DEBUG_HEADERS", False),
        ("DEBUG", False),
        ("FORCE_COLOR", False),
        ("HEROKU_API_KEY", True),
        ("HEROKU_HOST", True),
        ("PATH", True),
    ],
)
def test_environment(name: str, kept: bool) -> None:
    assert (name in cli.environment({name: "x"})) is kept


def test_environment_is_plain() -> None:
    assert cli.environment({})["NO_COLOR"] == "1"


def said(answer: Any) -> Finished:
    return Finished(("heroku", "releases", "--json"), 0, out=json.dumps(answer).encode())


@pytest.mark.parametrize("out", ["", "=== my-app", "[", "{}", "null", "[1]", "[{}]", '"x"'])
def test_an_odd_answer_is_a_failed_look(out: str) -> None:
    answer = Finished(("heroku", "releases", "--json"), 0, out=out.encode())
    with pytest.raises(LookFailed, match="`heroku releases`"):
        read_json(answer, resources.releases)


# --- failures ----------------------------------------------------------------------------------

NOT_FOUND = " ›   Error: Couldn't find that app.\n ›\n ›   Error ID: not_found\n"
UNAUTHORIZED = " ›   Error: Invalid credentials\n ›   provided.\n ›\n ›   Error ID: unauthorized\n"
WRAPPED = (
    " ›   Error: You do not\n ›   have access to the app my-app.\n ›\n ›   Error ID: forbidden\n"
)
UPDATE = " ›   Warning: heroku update available from 11.9.0 to 11.10.0.\n"
LOGIN = (
    "heroku: Press any key to open up the browser to login or q to exit:\n"
    " ›   Error: TypeError: process.stdin.setRawMode is not a function\n"
)


@pytest.mark.parametrize(
    ("errors", "code", "message"),
    [
        pytest.param(NOT_FOUND, 2, "knows no such app", id="unknown app"),
        pytest.param(UPDATE + NOT_FOUND, 2, "knows no such app", id="after a warning"),
        pytest.param(UNAUTHORIZED, 5, "it refuses the login: Invalid credentials", id="bad key"),
        pytest.param(LOGIN, 5, "heroku: nobody is logged in", id="not logged in"),
        pytest.param(" ›   Error: not logged in\n", 5, "refuses the login", id="whoami"),
        pytest.param(WRAPPED, 5, "do not have access to the app my-app", id="no access"),
        pytest.param(
            " ›   Error: Request timed out\n", 1, "failed: Request timed out", id="no answer"
        ),
        pytest.param(
            " ›   Error: connect ECONNREFUSED\n ›   127.0.0.1:1\n", 1,
            "`heroku releases` failed: connect ECONNREFUSED 127.0.0.1:1", id="refused",
        ),
        pytest.param("", 1, "failed: exit code 3", id="nothing said"),
    ],
)  # fmt: skip
def test_failure(errors: str, code: int, message: str) -> None:
    answer = Finished(("heroku", "releases", "--json", "--secret"), 3, err=errors.encode())
    error = cli.failure(answer)
    assert error.exit_code == code
    assert message in error.message
    assert "--secret" not in error.message
    with pytest.raises(HerokuToolsError):
        cli.checked(answer)


def test_failure_of_a_silent_heroku() -> None:
    error = cli.failure(Finished(("heroku", "releases"), -9, timed_out=True))
    assert "did not answer within 90 s" in error.message
    assert error.exit_code == Exit.FAILED


def test_an_answer_that_is_fine() -> None:
    assert cli.checked(said([])) == said([])


def test_no_heroku_on_the_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(ProgramMissing, match="heroku is not on the PATH"):
        cli.Heroku({})

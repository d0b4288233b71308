"""One-off dynos: `heroku run` as it is, with its exit codes, its quirks and its losses."""

import subprocess
from pathlib import Path

import pytest

from sandbox.client import Sandbox
from tests.sandbox.helpers import ask, asked
from tests.support import Done, Repository, heroku

MARKER = "\uffff heroku-command-exit-status: "
FILES = {"Procfile": "web: sleep 1000\ngreet: echo greetings\n", "hello.txt": "hello\n"}


@pytest.fixture
def deployed(sandbox: Sandbox, app: str, tmp_path: Path) -> str:
    """An app with a slug and a config var."""
    sandbox.set_config(app, {"FOO": "from config"})
    repository = Repository.make(tmp_path, sandbox.env(), FILES)
    assert repository.push(app).returncode == 0
    sandbox.clear_journal(app)
    return app


def run(sandbox: Sandbox, app: str, command: str, *options: str) -> Done:
    return heroku(sandbox.env(), "run", f"--app={app}", "--exit-code", *options, "--", command)


def test_a_command_runs_in_the_slug_with_the_config_vars(sandbox: Sandbox, deployed: str) -> None:
    line = 'cat hello.txt; echo "$FOO $BAR"; echo to stderr >&2; python -c "print(6 * 7)"'
    options = ("--no-tty", "--env", "BAR=from env")
    done = run(sandbox, deployed, line, *options)
    assert done.returncode == 0
    assert done.stdout == "hello\nfrom config from env\nto stderr\n42\n"
    assert asked(sandbox, deployed, "dyno") == [f"run {deployed} {line}"]


def test_exit_codes_reach_the_cli_and_the_journal(sandbox: Sandbox, deployed: str) -> None:
    assert run(sandbox, deployed, "sh -c 'exit 7'", "--no-tty").returncode == 7
    ended = run(sandbox, deployed, "exit 7", "--no-tty")  # ends the shell before the echo
    assert (ended.returncode, "No exit code returned" in ended.stderr) == (1, True)
    unended = run(sandbox, deployed, "printf unended", "--no-tty")
    assert unended.stdout == f"unended{MARKER}0\n"
    assert [e.status for e in sandbox.journal(deployed) if e.kind == "dyno"] == [7, 7, 0]


def test_a_terminal_unless_told_otherwise_and_process_types(
    sandbox: Sandbox, deployed: str
) -> None:
    assert "a terminal" in run(sandbox, deployed, "test -t 1 && echo a terminal").stdout
    words = ("run", f"--app={deployed}", "--no-tty", "--", "cat")
    assert heroku(sandbox.env(), *words, stdin="typed\n").stdout == "typed\n"
    assert run(sandbox, deployed, "greet", "--no-tty").stdout == "greetings\n"


def test_several_at_once_and_ps_lists_those_alive(sandbox: Sandbox, deployed: str) -> None:
    argv = ("heroku", "run", f"--app={deployed}", "--no-tty", "--", "sleep 60")
    clients = [
        subprocess.Popen(argv, env=sandbox.env(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        for _ in range(2)
    ]
    assert sandbox.wait_for(lambda: len(asked(sandbox, deployed, "dyno")) == 2)
    listed = heroku(sandbox.env(), "ps", f"--app={deployed}").stdout
    assert listed.count("sleep 60") == 2
    _, dynos, _ = ask(sandbox, "GET", f"/apps/{deployed}/dynos")
    assert {(dyno["type"], dyno["state"], dyno["command"]) for dyno in dynos} == {
        ("run", "up", "sleep 60"),
        ("web", "up", "sleep 1000"),
    }
    for client in clients:
        client.kill()
        client.communicate()
    # whose client went away is hung up on
    assert sandbox.wait_for(lambda: sandbox.app(deployed)["dynos"] == [])
    assert [e.status for e in sandbox.journal(deployed) if e.kind == "dyno"] == [129, 129]


def test_a_lost_connection_loses_the_exit_code_not_the_command(
    sandbox: Sandbox, deployed: str, tmp_path: Path
) -> None:
    sandbox.fault(deployed, on="dyno", action="drop", match="*done*")
    lost = run(sandbox, deployed, f"sleep 0.3; touch {tmp_path}/done", "--no-tty")
    assert lost.returncode == 1
    assert "No exit code returned" in lost.stderr
    assert sandbox.wait_for((tmp_path / "done").exists)


def test_a_detached_dyno_and_one_told_to_fail(
    sandbox: Sandbox, deployed: str, tmp_path: Path
) -> None:
    place = tmp_path / "written"
    ask(sandbox, "POST", f"/apps/{deployed}/dynos", {"command": f"pwd > {place}"})
    assert sandbox.wait_for(lambda: place.exists() and not sandbox.app(deployed)["dynos"])
    assert not Path(place.read_text().strip()).exists()  # a dyno's files vanish with it
    sandbox.fault(deployed, on="dyno", action="fail", code=9)
    assert run(sandbox, deployed, "true", "--no-tty").returncode == 9


def test_much_output_arrives_whole(sandbox: Sandbox, deployed: str) -> None:
    done = run(sandbox, deployed, "seq 200000", "--no-tty")
    assert done.returncode == 0
    assert done.stdout.split() == [str(number) for number in range(1, 200_001)]

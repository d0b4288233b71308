"""The one door to other programs: exit codes, time, lines, and nothing left running."""

from __future__ import annotations

import os
import signal
import time
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from heroku_tools.errors import ProgramMissing
from heroku_tools.tools import process, running, signals


def sh(script: str, **how: object) -> process.Finished:
    return process.ask(["sh", "-c", script], env=dict(os.environ), **how)


@pytest.mark.parametrize(
    ("script", "code", "out", "err"),
    [
        pytest.param("echo hi", 0, b"hi\n", b"", id="success"),
        pytest.param("echo no >&2; exit 7", 7, b"", b"no\n", id="own exit code"),
        pytest.param("exit 255", 255, b"", b"", id="255"),
        pytest.param("kill -KILL $$", -9, b"", b"", id="killed"),
        pytest.param("kill -TERM $$", -15, b"", b"", id="terminated"),
        pytest.param(r"printf 'a\351\0b'", 0, b"a\xe9\0b", b"", id="bytes as they are"),
        pytest.param("cat; test -t 0 || test -t 1 || echo plain", 0, b"plain\n", b"", id="no tty"),
    ],
)
def test_how_a_program_ended(script: str, code: int, out: bytes, err: bytes) -> None:
    answer = sh(script)
    assert (answer.code, answer.out, answer.err) == (code, out, err)
    assert answer.ok is (code == 0)
    assert not answer.timed_out


@pytest.mark.parametrize(
    ("stdin", "out"),
    [
        pytest.param("", b"", id="empty"),
        pytest.param("two\nlines\n", b"two\nlines\n", id="lines"),
        pytest.param("é\udce9\n", b"\xc3\xa9\xe9\n", id="bytes that are no UTF-8"),
        pytest.param("x" * 300_000, b"x" * 300_000, id="more than a pipe holds"),
    ],
)
def test_a_question_with_stdin(stdin: str, out: bytes) -> None:
    with process.question(["cat"], env=dict(os.environ), stdin=stdin, timeout=60) as question:
        assert question.wait().out == out


@pytest.mark.parametrize(("script", "code"), [("exit 7", 7), ("kill -KILL $$", -9)])
def test_how_a_question_ended(script: str, code: int) -> None:
    argv = ["sh", "-c", f"echo said; echo bad >&2; {script}"]
    with process.question(argv, env=dict(os.environ)) as question:
        answer = question.wait()
    assert (answer.code, answer.out, answer.err) == (code, b"said\n", b"bad\n")


def test_a_question_in_pieces() -> None:
    pieces: list[bytes] = []
    argv = ["sh", "-c", "yes 0123456789 | head -100000; echo bad >&2"]
    with process.question(argv, env=dict(os.environ), feed=pieces.append) as question:
        answer = question.wait()
    assert (answer.out, answer.err) == (b"", b"bad\n")
    assert b"".join(pieces) == b"0123456789\n" * 100_000
    assert len(pieces) > 10


def test_what_takes_the_pieces_may_fail() -> None:
    def fail(_piece: bytes) -> None:
        raise ValueError("odd")

    with (
        process.question(["echo", "x"], env=dict(os.environ), feed=fail) as question,
        pytest.raises(ValueError, match="odd"),
    ):
        question.wait()


def test_a_question_that_takes_too_long_is_ended_with_what_it_started(tmp_path: Path) -> None:
    argv = ["sh", "-c", f"echo said; sleep 60 & echo $! > {tmp_path}/pid; wait"]
    with process.question(argv, env=dict(os.environ), timeout=1) as question:
        answer = question.wait()
    assert (answer.timed_out, answer.ok) == (True, False)
    assert_ends(tmp_path / "pid")


def test_a_question_that_nobody_waits_for_is_ended(tmp_path: Path) -> None:
    argv = ["sh", "-c", f"sleep 60 & echo $! > {tmp_path}/pid; wait"]
    with process.question(argv, env=dict(os.environ)) as question:
        wait_for(tmp_path / "pid")
    assert not question.alive
    assert_ends(tmp_path / "pid")


@pytest.mark.parametrize(
    ("stdin", "out"),
    [("", b""), ("two\nlines\n", b"two\nlines\n"), ("x" * 300_000, b"x" * 300_000)],
    ids=["empty", "lines", "more than a pipe holds"],
)
def test_stdin(stdin: str, out: bytes) -> None:
    assert process.ask(["cat"], env=dict(os.environ), stdin=stdin, timeout=10).out == out


def test_text_keeps_what_is_no_utf8() -> None:
    answer = process.Finished(("x",), 0, out=b"a\xe9", err=b"a\xe9")
    assert answer.text == "a\udce9"
    assert answer.errors == "a�"


def test_arguments_and_environment_are_passed_as_they_are() -> None:
    word = "a 'b' \"c\" $HOME *\n--x"
    answer = process.ask(
        ["sh", "-c", 'printf "%s|%s|%s" "$1" "$ONLY" "$HOME"', "sh", word],
        env={"PATH": os.environ["PATH"], "ONLY": "ünly"},
    )
    assert answer.text == f"{word}|ünly|"


def test_cwd(tmp_path: Path) -> None:
    assert sh("pwd -P", cwd=tmp_path).text == f"{tmp_path.resolve()}\n"


def test_a_program_that_is_missing() -> None:
    with pytest.raises(ProgramMissing, match="no-such-program is not on the PATH") as caught:
        process.ask(["no-such-program"], env=dict(os.environ))
    assert caught.value.exit_code == 5
    assert caught.value.hint


def test_lines_are_handed_on_as_they_come() -> None:
    came: list[tuple[str, float]] = []
    errors: list[str] = []
    answer = sh(
        "echo one; echo bad >&2; sleep 0.3; printf 'two\\r\\n'; printf 'a\\351'",
        on_out=lambda line: came.append((line, time.monotonic())),
        on_err=errors.append,
    )
    assert [line for line, _ in came] == ["one", "two", "a�"]
    assert came[1][1] - came[0][1] > 0.2
    assert errors == ["bad"]
    assert answer.out.decode() == "one\ntwo\r\na�"
    assert answer.errors == "bad\n"


def test_memory_stays_flat_while_lines_are_handed_on() -> None:
    seen = 0

    def count(_line: str) -> None:
        nonlocal seen
        seen += 1

    sh("true")  # the import of `sh` is not what is measured
    tracemalloc.start()
    try:
        answer = sh("yes 0123456789012345678901234567890123456789 | head -100000", on_out=count)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert seen == 100_000
    assert len(answer.out.splitlines()) == process.KEPT_LINES
    assert peak < 1_500_000  # of 4 MB


def test_timeout_ends_the_program_and_what_it_started(tmp_path: Path) -> None:
    begun = time.monotonic()
    answer = sh(f"sleep 60 & echo $! > {tmp_path}/pid; wait", timeout=0.3)
    assert answer.timed_out
    assert not answer.ok
    assert time.monotonic() - begun < 30
    assert_ends(tmp_path / "pid")


def test_leaving_the_block_ends_the_program(tmp_path: Path) -> None:
    script = f"sleep 60 & echo $! > {tmp_path}/pid; wait"
    with process.start(["sh", "-c", script], env=dict(os.environ)):
        wait_for(tmp_path / "pid")
    assert_ends(tmp_path / "pid")


@pytest.mark.parametrize(
    "script",
    [
        pytest.param("sleep 60 & echo $! > {pid}; wait", id="both end when asked"),
        pytest.param(
            "(trap '' TERM; exec sleep 60) & echo $! > {pid}; wait", id="child does not listen"
        ),
        pytest.param(
            "trap '' TERM; sleep 60 & echo $! > {pid}; wait; wait", id="none of them listens"
        ),
    ],
)
def test_interruption_ends_the_program_and_what_it_started(
    script: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "GRACE", 0.3)
    pid = tmp_path / "pid"
    with installed(), pytest.raises(signals.Interrupted, match="SIGTERM"):
        signal.signal(signal.SIGALRM, lambda *_: os.kill(os.getpid(), signal.SIGTERM))
        signal.setitimer(signal.ITIMER_REAL, 0.3)
        sh(script.format(pid=pid))
    assert_ends(pid)


def test_a_child_in_our_session_is_ended_alone(tmp_path: Path) -> None:
    with process.start(["sleep", "60"], env=dict(os.environ), own_session=False) as sleeping:
        pass
    assert not sleeping.alive


def test_held_raises_at_the_end_and_only_once() -> None:
    after = []
    with installed():
        with pytest.raises(signals.Interrupted, match="SIGHUP"), signals.held():
            with signals.held():
                os.kill(os.getpid(), signal.SIGHUP)
            after.append("inner")
            os.kill(os.getpid(), signal.SIGINT)
            after.append("outer")
        with signals.held():
            pass
    assert after == ["inner", "outer"]


def test_ignored_drops_them() -> None:
    with installed():
        with signals.ignored():
            os.kill(os.getpid(), signal.SIGTERM)
        with signals.held():
            pass


def test_outside_they_interrupt_at_once() -> None:
    with installed(), pytest.raises(KeyboardInterrupt) as caught:
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(1)
    assert isinstance(caught.value, signals.Interrupted)
    assert caught.value.name == "SIGTERM"


def test_one_that_the_caller_ignores_stays_ignored() -> None:
    with installed(before={signal.SIGHUP: signal.SIG_IGN}):
        os.kill(os.getpid(), signal.SIGHUP)
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN


@contextmanager
def installed(before: dict[signal.Signals, signal.Handlers] | None = None) -> Iterator[None]:
    """Have the signals as the program has them, and pytest's own ones back afterwards."""
    numbers = (*signals.SIGNALS, signal.SIGALRM)
    kept = {number: signal.getsignal(number) for number in numbers}
    for number, handler in (before or {}).items():
        signal.signal(number, handler)
    signals.install()
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        for number in numbers:
            signal.signal(number, kept[number])


def wait_for(path: Path) -> None:
    deadline = time.monotonic() + 5
    while not (path.exists() and path.read_text().strip()):
        assert time.monotonic() < deadline, f"{path} did not appear"
        time.sleep(0.01)


def assert_ends(pid_file: Path) -> None:
    pid = int(pid_file.read_text())
    deadline = time.monotonic() + 2
    while is_running(pid):
        assert time.monotonic() < deadline, "it still runs"
        time.sleep(0.01)


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"

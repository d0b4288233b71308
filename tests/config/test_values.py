"""Values from where the file says: each source once, side by side, and never shown."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from heroku_tools.config import values
from heroku_tools.errors import SettingsFailed
from heroku_tools.settings import ConfigVar, Origin
from heroku_tools.tools import process

SECRET = "s3cret-of-a-source"


def var(key: str, origin: Origin, **how: object) -> ConfigVar:
    return ConfigVar(key, f"a.yaml:{key}", origin, **how)  # type: ignore[arg-type]


def command(key: str, *argv: str) -> ConfigVar:
    return var(key, Origin.COMMAND, argv=argv, path=Path("/"))


def resolve(*wanted: ConfigVar, **environ: str) -> dict[str, str]:
    with values.start(wanted, {**os.environ, **environ}) as resolving:
        return dict(resolving.result())


def failure(*wanted: ConfigVar) -> str:
    with pytest.raises(SettingsFailed) as failed:
        resolve(*wanted)
    assert SECRET not in failed.value.message
    return failed.value.message


def test_each_source(tmp_path: Path) -> None:
    (tmp_path / "b").write_bytes("ü\r\n\n".encode())
    found = resolve(
        var("GIVEN", Origin.GIVEN, given=" x "),
        var("ENV", Origin.ENV, name="NAME"),
        var("EMPTY", Origin.ENV, name="NONE"),
        var("FILE", Origin.FILE, path=tmp_path / "b"),
        command("COMMAND", "printf", "a\\nb\\n\\n"),
        command("WINDOWS", "printf", "a\\r\\n"),
        command("RETURN", "printf", "a\\r"),
        var("REMOTE", Origin.REMOTE),
        var("UNSET", Origin.UNSET),
        NAME="$HOME",
        NONE="",
    )
    assert found == {
        "GIVEN": " x ",
        "ENV": "$HOME",
        "EMPTY": "",
        "FILE": "ü\r\n\n",
        "COMMAND": "a\nb\n",
        "WINDOWS": "a",
        "RETURN": "a\r",
    }


def test_a_source_is_asked_once_and_beside_the_others(tmp_path: Path) -> None:
    log = tmp_path / "log"
    script = f"echo x >> {log}; sleep 3; echo value"
    twice = [command(key, "sh", "-c", script) for key in ("A", "B")]
    others = [command(key, "sh", "-c", f"sleep 3; echo {key}") for key in ("C", "D", "E")]
    begun = time.monotonic()
    assert resolve(*twice, *others)["B"] == "value"
    assert time.monotonic() - begun < 11  # one after the other it is 12 s at least
    assert log.read_text() == "x\n"


def test_what_fails_is_told_all_at_once(tmp_path: Path) -> None:
    (tmp_path / "large").write_bytes(b"x" * 70_000)
    (tmp_path / "latin").write_bytes(SECRET.encode() + b"\xff")
    said = failure(
        var("A", Origin.ENV, name="NOT_THERE_AT_ALL"),
        var("B", Origin.FILE, path=tmp_path / "none"),
        var("C", Origin.FILE, path=tmp_path / "large"),
        var("D", Origin.FILE, path=tmp_path / "latin"),
        command("E", "sh", "-c", f"echo {SECRET}; echo {SECRET} >&2; exit 7"),
        command("F", "no-such-program", SECRET),
        var("G", Origin.FILE, path=tmp_path),
        command("H", "printf", "a\\000b"),
        command("I", "echo", SECRET, "x" * 200_000),
    )
    told = [line.partition(": ")[2] for line in said.split("\n")]
    assert told == [
        "A: the environment variable `NOT_THERE_AT_ALL` is not set",
        f"B: the file {tmp_path}/none cannot be read: no such file or directory",
        f"C: the file {tmp_path}/large is larger than 65,536 bytes, more than Heroku takes",
        f"D: the file {tmp_path}/latin is not UTF-8",
        "E: `sh` ended with exit code 7",
        "F: no-such-program is not on the PATH",
        f"G: the file {tmp_path} cannot be read: is a directory",
        "H: what `printf` printed has a NUL character",
        "I: `echo` cannot be started; run it by hand to see why",
    ]


def test_a_program_lies_beside_the_file_that_names_it(tmp_path: Path) -> None:
    program = tmp_path / "secret"
    program.write_text("#!/bin/sh\npwd\n")
    program.chmod(0o755)
    beside = var("A", Origin.COMMAND, argv=("./secret",), path=tmp_path)
    assert Path(resolve(beside)["A"]).samefile(tmp_path)


def test_a_file_is_read_once(tmp_path: Path) -> None:
    # A pipe, as of `<(...)` in a shell, gives what it has a single time.
    reading, writing = os.pipe()
    os.write(writing, b"once")
    os.close(writing)
    path = Path(f"/dev/fd/{reading}")
    both = [var(key, Origin.FILE, path=path) for key in ("A", "B")]
    assert resolve(*both) == {"A": "once", "B": "once"}
    os.close(reading)


def test_an_interruption_while_starting_ends_what_was_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = process.start

    def interrupted(argv: tuple[str, ...], **how: Any) -> process.Running:
        if argv[0] == "second":
            raise KeyboardInterrupt
        return real(argv, **how)

    monkeypatch.setattr(process, "start", interrupted)
    first = command("A", "sh", "-c", f"sleep 1; touch {tmp_path / 'late'}")
    with pytest.raises(KeyboardInterrupt):
        resolve(first, command("B", "second"))
    time.sleep(1.2)
    assert not (tmp_path / "late").exists()


def test_what_still_runs_is_ended(tmp_path: Path) -> None:
    script = f"import time; time.sleep(2); open({str(tmp_path / 'late')!r}, 'w')"
    with values.start([command("A", sys.executable, "-c", script)], os.environ):
        pass
    time.sleep(2.2)
    assert not (tmp_path / "late").exists()


def test_none_of_it_is_in_a_repr() -> None:
    given = var("A", Origin.GIVEN, given=SECRET)
    assert SECRET not in repr(given)
    with values.start([given], {}) as resolving:
        assert SECRET not in repr(resolving.result())

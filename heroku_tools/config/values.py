"""The values of config vars: given, or taken from where the file says, each source once."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from heroku_tools.errors import HerokuToolsError, SettingsFailed
from heroku_tools.settings import ConfigVar, Origin
from heroku_tools.tools import process
from heroku_tools.tools.answers import ConfigVars
from heroku_tools.tools.process import Running
from heroku_tools.tools.questions import Later

WITHIN = 60.0  # seconds for a command
LARGEST = 64 * 1024  # bytes; Heroku takes half of it, of all config vars together

Source = tuple[tuple[str, ...], Path | None]


class Unavailable(Exception):
    """A value cannot be had; the text says why, without any of it."""


def start(wanted: Sequence[ConfigVar], environ: Mapping[str, str]) -> Resolving:
    """Start the commands, side by side; the rest is read when the values are asked for."""
    return Resolving(wanted, environ)


class Resolving(Later[ConfigVars]):
    """Values on their way, by key; those of `!remote` and `!unset` have none."""

    def __init__(self, wanted: Sequence[ConfigVar], environ: Mapping[str, str]) -> None:
        self._wanted = [each for each in wanted if each.origin in SOURCES or each.given is not None]
        self._environ = environ
        self._running: dict[Source, Running | Unavailable] = {}
        self._read: dict[Source, str | Unavailable] = {}
        try:
            self._start_all()
        except BaseException:  # nobody has us yet who could end those that were started
            self.cancel()
            raise

    def _start_all(self) -> None:
        for each in self._wanted:
            if each.origin is Origin.COMMAND and (each.argv, each.path) not in self._running:
                self._running[each.argv, each.path] = self._start(each)

    def _start(self, var: ConfigVar) -> Running | Unavailable:
        try:
            return process.start(_beside(var), env=self._environ, cwd=var.path, timeout=WITHIN)
        except HerokuToolsError as error:
            return Unavailable(error.message)
        except Exception:  # noqa: BLE001 - what sh raises where the system refuses is a traceback
            return Unavailable(f"`{var.argv[0]}` cannot be started; run it by hand to see why")

    @property
    def ready(self) -> bool:
        """Whether all commands have ended."""
        return not any(isinstance(each, Running) and each.alive for each in self._running.values())

    def result(self) -> ConfigVars:
        """Wait for all. Raises SettingsFailed with every value that cannot be had."""
        found: dict[str, str] = {}
        failed: list[str] = []
        for var in self._wanted:
            try:
                found[var.key] = self._value(var)
            except Unavailable as why:
                failed.append(f"{var.where}: {var.key}: {why}")
        if failed:
            raise SettingsFailed("\n".join(failed), hint="Nothing was touched.")
        return ConfigVars(found)

    def cancel(self) -> None:
        """End the commands that still run."""
        for running in self._running.values():
            if isinstance(running, Running):
                running.__exit__(None, None, None)

    def _value(self, var: ConfigVar) -> str:
        if var.given is not None:
            return var.given
        if var.origin is Origin.ENV:
            return self._of_environment(var.name)
        if var.origin is Origin.FILE:
            assert var.path
            path = var.path
            return self._once(((), path), lambda: _of_file(path))
        source = (var.argv, var.path)
        return self._once(source, lambda: _of_command(self._running[source], var.argv[0]))

    def _of_environment(self, name: str) -> str:
        if name not in self._environ:
            raise Unavailable(f"the environment variable `{name}` is not set")
        return _text(os.fsencode(self._environ[name]), f"the environment variable `{name}`")

    def _once(self, source: Source, read: Callable[[], str]) -> str:
        if source not in self._read:
            try:
                self._read[source] = read()
            except Unavailable as why:
                self._read[source] = why
        value = self._read[source]
        if isinstance(value, Unavailable):
            raise value
        return value


SOURCES = (Origin.ENV, Origin.FILE, Origin.COMMAND)


def _beside(var: ConfigVar) -> tuple[str, ...]:
    """The argv, where a program such as `./bin/secret` lies beside the file that names it."""
    program, *rest = var.argv
    return (str(var.path / program) if var.path and "/" in program else program, *rest)


def _of_file(path: Path) -> str:
    try:
        with path.open("rb") as handle:
            data = handle.read(LARGEST + 1)
    except OSError as error:
        why = (error.strerror or "unknown reason").lower()
        raise Unavailable(f"the file {path} cannot be read: {why}") from None
    return _text(data, f"the file {path}")


def _of_command(running: Running | Unavailable, program: str) -> str:
    """What a command printed, without its last newline; that alone is never shown."""
    if isinstance(running, Unavailable):
        raise running
    answer = running.wait()
    if answer.timed_out:
        raise Unavailable(f"`{program}` did not answer within {WITHIN:.0f} s")
    if not answer.ok:
        raise Unavailable(f"`{program}` ended with exit code {answer.code}")
    said = _text(answer.out, f"what `{program}` printed")
    return said.removesuffix("\r\n" if said.endswith("\r\n") else "\n")


def _text(data: bytes, what: str) -> str:
    if len(data) > LARGEST:
        raise Unavailable(f"{what} is larger than {LARGEST:,} bytes, more than Heroku takes")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise Unavailable(f"{what} is not UTF-8") from None
    if "\0" in text:
        raise Unavailable(f"{what} has a NUL character")
    return text

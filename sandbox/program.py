"""A dyno's command while it runs: what it writes, what it reads, how it ends."""

import asyncio
import contextlib
import fcntl
import os
import shutil
import signal
import struct
import termios
from asyncio.subprocess import DEVNULL, PIPE, STDOUT, Process
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

SHELL = shutil.which("bash") or "/bin/sh"
CHUNK = 8192
END_OF_INPUT = b"\x04"


@dataclass(frozen=True)
class Command:
    """A line for the shell, as Heroku runs it."""

    line: str
    folder: Path
    env: Mapping[str, str]
    tty: bool = False
    reads: bool = True

    @property
    def argv(self) -> tuple[str, str, str]:
        return (SHELL, "-c", self.line)


class Program:
    """A running command, in a process group of its own."""

    def __init__(
        self, process: Process, reader: asyncio.StreamReader, feed: Callable[[bytes], None]
    ) -> None:
        self._process = process
        self._reader = reader
        self._feed = feed
        self._reaper = asyncio.create_task(self._reap())

    async def output(self) -> AsyncIterator[bytes]:
        """What it writes to stdout and stderr, until the last writer is gone."""
        with contextlib.suppress(OSError):  # a terminal answers EIO once nobody writes to it
            while chunk := await self._reader.read(CHUNK):
                yield chunk

    def feed(self, data: bytes) -> None:
        with contextlib.suppress(OSError, RuntimeError):
            self._feed(data)

    def signal(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, number)

    async def wait(self) -> int:
        """The exit code, as a shell would show it."""
        await self._reaper
        code = self._process.returncode or 0
        return 128 - code if code < 0 else code

    async def _reap(self) -> None:
        await self._process.wait()
        self.signal(signal.SIGKILL)  # a dyno ends with its command, whatever else it started


async def start(command: Command) -> Program:
    """Start the command on a terminal or on pipes."""
    return await (_on_terminal(command) if command.tty else _on_pipes(command))


async def _on_pipes(command: Command) -> Program:
    process = await asyncio.create_subprocess_exec(
        *command.argv,
        cwd=command.folder,
        env=command.env,
        stdin=PIPE if command.reads else DEVNULL,
        stdout=PIPE,
        stderr=STDOUT,
        start_new_session=True,
    )
    assert process.stdout
    return Program(process, process.stdout, _pipe_feed(process.stdin))


def _pipe_feed(stdin: asyncio.StreamWriter | None) -> Callable[[bytes], None]:
    def feed(data: bytes) -> None:
        if stdin is None or stdin.is_closing():
            return
        stdin.write(data.removesuffix(END_OF_INPUT))
        if data.endswith(END_OF_INPUT):  # how the CLI says that its own stdin has ended
            stdin.close()

    return feed


async def _on_terminal(command: Command) -> Program:
    master, slave = os.openpty()
    _resize(slave, command.env)
    try:
        process = await asyncio.create_subprocess_exec(
            *command.argv,
            cwd=command.folder,
            env=command.env,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
        )
    finally:
        os.close(slave)
    reader = asyncio.StreamReader()
    pipe = os.fdopen(master, "rb", buffering=0)
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), pipe)
    return Program(process, reader, lambda data: _write(master, data))


def _write(descriptor: int, data: bytes) -> None:
    os.write(descriptor, data)


def _resize(terminal: int, env: Mapping[str, str]) -> None:
    rows, columns = (int(env.get(key, "0") or 0) for key in ("LINES", "COLUMNS"))
    if rows and columns:
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

"""The TLS door at which `heroku run` meets its dyno."""

import asyncio
import contextlib
import re
import signal
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator

from sandbox.dynos import Dynos, process_line
from sandbox.faults import Armed, Faults
from sandbox.journal import Journal
from sandbox.program import Program
from sandbox.state import App, Dyno

# What `heroku run --exit-code` appends to a command, and what that prints.
EXIT_CODE_ECHO = re.compile(r' ; echo "\uffff heroku-command-exit-status: \$\?"$')
EXIT_CODE_LINE = re.compile(rb"\xef\xbf\xbf heroku-command-exit-status: (\d+)")
LINE_END_PATIENCE = 0.05  # seconds to wait for the rest of a line


class Rendezvous:
    """Connects clients with the dynos they asked for."""

    def __init__(self, dynos: Dynos, journal: Journal, faults: Faults) -> None:
        self._dynos = dynos
        self._journal = journal
        self._faults = faults
        self._detached: set[asyncio.Task[None]] = set()

    async def meet(self, reader: StreamReader, writer: StreamWriter) -> None:
        """Serve one connection: the secret, then the dyno's bytes in both directions."""
        with contextlib.suppress(ConnectionError, OSError):
            secret = (await reader.readline()).decode(errors="replace").strip()
            if claimed := self._dynos.claim(secret):
                await self._serve(*claimed, reader, writer)
        with contextlib.suppress(ConnectionError, OSError):
            writer.close()
            await writer.wait_closed()

    def start_detached(self, app: App, dyno: Dyno) -> None:
        """Run a dyno that nobody watches."""
        task = asyncio.create_task(self._serve(app, dyno, None, None))
        self._detached.add(task)
        task.add_done_callback(self._detached.discard)

    async def _serve(
        self, app: App, dyno: Dyno, reader: StreamReader | None, writer: StreamWriter | None
    ) -> None:
        command = EXIT_CODE_ECHO.sub("", dyno.command)
        number = self._journal.open("dyno", app.name, f"run {app.name} {command}")
        fault = self._faults.meet(app.name, "dyno", command)
        if writer:
            writer.write(b"rendezvous\r\n")  # the CLI throws the first chunk away
            await writer.drain()
        if fault and fault.fault.action in ("hang", "slow"):
            await fault.hold()
        line = _line(dyno, fault)
        async with self._dynos.running(app, dyno, line) as program:
            status = await _talk(program, reader, writer, drop=_drops(fault))
        self._journal.close(number, await program.wait() if status is None else status)


def _drops(fault: Armed | None) -> float | None:
    """After how many seconds the connection is lost, if it is."""
    return (fault.fault.seconds or 0) if fault and fault.fault.action == "drop" else None


def _line(dyno: Dyno, fault: Armed | None) -> str:
    if fault and fault.fault.action == "fail":
        echo = EXIT_CODE_ECHO.search(dyno.command)
        return f"(exit {fault.fault.code}){echo.group() if echo else ''}"
    return process_line(dyno.command, dyno.release)


async def _talk(
    program: Program,
    reader: StreamReader | None,
    writer: StreamWriter | None,
    *,
    drop: float | None,
) -> int | None:
    """Relay until the program ends; the exit status that it printed for the CLI, if any."""
    listener = asyncio.create_task(_listen(program, reader, drop=drop)) if reader else None
    lost = asyncio.create_task(_lose(writer, drop)) if writer and drop is not None else None
    status = None
    async for chunk in whole_lines(program.output()):
        if shown := EXIT_CODE_LINE.search(chunk):
            status = int(shown[1])
            _stop(listener)  # the CLI leaves as soon as it knows; that is no hang-up
        if writer:
            await _send(writer, chunk)
    _stop(listener)
    _stop(lost)
    return status


def _stop(task: "asyncio.Task[None] | None") -> None:
    if task:
        task.cancel()


async def _send(writer: StreamWriter, chunk: bytes) -> None:
    if not writer.is_closing():
        with contextlib.suppress(ConnectionError, OSError):
            writer.write(chunk)
            await writer.drain()


async def _listen(program: Program, reader: StreamReader, *, drop: float | None) -> None:
    with contextlib.suppress(ConnectionError, OSError):
        while data := await reader.read(8192):
            program.feed(data)
    if drop is None:
        program.signal(signal.SIGHUP)


async def _lose(writer: StreamWriter, after: float) -> None:
    await asyncio.sleep(after)
    writer.transport.abort()


async def whole_lines(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The same bytes, cut at line ends unless the rest of a line keeps one waiting.

    The CLI looks for the exit status in each chunk by itself: it must not be cut in two.
    """
    queue: asyncio.Queue[bytes] = asyncio.Queue(maxsize=4)
    pump = asyncio.create_task(_fill(queue, chunks))
    held = b""
    try:
        while True:
            chunk = await _next(queue, patience=LINE_END_PATIENCE if held else None)
            if chunk == b"":
                break
            lines, end, held = (held + (chunk or b"")).rpartition(b"\n")
            if chunk is None or len(held) > 4096:
                end, held = end + held, b""
            if lines or end:
                yield lines + end
    finally:
        pump.cancel()
    if held:
        yield held


async def _fill(queue: "asyncio.Queue[bytes]", chunks: AsyncIterator[bytes]) -> None:
    async for chunk in chunks:
        await queue.put(chunk)
    await queue.put(b"")


async def _next(queue: "asyncio.Queue[bytes]", *, patience: float | None) -> bytes | None:
    """The next chunk, b"" at the end, None when it did not come in time."""
    try:
        return await asyncio.wait_for(queue.get(), patience)
    except asyncio.TimeoutError:
        return None

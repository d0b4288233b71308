"""The line between `heroku run` and its dyno: bytes both ways, hang-ups, the exit status."""

import asyncio
import contextlib
import re
import signal
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator

from sandbox.program import END_OF_INPUT, Program

# What the echo that `heroku run --exit-code` appends prints.
EXIT_CODE = re.compile(rb"\xef\xbf\xbf heroku-command-exit-status: (\d+)")
LINE_END_PATIENCE = 0.05  # seconds to wait for the rest of a line
FAREWELL = 0.5  # seconds in which the CLI may still say that its stdin has ended


class Line:
    """One client and one program; `drop` is after how many seconds the connection is lost."""

    def __init__(
        self, program: Program, reader: StreamReader, writer: StreamWriter, *, drop: float | None
    ) -> None:
        self._program = program
        self._reader = reader
        self._writer = writer
        self._drop = drop
        self._input_ended = asyncio.Event()
        self._knows_status = False

    async def talk(self) -> int | None:
        """Relay until the program ends; the exit status that it printed for the CLI, if any."""
        tasks = [asyncio.create_task(self._listen())]
        if self._drop is not None:
            tasks.append(asyncio.create_task(self._lose(self._drop)))
        status = await exit_status(self._passed_on())
        await self._farewell()
        for task in tasks:
            task.cancel()
        return status

    async def _passed_on(self) -> AsyncIterator[bytes]:
        async for chunk in whole_lines(self._program.output()):
            # the CLI leaves as soon as it knows the status; that is no hang-up
            self._knows_status = self._knows_status or bool(EXIT_CODE.search(chunk))
            with contextlib.suppress(OSError):
                if not self._writer.is_closing():
                    self._writer.write(chunk)
                    await self._writer.drain()
            yield chunk

    async def _listen(self) -> None:
        with contextlib.suppress(OSError):
            while data := await self._reader.read(8192):
                self._program.feed(data)
                if data.endswith(END_OF_INPUT):
                    self._input_ended.set()
        self._input_ended.set()
        if self._drop is None and not self._knows_status:
            self._program.signal(signal.SIGHUP)

    async def _lose(self, after: float) -> None:
        await self._farewell()
        await asyncio.sleep(after)
        self._writer.transport.abort()

    async def _farewell(self) -> None:
        """Let the CLI send the end of its input: writing to a closed line, it would crash."""
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self._input_ended.wait(), FAREWELL)


async def exit_status(chunks: AsyncIterator[bytes]) -> int | None:
    """Read to the end; the exit status that was printed for the CLI, if any."""
    status = None
    async for chunk in chunks:
        if shown := EXIT_CODE.search(chunk):
            status = int(shown[1])
    return status


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

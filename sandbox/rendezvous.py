"""The TLS door at which `heroku run` meets its dyno."""

import asyncio
import contextlib
import re
from asyncio import StreamReader, StreamWriter

from sandbox.dynos import Dynos, process_line
from sandbox.faults import Armed, Faults
from sandbox.journal import Journal
from sandbox.relay import Line, exit_status
from sandbox.state import App, Dyno

# What `heroku run --exit-code` appends to a command.
EXIT_CODE_ECHO = re.compile(r' ; echo "\uffff heroku-command-exit-status: \$\?"$')
FOREVER = 24 * 60 * 60  # seconds; a hang-up ends it sooner


class Rendezvous:
    """Connects clients with the dynos they asked for."""

    def __init__(self, dynos: Dynos, journal: Journal, faults: Faults) -> None:
        self._dynos = dynos
        self._journal = journal
        self._faults = faults
        self._detached: set[asyncio.Task[None]] = set()

    async def meet(self, reader: StreamReader, writer: StreamWriter) -> None:
        """Serve one connection: the secret, then the dyno's bytes in both directions."""
        with contextlib.suppress(OSError), contextlib.closing(writer):
            secret = (await reader.readline()).decode(errors="replace").strip()
            if claimed := self._dynos.claim(secret):
                await self._serve(*claimed, reader, writer)

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
        fault = self._faults.meet((app.name,), "dyno", command)
        if writer:
            writer.write(b"rendezvous\r\n")  # the CLI throws the first chunk away
            await writer.drain()
        line = _line(dyno, fault)
        async with self._dynos.running(app, dyno, line) as program:
            if reader and writer:
                status = await Line(program, reader, writer, drop=_drops(fault)).talk()
            else:
                status = await exit_status(program.output())
            self._journal.close(number, await program.wait() if status is None else status)


def _drops(fault: Armed | None) -> float | None:
    """After how many seconds the connection is lost, if it is."""
    return (fault.fault.seconds or 0) if fault and fault.fault.action == "drop" else None


def _line(dyno: Dyno, fault: Armed | None) -> str:
    if fault and fault.fault.action == "fail":
        echo = EXIT_CODE_ECHO.search(dyno.command)
        return f"(exit {fault.fault.code}){echo.group() if echo else ''}"
    line = process_line(dyno.command, dyno.release)
    if fault and fault.fault.action in ("hang", "slow"):
        return f"sleep {fault.fault.seconds or FOREVER}; {line}"
    return line

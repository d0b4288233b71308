"""Programs of this machine that the sandbox asks: git, tar, pip, initdb and the like."""

import asyncio
from asyncio.subprocess import DEVNULL, PIPE, STDOUT
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path


class ProgramFailed(Exception):
    """A program ended with another exit code than 0; the message is what it wrote."""


async def ask(
    argv: Sequence[str | Path],
    *,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    stdin: bytes | None = None,
) -> str:
    """Run a program and return what it wrote. Raises ProgramFailed."""
    process = await asyncio.create_subprocess_exec(
        *argv, env=env, cwd=cwd, stdin=PIPE if stdin else DEVNULL, stdout=PIPE, stderr=STDOUT
    )
    try:
        written, _ = await process.communicate(stdin)
    except asyncio.CancelledError:
        process.kill()
        raise
    text = written.decode(errors="replace")
    if process.returncode:
        raise ProgramFailed(text.strip() or f"{argv[0]} ended with {process.returncode}")
    return text


async def stream(
    argv: Sequence[str | Path], line: Callable[[str], None], *, env: Mapping[str, str]
) -> None:
    """Run a program and hand over each line that it writes. Raises ProgramFailed."""
    process = await asyncio.create_subprocess_exec(
        *argv, env=env, stdin=DEVNULL, stdout=PIPE, stderr=STDOUT
    )
    assert process.stdout
    async for written in process.stdout:
        line(written.decode(errors="replace").rstrip())
    if code := await process.wait():
        raise ProgramFailed(f"{argv[0]} ended with {code}")


async def succeeds(argv: Sequence[str | Path], *, env: Mapping[str, str] | None = None) -> bool:
    """Whether a program that answers by its exit code says yes."""
    process = await asyncio.create_subprocess_exec(
        *argv, env=env, stdin=DEVNULL, stdout=DEVNULL, stderr=DEVNULL
    )
    return await process.wait() == 0

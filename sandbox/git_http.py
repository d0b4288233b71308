"""git's smart HTTP: the door that `https://git.heroku.com/APP.git` leads to."""

import asyncio
import base64
import binascii
import contextlib
from asyncio.subprocess import DEVNULL, PIPE, Process
from contextlib import closing
from dataclasses import dataclass

from aiohttp import ClientError, web

from sandbox.api.requests import PLATFORM, platform_of
from sandbox.repositories import git_env, repository_of
from sandbox.state import App
from sandbox.strike import answered

SERVICES = ("git-upload-pack", "git-receive-pack")
CHUNK = 65536


@dataclass(frozen=True)
class Question:
    """One request of git: the first of a conversation asks for the refs."""

    app: App
    service: str
    tail: str

    @property
    def opens(self) -> bool:
        return self.tail == "info/refs"

    @property
    def line(self) -> str:
        """What a fault can match: `git-receive-pack APP`, then `push APP`."""
        verb = "fetch" if self.service == "git-upload-pack" else "push"
        return f"{self.service if self.opens else verb} {self.app.name}"


async def handle(request: web.Request) -> web.StreamResponse:
    """Let git's own http-backend answer, if the key is right and the app exists."""
    platform = platform_of(request)
    if not _knows(request, platform.key):
        realm = {"WWW-Authenticate": 'Basic realm="git"'}
        return web.Response(status=401, text="Invalid credentials.\n", headers=realm)
    app = platform.find_app(request.match_info["app"])
    tail = request.match_info["tail"]
    service = request.query.get("service", tail)
    if app is None or service not in SERVICES or tail not in ("info/refs", service):
        return web.Response(status=404, text="Repository not found.\n")
    return await _serve(request, Question(app, service, tail))


async def _serve(request: web.Request, question: Question) -> web.StreamResponse:
    platform, app = platform_of(request), question.app
    if question.line.startswith("push ") and isinstance(request.transport, asyncio.Transport):
        platform.pushes.connected(app, request.transport)
    number = platform.journal.open("git", app.name, question.line) if question.opens else None
    fault = platform.faults.meet((app.name,), "request", question.line)

    async def respond(*, loud: bool) -> web.StreamResponse:
        if question.opens:
            return await _converse(request, question, loud=loud)
        return await asyncio.shield(_in_turn(request, question, loud=loud))

    response, status = await answered(fault, request, respond, refuse=_broken)
    if number:
        platform.journal.close(number, status)
    return response


def _broken(status: int) -> web.Response:
    return web.Response(status=status, text="The sandbox was told to fail this request.\n")


def _knows(request: web.Request, key: str) -> bool:
    scheme, _, encoded = request.headers.get("Authorization", "").partition(" ")
    with contextlib.suppress(binascii.Error, UnicodeDecodeError):
        return scheme == "Basic" and base64.b64decode(encoded).decode().partition(":")[2] == key
    return False


async def _in_turn(request: web.Request, question: Question, *, loud: bool) -> web.StreamResponse:
    """One push at a time, to its end: the next one's hook must see where the ref has moved."""
    if question.service == "git-upload-pack":
        return await _converse(request, question, loud=loud)
    async with question.app.push_lock:
        return await _converse(request, question, loud=loud)


async def _converse(request: web.Request, question: Question, *, loud: bool) -> web.StreamResponse:
    """One run of http-backend, read to its end even when the client has gone."""
    process = await asyncio.create_subprocess_exec(
        "git", "http-backend", env=_cgi(request, question), stdin=PIPE, stdout=PIPE, stderr=DEVNULL
    )
    feeding = asyncio.create_task(_feed(request, process))
    assert process.stdout
    response = web.StreamResponse(status=200)
    for name, value in await _headers(process.stdout):
        if name.lower() == "status":
            response.set_status(int(value.split()[0]))
        else:
            response.headers[name] = value
    await _relay(process.stdout, response, request if loud else None)
    await feeding
    await process.wait()
    return response


def _cgi(request: web.Request, question: Question) -> dict[str, str]:
    platform = request.app[PLATFORM]
    protocol = request.headers.get("Git-Protocol")
    repository = repository_of(platform.places, question.app.name)
    return git_env(
        {
            "GIT_PROJECT_ROOT": str(repository),
            "GIT_HTTP_EXPORT_ALL": "1",
            "PATH_INFO": f"/{question.tail}",
            "REQUEST_METHOD": request.method,
            "QUERY_STRING": request.query_string,
            "CONTENT_TYPE": request.headers.get("Content-Type", ""),
            "REMOTE_USER": "heroku",
            "REMOTE_ADDR": "127.0.0.1",
            "SANDBOX_PORT": str(platform.ports.api),
            "SANDBOX_KEY": platform.key,
            "SANDBOX_APP": question.app.name,
            **({"GIT_PROTOCOL": protocol} if protocol else {}),
        }
    )


async def _feed(request: web.Request, process: Process) -> None:
    stdin = process.stdin
    assert stdin
    with contextlib.suppress(OSError, ClientError, web.RequestPayloadError), closing(stdin):
        async for chunk in request.content.iter_chunked(CHUNK):
            stdin.write(chunk)
            await stdin.drain()


async def _headers(stdout: asyncio.StreamReader) -> list[tuple[str, str]]:
    headers = []
    while line := (await stdout.readline()).decode().strip():
        name, _, value = line.partition(":")
        headers.append((name.strip(), value.strip()))
    return headers


async def _relay(
    stdout: asyncio.StreamReader, response: web.StreamResponse, request: web.Request | None
) -> None:
    """Pass on what http-backend writes, as long as somebody (`request`) is there to read it."""
    if request:
        request = await _prepared(response, request)
    while chunk := await stdout.read(CHUNK):
        if request:
            try:
                await response.write(chunk)
            except ConnectionError:
                request = None
    if request:
        with contextlib.suppress(ConnectionError):
            await response.write_eof()


async def _prepared(response: web.StreamResponse, request: web.Request) -> web.Request | None:
    try:
        await response.prepare(request)
    except ConnectionError:
        return None
    return request


def routes() -> list[web.RouteDef]:
    path = "/{app}.git/{tail:.+}"
    return [web.get(path, handle), web.post(path, handle)]

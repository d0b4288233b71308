"""The Platform API over real sockets: certificates, proxies, odd answers, and no key in sight."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import trustme

from heroku_tools.errors import HerokuToolsError, LookFailed
from heroku_tools.tools.answers import App
from heroku_tools.tools.platform_api import ApiQuestions
from heroku_tools.tools.reach import reach
from heroku_tools.tools.refusals import NoKey, Unreachable
from heroku_tools.tools.wire import Patience

KEY = "HRKU-hush-hush"
APP = {"name": "my-app", "maintenance": False, "web_url": None}
QUICK = Patience(connect=2, read=2, lost=0, refused=1, backoff=0.01)


class Server(ThreadingHTTPServer):
    """Answers everything with one reply, and remembers what it was asked."""

    daemon_threads = True
    asked: list[tuple[str, dict[str, str]]]
    reply: tuple[int, bytes]


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.asked.append((self.requestline, headers))
        status, body = self.server.reply
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_CONNECT = do_GET  # noqa: N815

    def log_message(self, *_: object) -> None: ...


@contextmanager
def serving(
    reply: object = APP, status: int = 200, tls: trustme.CA | None = None
) -> Iterator[Server]:
    server = Server(("127.0.0.1", 0), Handler)
    server.asked = []
    server.reply = (status, reply if isinstance(reply, bytes) else json.dumps(reply).encode())
    if tls:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        tls.issue_cert("localhost", "127.0.0.1").configure_cert(context)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


def host(server: Server, scheme: str = "http") -> dict[str, str]:
    return {"HEROKU_HOST": f"{scheme}://localhost:{server.server_port}"}


def ask(env: dict[str, str]) -> App:
    return ApiQuestions(reach(env), lambda: KEY, patience=QUICK).app("my-app").result()


def refused(env: dict[str, str]) -> HerokuToolsError:
    with pytest.raises(HerokuToolsError) as caught:
        ask(env)
    assert KEY not in f"{caught.value!r} {caught.value.message} {caught.value.hint}"
    assert "secret" not in f"{caught.value!r} {caught.value.message}"
    return caught.value


def test_what_is_asked() -> None:
    with serving() as server:
        assert ask(host(server)) == App("my-app", False, "")
    ((line, headers),) = server.asked
    assert line == "GET /apps/my-app HTTP/1.1"
    assert headers["authorization"] == f"Bearer {KEY}"
    assert headers["accept"] == "application/vnd.heroku+json; version=3"


def test_no_name_leads_elsewhere() -> None:
    with serving() as server:
        api = ApiQuestions(reach(host(server)), lambda: KEY, patience=QUICK)
        api.app("../account?x#y").result()
    assert server.asked[0][0] == "GET /apps/..%2Faccount%3Fx%23y HTTP/1.1"


# --- certificates ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


def pem(authority: trustme.CA, place: Path) -> str:
    authority.cert_pem.write_to_path(str(place))
    return str(place)


@pytest.mark.parametrize(
    ("names", "trusted"),
    [
        ({}, False),
        ({"NODE_EXTRA_CA_CERTS": "right"}, True),
        ({"SSL_CERT_FILE": "right"}, True),
        ({"SSL_CERT_FILE": "wrong"}, False),
        ({"SSL_CERT_FILE": "wrong", "NODE_EXTRA_CA_CERTS": "right"}, True),
        ({"SSL_CERT_FILE": "right", "NODE_EXTRA_CA_CERTS": "missing"}, True),
        ({"NODE_EXTRA_CA_CERTS": "missing"}, False),
    ],
    ids=lambda value: str(value),
)
def test_certificates(
    authority: trustme.CA, tmp_path: Path, names: dict[str, str], trusted: bool
) -> None:
    files = {
        "right": pem(authority, tmp_path / "right.pem"),
        "wrong": pem(trustme.CA(), tmp_path / "wrong.pem"),
        "missing": str(tmp_path / "missing.pem"),
    }
    with serving(tls=authority) as server:
        env = host(server, "https") | {name: files[which] for name, which in names.items()}
        if trusted:
            assert ask(env).name == "my-app"
            return
        error = refused(env)
    assert isinstance(error, Unreachable)
    assert "certificate is not trusted" in error.message
    assert server.asked == []


def test_a_certificate_file_that_is_not_there(tmp_path: Path) -> None:
    with serving() as server:
        error = refused(host(server) | {"SSL_CERT_FILE": str(tmp_path / "missing.pem")})
    assert isinstance(error, Unreachable)
    assert "SSL_CERT_FILE" in error.message


# --- proxies -----------------------------------------------------------------------------------


def test_through_a_proxy() -> None:
    with serving() as proxy:
        url = f"http://me:secret@127.0.0.1:{proxy.server_port}"
        env = {"HEROKU_HOST": "http://localhost:9", "HTTP_PROXY": url}
        assert ask(env).name == "my-app"
    ((line, headers),) = proxy.asked
    assert line == "GET http://localhost:9/apps/my-app HTTP/1.1"
    assert headers["proxy-authorization"].startswith("Basic ")


def test_past_a_proxy() -> None:
    with serving() as server, serving() as proxy:
        url = f"http://127.0.0.1:{proxy.server_port}"
        assert ask(host(server) | {"HTTP_PROXY": url, "NO_PROXY": "localhost"}).name == "my-app"
    assert proxy.asked == []


def test_a_proxy_that_refuses_a_tunnel_gets_no_key() -> None:
    with serving(b"no", status=502) as proxy:
        url = f"http://me:secret@127.0.0.1:{proxy.server_port}"
        error = refused({"HEROKU_HOST": "https://localhost:9", "HTTPS_PROXY": url})
    assert isinstance(error, Unreachable)
    ((line, headers),) = proxy.asked
    assert line.startswith("CONNECT localhost:9 ")
    assert "authorization" not in headers


# --- answers -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "reply", "kind", "code", "said"),
    [
        (200, b"<html>Log in to this WiFi</html>", Unreachable, 1, "is not Heroku (200)"),
        (302, b"", Unreachable, 1, "is not Heroku (302)"),
        (200, b"null", Unreachable, 1, "is not Heroku"),
        (404, b"nothing here", Unreachable, 1, "is not Heroku (404)"),
        (503, b"<html>", LookFailed, 1, "it answers 503"),
        (500, {"id": "x", "message": "Oops."}, LookFailed, 1, "Oops. (500)"),
        (422, {"id": "x", "message": "What?"}, LookFailed, 1, "What? (422)"),
        (401, {"id": "unauthorized", "message": "Bad."}, HerokuToolsError, 5, "the login: Bad."),
        (403, {"id": "forbidden", "message": "No."}, HerokuToolsError, 5, "heroku refuses: No."),
        (404, {"message": "Couldn't find that app."}, HerokuToolsError, 2, "knows no such app"),
        (404, {"message": "x", "resource": "app"}, HerokuToolsError, 2, "knows no such app"),
        (200, {"name": "my-app"}, LookFailed, 1, "odd answer"),
        (200, [], LookFailed, 1, "odd answer"),
    ],
)
def test_refusals(
    status: int, reply: object, kind: type[HerokuToolsError], code: int, said: str
) -> None:
    with serving(reply, status=status) as server:
        error = refused(host(server))
    assert isinstance(error, kind)
    assert error.exit_code == code
    assert said in error.message


def test_nobody_listens() -> None:
    error = refused({"HEROKU_HOST": "http://127.0.0.1:9"})
    assert isinstance(error, Unreachable)
    assert error.message == "Heroku's API cannot be reached: Connection refused"


def test_no_such_host() -> None:
    error = refused({"HEROKU_HOST": "https://no-such-host.herokuspace.com"})
    assert isinstance(error, Unreachable)
    assert error.message.startswith("Heroku's API cannot be reached: ")


def test_no_key() -> None:
    def none() -> str:
        raise NoKey

    with serving() as server:
        later = ApiQuestions(reach(host(server)), none).app("my-app")
        with pytest.raises(NoKey, match="nobody is logged in") as caught:
            later.result()
    assert caught.value.exit_code == 5
    assert server.asked == []

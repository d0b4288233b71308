"""Where the Platform API is and how it is reached, as tables of environments."""

from __future__ import annotations

import pytest

from heroku_tools.tools.reach import NoWay, Proxy, Reach, Trust, base, proxy, reach, trust, usable

API = "https://api.heroku.com"


@pytest.mark.parametrize(
    ("host", "url"),
    [
        (None, API),
        ("", API),
        ("heroku.com", API),
        ("https://api.heroku.com", API),
        ("https://api.heroku.com:443", API),  # the CLI does not take it: the default, then
        ("herokudev.com", "https://api.herokudev.com"),
        ("staging.herokudev.com", "https://api.staging.herokudev.com"),
        ("https://api.staging.herokudev.com", "https://api.staging.herokudev.com"),
        ("https://api.herokai.com", "https://api.herokai.com"),
        ("https://x.herokuspace.com", "https://x.herokuspace.com"),
        ("http://127.0.0.1:5000", "http://127.0.0.1:5000"),
        ("http://localhost:5000", "http://localhost:5000"),
        ("http://localhost:5000/path", "http://localhost:5000"),
        ("https://localhost", "https://localhost"),
        # Not taken: a warning of the CLI's, and the real Heroku.
        ("evil.example.com", API),
        ("https://evil.example.com", API),
        ("notheroku.com", API),
        ("https://api.heroku.com/", API),
        ("https://heroku.com.evil.example", API),
    ],
)
def test_base(host: str | None, url: str) -> None:
    assert base({} if host is None else {"HEROKU_HOST": host}) == url


@pytest.mark.parametrize(
    "host",
    [
        # Taken by the CLI, which looks for a word in the text; its key is not sent there, nor ours.
        "http://localhost.evil.example",
        "https://127.0.0.1.evil.example:443",
        "https://evil.example/?localhost",
        "https://evil.example/.heroku.com",
        "https://evil.example#.heroku.com",
        "https://evil.example\\.heroku.com",
        "https://localhost@evil.example",
        "https://[::1]:5000/localhost",
        "localhost:5000",  # api.localhost
        "http://api.heroku.com",  # in plain text
        "http://localhost:port",
        "httpx://localhost",
    ],
)
def test_no_key_goes_there(host: str) -> None:
    with pytest.raises(NoWay, match="HEROKU_HOST"):
        base({"HEROKU_HOST": host})


PROXY = "http://proxy.example:3128"


@pytest.mark.parametrize(
    ("env", "url", "found"),
    [
        ({}, API, None),
        ({"HTTPS_PROXY": PROXY}, API, Proxy(PROXY)),
        ({"https_proxy": PROXY}, API, Proxy(PROXY)),
        ({"HTTP_PROXY": PROXY}, API, Proxy(PROXY)),
        ({"HTTPS_PROXY": PROXY, "HTTP_PROXY": "http://other:1"}, API, Proxy(PROXY)),
        ({"HTTPS_PROXY": PROXY}, "http://localhost:5000", None),
        ({"HTTP_PROXY": PROXY}, "http://localhost:5000", Proxy(PROXY)),
        ({"HTTPS_PROXY": "proxy.example:3128"}, API, Proxy(PROXY)),
        ({"HTTPS_PROXY": "http://proxy.example"}, API, Proxy("http://proxy.example:8080")),
        ({"HTTPS_PROXY": "https://p.example:1"}, API, Proxy("https://p.example:1")),
        ({"HTTPS_PROXY": "http://me:s%40cret@p:1"}, API, Proxy("http://p:1", "me:s@cret")),
        ({"HTTPS_PROXY": PROXY, "NO_PROXY": "*"}, API, None),
        ({"HTTPS_PROXY": PROXY, "no_proxy": "heroku.com"}, API, None),
        ({"HTTPS_PROXY": PROXY, "NO_PROXY": "localhost, .heroku.com"}, API, None),
        ({"HTTPS_PROXY": PROXY, "NO_PROXY": "*.heroku.com"}, API, None),
        ({"HTTPS_PROXY": PROXY, "NO_PROXY": "API.Heroku.com"}, API, None),
        ({"HTTPS_PROXY": PROXY, "NO_PROXY": "api.heroku.com:443"}, API, None),
        ({"HTTPS_PROXY": PROXY, "NO_PROXY": "api.heroku.com:80"}, API, Proxy(PROXY)),
        ({"HTTPS_PROXY": PROXY, "NO_PROXY": "roku.com,localhost,"}, API, Proxy(PROXY)),
        ({"HTTP_PROXY": PROXY, "NO_PROXY": "127.0.0.1"}, "http://127.0.0.1:5000", None),
    ],
)
def test_proxy(env: dict[str, str], url: str, found: Proxy | None) -> None:
    assert proxy(env, url) == found


@pytest.mark.parametrize(
    "given", ["socks5://me:secret@proxy:1080", "http://me:secret@:1", "http://me:secret@p:port"]
)
def test_what_is_no_proxy(given: str) -> None:
    with pytest.raises(NoWay, match="HTTPS_PROXY") as caught:
        proxy({"HTTPS_PROXY": given}, API)
    assert "secret" not in f"{caught.value!r} {caught.value}"


@pytest.mark.parametrize(
    ("env", "found"),
    [
        ({}, Trust()),
        ({"SSL_CERT_FILE": "/a.pem"}, Trust(file="/a.pem")),
        ({"SSL_CERT_DIR": "/certs"}, Trust(folder="/certs")),
        ({"NODE_EXTRA_CA_CERTS": "/b.pem", "SSL_CERT_FILE": ""}, Trust(extra="/b.pem")),
    ],
)
def test_trust(env: dict[str, str], found: Trust) -> None:
    assert trust(env) == found


def test_all_together_and_no_password_in_sight() -> None:
    env = {"HTTPS_PROXY": "http://me:secret@p:1", "SSL_CERT_FILE": "/a.pem"}
    found = reach(env)
    assert found == Reach(API, Proxy("http://p:1", "me:secret"), Trust(file="/a.pem"))
    assert "secret" not in repr(found)


@pytest.mark.parametrize(
    ("key", "good"),
    [("HRKU-abc_123", True), ("", False), ("a b", False), ("a\n", False), ("a\r\nHost: x", False),
     ("é", False)],
)  # fmt: skip
def test_usable(key: str, good: bool) -> None:
    assert usable(key) is good

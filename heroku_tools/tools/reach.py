"""Where the Platform API is, and how it is reached: read from the environment (pure).

The rules are those of the heroku CLI, so that both doors lead to the same house; where they differ,
the key is what must not get lost.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import SplitResult, unquote, urlsplit

Env = Mapping[str, str]

DEFAULT_HOST = "heroku.com"
HEROKU_DOMAINS = ("heroku.com", "herokai.com", "herokuspace.com", "herokudev.com")
LOCAL_HOSTS = ("localhost", "127.0.0.1")
_HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*")
_KEY = re.compile(r"[!-~]+")


class NoWay(Exception):
    """The API is not to be reached as the environment says; the text, without secrets, says why."""


@dataclass(frozen=True)
class Proxy:
    """An HTTP proxy; `login` is "user:password"."""

    url: str
    login: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Trust:
    """Whose certificates count: `file` and `folder` instead of the system's, `extra` besides."""

    file: str | None = None
    folder: str | None = None
    extra: str | None = None


@dataclass(frozen=True)
class Reach:
    """The API's address, and the way there."""

    url: str
    proxy: Proxy | None = None
    trust: Trust = Trust()


def reach(env: Env) -> Reach:
    """Read everything. Raises NoWay."""
    url = base(env)
    return Reach(url, proxy(env, url), trust(env))


def base(env: Env) -> str:
    """Return the API's address without a path.

    HEROKU_HOST counts where the CLI takes it, else it is as if there were none. The CLI looks at
    the text only, and keeps the key from a host that is not Heroku's later on. Raises NoWay there.
    """
    given = env.get("HEROKU_HOST") or DEFAULT_HOST
    if not _taken(given):
        given = DEFAULT_HOST
    parts = _split(given if given.startswith("http") else f"https://api.{given}")
    host, port = parts.hostname or "", f":{parts.port}" if parts.port else ""
    if not _HOST.fullmatch(host) or not (host in LOCAL_HOSTS or _below(host, HEROKU_DOMAINS)):
        raise NoWay("HEROKU_HOST is no host of Heroku's")
    if parts.scheme != "https" and host not in LOCAL_HOSTS:
        raise NoWay("HEROKU_HOST would have the key sent in plain text")
    return f"{parts.scheme}://{host}{port}"


def _taken(host: str) -> bool:
    bare = re.sub(r"^https?://", "", host)
    return _below(bare, HEROKU_DOMAINS) or any(local in bare for local in LOCAL_HOSTS)


def _below(host: str, domains: tuple[str, ...]) -> bool:
    return any(host == domain or host.endswith(f".{domain}") for domain in domains)


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port  # a port that is no number shows here
    except ValueError:
        raise NoWay("HEROKU_HOST is no address") from None
    if parts.scheme not in ("http", "https"):
        raise NoWay("HEROKU_HOST is no address")
    return parts


def proxy(env: Env, url: str) -> Proxy | None:
    """Return the proxy to the API: HTTPS_PROXY, HTTP_PROXY, unless NO_PROXY names its host."""
    parts = urlsplit(url)
    given = _either(env, "HTTP_PROXY")
    if parts.scheme == "https":
        given = _either(env, "HTTPS_PROXY") or given
    if not given or _spared(env, parts):
        return None
    try:
        found = urlsplit(given if "://" in given else f"http://{given}")
        port = found.port or 8080
    except ValueError:
        raise NoWay("HTTPS_PROXY is no address") from None
    if found.scheme not in ("http", "https") or not found.hostname:
        raise NoWay("HTTPS_PROXY is no HTTP proxy")
    login = f"{unquote(found.username)}:{unquote(found.password or '')}" if found.username else None
    return Proxy(f"{found.scheme}://{found.hostname}:{port}", login)


def _spared(env: Env, parts: SplitResult) -> bool:
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    for entry in re.split(r"[\s,]+", _either(env, "NO_PROXY")):
        name, _, only = entry.partition(":")
        name = name.removeprefix("*").removeprefix(".").lower()
        if entry == "*" or (name and _below(host, (name,)) and only in ("", str(port))):
            return True
    return False


def trust(env: Env) -> Trust:
    """Return whose certificates count: what OpenSSL reads, and what Node reads besides."""
    names = ("SSL_CERT_FILE", "SSL_CERT_DIR", "NODE_EXTRA_CA_CERTS")
    return Trust(*(env.get(name) or None for name in names))


def _either(env: Env, name: str) -> str:
    return env.get(name) or env.get(name.lower()) or ""


def usable(key: str) -> bool:
    """Say whether a key can be sent at all: a header takes no blanks and no line breaks."""
    return _KEY.fullmatch(key) is not None

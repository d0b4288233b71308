"""HTTP to the Platform API: one pool, time limits; patience with questions, an act is sent once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from heroku_tools.errors import LookFailed
from heroku_tools.tools import refusals
from heroku_tools.tools.reach import Reach, Trust
from heroku_tools.tools.refusals import Unreachable
from heroku_tools.tools.traffic import Traffic

if TYPE_CHECKING:
    import ssl

    from urllib3 import PoolManager

HEADERS = {
    "Accept": "application/vnd.heroku+json; version=3",
    "Accept-Encoding": "gzip",
    "User-Agent": "heroku-tools",
}
Key = Callable[[], str]
LATER = (429, 500, 502, 503, 504)  # what Heroku says when another time is better


@dataclass(frozen=True)
class Patience:
    """Limits in seconds, and how often a question is repeated; all within QUESTION_TIME."""

    connect: float = 10.0
    read: float = 28.0
    lost: int = 2  # connections, or answers that did not come
    refused: int = 3  # answers like 429 and 503
    backoff: float = 0.5
    longest_wait: int = 20  # of what a Retry-After may ask for


@dataclass(frozen=True)
class Reply:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Wire:
    """The way to the API. Safe to use from several threads."""

    def __init__(self, reach: Reach, patience: Patience, traffic: Traffic) -> None:
        self._reach = reach
        self._traffic = traffic
        self._patience = patience
        self._lock = threading.Lock()
        self._pool: PoolManager | None = None

    def get(
        self,
        path: str,
        *,
        key: Key,
        range_: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """Ask, with the key once it is there.

        Raises Unreachable, or LookFailed where there was no answer in time; what `key` raises too.
        """
        part = {"Range": range_} if range_ else {}
        return self._request("GET", path, key, {**part, **(headers or {})})

    def patch(self, path: str, body: bytes, *, key: Key) -> Reply:
        """Send JSON, once. Raises as `get` does; whether it arrived is not known then."""
        content = {"Content-Type": "application/json"}
        return self._request("PATCH", path, key, content, body=body, retries=False)

    def _request(
        self, method: str, path: str, key: Key, headers: Mapping[str, str], **how: Any
    ) -> Reply:
        from urllib3.exceptions import HTTPError

        connections = self._open()  # imported and made while the CLI may still look for the key
        whole = {**HEADERS, "Authorization": f"Bearer {key()}", **headers}
        url = self._reach.url + path
        try:
            answer = connections.request(method, url, headers=whole, redirect=False, **how)
        except HTTPError as error:
            self._traffic.requests += 1
            raise self._failed(error) from None
        self._traffic.requests += 1 + (len(answer.retries.history) if answer.retries else 0)
        return Reply(answer.status, answer.headers, answer.data)

    def _open(self) -> PoolManager:
        # urllib3 takes 30 ms to import: in the thread that asks first.
        with self._lock:
            if self._pool is None:
                self._pool = self._make()
            return self._pool

    def _make(self) -> Any:
        from urllib3 import Timeout

        timeout = Timeout(connect=self._patience.connect, read=self._patience.read)
        return pool(self._reach, maxsize=8, timeout=timeout, retries=self._retries())

    def _retries(self) -> Any:
        from urllib3 import Retry

        patience = self._patience
        return Retry(
            total=None,
            connect=1,
            read=patience.lost,
            status=patience.refused,
            other=0,
            allowed_methods=["GET"],
            status_forcelist=LATER,
            backoff_factor=patience.backoff,
            retry_after_max=patience.longest_wait,
            raise_on_status=False,
        )

    def _failed(self, error: Exception) -> LookFailed:
        from urllib3.exceptions import ReadTimeoutError

        causes = list(_causes(error))
        if any(isinstance(cause, ReadTimeoutError) for cause in causes):
            return refusals.no_answer(self._patience.read)
        return Unreachable(f"Heroku's API cannot be reached: {_words(causes[-1])}")


def pool(reach: Reach, **options: Any) -> Any:
    """Return a pool of connections by the way that the environment says; `options` are urllib3's.

    Raises Unreachable where the certificates named there cannot be read.
    """
    import urllib3
    from urllib3.util import make_headers

    proxy, context = reach.proxy, _context(reach.trust)
    if proxy is None:
        return urllib3.PoolManager(ssl_context=context, **options)
    login = make_headers(proxy_basic_auth=proxy.login) if proxy.login else None
    return urllib3.ProxyManager(
        proxy.url,
        proxy_headers=login,
        proxy_ssl_context=context,
        ssl_context=context,
        **options,
    )


def _context(trust: Trust) -> ssl.SSLContext:
    """Trust what the environment says, else what the system does; and what Node would, besides."""
    import ssl

    try:
        context = ssl.create_default_context(cafile=trust.file, capath=trust.folder)
    except (OSError, ssl.SSLError):
        raise Unreachable("Heroku's API cannot be reached: SSL_CERT_FILE is unreadable") from None
    # Python 3.13 is stricter than Node and OpenSSL, and refuses what many a company's proxy signs.
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    if trust.extra:
        with suppress(OSError, ssl.SSLError):  # as Node does
            context.load_verify_locations(cafile=trust.extra)
    return context


def words(error: BaseException) -> str:
    """Say in a few words what an error of urllib3's comes from."""
    return _words(list(_causes(error))[-1])


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """Unwrap what urllib3 wraps in one way or another, down to what the system said."""
    while error is not None:
        yield error
        inner = (getattr(error, "reason", None), *error.args, error.__cause__)
        error = next((each for each in inner if isinstance(each, BaseException)), None)


def _words(error: BaseException) -> str:
    untrusted = getattr(error, "verify_message", None)  # of an ssl.SSLCertVerificationError
    if untrusted:
        return f"its certificate is not trusted ({untrusted})"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error).rpartition(": ")[2] or type(error).__name__

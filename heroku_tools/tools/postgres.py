"""The one door to PostgreSQL: connections that wait for nobody and tell no value.

A connection to a source can change nothing there. What went wrong is told by the server's first
line only, and of those that quote values not even that: a DETAIL can hold a whole row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from heroku_tools.errors import LookFailed, UsageFailed
from heroku_tools.tools.answers import Place

if TYPE_CHECKING:
    import psycopg

    Connection = psycopg.Connection[tuple[Any, ...]]

SALT = "heroku_tools.salt"  # read in SQL as current_setting('heroku_tools.salt')
LOCAL = ("localhost", "127.0.0.1", "::1", "")
KEEPALIVES = {
    "keepalives": 1,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 9,
    "tcp_user_timeout": 150_000,  # milliseconds
}
CONNECT_TIMEOUT = 15  # seconds
LOCK_TIMEOUT = 5_000  # milliseconds
NEVER = ("statement_timeout", "idle_in_transaction_session_timeout")
# What only newer servers know: no timeouts, and no compiling. The SELECT of a table with many masks
# is one large expression: LLVM can take seconds for it, for each unit anew (off from 19 on).
SINCE = (
    ("idle_session_timeout", "0", 140_000),
    ("transaction_timeout", "0", 170_000),
    ("jit", "off", 110_000),
)
# Classes of SQLSTATE whose first line quotes no value: names of objects at most.
TELLABLE = {
    "08",
    "0A",
    "23",
    "25",
    "28",
    "3D",
    "3F",
    "40",
    "42",
    "53",
    "54",
    "55",
    "57",
    "58",
    "XX",
}


def parameters(url: str) -> dict[str, str]:
    """Return what a URL (or libpq's `key=value`) says, by libpq's names.

    Raises UsageFailed, without a word of the URL: what is badly quoted may be a password.
    """
    from psycopg import Error
    from psycopg.conninfo import conninfo_to_dict

    try:
        found = {key: str(value) for key, value in conninfo_to_dict(url).items()}
        int(found.get("port", "5432"))
    except (Error, ValueError):
        raise _malformed() from None
    if "@" in found.get("host", "") or not found.get("dbname"):
        raise _malformed()
    return found


def place(url: str) -> Place:
    """Return where a URL leads. Raises UsageFailed where it is none."""
    said = parameters(url)
    host = said.get("host") or said.get("hostaddr", "")
    return Place(
        host.lower().rstrip("."),
        int(said.get("port", "5432")),
        said["dbname"],
        said.get("user", ""),
    )


def connect(
    url: str,
    *,
    application: str,
    source: bool,
    salt: str | None = None,
    lock_timeout: int = LOCK_TIMEOUT,
    patience: int = CONNECT_TIMEOUT,
) -> Connection:
    """Open a connection, autocommit; `lock_timeout` is in milliseconds, 0: none.

    `patience` is in seconds: how long an address may take to let us in.
    The salt goes along with the startup packet, which no server logs.
    Raises LookFailed where nobody answers or lets us in, UsageFailed where the URL is none.
    """
    import psycopg

    how: dict[str, Any] = settled(url, patience=patience) | {
        "application_name": application,
        "options": _options(url, source=source, salt=salt, lock_timeout=lock_timeout),
        **KEEPALIVES,
    }
    try:
        connection = psycopg.connect(**how, autocommit=True)
    except psycopg.Error as error:
        raise _unreachable(url, error) from None
    with telling("The database could not be prepared"):
        _settle(connection)
    return connection


def settled(url: str, *, patience: int = CONNECT_TIMEOUT) -> dict[str, str]:
    """Return the parameters of a URL with ours where it says nothing: encryption, patience."""
    said = parameters(url)
    host = said.get("host", "")
    if host not in LOCAL and not host.startswith("/"):
        said.setdefault("sslmode", "require")
    said.setdefault("connect_timeout", str(patience))
    return said | {"client_encoding": "UTF8"}


@contextmanager
def telling(what: str, *, hint: str | None = None) -> Iterator[None]:
    """Turn PostgreSQL's errors within the block into LookFailed: `what`, and why."""
    import psycopg

    try:
        yield
    except psycopg.Error as error:
        raise LookFailed(f"{what}: {reason(error)}", hint=hint) from None


def reason(error: psycopg.Error) -> str:
    """Say why something failed in one line that holds no value of any row."""
    state = error.sqlstate or ""
    if state and state[:2] not in TELLABLE:
        return _by_name(error)
    said = error.diag.message_primary or str(error)
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    return lines[0] if lines else type(error).__name__


def _by_name(error: psycopg.Error) -> str:
    """`invalid text representation (table shop_order, column born)`, without the text."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", type(error).__name__).lower()
    parts = (
        ("table", error.diag.table_name),
        ("column", error.diag.column_name),
        ("type", error.diag.datatype_name),
        ("constraint", error.diag.constraint_name),
    )
    where = ", ".join(f"{kind} {name}" for kind, name in parts if name)
    return f"{spaced} ({where})" if where else f"{spaced} ({error.sqlstate})"


def _options(url: str, *, source: bool, salt: str | None, lock_timeout: int) -> str:
    given = {**dict.fromkeys(NEVER, "0"), "lock_timeout": str(lock_timeout)}
    if source:
        given |= {"row_security": "off", "default_transaction_read_only": "on"}
    else:
        given |= {"synchronous_commit": "off"}
    if salt is not None:
        if not re.fullmatch("[0-9a-f]{64}", salt):
            raise UsageFailed("The salt is not 64 hexadecimal digits")
        given[SALT] = salt
    ours = " ".join(f"-c {name}={value}" for name, value in given.items())
    return f"{parameters(url).get('options', '')} {ours}".strip()


def _settle(connection: Connection) -> None:
    """Set what no older server knows, all at once."""
    version = connection.info.server_version
    known = [(name, value) for name, value, since in SINCE if version >= since]
    asked = ", ".join(["set_config(%s, %s, false)"] * len(known))
    connection.execute(f"SELECT {asked}".encode(), [word for both in known for word in both])


def _malformed() -> UsageFailed:
    return UsageFailed(
        "The database URL is not right",
        hint="It looks like postgres://user:password@host:5432/database, special characters of the "
        "password percent-encoded.",
    )


def _unreachable(url: str, error: psycopg.Error) -> LookFailed:
    where, password = place(url), parameters(url).get("password", "")
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    fatal = next((line for line in lines if "FATAL:" in line), lines[0] if lines else "")
    why = re.split(r"failed: |FATAL:\s+", fatal)[-1]
    if password:
        why = why.replace(password, "***")
    pooled = "unsupported startup parameter" in str(error)
    return LookFailed(
        f"No connection to the database {where}: {why or 'no answer'}",
        hint="Name the database's own URL, not that of its connection pool." if pooled else None,
    )

"""`pg_dump | python -m bench.line_filter | psql`: what one would write oneself for that job.

A plain dump goes through, line by line; COPY's lists of columns say which fields are masked, each
by an HMAC-SHA256 of what was there. It imports nothing of ours, so that it starts at once.
"""

from __future__ import annotations

import hmac
import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from typing import Any

Masker = Callable[[bytes], bytes]
Fields = list[tuple[int, Masker]]  # by their place in a line

KEY = bytes(range(32))
FIRST = b"Ada Alan Anita Barbara Dennis Donald Edsger Frances Grace Ken Linus Margaret".split()
LAST = b"Allen Borg Dijkstra Hamilton Hopper Knuth Liskov Lovelace Ritchie Thompson Turing".split()
COPY = re.compile(rb"COPY (?:\w+\.)?(\w+) \((.*)\) FROM stdin;\n")
END, NULL = b"\\.\n", b"\\N"


def _digest(value: bytes) -> bytes:
    return hmac.digest(KEY, value, "sha256")


def _number(value: bytes) -> int:
    return int.from_bytes(_digest(value)[:8], "big")


def _email(value: bytes) -> bytes:
    return b"%s@example.com" % _digest(value)[:12].hex().encode()


def _first_name(value: bytes) -> bytes:
    return FIRST[_number(value) % len(FIRST)]


def _last_name(value: bytes) -> bytes:
    return LAST[_number(value) % len(LAST)]


def _full_name(value: bytes) -> bytes:
    number = _number(value)
    return b"%s %s" % (FIRST[number % len(FIRST)], LAST[number // 64 % len(LAST)])


def _phone(value: bytes) -> bytes:
    return b"+1 555 %07d" % (_number(value) % 10_000_000)


def _address(value: bytes) -> bytes:
    return b"%d Main Street" % (_number(value) % 10_000)


def _born(value: bytes) -> bytes:
    days = 1 + _number(value) % 365
    return str(date.fromisoformat(value.decode()) - timedelta(days)).encode()


def _ip(value: bytes) -> bytes:
    return b"203.%d.%d.%d" % tuple(_digest(value)[:3])


def _profile(value: bytes) -> bytes:
    """COPY doubles JSON's backslashes; it has nothing else to escape there."""
    profile = json.loads(value.replace(b"\\\\", b"\\"))
    contact: dict[str, Any] = profile["contact"]
    contact["email"] = _email(contact["email"].encode()).decode()
    contact["tel"] = _phone(contact["tel"].encode()).decode()
    profile["bio"] = "(removed)"
    return json.dumps(profile).encode().replace(b"\\", b"\\\\")


MASKERS: dict[bytes, dict[bytes, Masker]] = {
    b"users": {
        b"email": _email, b"first_name": _first_name, b"last_name": _last_name, b"phone": _phone,
        b"address": _address, b"born": _born, b"profile": _profile,
    },
    b"orders": {b"ship_name": _full_name},
    b"events": {b"ip": _ip},
}  # fmt: skip


def masked(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Return the lines of a plain dump, masked."""
    fields: Fields | None = None  # None: outside of data
    for line in lines:
        if fields is None:
            fields = _fields(line)
        elif line == END:
            fields = None
        elif fields:
            line = _row(line, fields)
        yield line


def _fields(line: bytes) -> Fields | None:
    """What a COPY says of the lines below it."""
    if not (found := COPY.fullmatch(line)):
        return None
    maskers = MASKERS.get(found[1], {})
    columns = found[2].split(b", ")
    return [(columns.index(column), masker) for column, masker in maskers.items()]


def _row(line: bytes, fields: Fields) -> bytes:
    values = line[:-1].split(b"\t")
    for at, masker in fields:
        if values[at] != NULL:
            values[at] = masker(values[at])
    return b"\t".join(values) + b"\n"


if __name__ == "__main__":
    sys.stdout.buffer.writelines(masked(sys.stdin.buffer))

"""How a config var's value is shown: by a keyed fingerprint, or as it is where asked for (pure).

The key is a clone's own: equal values look equal in every run and environment of it, and nobody
without it can try out what a fingerprint might be one of.
"""

from __future__ import annotations

from hashlib import blake2b

DIGEST = 4  # bytes
LONG = 200  # characters


def fingerprint(value: str, salt: bytes) -> str:
    """Return 8 hexadecimal digits of a keyed digest; `salt` has at most 64 bytes."""
    raw = value.encode("utf-8", "surrogatepass")
    return blake2b(raw, key=salt, digest_size=DIGEST).hexdigest()


def masked(value: str, salt: bytes) -> str:
    """Return what tells equal values from others, and how large they are where that is odd."""
    return f"#{fingerprint(value, salt)}{_size(value)}" if value else "(empty)"


def shown(value: str) -> str:
    """Return the value itself, on one line."""
    if not value:
        return "(empty)"
    return value if _is_plain(value) else repr(value)


def _is_plain(value: str) -> bool:
    return value.isprintable() and value == value.strip()


def _size(value: str) -> str:
    lines = len(value.splitlines())
    if lines > 1:
        return f" ({lines:,} lines)"
    return f" ({len(value):,} characters)" if len(value) > LONG else ""

"""Heroku's Range header: which part of a list is asked for, in which order. Pure."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

Item = TypeVar("Item")

DEFAULT_MAX, LARGEST_MAX = 200, 1000
HEADER = re.compile(
    r"^\s*(?P<by>\w+)\s+(?P<first>\]?[^;,]*?)\.\.(?P<last>[^;,]*?)(?:[;,](?P<how>.*))?$"
)


class BadRange(ValueError):
    """The header says nothing that Heroku would understand."""


@dataclass(frozen=True)
class Range:
    """`version 3..9; order=desc, max=10`."""

    by: str
    first: str = ""
    last: str = ""
    largest: int = DEFAULT_MAX
    descending: bool = False

    @classmethod
    def parse(cls, header: str | None, *, fields: Sequence[str]) -> "Range":
        if not header:
            return cls(fields[0])
        found = HEADER.match(header)
        if not found or found["by"] not in fields:
            raise BadRange(header)
        how = dict(part.split("=", 1) for part in re.split(r"[;,\s]+", found["how"] or "") if part)
        largest = min(int(how.get("max", DEFAULT_MAX)), LARGEST_MAX)
        return cls(
            found["by"],
            found["first"].strip(),
            found["last"].strip(),
            largest,
            how.get("order") == "desc",
        )


@dataclass(frozen=True)
class Page:
    """The part of a list that is shown, and the headers that say so."""

    status: int
    headers: dict[str, str]


def cut(
    items: Sequence[Item], wanted: Range, value: Callable[[Item], int | str]
) -> tuple[list[Item], Page]:
    """The items of the range, with the status and the headers of the answer."""
    ordered = sorted(items, key=value, reverse=wanted.descending)
    inside = [item for item in ordered if _within(value(item), wanted)]
    shown = inside[: wanted.largest]
    headers = {"Accept-Ranges": wanted.by}
    if not shown:
        return shown, Page(200, headers)
    headers["Content-Range"] = f"{wanted.by} {value(shown[0])}..{value(shown[-1])}"
    if len(shown) == len(inside):
        return shown, Page(200, headers)
    headers["Next-Range"] = _following(wanted, value(shown[-1]))
    return shown, Page(206, headers)


def _following(wanted: Range, after: int | str) -> str:
    if wanted.descending:
        return f"{wanted.by} {wanted.first}..{after}[; order=desc,max={wanted.largest}"
    return f"{wanted.by} ]{after}..{wanted.last}; max={wanted.largest}"


def _within(value: int | str, wanted: Range) -> bool:
    """Whether the value lies in the interval; `]` before and `[` behind leave the bound out."""
    kind = type(value)
    first, last = wanted.first.removeprefix("]"), wanted.last.removesuffix("[")
    above = not first or kind(first) < value or (first == wanted.first and kind(first) == value)  # type: ignore[operator]
    below = not last or value < kind(last) or (last == wanted.last and kind(last) == value)  # type: ignore[operator]
    return above and below

"""How code flows from environment to environment, and how much waits at each step (pure)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise

from heroku_tools.console import count
from heroku_tools.settings import Environment
from heroku_tools.tools.answers import Apart

Edge = tuple[str, str]
ARROWS = ("──{}──▶", "═════", "──?──▶")
PLAIN_ARROWS = ("--{}-->", "=====", "--?-->")


def in_order(environments: Sequence[Environment]) -> tuple[Environment, ...]:
    """Return those that branches are pushed to, in the order that code reaches them.

    A protected one comes last; a file that begins with it is read from its end.
    """
    pushed = [each for each in environments if each.promote_from is None]
    if pushed and pushed[0].protected:
        pushed.reverse()
    return tuple(sorted(pushed, key=lambda each: each.protected))


def edges(environments: Sequence[Environment], some: Collection[str]) -> tuple[Edge, ...]:
    """Return from where to where code flows, by label; only between `some` of the file's."""
    pushed = [each.label for each in in_order(environments) if each.label in some]
    promoted = [
        (each.promote_from, each.label)
        for each in environments
        if each.promote_from in some and each.promote_from and each.label in some
    ]
    return (*pairwise(pushed), *promoted)


def chains(found: Sequence[Edge]) -> tuple[tuple[str, ...], ...]:
    """Return the edges as lines that can be drawn, each edge once, the longest way on first."""
    left, lines = list(found), []
    while left:
        targets = {second for _, second in left}
        start = next((edge for edge in left if edge[0] not in targets), left[0])
        line = [start[0]]
        while following := [edge for edge in left if edge[0] == line[-1]]:
            edge = max(following, key=lambda edge: _length(edge, left))
            left.remove(edge)
            line.append(edge[1])
        lines.append(tuple(line))
    return tuple(lines)


def _length(edge: Edge, left: Sequence[Edge]) -> int:
    rest = [each for each in left if each != edge]
    return 1 + max((_length(each, rest) for each in rest if each[0] == edge[1]), default=0)


def picture(
    apart: Mapping[Edge, Apart | None], *, width: int | None, plain: bool
) -> tuple[str, ...]:
    """Draw the flow, with the commits that only the left one runs; `plain` in ASCII."""
    lines = [line for chain in chains(tuple(apart)) for line in _drawn(chain, apart, width, plain)]
    return (*lines, *_against(apart))


def _drawn(
    chain: Sequence[str], apart: Mapping[Edge, Apart | None], width: int | None, plain: bool
) -> list[str]:
    lines = [chain[0]]
    for edge in pairwise(chain):
        piece = f" {_arrow(apart[edge], plain=plain)} {edge[1]}"
        if width and len(lines[-1]) + len(piece) > width:
            lines.append("   ")
        lines[-1] += piece
    return lines


def _arrow(apart: Apart | None, *, plain: bool) -> str:
    some, same, unknown = PLAIN_ARROWS if plain else ARROWS
    if apart is None:
        return unknown
    if apart == Apart(0, 0):
        return same
    return some.format(apart.only_first)


def _against(apart: Mapping[Edge, Apart | None]) -> list[str]:
    """What would be lost on the way, or has to be brought back first."""
    return [
        f"{second} runs {count(found.only_second, 'commit')} that {first} does not"
        for (first, second), found in apart.items()
        if found and found.only_second
    ]

"""Ways from a database to another one: how they take turns, what they took, the rows of it."""

from __future__ import annotations

import json
import os
import platform
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from bench.data_stage import PROGRAMS, Pair, timed
from bench.measure import Result, Sample, document
from tests.data.servers import Database

ROUNDS = int(os.environ.get("ROUNDS", "3"))
RESULTS = Path(__file__).parent / "results"
DUMP, RESTORE = PROGRAMS / "pg_dump", PROGRAMS / "pg_restore"
NOBODYS = ("--no-owner", "--no-acl")

Against = Sequence[tuple[str, str, float]]  # a way's name, what is told of it, ours at most


class Taken(dict[str, float]):
    """What a way took: `s` seconds in all, and whatever else it says."""


Way = Callable[[Database, Database], Taken]
Check = Callable[[str, Database, Database], None]  # of the way of that name


def pipe(*options: str) -> Way:
    """pg_dump into pg_restore, as `heroku pg:pull` does it."""

    def way(source: Database, target: Database) -> Taken:
        dump = (DUMP, *NOBODYS, *options, source.url)
        return Taken(s=timed(dump, (RESTORE, *NOBODYS, "-d", target.url)))

    return way


def ours(how: str) -> Way:
    """Our own copy."""
    return lambda source, target: own(how, source.url, target.url)


def own(how: str, source: str, target: str) -> Taken:
    """Run our copy, in a process of its own."""
    begun = time.monotonic()
    argv = own_argv(how, source, target)
    done = subprocess.run(argv, stdout=subprocess.PIPE, text=True, check=True)
    return Taken(json.loads(done.stdout), s=time.monotonic() - begun)


def own_argv(how: str, source: str, target: str) -> list[str]:
    """What runs our copy."""
    return [sys.executable, "-m", "bench.data_copy", how, source, target]


def unchecked(name: str, source: Database, target: Database) -> None:
    """Take a way's word for it."""


def in_turns(
    ways: Mapping[str, Way],
    servers: Pair,
    source: Database,
    rounds: int,
    check: Check = unchecked,
) -> dict[str, list[Taken]]:
    """Every way in turns, the first at another place in each round; a first round warms up.

    Each goes into a new database, which `check` then looks at.
    """
    found: dict[str, list[Taken]] = {name: [] for name in ways}
    names = list(ways)
    for number in range(rounds + 1):
        first = number % len(names)
        for name in names[first:] + names[:first]:
            with servers.emptied() as target:
                taken = with_cpu(ways[name], servers, source, target)
                check(name, source, target)
            print(f"  round {number}, {name}: {shown(taken)}", file=sys.stderr, flush=True)
            if number:
                found[name].append(taken)
    return found


def with_cpu(way: Way, servers: Pair, source: Database, target: Database) -> Taken:
    """Go a way, and add the CPU that all of it took: that hardly depends on what else runs."""
    before = servers.cpu() + _children()
    taken = way(source, target)
    return Taken(taken, cpu=servers.cpu() + _children() - before)


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def shown(taken: Taken) -> str:
    """What it took, in a line."""
    return ", ".join(f"{name} {value:.1f}" for name, value in taken.items())


def sample(taken: Sequence[Taken], what: str) -> Sample:
    """One of the things that it took, each time."""
    return Sample(tuple(each[what] for each in taken))


def rows(
    name: str, what: str, found: Mapping[str, Sequence[Taken]], others: Against, of: str = "s"
) -> list[Result]:
    """Our masked copy against each of the others."""
    return [
        Result(
            f"{name}-{other}", what, told, most,
            sample(found["masked"], of), sample(found[other], of),
        )
        for other, told, most in others
    ]  # fmt: skip


def keep(
    name: str,
    results: Sequence[Result],
    took: Mapping[float, Mapping[str, Sequence[Taken]]],
    **versions: str,
) -> None:
    """Write all of it beside the other results, by the sizes in GB."""
    machine = {"cores": os.cpu_count(), "python": platform.python_version(), **versions}
    told = document(results, machine) | {"took": {f"{each:g}": ways for each, ways in took.items()}}
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{name}-last.json").write_text(json.dumps(told, indent=1) + "\n")

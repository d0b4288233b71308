"""`python -m bench.data [GIGABYTES...]`: masked copies against what people do without masks.

All ways of a size take turns within a round; each copies into a new database.
"""

from __future__ import annotations

import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import median

from bench.data_stage import PROGRAMS, Pair, pair, size, timed
from bench.measure import Result, Sample, document, table
from bench.tree import most_memory
from tests.data.servers import Database

LAST = Path(__file__).parent / "results" / "data-last.json"
ROUNDS = int(os.environ.get("ROUNDS", "3"))
SIZES = (0.2, 1.0, 2.0)
TABLES = 500
MEMORY_ROUNDS = 1

DUMP, RESTORE = PROGRAMS / "pg_dump", PROGRAMS / "pg_restore"
Way = Callable[[Pair, Database], "Taken"]


class Taken(dict[str, float]):
    """What a way took: `s` seconds in all, and whatever else it says."""


def pipe(*options: str) -> Way:
    """pg_dump into pg_restore, as `heroku pg:pull` does it."""

    def way(servers: Pair, source: Database) -> Taken:
        with servers.emptied() as target:
            dump = (DUMP, "--no-owner", "--no-acl", *options, source.url)
            return Taken(s=timed(dump, (RESTORE, "--no-owner", "--no-acl", "-d", target.url)))

    return way


def directory(servers: Pair, source: Database) -> Taken:
    """pg_dump into a folder, by two jobs, and pg_restore of it."""
    with servers.emptied() as target, tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "dump"
        how = ("--no-owner", "--no-acl", "-j2")
        seconds = timed((DUMP, *how, "-Fd", "-Z0", "-f", path, source.url))
        return Taken(s=seconds + timed((RESTORE, *how, "-d", target.url, path)))


def ours(how: str) -> Way:
    """Our own copy."""

    def way(servers: Pair, source: Database) -> Taken:
        with servers.emptied() as target:
            return own(how, source.url, target.url)

    return way


def own(how: str, source: str, target: str) -> Taken:
    """Run our copy, in a process of its own."""
    begun = time.monotonic()
    done = subprocess.run(_own(how, source, target), stdout=subprocess.PIPE, text=True, check=True)
    return Taken(json.loads(done.stdout), s=time.monotonic() - begun)


def memory(servers: Pair, source: Database) -> Taken:
    """Run our copy, with an eye on the memory of all its processes: that takes time itself."""
    with servers.emptied() as target:
        running = subprocess.Popen(
            _own("proved", source.url, target.url), stdout=subprocess.DEVNULL
        )
        most = most_memory(running)
    assert running.returncode == 0
    return Taken(MiB=most)


def _own(how: str, source: str, target: str) -> list[str]:
    return [sys.executable, "-m", "bench.data_copy", how, source, target]


WAYS: Mapping[str, Way] = {
    "masked": ours("masked"),
    "-Fc -Z0": pipe("-Fc", "-Z0"),
    "unmasked": ours("unmasked"),
    "-Fd -j2": directory,
    "-Fc": pipe("-Fc"),
}
AGAINST = (
    ("-Fc -Z0", "pg_dump -Fc -Z0 | pg_restore", 1.0),
    ("-Fc", "pg_dump -Fc | pg_restore", 0.75),
    ("-Fd -j2", "pg_dump -Fd -j2 -Z0; pg_restore -j2", 1.0),
    ("unmasked", "our own copy", 1.2),
)


def measured(servers: Pair, source: Database, rounds: int) -> dict[str, list[Taken]]:
    """Every way in turns, the first at another place in each round; a first round warms up."""
    found: dict[str, list[Taken]] = {name: [] for name in WAYS}
    found["memory"] = [memory(servers, source) for _ in range(MEMORY_ROUNDS)]
    print(f"  memory: {_shown(found['memory'][0])}", file=sys.stderr, flush=True)
    names = list(WAYS)
    for number in range(rounds + 1):
        first = number % len(names)
        for name in names[first:] + names[:first]:
            taken = with_cpu(WAYS[name], servers, source)
            print(f"  round {number}, {name}: {_shown(taken)}", file=sys.stderr, flush=True)
            if number:
                found[name].append(taken)
    return found


def with_cpu(way: Way, servers: Pair, source: Database) -> Taken:
    """Go a way, and add the CPU that all of it took: that hardly depends on what else runs."""
    before = servers.cpu() + _children()
    taken = way(servers, source)
    return Taken(taken, cpu=servers.cpu() + _children() - before)


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _shown(taken: Taken) -> str:
    return ", ".join(f"{name} {value:.1f}" for name, value in taken.items())


def results(gigabytes: float, found: Mapping[str, Sequence[Taken]]) -> list[Result]:
    """The rows of a size."""
    what = f"masked copy, {gigabytes:g} GB"
    return [
        Result(
            f"data-{gigabytes:g}-{name}", what, f"{told}, unmasked", most,
            _sample(found["masked"], "s"), _sample(found[name], "s"),
        )
        for name, told, most in AGAINST
    ]  # fmt: skip


def _sample(taken: Sequence[Taken], what: str) -> Sample:
    return Sample(tuple(each[what] for each in taken))


def growth(found: Mapping[float, Mapping[str, Sequence[Taken]]]) -> list[Result]:
    """Twice the data: by how much longer, and by how much more memory."""
    small, *rest = sorted(found)
    rows = [
        Result(
            "data-memory", f"memory of all our processes, {large:g} GB", f"{small:g} GB", 1.1,
            _sample(found[large]["memory"], "MiB"), _sample(found[small]["memory"], "MiB"), "MiB",
        )
        for large in rest[-1:]
    ]  # fmt: skip
    if {1.0, 2.0} <= set(found):
        masked, theirs = (
            _growth(found[1.0][way], found[2.0][way]) for way in ("masked", "-Fc -Z0")
        )
        about = (
            "data-growth",
            "masked copy: 2 GB by 1 GB",
            "pg_dump -Fc -Z0 | pg_restore: the same",
        )
        rows.append(Result(*about, 1.05, Sample((masked,)), Sample((theirs,)), "x"))
    return rows


def cpu(found: Mapping[float, Mapping[str, Sequence[Taken]]]) -> list[Result]:
    """The same in CPU, of client and servers: for a machine on which other things run."""
    return [
        Result(
            f"data-cpu-{gigabytes:g}-{name}", f"masked copy, {gigabytes:g} GB: CPU in all", told,
            most, _sample(ways["masked"], "cpu"), _sample(ways[name], "cpu"),
        )
        for gigabytes, ways in found.items()
        for name, told, most in AGAINST
    ]  # fmt: skip


def _growth(one: Sequence[Taken], two: Sequence[Taken]) -> float:
    return median(each["s"] for each in two) / median(each["s"] for each in one)


def closed(servers: Pair, source: Database, rounds: int, gigabytes: float) -> Result:
    """How long the target is closed where its old data is set aside, against emptying it first."""
    taken: dict[str, list[Taken]] = {"aside": [], "in-place": []}
    for number in range(rounds + 1):
        for how in sorted(taken, reverse=bool(number % 2)):
            with servers.emptied() as target:
                own("masked", source.url, target.url)
                target.run("VACUUM ANALYZE")  # as if it had lain there for a while
                servers.flush()
                took = own(how, source.url, target.url)
            print(f"  round {number}, {how}: {_shown(took)}", file=sys.stderr, flush=True)
            if number:
                taken[how].append(took)
    return Result(
        f"data-closed-{gigabytes:g}", f"target closed, old data set aside, {gigabytes:g} GB",
        "emptied first", 1.05,
        _sample(taken["aside"], "closed"), _sample(taken["in-place"], "closed"),
    )  # fmt: skip


def plan(servers: Pair, rounds: int) -> Result:
    """The plan of a large schema, against one pg_dump of it."""
    source = servers.many_tables(TABLES)
    mine, theirs = [], []
    for number in range(rounds + 1):
        taken = timed((sys.executable, "-m", "bench.data_plan", source.url))
        other = timed((DUMP, "--schema-only", "-Fc", source.url))
        if number:
            mine.append(taken)
            theirs.append(other)
    servers.source.drop(source)
    return Result(
        "data-plan", f"plan of {TABLES} tables", "pg_dump --schema-only", 0.5,
        Sample(tuple(mine)), Sample(tuple(theirs)),
    )  # fmt: skip


def main() -> None:
    """Measure the sizes that are named, all where none is."""
    sizes = tuple(map(float, sys.argv[1:])) or SIZES
    found: dict[float, dict[str, list[Taken]]] = {}
    rows: list[Result] = []
    with tempfile.TemporaryDirectory() as folder, pair(Path(folder)) as servers:
        rows.append(plan(servers, 5))
        for gigabytes in sizes:
            source = servers.filled(gigabytes)
            print(f"{gigabytes:g} GB: {size(source):,} bytes", file=sys.stderr, flush=True)
            found[gigabytes] = measured(servers, source, ROUNDS)
            rows += results(gigabytes, found[gigabytes])
            if gigabytes == sizes[0]:
                rows.append(closed(servers, source, ROUNDS, gigabytes))
            servers.source.drop(source)
    rows += growth(found) if len(found) > 1 else []
    rows += cpu(found)
    print(table(rows), end="")
    machine = {"cores": os.cpu_count(), "python": platform.python_version(), "postgres": "16, 18"}
    told = document(rows, machine) | {"took": {f"{each:g}": ways for each, ways in found.items()}}
    LAST.parent.mkdir(exist_ok=True)
    LAST.write_text(json.dumps(told, indent=1) + "\n")


if __name__ == "__main__":
    main()

"""`python -m bench.data [GIGABYTES...]`: masked copies against what people do without masks.

All ways of a size take turns within a round; each copies into a new database.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median

from bench.data_stage import Pair, pair, size, timed
from bench.data_ways import (
    DUMP,
    NOBODYS,
    RESTORE,
    ROUNDS,
    Taken,
    Way,
    in_turns,
    keep,
    ours,
    own,
    own_argv,
    pipe,
    rows,
    sample,
    shown,
)
from bench.measure import Result, Sample, table
from bench.tree import most_memory
from tests.data.servers import Database

SIZES = (0.2, 1.0, 2.0)
TABLES = 500
MEMORY_ROUNDS = 1


def directory(source: Database, target: Database) -> Taken:
    """pg_dump into a folder, by two jobs, and pg_restore of it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "dump"
        how = (*NOBODYS, "-j2")
        seconds = timed((DUMP, *how, "-Fd", "-Z0", "-f", path, source.url))
        return Taken(s=seconds + timed((RESTORE, *how, "-d", target.url, path)))


def memory(servers: Pair, source: Database) -> Taken:
    """Run our copy, with an eye on the memory of all its processes: that takes time itself."""
    with servers.emptied() as target:
        argv = own_argv("proved", source.url, target.url)
        running = subprocess.Popen(argv, stdout=subprocess.DEVNULL)
        most = most_memory(running)
    assert running.returncode == 0
    return Taken(MiB=most)


WAYS: Mapping[str, Way] = {
    "masked": ours("masked"),
    "-Fc -Z0": pipe("-Fc", "-Z0"),
    "unmasked": ours("unmasked"),
    "-Fd -j2": directory,
    "-Fc": pipe("-Fc"),
}
AGAINST = (
    ("-Fc -Z0", "pg_dump -Fc -Z0 | pg_restore, unmasked", 1.0),
    ("-Fc", "pg_dump -Fc | pg_restore, unmasked", 0.75),
    ("-Fd -j2", "pg_dump -Fd -j2 -Z0; pg_restore -j2, unmasked", 1.0),
    ("unmasked", "our own copy, unmasked", 1.2),
)


def measured(servers: Pair, source: Database) -> dict[str, list[Taken]]:
    """The memory of ours, and every way in turns."""
    most = [memory(servers, source) for _ in range(MEMORY_ROUNDS)]
    print(f"  memory: {shown(most[0])}", file=sys.stderr, flush=True)
    return in_turns(WAYS, servers, source, ROUNDS) | {"memory": most}


def results(gigabytes: float, found: Mapping[str, Sequence[Taken]]) -> list[Result]:
    """The rows of a size."""
    return rows(f"data-{gigabytes:g}", f"masked copy, {gigabytes:g} GB", found, AGAINST)


def growth(found: Mapping[float, Mapping[str, Sequence[Taken]]]) -> list[Result]:
    """Twice the data: by how much longer, and by how much more memory."""
    small, *rest = sorted(found)
    told = [
        Result(
            "data-memory", f"memory of all our processes, {large:g} GB", f"{small:g} GB", 1.1,
            sample(found[large]["memory"], "MiB"), sample(found[small]["memory"], "MiB"), "MiB",
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
        told.append(Result(*about, 1.05, Sample((masked,)), Sample((theirs,)), "x"))
    return told


def cpu(found: Mapping[float, Mapping[str, Sequence[Taken]]]) -> list[Result]:
    """The same in CPU, of client and servers: for a machine on which other things run."""
    return [
        row
        for gigabytes, ways in found.items()
        for row in rows(
            f"data-cpu-{gigabytes:g}", f"masked copy, {gigabytes:g} GB: CPU in all", ways, AGAINST,
            "cpu",
        )
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
            print(f"  round {number}, {how}: {shown(took)}", file=sys.stderr, flush=True)
            if number:
                taken[how].append(took)
    return Result(
        f"data-closed-{gigabytes:g}", f"target closed, old data set aside, {gigabytes:g} GB",
        "emptied first", 1.05,
        sample(taken["aside"], "closed"), sample(taken["in-place"], "closed"),
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
    told: list[Result] = []
    with tempfile.TemporaryDirectory() as folder, pair(Path(folder)) as servers:
        told.append(plan(servers, 5))
        for gigabytes in sizes:
            source = servers.filled(gigabytes)
            print(f"{gigabytes:g} GB: {size(source):,} bytes", file=sys.stderr, flush=True)
            found[gigabytes] = measured(servers, source)
            told += results(gigabytes, found[gigabytes])
            if gigabytes == sizes[0]:
                told.append(closed(servers, source, ROUNDS, gigabytes))
            servers.source.drop(source)
    told += growth(found) if len(found) > 1 else []
    told += cpu(found)
    print(table(told), end="")
    keep("data", told, found, postgres="16, 18")


if __name__ == "__main__":
    main()

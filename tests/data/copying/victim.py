"""`python -m tests.data.copying.victim SOURCE TARGET`: a copy in a process that may be killed."""

from __future__ import annotations

import os
import sys

import psycopg

from heroku_tools.data.copying.snapshot import hold
from heroku_tools.data.copying.units import units
from heroku_tools.data.copying.workers import Watch
from heroku_tools.data.database import catalogue
from heroku_tools.data.decided import DecidedTable
from tests.data.copying import scene


def _say() -> None:
    os.write(1, b"moved\n")


def main() -> None:
    """Copy, and say a line whenever something has moved."""
    source, target = sys.argv[1:]
    with psycopg.connect(source, autocommit=True) as connection:
        tables = [DecidedTable(table, ()) for table in catalogue.read(connection).tables]
    parts = units(tables, scene.plain, jobs=2, binary=True)
    said = Watch(lambda *_: _say())
    with hold(psycopg.connect(source, autocommit=True)) as holder:
        scene.under(holder.snapshot, source, target, parts, jobs=2, watch=said)


if __name__ == "__main__":
    main()

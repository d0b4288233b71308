"""How far the rows are, while they move: a line that changes, or a line now and then in a log."""

from __future__ import annotations

import time

from heroku_tools.console import Console, count, duration, printable, size
from heroku_tools.data.copying.board import Copied
from heroku_tools.data.database.values import Name

EVERY, EVERY_IN_A_LOG = 0.2, 30.0  # seconds between two lines
LISTED = 12  # tables that are told at the end, the largest


class Live:
    """Hears of each table's bytes and rows; `total` is about how many bytes there will be."""

    def __init__(self, console: Console, total: int) -> None:
        self._console = console
        self._total = total
        self._begun = time.monotonic()
        self._shown = self._logged = self._begun
        self._bytes: dict[Name, int] = {}

    def moved(self, table: Name, so_far: int, rows: int) -> None:
        """`so_far` bytes and `rows` of a table are on their way, or have arrived."""
        self._bytes[table] = so_far
        now = time.monotonic()
        if now - self._shown >= EVERY:
            self._shown = now
            told = f"{self._told(now)}; {printable(str(table))}: {count(rows, 'row')}"
            self._console.clock(f"    {told:<90.90}")
        if now - self._logged >= EVERY_IN_A_LOG:
            self._logged = now
            self._console.log(f"    {self._told(now)}")

    def repeated(self, table: Name, why: str) -> None:
        """A part of a table is to be copied again."""
        self._console.foreign(why)

    def ended(self, copied: tuple[Copied, ...]) -> None:
        """Tell what has arrived."""
        self._console.clock(" " * 94)
        largest = sorted(copied, key=lambda each: -each.bytes)
        for each in largest[:LISTED]:
            self._console.foreign(f"{each.table}: {count(each.rows, 'row')}, {size(each.bytes)}")
        if len(largest) > LISTED:
            self._console.foreign(f"and {count(len(largest) - LISTED, 'smaller table')}")

    def _told(self, now: float) -> str:
        """Say how much of how much, how fast, how long yet."""
        done, took = sum(self._bytes.values()), max(now - self._begun, 0.001)
        rate = done / took
        left = max(self._total - done, 0) / rate if rate else 0.0
        about = f", about {duration(left)} left" if 0 < done < self._total else ""
        return f"{size(done)} of about {size(self._total)}, {size(int(rate))}/s{about}"

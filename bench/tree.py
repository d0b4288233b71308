"""How much memory a process and all that it started have, by what is theirs alone (PSS)."""

from __future__ import annotations

import re
import subprocess
import time
from contextlib import suppress
from pathlib import Path

BETWEEN = 0.05  # seconds
PARENT = re.compile(r"^PPid:\s+(\d+)$", re.MULTILINE)
PSS = re.compile(r"^Pss:\s+(\d+) kB$", re.MULTILINE)


def most_memory(running: subprocess.Popen[bytes]) -> float:
    """Wait for a process, and return the most that it and its descendants had, in MiB."""
    most = 0.0
    while running.poll() is None:
        most = max(most, sum(map(_pss, _with_descendants(running.pid))))
        time.sleep(BETWEEN)
    return most / 1024


def _with_descendants(pid: int) -> list[int]:
    parents = {}
    for status in Path("/proc").glob("[0-9]*/status"):
        with suppress(OSError):
            found = PARENT.search(status.read_text())
            parents[int(status.parent.name)] = int(found[1]) if found else 0
    family = [pid]
    for each in family:
        family += [child for child, parent in parents.items() if parent == each]
    return family


def _pss(pid: int) -> int:
    with suppress(OSError):
        found = PSS.search(Path(f"/proc/{pid}/smaps_rollup").read_text())
        return int(found[1]) if found else 0
    return 0

"""`python -m bench.peak FILE deploy ...`: run it, and write down the most memory it had, in MiB."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path


def peak() -> float:
    """Return the most this process had; its own, not that of who started it."""
    status = Path("/proc/self/status")
    if status.exists():
        found = re.search(r"^VmHWM:\s+(\d+) kB", status.read_text(), re.MULTILINE)
        assert found
        return int(found[1]) / 1024
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2  # bytes on macOS


def main() -> None:
    """Run the command in this process."""
    from heroku_tools.cli import heroku_tools

    file, *words = sys.argv[1:]
    try:
        heroku_tools.main(words, prog_name="heroku-tools")
    finally:
        Path(file).write_text(json.dumps(peak()))


if __name__ == "__main__":
    main()

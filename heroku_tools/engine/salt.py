"""The key of fingerprints: one for a clone, so that equal values look equal in every run."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

BYTES = 32
OWNER_ONLY = 0o600


def salt(git_folder: Path) -> bytes:
    """Return the clone's key, made when it is first needed; where none can be kept, one of now."""
    folder = git_folder / "heroku-tools"
    file = folder / "fingerprint.key"
    fresh = secrets.token_bytes(BYTES)
    try:
        folder.mkdir(exist_ok=True)
        # Written aside and linked: of two runs at once both get the same, and none gets half of it.
        aside = folder / f"fingerprint.{os.getpid()}"
        handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER_ONLY)
        with os.fdopen(handle, "wb") as out:
            out.write(fresh)
        try:
            os.link(aside, file)
        except FileExistsError:
            pass
        finally:
            aside.unlink()
        kept = file.read_bytes()
    except OSError:
        return fresh
    return kept if len(kept) == BYTES else fresh

"""The salt of the masks: a secret, of which only fingerprints are ever shown or kept."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from heroku_tools.data.database import marker
from heroku_tools.errors import SettingsFailed
from heroku_tools.settings.masking import DataPolicy

LENGTH = 16  # hexadecimal digits of a fingerprint


def salt_of(policy: DataPolicy, env: Mapping[str, str] = os.environ) -> str | None:
    """Return it, where the file has one.

    Raises SettingsFailed where it is not set, or is no 64 hexadecimal digits.
    """
    if policy.salt is None:
        return None
    found = policy.salt.value(env).strip().lower()
    if not re.fullmatch("[0-9a-f]{64}", found):
        raise SettingsFailed(
            f"{policy.salt.where}: the salt is not 64 hexadecimal digits",
            hint="Make one, once for all, and keep it secret: openssl rand -hex 32",
        )
    return found


def of_salt(salt: str | None) -> str:
    """Return the fingerprint of a salt; empty where there is none."""
    return marker.fingerprint(salt) if salt else ""


def of_rules(policy: DataPolicy) -> str:
    """Return the fingerprint of the rules: of what they say, wherever it is written."""
    said = _plain([asdict(policy)[key] for key in ("mask", "unmasked")])
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:LENGTH]


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items() if key != "where"}
    return [_plain(each) for each in value] if isinstance(value, (list, tuple)) else value

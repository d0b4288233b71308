"""Which config vars a rollback would change back: names and fingerprints, never values (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from heroku_tools.tools.answers import Attachment

FINGERPRINT = 4  # bytes


@dataclass(frozen=True)
class VarChange:
    """A config var that differs: fingerprints of its value now and then, None where it has none.

    `addon` is the add-on whose var it is; Heroku leaves those as they are.
    """

    name: str
    now: str | None
    then: str | None
    addon: str | None = None

    @property
    def stays(self) -> bool:
        """Whether it stays what it is, since it belongs to an add-on."""
        return self.addon is not None


def changes(
    now: Mapping[str, str],
    then: Mapping[str, str],
    attachments: Iterable[Attachment],
    *,
    key: bytes,
) -> tuple[VarChange, ...]:
    """Compare the config vars of now with those of a release, by name.

    `key` makes the fingerprints worthless beyond this run: they only tell equal from other.
    """
    owners = _owners(attachments)
    names = sorted(name for name in {*now, *then} if now.get(name) != then.get(name))
    return tuple(
        VarChange(
            name,
            _fingerprint(now.get(name), key),
            _fingerprint(then.get(name), key),
            owners.get(name),
        )
        for name in names
    )


def changing(found: Sequence[VarChange]) -> tuple[VarChange, ...]:
    """Leave out what stays."""
    return tuple(change for change in found if not change.stays)


def _owners(attachments: Iterable[Attachment]) -> dict[str, str]:
    """The var that surely is an add-on's: attached as DATABASE it has DATABASE_URL.

    Another DATABASE_... may be anybody's; it counts as one that changes, which asks for more
    agreement, not for less.
    """
    return {f"{attached.name}_URL": attached.addon for attached in attachments}


def _fingerprint(value: str | None, key: bytes) -> str | None:
    if value is None:
        return None
    raw = value.encode("utf-8", "surrogatepass")
    return blake2b(raw, key=key, digest_size=FINGERPRINT).hexdigest()

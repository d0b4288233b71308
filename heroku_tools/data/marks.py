"""What the source's marker allows: is it whole, was it masked as we would (pure)."""

from __future__ import annotations

from heroku_tools.data.database.marker import Marker
from heroku_tools.data.flow import Flow


def complaints(flow: Flow, source: Marker | None, *, salt: str, rules: str) -> tuple[str, ...]:
    """Return why the source cannot be copied as it is; `salt` and `rules` are our fingerprints."""
    label = flow.source.label
    if source and not source.proved:
        return (f"{label} holds a copy that is not complete: heroku-tools data {label} first",)
    if not flow.masked_already:
        return ()
    where = flow.target.data_from.where if flow.target.data_from else ""
    if source is None or not source.masked:
        return (
            f"{where}: `masked: already`, but {label} holds no copy that was masked and proved; "
            f"make one (heroku-tools data {label}), or have it masked on this way too",
        )
    different = [
        *(["salt"] if source.salt != salt else []),
        *(["rules"] if source.rules != rules else []),
    ]
    if different:
        other = " and ".join(different)
        return (
            f"{where}: `masked: already`, but {label} was masked with other {other} than the file "
            f"now has; heroku-tools data {label} first",
        )
    return ()

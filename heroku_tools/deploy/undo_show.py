"""What a rollback shows before it is agreed to: text for a person, data for `--json`."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from click import style

from heroku_tools.console import clip, printable, when
from heroku_tools.deploy import sections
from heroku_tools.deploy.changeset import Changeset
from heroku_tools.deploy.decide import Answer
from heroku_tools.deploy.live import commit_of
from heroku_tools.deploy.undo import eligible
from heroku_tools.deploy.undo_config import VarChange, changing
from heroku_tools.deploy.undo_proposal import Past, Undoing
from heroku_tools.tools.answers import Release

UNDONE, BACK = "Commits that would be undone", "Commits that would come back"
CONFIG = "Config vars that would change back"


def listing(past: Past, default: Release | None, *, width: int | None) -> str:
    """Return the releases that can be gone back to, newest first, a line each."""
    lines = [style(f"{past.app.name} can go back to", bold=True)]
    lines += [
        clip(_row(release, past, mark="*" if release is default else " "), width)
        for release in eligible(past.releases)
    ]
    return "\n".join(lines) + "\n"


def _row(release: Release, past: Past, *, mark: str) -> str:
    commit = (commit_of(release, past.releases) or "unknown")[:8]
    what = f"{when(release.at)}, {release.description}, {release.by}"
    return f"{mark} {f'v{release.version}':<5} {commit:<8}  {printable(what)}"


def text(undoing: Undoing, *, width: int | None, verbose: bool) -> str:
    """Return the whole proposal for reading; `width` in columns, None for a log."""
    between = undoing.between
    return sections.joined(
        _heading(undoing),
        sections.commits(between.away, UNDONE, width=width, verbose=verbose),
        sections.commits(between.back, BACK, width=width, verbose=verbose),
        sections.files(Changeset(files=between.files), verbose=verbose),
        _config(undoing),
        _decisions(undoing, width),
        sections.steps(undoing.plan),
        sections.if_it_fails(undoing.if_it_fails),
    )


def _heading(undoing: Undoing) -> str:
    past, between = undoing.past, undoing.between
    title = style(f"{undoing.environment.label}: {past.app.name}", bold=True)
    live = _release(past.current, between.live.name)
    then = _release(undoing.target, between.then.name)
    return f"{title}\n  live     {live}\n  back to  {then}"


def _release(release: Release, commit: str | None) -> str:
    by = f" by {printable(release.by)}" if release.by else ""
    sha = style((commit or "unknown")[:8], fg="yellow")
    return f"{sha}  v{release.version}, {when(release.at)}{by}"


def _config(undoing: Undoing) -> str:
    changes = undoing.between.config
    if changes is None:
        unknown = style("unknown", fg="yellow")
        return f"{sections.title(CONFIG)}\n  {unknown}: Heroku does not tell"
    if not changes:
        return ""
    room = max(len(change.name) for change in changes)
    lines = [f"  {printable(change.name):<{room}}  {_change(change)}" for change in changes]
    return "\n".join([sections.title(CONFIG, len(changing(changes))), *lines])


def _change(change: VarChange) -> str:
    if change.addon is not None:
        return style(f"stays: it belongs to {printable(change.addon)}", dim=True)
    if change.then is None:
        return f"{change.now} -> unset"
    return f"{change.now or 'unset'} -> {change.then}"


def _decisions(undoing: Undoing, width: int | None) -> str:
    migrations, closing = undoing.migrations, undoing.closing
    answer = {Answer.YES: "crossed", Answer.NO: "none", Answer.UNKNOWN: "unknown"}
    is_on = closing.wanted or closing.already_on
    rows = [
        ("migrations", answer[migrations.answer], sections.COLORS[migrations.answer],
         migrations.because),
        ("maintenance", "on" if is_on else "off", "yellow" if is_on else "bright_black",
         closing.because),
    ]  # fmt: skip
    return sections.decisions(rows, width) if undoing.plan.steps else ""


def one_line(undoing: Undoing) -> str:
    """Return what is said where there is nothing to do."""
    current = undoing.past.current
    return (
        f"{undoing.environment.label} holds all of v{undoing.target.version} already: "
        f"{undoing.past.app.name} runs {undoing.between.live.commit[:8]} as v{current.version}."
    )


def question(undoing: Undoing) -> str:
    """Return what is asked before anything acts."""
    label, app = undoing.environment.label, undoing.past.app.name
    sha = undoing.between.then.commit[:8]
    return f"Roll {label} ({app}) back to v{undoing.target.version} ({sha})?"


def document(undoing: Undoing) -> dict[str, Any]:
    """Return the proposal as plain data: the `--json` document of a dry run."""
    past, between = undoing.past, undoing.between
    config = None if between.config is None else [_config_data(each) for each in between.config]
    return {
        "environment": undoing.environment.label,
        "app": past.app.name,
        "live": {"commit": between.live.commit, "release": asdict(past.current)},
        "back_to": {"commit": between.then.commit, "release": asdict(undoing.target)},
        "eligible": [
            {"commit": commit_of(each, past.releases), **asdict(each)}
            for each in eligible(past.releases)
        ],
        "undone": [asdict(commit) for commit in between.away],
        "brought_back": [asdict(commit) for commit in between.back],
        "files": list(between.files),
        "config_vars": config,
        "migrations": {
            "answer": undoing.migrations.answer.value,
            "because": undoing.migrations.because,
        },
        "maintenance": asdict(undoing.closing),
        "warnings": list(undoing.warnings),
        "if_it_fails": list(undoing.if_it_fails),
        "plan": undoing.plan.as_json(),
    }


def _config_data(change: VarChange) -> dict[str, Any]:
    return {**asdict(change), "stays": change.stays}

"""What a deployment shows before it is agreed to: text for a person, data for `--json`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timezone
from typing import Any

from click import style

from heroku_tools.console import ago, clip, count, printable, when
from heroku_tools.deploy.changeset import Changeset, digest
from heroku_tools.deploy.decide import Answer, Decision
from heroku_tools.deploy.looked import Looked
from heroku_tools.deploy.proposal import Proposal
from heroku_tools.engine.plan import Plan
from heroku_tools.tools.answers import Commit

SHOWN_COMMITS = 20  # without --verbose
COLORS = {Answer.YES: "green", Answer.NO: "bright_black", Answer.UNKNOWN: "yellow"}


def text(proposal: Proposal, *, width: int | None, verbose: bool) -> str:
    """Return the whole proposal for reading; `width` in columns, None for a log."""
    sections = [
        _heading(proposal),
        *(_changeset(proposal.looked.changeset, width=width, verbose=verbose)),
        _commands(proposal, width),
        _steps(proposal.plan),
        _if_it_fails(proposal),
    ]
    return "\n\n".join(section for section in sections if section) + "\n"


def one_line(proposal: Proposal) -> str:
    """Return what is said where there is nothing to do."""
    release = proposal.looked.running.release
    version = f" (v{release.version}, {when(release.at)})" if release else ""
    app, sha = proposal.looked.app.name, proposal.looked.wanted.sha
    return f"{proposal.environment.label} is up to date: {app} runs {sha[:8]}{version}."


def _heading(proposal: Proposal) -> str:
    looked = proposal.looked
    lines = [style(f"{proposal.environment.label}: {looked.app.name}", bold=True)]
    lines.append(f"  live    {_live(looked)}")
    lines.append(f"  wanted  {style(looked.wanted.sha[:8], fg='yellow')}  {_name(looked)}")
    return "\n".join(lines)


def _live(looked: Looked) -> str:
    release = looked.running.release
    if release is None or looked.running.nothing:
        return "nothing yet: this is the first deployment"
    commit = looked.live.abbreviated[:8] if looked.live else "an unknown commit"
    known = looked.live is not None and looked.live.sha is not None
    lost = "" if known else style(" (not to be found: what changes is unknown)", fg="yellow")
    by = f" by {printable(release.by)}" if release.by else ""
    return f"{style(commit, fg='yellow')}{lost}  v{release.version}, {when(release.at)}{by}"


def _name(looked: Looked) -> str:
    name = printable(looked.wanted.name)
    return name + (" (named by --branch)" if looked.wanted.ad_hoc else "")


def _changeset(changeset: Changeset, *, width: int | None, verbose: bool) -> Sequence[str]:
    commits, files = changeset.commits, changeset.files
    return (
        _commits(commits, width=width, verbose=verbose) if commits else "",
        _files(files, verbose=verbose) if files else "",
    )


def _commits(commits: Sequence[Commit], *, width: int | None, verbose: bool) -> str:
    shown = commits if verbose else commits[:SHOWN_COMMITS]
    lines = [_title("Commits", len(commits))]
    lines += [_commit(commit, width) for commit in shown]
    if len(shown) < len(commits):
        lines.append(f"  ... and {len(commits) - len(shown):,} more (all with --verbose)")
    return "\n".join(lines)


def _commit(commit: Commit, width: int | None) -> str:
    age = _age(commit.at)
    by = f"  ({printable(commit.author)}, {age})"
    room = None if width is None else max(width - 12 - len(by), 20)
    subject = clip(printable(commit.subject), room)
    return f"  {style(commit.sha[:8], fg='yellow')}  {subject}{style(by, dim=True)}"


def _age(seconds: int) -> str:
    try:
        return ago(datetime.fromtimestamp(seconds, timezone.utc))
    except (ValueError, OverflowError, OSError):
        return "at an odd date"


def _files(files: Sequence[str], *, verbose: bool) -> str:
    lines = [_title("Files", len(files))]
    if verbose or len(files) <= 6:
        lines += [f"  {printable(path)}" for path in files]
    else:
        lines += [f"  {number:>6,}  {printable(folder)}" for folder, number in digest(files)]
        lines.append("  (each of them with --verbose)")
    return "\n".join(lines)


def _commands(proposal: Proposal, width: int | None) -> str:
    rows = [_decision(decision) for decision in proposal.decisions]
    if proposal.plan.steps:
        closing = proposal.closing
        answer = "on" if closing.wanted or closing.already_on else "off"
        color = "yellow" if answer == "on" else "bright_black"
        rows.append(("maintenance", answer, color, closing.because))
    if not rows:
        return ""
    name_width = max(len(name) for name, *_ in rows)
    answer_width = max(len(answer) for _, answer, *_ in rows)
    room = None if width is None else max(width - name_width - answer_width - 6, 30)
    lines = [
        f"  {name:<{name_width}}  {style(f'{answer:<{answer_width}}', fg=color)}  "
        f"{clip(printable(because), room)}"
        for name, answer, color, because in rows
    ]
    return "\n".join([_title("Decisions"), *lines])


def _decision(decision: Decision) -> tuple[str, str, str, str]:
    because = decision.because
    answer = decision.answer
    word = "unknown, so yes" if answer is Answer.UNKNOWN else answer.value
    if decision.contradicts:
        word = f"{'yes' if decision.runs else 'no'} ({decision.flag})"
        because = f"decided by {decision.flag}; otherwise {answer.value}: {because}"
    return decision.command.name, word, COLORS[answer], because


def _steps(plan: Plan) -> str:
    """Each step, whole: what is agreed to is not cut off."""
    lines = [f"  {number:>2}  {printable(step.title)}" for number, step in enumerate(plan.steps, 1)]
    return "\n".join([_title("Steps"), *lines]) if lines else ""


def _if_it_fails(proposal: Proposal) -> str:
    lines = [f"      {printable(each)}" for each in proposal.if_it_fails]
    return "\n".join([_title("If a step fails"), *lines]) if lines else ""


def _title(name: str, number: int | None = None) -> str:
    return style(name, bold=True) + (f" ({number:,})" if number is not None else "")


def question(proposal: Proposal) -> str:
    """Return what is asked before anything acts."""
    label, app = proposal.environment.label, proposal.looked.app.name
    if proposal.up_to_date:
        names = " and ".join(each.command.name for each in proposal.decisions if each.runs)
        return f"Run {names} on {label} ({app})?"
    commits = proposal.looked.changeset.commits
    what = count(len(commits), "commit") if commits else proposal.looked.wanted.sha[:8]
    return f"Deploy {what} to {label} ({app})?"


def document(proposal: Proposal) -> dict[str, Any]:
    """Return the proposal as plain data: the `--json` document of a dry run."""
    looked = proposal.looked
    release = looked.running.release
    return {
        "environment": proposal.environment.label,
        "app": looked.app.name,
        "up_to_date": proposal.up_to_date,
        "live": {
            "commit": looked.live.sha if looked.live else None,
            "abbreviated": looked.live.abbreviated if looked.live else None,
            "release": asdict(release) if release else None,
            "first_deployment": looked.running.nothing,
        },
        "wanted": {"commit": looked.wanted.sha, "name": looked.wanted.name},
        "changeset": asdict(looked.changeset),
        "decisions": [_decision_data(decision) for decision in proposal.decisions],
        "maintenance": asdict(proposal.closing),
        "warnings": list(proposal.warnings),
        "plan": proposal.plan.as_json(),
        "if_it_fails": list(proposal.if_it_fails),
    }


def _decision_data(decision: Decision) -> dict[str, Any]:
    return {
        "command": decision.command.name,
        "run": decision.command.run,
        "answer": decision.answer.value,
        "because": decision.because,
        "flag": decision.flag,
        "contradicts": decision.contradicts,
        "runs": decision.runs,
    }

"""What a deployment shows before it is agreed to: text for a person, data for `--json`."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from click import style

from heroku_tools.console import count, printable, when
from heroku_tools.deploy import sections
from heroku_tools.deploy.changeset import Changeset
from heroku_tools.deploy.decide import Answer, Decision
from heroku_tools.deploy.looked import Looked
from heroku_tools.deploy.proposal import Proposal
from heroku_tools.deploy.sections import COLORS, Row


def text(proposal: Proposal, *, width: int | None, verbose: bool) -> str:
    """Return the whole proposal for reading; `width` in columns, None for a log."""
    changeset = proposal.looked.changeset
    return sections.joined(
        _heading(proposal),
        sections.commits(
            changeset.commits, more=changeset.more_commits, width=width, verbose=verbose
        ),
        sections.files(changeset, verbose=verbose),
        _commands(proposal, width),
        sections.steps(proposal.plan),
        sections.if_it_fails(proposal.if_it_fails),
    )


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


def _commands(proposal: Proposal, width: int | None) -> str:
    rows = [_decision(decision) for decision in proposal.decisions]
    if proposal.plan.steps:
        closing = proposal.closing
        answer = "on" if closing.wanted or closing.already_on else "off"
        color = "yellow" if answer == "on" else "bright_black"
        rows.append(("maintenance", answer, color, closing.because))
    return sections.decisions(rows, width)


def _decision(decision: Decision) -> Row:
    because = decision.because
    answer = decision.answer
    word = "unknown, so yes" if answer is Answer.UNKNOWN else answer.value
    if decision.contradicts:
        word = f"{'yes' if decision.runs else 'no'} ({decision.flag})"
        because = f"decided by {decision.flag}; otherwise {answer.value}: {because}"
    return decision.command.name, word, COLORS[answer], because


def question(proposal: Proposal) -> str:
    """Return what is asked before anything acts."""
    label, app = proposal.environment.label, proposal.looked.app.name
    if proposal.up_to_date:
        names = " and ".join(each.command.name for each in proposal.decisions if each.runs)
        return f"Run {names} on {label} ({app})?"
    commits = proposal.looked.changeset.commit_count
    what = count(commits, "commit") if commits else proposal.looked.wanted.sha[:8]
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
        "changeset": _changeset_data(looked.changeset),
        "decisions": [_decision_data(decision) for decision in proposal.decisions],
        "maintenance": asdict(proposal.closing),
        "warnings": list(proposal.warnings),
        "plan": proposal.plan.as_json(),
        "if_it_fails": list(proposal.if_it_fails),
    }


def _changeset_data(changeset: Changeset) -> dict[str, Any]:
    return {
        "commits": [asdict(commit) for commit in changeset.commits],
        "files": list(changeset.files),
        "known": changeset.known,
        "first": changeset.first,
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

"""What is to be said of one environment, from the facts (pure)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from heroku_tools.console import count
from heroku_tools.deploy.decide import covered, release_phase_of
from heroku_tools.settings import Command, ConfigVar, Environment, Origin
from heroku_tools.start.doctor.finding import Finding, fine, note, to_do
from heroku_tools.start.doctor.repository import collected_in_build, missing
from heroku_tools.tools.answers import App, Attachment, Coupling

STAGES = ("test", "review", "development", "staging", "production")
OFF = "DISABLE_COLLECTSTATIC"
BRANCHES = {"main", "master"}


@dataclass(frozen=True)
class Facts:
    """What was found out about an environment.

    `app` is None where it could not be read, and `why`. `sha` is what would be deployed, `files`
    and `procfile` its content. `heads` are the branches of the app's git, None where it cannot be
    reached. `wanted` is what the file says of config vars (`unreadable` why it cannot be
    read), `keys` and `addons` what Heroku has. `attachments` are asked for where data flows.
    """

    app: App | None = None
    why: str = ""
    advice: str = ""
    sha: str | None = None
    at_origin: bool = True
    files: Collection[str] = ()
    procfile: str | None = None
    heads: Collection[str] | None = None
    coupling: Coupling | None = None
    upstream: Coupling | None = None
    wanted: tuple[ConfigVar, ...] = ()
    keys: Collection[str] = ()
    addons: Mapping[str, str] = field(default_factory=dict)
    unreadable: str = ""
    attachments: tuple[Attachment, ...] | None = None


def findings(
    environment: Environment, commands: tuple[Command, ...], facts: Facts
) -> tuple[Finding, ...]:
    """Return everything that is to be said."""
    app = _app(environment, facts)
    found = [app, *_branch(environment, facts), *_commands(commands, facts)]
    if facts.app is not None:
        found += [*_git(environment, facts), *_pipeline(environment, facts), *_vars(facts)]
        found += _data(environment, facts)
    return tuple(found)


def _app(environment: Environment, facts: Facts) -> Finding:
    if facts.app is None:
        return to_do(f"{environment.app_name}: {facts.why}", facts.advice)
    if facts.app.maintenance:
        off = f"heroku maintenance:off --app={environment.app_name}"
        return note("the app is there; maintenance is on", f"if nobody needs that: {off}")
    return fine("the app is there")


def _branch(environment: Environment, facts: Facts) -> list[Finding]:
    if environment.promote_from:
        return []
    name = environment.branch
    if facts.sha is None:
        return [
            to_do(
                f"there is no branch {name}, neither here nor at origin",
                f"fetch it (git fetch origin {name}), or mend `branch:` ({environment.where})",
            )
        ]
    said = f"branch {name} is at {facts.sha[:8]}"
    if not facts.at_origin:
        return [note(f"{said}, and origin has no such branch", f"git push origin {name}")]
    return [fine(said)]


def _git(environment: Environment, facts: Facts) -> list[Finding]:
    if environment.promote_from:
        return []
    wanted = environment.deploy.remote_branch
    if facts.heads is None:
        return [to_do("git cannot reach the app's repository, and could not push", LOGIN)]
    there = sorted(BRANCHES & set(facts.heads))
    if there and wanted not in there:
        said = f"the app's git has {there[0]}, and the settings push to {wanted}"
        return [to_do(said, f"write `deploy: {{remote_branch: {there[0]}}}`")]
    return [fine(f"git can reach the app's repository ({wanted})")]


LOGIN = "log in anew: heroku login"


def _commands(commands: tuple[Command, ...], facts: Facts) -> list[Finding]:
    if facts.sha is None or not facts.files:
        return []
    phase, found = release_phase_of(facts.procfile), []
    for command in commands:
        lacks = missing(command.run, facts.files)
        if lacks:
            said = f"{command.name} calls {lacks}, which is not in {facts.sha[:8]}"
            found.append(to_do(said, f"mend `commands:` or commit {lacks}"))
        elif covered(command, phase):
            found.append(
                note(f"{command.name} is left to the release phase, which does it: {phase}")
            )
        elif _built(command, facts):
            found.append(note(BUILT.format(name=command.name), ADVICE.format(name=command.name)))
    good = len(commands) - len(found)
    return [*found, fine(f"{count(good, 'command')} found in the repository")] if good else found


BUILT = "{name} runs in each build already: the Python buildpack does it"
ADVICE = (
    "leave {name} out, unless it uploads to a storage (what a one-off dyno writes is gone with it);"
    " then set DISABLE_COLLECTSTATIC=1"
)


def _built(command: Command, facts: Facts) -> bool:
    buildpack = facts.app.buildpack if facts.app else ""
    return OFF not in facts.keys and collected_in_build(command.run, buildpack, facts.files)


def _pipeline(environment: Environment, facts: Facts) -> list[Finding]:
    upstream = environment.promote_from
    if not upstream:
        return []
    if facts.coupling is None or facts.upstream is None:
        return [note("whether both are in one pipeline cannot be told without the Platform API")]
    own, before = facts.coupling, facts.upstream
    app = environment.app_name
    if not own.pipeline or own.pipeline != before.pipeline:
        said = f"{app} and {upstream} are not in one pipeline, so that nothing can be promoted"
        add = f"heroku pipelines:add PIPELINE --app={app} --stage=production"
        return [to_do(said, add)]
    if _rank(before.stage) >= _rank(own.stage):
        said = f"{upstream} is at stage {before.stage}, and {app} at {own.stage}: nothing follows"
        return [to_do(said, f"heroku pipelines:update --app={app} --stage=production")]
    return [fine(f"in one pipeline: {upstream} ({before.stage}), then this ({own.stage})")]


def _rank(stage: str) -> int:
    return STAGES.index(stage) if stage in STAGES else len(STAGES)


def _vars(facts: Facts) -> list[Finding]:
    """What the file says of config vars, and what it can have no say in."""
    found = [to_do(facts.unreadable, "mend `config_vars:`")] if facts.unreadable else []
    for var in facts.wanted:
        if var.origin is Origin.REMOTE and var.key not in facts.keys:
            said = f"{var.key} is to be on Heroku (!remote, {var.where}), and is not"
            found.append(to_do(said, f"attach the add-on, or: heroku config:set {var.key}=..."))
        elif var.origin is not Origin.REMOTE and var.key in facts.addons:
            said = f"{var.key} belongs to {facts.addons[var.key]}, so that config never sets it"
            found.append(note(said, f"write `{var.key}: !remote` ({var.where})"))
    if facts.wanted and not found:
        found.append(fine(f"{count(len(facts.wanted), 'config var')} in the file"))
    return found


DATABASE = "DATABASE"


def _data(environment: Environment, facts: Facts) -> list[Finding]:
    """Data flows from a database that is attached, into one that is the app's own."""
    if facts.attachments is None:
        return []
    app = environment.app_name
    found = next((each for each in facts.attachments if each.name == DATABASE), None)
    if found is None:
        create = f"heroku addons:create heroku-postgresql --app={app}"
        return [
            to_do(f"no database is attached to {app} as {DATABASE}, and data is to flow", create)
        ]
    if environment.data_from and found.owner != app:
        said = f"{DATABASE} belongs to {found.owner}: data must not flow into what is another's"
        return [to_do(said, f"give {app} a database of its own, or take `data_from` out")]
    return [fine(f"its database is {found.addon}")]

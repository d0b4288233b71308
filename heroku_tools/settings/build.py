"""From what was found in the file to Settings: the checks across entries, and the defaults."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from heroku_tools.settings import around, data_build, data_keys, keys
from heroku_tools.settings.model import (
    Command,
    Confirm,
    DeployPolicy,
    Environment,
    Hooks,
    Layer,
    Rerun,
    Settings,
    When,
)
from heroku_tools.settings.problems import Problems, quoted
from heroku_tools.settings.readers import Found, Key

T = TypeVar("T")

PROTECTED_LABELS = ("live", "prod", "production")
FIRST_COMMANDS = ("migrate", "collectstatic")
WHEN = {
    "migrate": When(patterns=("/migrations/",)),
    "collectstatic": When(patterns=("/static/",)),
}
NOTHING_FOUND = Found(0, {}, {})


def check(found: Found, problems: Problems) -> None:
    """What can only be seen by looking at several keys together."""
    environments = found.get(keys.ENVIRONMENTS) or ()
    _check_labels(environments, problems)
    _check_promotions(environments, problems)
    for environment in environments:
        if _is_protected(environment, environments):
            _check_confirm(environment, problems)
    labels = [each.get(keys.LABEL) for each in environments if _is_protected(each, environments)]
    data_build.check(found, frozenset(filter(None, labels)), problems)


def build(found: Found, path: Path, file: str) -> Settings:
    """Settings from what was read and checked without a problem."""
    environments = found[keys.ENVIRONMENTS]
    top = found.get(keys.DEPLOY) or NOTHING_FOUND
    commands = [_command(name, each) for name, each in found[keys.COMMANDS]]
    return Settings(
        path=path,
        environments=tuple(
            _surrounded(
                _environment(each, top, file, protected=_is_protected(each, environments)),
                each,
                found,
            )
            for each in environments
        ),
        commands=tuple(sorted(commands, key=_turn)),
        notices=_notices(environments),
        data=data_build.policy(found, file),
    )


def _check_labels(environments: tuple[Found, ...], problems: Problems) -> None:
    first: dict[str, Found] = {}
    for environment in environments:
        label = environment.get(keys.LABEL)
        if label is None:
            continue
        before = first.setdefault(label, environment)
        if before is not environment:
            line, earlier = _label_line(environment), _label_line(before)
            # A merged or aliased entry has the label's line of the entry it came from.
            at = line if line != earlier else environment.line
            twice = f"the label {quoted(label)} is there twice, first in line {earlier}"
            problems.add(at, f"{twice}; give each environment its own")


def _check_promotions(environments: tuple[Found, ...], problems: Problems) -> None:
    """Each promotion comes from another environment of the file, and none in a circle."""
    sources = {each.get(keys.LABEL): each.get(keys.PROMOTE_FROM) for each in environments}
    for environment in environments:
        source = environment.get(keys.PROMOTE_FROM)
        if source is None:
            continue
        line, named = environment.lines[keys.PROMOTE_FROM.name], quoted(source)
        if source not in sources:
            known = ", ".join(quoted(label) for label in sources if label)
            problems.add(
                line, f"`promote_from` is {named}, which is no label here; there are {known}"
            )
        elif environment.get(keys.LABEL) in _upstream(source, sources):
            problems.add(
                line, f"`promote_from` is {named}, which is promoted from here; break the circle"
            )


def _upstream(label: str | None, sources: dict[str | None, str | None]) -> list[str | None]:
    """The labels that a slug comes through on its way to a label, which is the first of them."""
    way: list[str | None] = []
    while label is not None and label not in way:
        way.append(label)
        label = sources.get(label)
    return way


def _label_line(environment: Found) -> int:
    return environment.lines[keys.LABEL.name]


def _check_confirm(environment: Found, problems: Problems) -> None:
    deploy = environment.get(keys.DEPLOY) or NOTHING_FOUND
    confirm = deploy.get(keys.CONFIRM)
    if confirm not in (None, Confirm.PIN):
        weak = f"{quoted(environment.get(keys.LABEL) or '')} is protected and asks for the PIN"
        line = deploy.lines[keys.CONFIRM.name]
        problems.add(line, f"{weak}; write `confirm: pin`, or remove `confirm`")


def _is_protected(environment: Found, environments: tuple[Found, ...]) -> bool:
    if any(keys.PROTECTED in each for each in environments):
        return environment[keys.PROTECTED]
    return (environment.get(keys.LABEL) or "").lower() in PROTECTED_LABELS


def _environment(found: Found, top: Found, file: str, *, protected: bool) -> Environment:
    return Environment(
        label=found[keys.LABEL],
        app_name=found[keys.APP_NAME] or "",
        branch=found[keys.BRANCH] or "",
        promote_from=found.get(keys.PROMOTE_FROM),
        protected=protected,
        deploy=_policy(found.get(keys.DEPLOY) or NOTHING_FOUND, top, protected=protected),
        where=f"{file}:{found.lines[_named_by(found).name]}",
        data_from=data_build.data_from(found, file),
        database_url=found.get(data_keys.DATABASE_URL),
    )


def _named_by(environment: Found) -> Key[Any]:
    return data_keys.DATABASE_URL if data_keys.DATABASE_URL in environment else keys.APP_NAME


def _surrounded(environment: Environment, own: Found, whole: Found) -> Environment:
    """The environment with what goes on around its deployments, and its config vars."""
    mine = own.get(keys.CONFIG_VARS)
    return replace(
        environment,
        url=own.get(around.URL),
        hooks=_hooks(own, whole),
        notify=_either(own, whole, around.NOTIFY),
        config_vars=_layers(own, whole),
        own_config_vars=len(mine or ()),
    )


def _layers(own: Found, whole: Found) -> tuple[Layer, ...] | None:
    """The top level's come first, so that the environment's win."""
    if not any(keys.CONFIG_VARS in each for each in (own, whole)):
        return None
    return (*(whole.get(keys.CONFIG_VARS) or ()), *(own.get(keys.CONFIG_VARS) or ()))


def _hooks(own: Found, whole: Found) -> Hooks:
    mine, top = (each.get(around.HOOKS) or NOTHING_FOUND for each in (own, whole))
    return Hooks(
        before=_either(mine, top, around.BEFORE),
        after=_either(mine, top, around.AFTER),
        failed=_either(mine, top, around.FAILED),
    )


def _policy(own: Found, top: Found, *, protected: bool) -> DeployPolicy:
    return DeployPolicy(
        maintenance=_either(own, top, keys.MAINTENANCE),
        confirm=Confirm.PIN if protected else _either(own, top, keys.CONFIRM),
        remote_branch=_either(own, top, keys.REMOTE_BRANCH),
        lock=_either(own, top, keys.LOCK),
        tag=_either(own, top, around.TAG),
        on_failure=_either(own, top, around.ON_FAILURE),
    )


def _either(own: Found, top: Found, key: Key[T]) -> T:
    return own[key] if key in own else top[key]


def _command(name: str, found: Found) -> Command:
    usual = Rerun.SAFE if name in FIRST_COMMANDS else Rerun.ASK
    needs_maintenance = found.get(keys.NEEDS_MAINTENANCE)
    return Command(
        name=name,
        run=found[keys.RUN],
        when=found.get(keys.WHEN) or WHEN.get(name, When()),
        needs_maintenance=name == "migrate" if needs_maintenance is None else needs_maintenance,
        rerun=found.get(keys.RERUN) or usual,
    )


def _turn(command: Command) -> int:
    """The place in the order; sorting is stable, so the others stay as in the file."""
    names = FIRST_COMMANDS
    return names.index(command.name) if command.name in names else len(names)


def _notices(environments: tuple[Found, ...]) -> tuple[str, ...]:
    if any(keys.PROTECTED in each for each in environments):
        return ()
    labels = [each[keys.LABEL] for each in environments if _is_protected(each, environments)]
    if not labels:
        return ()
    names, are = " and ".join(labels), "are" if len(labels) > 1 else "is"
    their = "their labels" if len(labels) > 1 else "its label"
    return (f"no environment says `protected`: {names} {are} protected because of {their}",)

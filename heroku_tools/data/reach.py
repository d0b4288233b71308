"""How the databases of all environments are reached: asked of their apps, side by side."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field

from heroku_tools.errors import HerokuToolsError, LookFailed, Refused
from heroku_tools.journey.side_by_side import Looking
from heroku_tools.journey.stage import Stage
from heroku_tools.journey.travel import naming
from heroku_tools.settings import Environment
from heroku_tools.tools import postgres
from heroku_tools.tools.answers import Attachment, ConfigVars, Place
from heroku_tools.tools.questions import Later, Questions

DATABASE = "DATABASE"
SCHEMES = ("postgres://", "postgresql://")


@dataclass(frozen=True)
class Reached:
    """A database and how it is reached; `app`, `attachment`, ... are empty for a database_url."""

    label: str
    app: str
    attachment: str
    addon: str
    owner: str
    place: Place
    url: str = field(repr=False)


Everywhere = Mapping[str, tuple[Reached, ...]]


def everywhere(stage: Stage, needed: tuple[Environment, ...]) -> Everywhere:
    """Find the databases of every environment of the file, by label.

    Raises LookFailed where one that is `needed`, or protected, cannot be looked at; one whose
    database_url is not set here is left out.
    """
    with ExitStack() as under_way:
        asked = {
            each.label: (
                under_way.enter_context(stage.questions.config_vars(each.app_name)),
                under_way.enter_context(stage.questions.attachments(each.app_name)),
            )
            for each in stage.settings.apps
        }
        found: dict[str, tuple[Reached, ...]] = {}
        for each in stage.settings.environments:
            try:
                found[each.label] = _databases(each, asked.get(each.label))
            except HerokuToolsError as error:
                if each.protected or each in needed:
                    raise
                stage.console.warn(f"{each.label} cannot be looked at: {error.message}")
    return found


class Asking:
    """Asks where the databases of one environment are, beside other looks."""

    def __init__(
        self, questions: Questions, environment: Environment, under_way: ExitStack
    ) -> None:
        app = environment.app_name
        self._environment = environment
        self._asked = (
            (
                under_way.enter_context(questions.config_vars(app)),
                under_way.enter_context(questions.attachments(app)),
            )
            if app
            else None
        )

    def databases(self) -> Looking[tuple[Reached, ...]]:
        """Wait for the answers. Raises HerokuToolsError where it cannot be found out."""
        for asked in self._asked or ():
            if not asked.ready:
                yield asked
        return _databases(self._environment, self._asked)


def _databases(
    environment: Environment,
    asked: tuple[Later[ConfigVars], Later[tuple[Attachment, ...]]] | None,
) -> tuple[Reached, ...]:
    if asked is None:
        return (_of_url(environment),)
    config, attached = asked
    return naming(environment, lambda: _of_app(environment, config.result(), attached.result()))


def _of_app(
    environment: Environment, config: Mapping[str, str], attached: tuple[Attachment, ...]
) -> tuple[Reached, ...]:
    found = ((each, _url(each, config)) for each in attached)
    return tuple(
        Reached(
            environment.label,
            environment.app_name,
            each.name,
            each.addon,
            each.owner,
            postgres.place(url),
            url,
        )
        for each, url in found
        if url
    )


def _url(attachment: Attachment, config: Mapping[str, str]) -> str:
    """Return the URL of a database; empty where the add-on is none."""
    values = (config.get(name, "") for name in attachment.config_vars)
    return next((value for value in values if value.startswith(SCHEMES)), "")


def _of_url(environment: Environment) -> Reached:
    assert environment.database_url
    url = environment.database_url.value(os.environ)
    return Reached(environment.label, "", "", "", "", postgres.place(url), url)


def choose(environment: Environment, found: tuple[Reached, ...], wanted: str | None) -> Reached:
    """Return the database by the name of its attachment: DATABASE, unless another is wanted.

    Raises Refused where there is none of that name.
    """
    if not environment.app_name:
        if wanted:
            raise Refused(f"{environment.label} has no app, and so no attachment {wanted}")
        return found[0]
    name = (wanted or DATABASE).removesuffix("_URL")
    for each in found:
        if each.attachment == name:
            return each
    names = ", ".join(each.attachment for each in found)
    raise Refused(
        f"{environment.app_name} has no database attached as {name}",
        hint=f"It has {names}." if names else "It has no database.",
    )


def followers(source: Reached, found: tuple[Reached, ...]) -> tuple[Reached, ...]:
    """Return which databases of the source's app follow the one that was chosen."""
    others = [each for each in found if each.addon != source.addon]
    mine = _identifier(source) if others else None
    return tuple(each for each in others if mine and _identifier(each, standby=True) == mine)


def _identifier(reached: Reached, *, standby: bool = False) -> tuple[int, int] | None:
    """Ask a database who it is; None where nobody knows, or it is no standby as it should be."""
    asked = (
        "SELECT system_identifier, (SELECT oid::int8 FROM pg_catalog.pg_database WHERE datname = "
        "current_database()), pg_catalog.pg_is_in_recovery() FROM pg_catalog.pg_control_system()"
    )
    try:
        with (
            postgres.connect(reached.url, application="heroku-tools look", source=True) as asking,
            postgres.telling("it cannot be asked who it is"),
        ):
            row = asking.execute(asked).fetchone()
    except LookFailed:
        return None
    return (row[0], row[1]) if row and row[2] >= standby else None

"""Questions through the Platform API: milliseconds each, the full commit of a slug, and builds.

Its reference: https://devcenter.heroku.com/articles/platform-api-reference
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, TypeVar
from urllib.parse import quote

from heroku_tools.errors import HerokuToolsError, LookFailed
from heroku_tools.tools import refusals, resources
from heroku_tools.tools.answers import (
    App,
    Attachment,
    Build,
    ConfigVars,
    Coupling,
    Dyno,
    ProcessType,
    Release,
)
from heroku_tools.tools.background import InBackground
from heroku_tools.tools.questions import Later
from heroku_tools.tools.reach import Reach
from heroku_tools.tools.refusals import QUESTION_TIME, Rejected, Unreachable
from heroku_tools.tools.traffic import Traffic
from heroku_tools.tools.wire import Patience, Reply, Wire

T = TypeVar("T")

LARGEST_PAGE = 1000  # what Heroku gives at most
# An attachment with its add-on's plan and its config vars: so does the CLI ask.
ALL_OF_IT = {
    "Accept": "application/vnd.heroku+json; version=3.sdk",
    "Accept-Inclusion": "addon:plan,config_vars",
}
BUILDS = 50  # the newest are asked for


class ApiQuestions:
    """The questions, all of which the API can answer. Safe to use from several threads."""

    def __init__(
        self,
        reach: Reach,
        key: Callable[[], str],
        *,
        patience: Patience | None = None,
        traffic: Traffic | None = None,
    ) -> None:
        """`key` is called in the background. Raises NoKey there, which `result` passes on."""
        self._wire = Wire(reach, patience or Patience(), traffic or Traffic())
        self._key = key

    def app(self, name: str) -> Later[App]:
        """Ask for the app."""
        return self._ask(name, "", resources.app)

    def releases(self, name: str, count: int) -> Later[tuple[Release, ...]]:
        """Ask for the newest `count` releases."""
        range_ = f"version ..; order=desc,max={min(count, LARGEST_PAGE)}"
        return self._ask(name, "/releases", resources.releases, range_=range_, most=count)

    def slug_commit(self, name: str, slug: str) -> Later[str | None]:
        """Ask for the slug."""
        return self._find(name, f"/slugs/{quote(slug, safe='')}", resources.slug_commit)

    def builds(self, name: str) -> Later[tuple[Build, ...] | None]:
        """Ask for the newest builds."""
        range_ = f"created_at ..; order=desc,max={BUILDS}"
        return self._ask(name, "/builds", resources.builds, range_=range_, most=BUILDS)

    def dynos(self, name: str) -> Later[tuple[Dyno, ...]]:
        """Ask for the dynos."""
        return self._ask(name, "/dynos", resources.dynos)

    def formation(self, name: str) -> Later[tuple[ProcessType, ...]]:
        """Ask for the formation."""
        return self._ask(name, "/formation", resources.formation)

    def config_vars(self, name: str) -> Later[ConfigVars]:
        """Ask for the config vars."""
        return self._ask(name, "/config-vars", resources.config_vars)

    def release_config_vars(self, name: str, version: int) -> Later[ConfigVars | None]:
        """Ask for the config vars of a release."""
        return self._find(name, f"/releases/{version}/config-vars", resources.config_vars)

    def attachments(self, name: str) -> Later[tuple[Attachment, ...]]:
        """Ask for the attachments."""
        return self._ask(name, "/addon-attachments", resources.attachments, headers=ALL_OF_IT)

    def addon_vars(self, name: str) -> Later[Mapping[str, str]]:
        """Ask for the add-ons and how they are attached."""
        app = f"/apps/{quote(name, safe='')}"

        def work() -> Mapping[str, str]:
            addons = self._whole(f"{app}/addons")
            attached = self._whole(f"{app}/addon-attachments", headers=ALL_OF_IT)
            read = _read(attached, resources.attachments)
            return _read(addons, lambda raw: resources.addon_vars(raw, read, name))

        return InBackground(work, within=QUESTION_TIME)

    def release_phase(self, name: str, slug: str) -> Later[str | None]:
        """Ask for the slug."""
        return self._find(name, f"/slugs/{quote(slug, safe='')}", resources.release_phase)

    def coupling(self, name: str) -> Later[Coupling | None]:
        """Ask for the coupling, of which there may be none."""
        path = f"/apps/{quote(name, safe='')}/pipeline-couplings"

        def work() -> Coupling:
            try:
                return _read(self._whole(path, None, None), resources.coupling)
            except _NotFound:
                return Coupling()

        return InBackground(work, within=QUESTION_TIME)

    def writer(self) -> ApiQuestions:
        """Return this door."""
        return self

    def change_config_vars(self, name: str, changes: Mapping[str, str | None]) -> Later[ConfigVars]:
        """Send the one PATCH."""
        body = json.dumps(dict(changes)).encode()

        def work() -> ConfigVars:
            path = f"/apps/{quote(name, safe='')}/config-vars"
            reply = self._wire.patch(path, body, key=self._key)
            return _read(_accepted(reply, changes), resources.config_vars)

        return InBackground(work, within=QUESTION_TIME)

    def _ask(
        self,
        name: str,
        path: str,
        read: Callable[[Any], T],
        *,
        range_: str | None = None,
        most: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Later[T]:
        def work() -> T:
            whole = f"/apps/{quote(name, safe='')}{path}"
            return _read(self._whole(whole, range_, most, headers=headers), read)

        return InBackground(work, within=QUESTION_TIME)

    def _find(self, name: str, path: str, read: Callable[[Any], T | None]) -> Later[T | None]:
        """Ask for something that there may not be: None then."""

        def work() -> T | None:
            try:
                return _read(self._whole(f"/apps/{quote(name, safe='')}{path}"), read)
            except _NotFound:
                return None

        return InBackground(work, within=QUESTION_TIME)

    def _whole(
        self,
        path: str,
        range_: str | None = None,
        most: int | None = None,
        *,
        headers: Mapping[str, str] | None = None,
    ) -> Any:
        """Ask page by page, as long as Heroku names a next one and not `most` are there."""
        reply = self._wire.get(path, key=self._key, range_=range_, headers=headers)
        found = _json(reply)
        following = reply.headers.get("Next-Range")
        while reply.status == 206 and following and (most is None or len(found) < most):
            reply = self._wire.get(path, key=self._key, range_=following, headers=headers)
            found += _json(reply)
            following = reply.headers.get("Next-Range")
        return found if most is None else found[:most]


class _NotFound(LookFailed):
    """There is an app, but not what was asked of it."""


def _json(reply: Reply) -> Any:
    """Read a page. Raises the refusal it is, Unreachable where it is not Heroku that answers."""
    try:
        body = json.loads(reply.body)
    except ValueError:
        body = None
    if reply.status in (200, 206) and isinstance(body, (list, dict)):
        return body
    if isinstance(body, dict) and isinstance(body.get("message"), str):
        raise _refusal(reply.status, body)
    if reply.status >= 500 or reply.status == 429:
        raise _failed(f"it answers {reply.status}")
    raise Unreachable(f"what answers in the place of Heroku's API is not Heroku ({reply.status})")


def _accepted(reply: Reply, changes: Mapping[str, str | None]) -> Any:
    """Read the answer to a change. Raises Rejected where Heroku says no.

    What it says may hold a value, so that it is told without them, and without what it came from.
    """
    try:
        return _json(reply)
    except HerokuToolsError as error:
        said = error.message
    for value in sorted(filter(None, changes.values()), key=len, reverse=True):
        said = said.replace(value, "...")
    raise Rejected(said) if 400 <= reply.status < 500 else LookFailed(said)


def _refusal(status: int, body: dict[str, Any]) -> HerokuToolsError:
    said = body["message"].strip()
    if status == 401:
        return refusals.bad_login(said)
    if status == 403:
        return refusals.no_access(said)
    if status == 404:
        no_app = body.get("resource") == "app" or "find that app" in said
        return refusals.unknown_app() if no_app else _NotFound(said)
    return _failed(f"{said} ({status})")


def _failed(said: str) -> LookFailed:
    return LookFailed(f"Heroku's API failed: {said}", hint="Try again: https://status.heroku.com")


def _read(raw: Any, read: Callable[[Any], T]) -> T:
    try:
        return read(raw)
    except resources.ODD:
        raise LookFailed("Heroku's API gave an odd answer") from None

"""Holds every answer of the sandbox against Heroku's own JSON schema of the Platform API.

`python -m sandbox.check_schema platform-api-schema.json` (the file is Heroku's, not ours to ship).
"""

import copy
import json
import re
import sys
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web
from jsonschema import Draft4Validator, FormatChecker

from sandbox.api import addons, apps, builds, config_vars, dynos, pipelines, releases
from sandbox.client import Sandbox
from sandbox.schema_exhibits import NEW, Answers, exhibits

Json = Any
# What to send where something must be sent; `{...}` are the ids of things that exist.
BODIES: dict[str, Json] = {
    "POST /apps": {"name": NEW},
    "PATCH /apps/{app}": {"maintenance": True},
    "PATCH /apps/{app}/config-vars": {"CHECKED": "yes", "FOO": None},
    "POST /apps/{app}/releases": {"slug": "{slug}", "description": "Deploy again"},
    "POST /apps/{app}/dynos": {"command": "true", "attach": True},
    "PATCH /apps/{app}/formation": {"updates": [{"type": "web", "quantity": 2}]},
    "POST /apps/{app}/addons": {
        "plan": "heroku-postgresql:essential-0",
        "attachment": {"name": "CHECKED"},
    },
    "POST /addon-attachments": {"addon": "{addon}", "app": "{other}", "name": "SHARED"},
    "POST /actions/addon-attachments/resolve": {"addon_attachment": "DATABASE", "app": "{app}"},
    "POST /filters/apps": {"in": {"id": ["{app_id}", "{target_id}"]}},
    "POST /pipeline-promotions": {
        "pipeline": {"id": "{pipeline}"},
        "source": {"app": {"id": "{app_id}"}},
        "targets": [{"app": {"id": "{target_id}"}}],
    },
}
# Deleted last, and in this order.
LAST = (
    "DELETE /addon-attachments/{attachment}",
    "DELETE /apps/{app}/addons/{addon}",
    "DELETE /apps/{app}",
)


class Unfit(Exception):
    """An answer that Heroku would not give; the message says why."""


def main() -> int:
    schema = json.loads(Path(sys.argv[1]).read_text())
    with tempfile.TemporaryDirectory() as folder, Sandbox.start(Path(folder) / "run") as sandbox:
        repository = Path(folder) / "repository"
        repository.mkdir()
        with exhibits(sandbox, repository) as ids:
            results = list(check(Answers(sandbox), Schema(schema), ids))
    failed = [line for line, fits in results if not fits]
    for line, fits in results:
        print(f"{'ok  ' if fits else 'FAIL'} {line}")
    print(f"{len(results) - len(failed)} passed, {len(failed)} failed")
    return 1 if failed else 0


def check(answers: Answers, schema: "Schema", ids: dict[str, str]) -> Iterator[tuple[str, bool]]:
    """A line and a verdict for every endpoint that the sandbox serves."""
    for endpoint in _endpoints():
        try:
            method, template = endpoint.split(" ")
            path = template.format(**ids)
            status, answer = answers.ask(method, path, _filled(BODIES.get(endpoint), ids))
            yield f"{endpoint}  {schema.judge(method, path, status, answer)}", True
        except Unfit as unfit:
            yield f"{endpoint}  {unfit}", False


def _endpoints() -> list[str]:
    """Every route of the API; deleting comes last."""
    rooms = (apps, config_vars, releases, builds, dynos, pipelines, addons)
    routes = [route for room in rooms for route in room.ROUTES]
    found = [f"{r.method} {r.path}" for r in routes if isinstance(r, web.RouteDef)]
    asked = sorted(one for one in found if " /streams/" not in one and one not in LAST)
    return [*asked, *LAST]


def _filled(body: Json, ids: dict[str, str]) -> Json:
    """The same with the ids of things that exist."""
    if isinstance(body, str):
        return body.format(**ids)
    if isinstance(body, dict):
        return {key: _filled(part, ids) for key, part in body.items()}
    return [_filled(part, ids) for part in body] if isinstance(body, list) else body


class Schema:
    """Heroku's schema, read as strictly as it is meant."""

    def __init__(self, raw: Json) -> None:
        self._root = _strict(copy.deepcopy(raw))
        self._links = [
            link for thing in self._root["definitions"].values() for link in thing.get("links", [])
        ]

    def judge(self, method: str, path: str, status: int, answer: Json) -> str:
        """What fits, in a word. Raises Unfit."""
        if status >= 300:
            raise Unfit(f"answered {status}: {answer}")
        target = self._target(method, path)
        whole = {**target, "definitions": self._root["definitions"]}
        problems = list(Draft4Validator(whole, format_checker=FORMATS).iter_errors(answer))
        if problems:
            raise Unfit("; ".join(f"{p.json_path}: {p.message[:200]}" for p in problems))
        return str(status)

    def _target(self, method: str, path: str) -> Json:
        for link in self._links:
            pattern = re.sub(r"\\\{.*?\\\}", "[^/]+", re.escape(link["href"]))
            if link["method"] == method and re.fullmatch(pattern, path):
                return link.get("targetSchema", {})
        raise Unfit("Heroku's schema knows no such endpoint")


def _strict(schema: Json) -> Json:
    """`strictProperties` means: all of the properties, and no others."""
    if isinstance(schema, list):
        return [_strict(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    if schema.get("strictProperties") is True and isinstance(schema.get("properties"), dict):
        schema["required"] = list(schema["properties"])
        schema["additionalProperties"] = False
    return {key: part if key == "example" else _strict(part) for key, part in schema.items()}


FORMATS = FormatChecker()


@FORMATS.checks("date-time", raises=ValueError)
def _is_moment(value: object) -> bool:
    if isinstance(value, str):
        datetime.strptime(value, "%Y-%m-%dT%H:%M:%SZ")
    return True


@FORMATS.checks("uri", raises=ValueError)
def _is_uri(value: object) -> bool:
    return not isinstance(value, str) or bool(urlsplit(value).scheme and urlsplit(value).netloc)


if __name__ == "__main__":
    sys.exit(main())

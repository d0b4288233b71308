"""Holds every answer of the sandbox against Heroku's own JSON schema of the Platform API.

`python -m sandbox.check_schema platform-api-schema.json` (the file is Heroku's, not ours to ship).
"""

import copy
import http.client
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web
from jsonschema import Draft4Validator, FormatChecker

from sandbox.api import apps, builds, config_vars, dynos, pipelines, releases
from sandbox.client import Sandbox

Json = Any
APP, OTHER = "schema-check", "schema-check-2"
PROCFILE = "release: true\nweb: sleep 60\n"
# What to send where something must be sent; `{...}` are the ids of things that exist.
BODIES: dict[str, Json] = {
    "POST /apps": {"name": OTHER},
    "PATCH /apps/{app}": {"maintenance": True},
    "PATCH /apps/{app}/config-vars": {"CHECKED": "yes", "FOO": None},
    "POST /apps/{app}/releases": {"slug": "{slug}", "description": "Deploy again"},
    "POST /apps/{app}/dynos": {"command": "true", "attach": True},
    "PATCH /apps/{app}/formation": {"updates": [{"type": "web", "quantity": 2}]},
}
LAST = "DELETE /apps/{app}"


class Unfit(Exception):
    """An answer that Heroku would not give; the message says why."""


def main() -> int:
    schema = json.loads(Path(sys.argv[1]).read_text())
    with tempfile.TemporaryDirectory() as folder, Sandbox.start(Path(folder) / "run") as sandbox:
        results = list(check(Answers(sandbox), Schema(schema), _ids(sandbox, Path(folder))))
    failed = [line for line, fits in results if not fits]
    for line, fits in results:
        print(f"{'ok  ' if fits else 'FAIL'} {line}")
    print(f"{len(results) - len(failed)} passed, {len(failed)} failed")
    return 1 if failed else 0


def check(answers: "Answers", schema: "Schema", ids: dict[str, str]) -> Iterator[tuple[str, bool]]:
    """A line and a verdict for every endpoint that the sandbox serves."""
    for endpoint in _endpoints():
        try:
            method, template = endpoint.split(" ")
            path = template.format(**ids)
            status, answer = answers.ask(method, path, _filled(BODIES.get(endpoint), ids))
            yield f"{endpoint}  {schema.judge(endpoint, path, status, answer)}", True
        except Unfit as unfit:
            yield f"{endpoint}  {unfit}", False


def _endpoints() -> list[str]:
    """Every route of the API; deleting the app comes last."""
    rooms = (apps, config_vars, releases, builds, dynos, pipelines)
    routes = [route for room in rooms for route in room.ROUTES]
    found = [f"{r.method} {r.path}" for r in routes if isinstance(r, web.RouteDef)]
    return sorted(
        (one for one in found if " /streams/" not in one), key=lambda one: (one == LAST, one)
    )


def _filled(body: Json, ids: dict[str, str]) -> Json:
    if not isinstance(body, dict):
        return body
    return {k: v.format(**ids) if isinstance(v, str) else v for k, v in body.items()}


def _ids(sandbox: Sandbox, folder: Path) -> dict[str, str]:
    """An app with everything an app can have, and the ids by which its things are asked for."""
    sandbox.create_app(APP, database=True, config={"FOO": "1"})
    _push(sandbox, folder / "repository")
    answers = Answers(sandbox)
    _, known = answers.ask("GET", f"/apps/{APP}/releases")
    _, built = answers.ask("GET", f"/apps/{APP}/builds")
    _, dyno = answers.ask("POST", f"/apps/{APP}/dynos", {"command": "true", "attach": True})
    latest = max(known, key=lambda release: release["version"])
    names = {"app": APP, "user": "~", "type": "web", "dyno": dyno["name"]}
    return {
        **names,
        "release": str(latest["version"]),
        "slug": latest["slug"]["id"],
        "build": built[0]["id"],
    }


def _push(sandbox: Sandbox, repository: Path) -> None:
    repository.mkdir()
    (repository / "Procfile").write_text(PROCFILE)
    for words in (
        ("init", "-q"),
        ("add", "."),
        ("commit", "-qm", "Something to release"),
        ("push", "-q", f"https://git.heroku.com/{APP}.git", "HEAD:refs/heads/main"),
    ):
        subprocess.run(
            ("git", *words), cwd=repository, env=sandbox.env(), check=True, capture_output=True
        )


class Answers:
    """What the API answers."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._port = sandbox.address.ports.api
        self._headers = {
            "Authorization": f"Bearer {sandbox.address.key}",
            "Accept": "application/vnd.heroku+json; version=3",
        }

    def ask(self, method: str, path: str, body: Json = None) -> tuple[int, Json]:
        door = http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)
        door.request(method, path, json.dumps(body) if body else None, self._headers)
        response = door.getresponse()
        answer = json.loads(response.read())
        door.close()
        return response.status, answer


class Schema:
    """Heroku's schema, read as strictly as it is meant."""

    def __init__(self, raw: Json) -> None:
        self._root = _strict(copy.deepcopy(raw))
        self._links = [
            link for thing in self._root["definitions"].values() for link in thing.get("links", [])
        ]

    def judge(self, endpoint: str, path: str, status: int, answer: Json) -> str:
        """What fits, in a word. Raises Unfit."""
        if status >= 300:
            raise Unfit(f"answered {status}: {answer}")
        target = self._target(endpoint.split(" ")[0], path)
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

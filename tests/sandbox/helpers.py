"""What the sandbox's own tests ask again and again."""

import http.client
import json
from typing import Any

from sandbox.client import Sandbox

WEB = {"Procfile": "web: sleep 1000\n"}
RELEASED = {"Procfile": "release: echo migrating as $DYNO\nweb: sleep 1000\n"}


def ask(
    sandbox: Sandbox, method: str, path: str, body: Any = None, **headers: str
) -> tuple[int, Any, http.client.HTTPMessage]:
    """One request to the Platform API: status, JSON, headers."""
    door = http.client.HTTPConnection("127.0.0.1", sandbox.address.ports.api, timeout=30)
    key = {"Authorization": f"Bearer {sandbox.address.key}"}
    door.request(method, path, json.dumps(body) if body is not None else None, {**key, **headers})
    response = door.getresponse()
    answer = json.loads(response.read())
    door.close()
    return response.status, answer, response.headers


def asked(sandbox: Sandbox, app: str, *kinds: str) -> list[str]:
    """What the journal says of the app, entries of some kinds only."""
    return [entry.what for entry in sandbox.journal(app) if entry.kind in kinds]


def releases(sandbox: Sandbox, app: str) -> list[tuple[int, str, str]]:
    """Version, description and status of each release."""
    shown = sandbox.app(app)["releases"]
    return [(one["version"], one["description"], one["status"]) for one in shown]


def current(sandbox: Sandbox, app: str) -> int:
    version: int = next(one["version"] for one in sandbox.app(app)["releases"] if one["current"])
    return version

"""What the check against Heroku's schema looks at: apps with everything that an app can have."""

import http.client
import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sandbox.client import Sandbox

Json = Any
APP, NEW = "schema-check", "schema-new"
MADE, REFUSED, HELD = "schema-made", "schema-refused", "schema-held"
PROCFILE = "release: true\nweb: sleep 60\n"


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

    def get(self, path: str) -> Json:
        return self.ask("GET", path)[1]


@contextmanager
def exhibits(sandbox: Sandbox, folder: Path) -> Iterator[dict[str, str]]:
    """The ids by which things are asked for, as long as they are there."""
    _create_apps(sandbox)
    _push(sandbox, folder, "Something to release")
    sandbox.change_release(APP, 2, status="expired")
    sandbox.fault(APP, on="build", action="fail")
    _push(sandbox, folder, "A build that is rejected")
    sandbox.fault(APP, on="build", action="hang")
    argv = _commit(sandbox, folder, "A build under way")
    with subprocess.Popen(argv, cwd=folder, env=sandbox.env(), stderr=subprocess.DEVNULL) as git:
        answers = Answers(sandbox)
        sandbox.wait_for(lambda: len(answers.get(f"/apps/{APP}/builds")) == 3)
        try:
            yield _ids(sandbox, answers)
        finally:
            git.kill()


def _create_apps(sandbox: Sandbox) -> None:
    sandbox.create_app(APP, database=True, config={"FOO": "1"})
    for name in (MADE, REFUSED, HELD):
        sandbox.create_app(name)
    downstream = dict.fromkeys((MADE, REFUSED, HELD), "production")
    sandbox.create_pipeline(APP, {APP: "staging", **downstream})


def _push(sandbox: Sandbox, folder: Path, message: str) -> None:
    argv = _commit(sandbox, folder, message)
    subprocess.run(argv, cwd=folder, env=sandbox.env(), capture_output=True, check=False)


def _commit(sandbox: Sandbox, folder: Path, message: str) -> tuple[str, ...]:
    """Commit something; the words that push it."""
    (folder / "Procfile").write_text(f"{PROCFILE}# {message}\n")
    for words in (("init", "-q"), ("add", "."), ("commit", "-qm", message)):
        subprocess.run(
            ("git", *words), cwd=folder, env=sandbox.env(), check=True, capture_output=True
        )
    return ("git", "push", "-q", f"https://git.heroku.com/{APP}.git", "HEAD:refs/heads/main")


def _ids(sandbox: Sandbox, answers: Answers) -> dict[str, str]:
    latest = max(answers.get(f"/apps/{APP}/releases"), key=lambda one: one["version"])
    body = {"command": "true", "attach": True}
    _, dyno = answers.ask("POST", f"/apps/{APP}/dynos", body)
    apps = {name: answers.get(f"/apps/{name}")["id"] for name in (APP, MADE, REFUSED, HELD)}
    coupling = answers.get(f"/apps/{APP}/pipeline-couplings")
    (attachment,) = answers.get(f"/apps/{APP}/addon-attachments")
    names = {"app": APP, "user": "~", "type": "web", "dyno": dyno["name"]}
    return {
        **names,
        "release": str(latest["version"]),
        "slug": latest["slug"]["id"],
        "build": answers.get(f"/apps/{APP}/builds")[-1]["id"],
        "app_id": apps[APP],
        "target_id": apps[MADE],
        "pipeline": coupling["pipeline"]["id"],
        "coupling": coupling["id"],
        "addon": attachment["addon"]["name"],
        "attachment": attachment["id"],
        "other": HELD,
        "promotion": _promote(sandbox, answers, coupling["pipeline"]["id"], apps),
    }


def _promote(sandbox: Sandbox, answers: Answers, pipeline: str, apps: dict[str, str]) -> str:
    """A promotion with a target that succeeded, one that failed and one that is pending."""
    sandbox.fault(REFUSED, on="promotion", action="fail")
    sandbox.fault(HELD, on="promotion", action="hang")
    source, *targets = ({"app": {"id": identity}} for identity in apps.values())
    body = {"pipeline": {"id": pipeline}, "source": source, "targets": targets}
    _, promotion = answers.ask("POST", "/pipeline-promotions", body)
    path = f"/pipeline-promotions/{promotion['id']}/promotion-targets"
    sandbox.wait_for(lambda: len({one["status"] for one in answers.get(path)}) == 3)
    return str(promotion["id"])

"""With an app: its dynos and maintenance are as before too, by themselves or given up."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from sandbox.client import Sandbox
from tests.data.servers import Database
from tests.data.whole import Whole, whole
from tests.e2e.data_scene import DataScene

HERE = Path(__file__).parent
YES = ("uat", "--yes", "--confirm", "uat")
ENVIRONMENTS = """\
environments:
    - {{label: origin, app_name: {origin}, branch: main}}
    - {{label: uat, app_name: {uat}, branch: main, data_from: origin}}
"""
SKIPPED = "data: {mask: none, skip: [notes]}\n"  # else Heroku would copy it
OLD = """
CREATE TABLE people (id serial PRIMARY KEY, name text);
INSERT INTO people (name) SELECT 'old ' || g FROM generate_series(1, 200) g;
SELECT setval('people_id_seq', 4711);
CREATE VIEW named AS SELECT name FROM people;
COMMENT ON TABLE people IS 'somebody wrote this';
GRANT SELECT ON people TO PUBLIC
"""


@pytest.fixture(scope="module")
def scene(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DataScene]:
    name = uuid4().hex[:8]
    apps = {label: f"{label}-{name}" for label in ("origin", "uat")}
    scene = DataScene(sandbox, tmp_path_factory.mktemp("lost") / "project", apps).set_up()
    scene.load("origin", (HERE / "new.sql").read_text())
    yield scene
    scene.clean()


def of(scene: DataScene) -> Whole:
    return whole(Database(scene.url("uat"), "", "", None))  # type: ignore[arg-type]


CASES = [
    ("] scale the dynos", signal.SIGKILL), ("] scale the dynos", signal.SIGINT),
    ("] set the old data aside", signal.SIGTERM), ("] copy the rows", signal.SIGKILL),
    ("] copy the rows", signal.SIGTERM), ("] prove it", signal.SIGINT),
]  # fmt: skip
FEW = {("] copy the rows", signal.SIGTERM)}


@pytest.mark.parametrize(
    ("line", "number"),
    [
        pytest.param(*case, marks=() if case in FEW else pytest.mark.never_lost)
        for case in CASES
    ],
)  # fmt: skip
def test_struck(scene: DataScene, line: str, number: signal.Signals) -> None:
    scene.settings(SKIPPED, ENVIRONMENTS)
    scene.load("uat", f"DROP SCHEMA public CASCADE; CREATE SCHEMA public; {OLD}")
    before = of(scene)
    struck = scene.killed(*YES, "--no-backup", when=lambda said: line in said, by=number)
    if number == signal.SIGKILL:
        assert struck.code == -9
        assert scene.data(*YES, "--abandon").code == 0
    else:
        assert struck.code == 130, struck.text
        assert "its dynos and maintenance are as they were" in struck.text
    assert of(scene) == before
    assert scene.formation("uat") == {"web": 1, "worker": 2}
    assert not scene.maintenance("uat")
    done = scene.data(*YES, "--no-backup")
    assert done.code == 0, done.text
    assert scene.formation("uat") == {"web": 1, "worker": 2}
    assert not scene.maintenance("uat")

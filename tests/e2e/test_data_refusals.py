"""What `heroku-tools data` refuses: nothing is touched then, and the message says why."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest

from sandbox.client import Sandbox
from tests.e2e.data_scene import DataScene
from tests.e2e.scene import Result

PEOPLE = """
CREATE TABLE person (id int PRIMARY KEY, email text NOT NULL UNIQUE, note text);
INSERT INTO person SELECT g, 'p' || g || '@planted.test', 'hello' FROM generate_series(1, 9) g
"""
OLD = "CREATE TABLE old (id int PRIMARY KEY); INSERT INTO old VALUES (1)"
ENVIRONMENTS = """\
environments:
    - {{label: live, app_name: {live}, branch: main, protected: true}}
    - {{label: uat, app_name: {uat}, branch: main, data_from: live}}
    - {{label: local, database_url: !env LOCAL_URL, data_from: {source}}}
"""
MASKS = "{person: {email: email, note: null}}"
YES = ("--yes", "--confirm", "uat")


@pytest.fixture(scope="module")
def scene(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DataScene]:
    name = uuid4().hex[:8]
    apps = {label: f"{label}-{name}" for label in ("live", "uat")}
    scene = DataScene(sandbox, tmp_path_factory.mktemp("data") / "project", apps).set_up()
    scene.load("live", PEOPLE)
    scene.load("uat", OLD)
    sandbox.create_app(f"home-{name}")
    scene.apps["home"] = f"home-{name}"
    sandbox.create_database(f"home-{name}")
    yield scene
    scene.kept_its_secrets(scene.remembered())
    scene.clean()


@pytest.fixture(autouse=True)
def nothing_is_touched(scene: DataScene) -> Iterator[None]:
    scene.extra = {"MASKING_SALT": "ab" * 32, "LOCAL_URL": scene.url("home")}
    scene.sandbox.clear_journal(scene.apps["uat"])
    yield
    assert [entry for entry in scene.sandbox.journal(scene.apps["uat"]) if entry.acts] == []
    assert scene.ask("uat", "SELECT id FROM old") == [(1,)]
    assert scene.mark("uat") is None


def settle(scene: DataScene, mask: str = MASKS, *, source: str = "uat", more: str = "") -> None:
    environments = ENVIRONMENTS.replace("{source}", source)
    scene.settings(f"data:\n    salt: !env MASKING_SALT\n    mask: {mask}\n{more}", environments)


def refused(scene: DataScene, *words: str, code: int = 3) -> str:
    done: Result = scene.data(*words)
    assert done.code == code, done.text
    return done.err


def test_upwards_and_where_nobody_said_from_where(scene: DataScene) -> None:
    settle(scene)
    assert "live is protected: data never flows into it" in refused(scene, "live", "--yes")
    scene.settings(
        f"data: {{salt: !env MASKING_SALT, mask: {MASKS}}}\n",
        ENVIRONMENTS.replace(", data_from: live", "").replace("{source}", "uat"),
    )
    assert "uat has no data_from" in refused(scene, "uat", *YES)


def test_confirmations(scene: DataScene) -> None:
    settle(scene)
    assert "--yes --confirm uat" in refused(scene, "uat", "--yes")
    assert "does not name the environment uat" in refused(
        scene, "uat", "--yes", "--confirm", "live"
    )
    assert "there is no terminal to confirm on" in refused(scene, "uat")


@pytest.mark.parametrize(
    ("salt", "words"),
    [
        (None, "the environment variable `MASKING_SALT` is not set"),
        ("5ec7e7", "the salt is not 64 hexadecimal digits"),
    ],
)
def test_the_salt(scene: DataScene, salt: str | None, words: str) -> None:
    settle(scene)
    del scene.extra["MASKING_SALT"]
    if salt:
        scene.extra["MASKING_SALT"] = salt
    said = refused(scene, "uat", *YES, code=2)
    assert words in said
    assert salt is None or salt not in said


@pytest.mark.parametrize(
    ("mask", "words"),
    [
        ("{persn: {email: email}}", "did you mean `person`?"),
        ("{person: {emial: email, note: null}}", "did you mean `email`?"),
        ("{person: {email: null, note: null}}", "person.email"),
        ('{person: {email: {sql: "email); DROP TABLE person; --"}, note: null}}', "`sql`"),
        (
            '{person: {email: email, note: {sql: "(1 / (id - 5))::text"}}}',
            "masked rows of `person` cannot be made: division by zero",
        ),
    ],
)
def test_rules_that_are_wrong(scene: DataScene, mask: str, words: str) -> None:
    settle(scene, mask)
    done = scene.data("uat", *YES)
    assert done.code in (2, 3)
    assert words in done.err
    assert "app.conf.yaml:" in done.err
    assert scene.ask("live", "SELECT count(*) FROM person") == [(9,)]


def test_masked_already_needs_the_proof(scene: DataScene) -> None:
    settle(scene, source="{{environment: uat, masked: already}}")
    said = refused(scene, "local", "--yes", "--confirm", "local")
    assert "uat holds no copy that was masked and proved" in said


def test_live_s_database_by_another_name(scene: DataScene) -> None:
    settle(scene, source="live")
    scene.extra["LOCAL_URL"] = scene.url("live").replace("@localhost", "@127.0.0.1")
    said = refused(scene, "local", "--yes", "--confirm", "local")
    assert "the URLs of `local` and `live` lead to the same database" in said
    scene.sandbox.attach_database(
        scene.apps["uat"], of=scene.apps["live"], attachment="DATABASE", name="SHARED"
    )
    try:
        said = refused(scene, "uat", *YES, "--target-attachment", "SHARED")
        assert "`uat` and `live` have the same database attached" in said
    finally:
        scene.sandbox.detach_database(scene.apps["uat"], "SHARED")


def test_values_in_the_structure(scene: DataScene) -> None:
    settle(scene)
    scene.load("live", "COMMENT ON TABLE person IS 'ask berta.k@gmail.com'")
    try:
        said = refused(scene, "uat", *YES)
        assert "comment" in said
        assert "looks like email" in said
        assert "berta" not in said
    finally:
        scene.load("live", "COMMENT ON TABLE person IS NULL")


def test_while_somebody_else_is_at_it(scene: DataScene) -> None:
    """A frozen source keeps the copy from beginning as a frozen target does."""
    settle(scene)
    origin = scene.folder.parent / "origin.git"
    for words in (("init", "-q", "--bare", str(origin)), ("remote", "add", "origin", str(origin))):
        assert scene.run("git", *words).code == 0
    assert scene.run("heroku-tools", "lock", "live", "--reason", "audit").code == 0
    said = refused(scene, "uat", *YES)
    assert "live is frozen: audit" in said
    assert scene.run("heroku-tools", "unlock", "live", "--yes", "--confirm", "live").code == 0

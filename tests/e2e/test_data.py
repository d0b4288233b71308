"""Data comes down: live, uat, dev and a local database, by the installed command and real CLI."""

from __future__ import annotations

import re
from collections.abc import Iterator
from uuid import uuid4

import psycopg
import pytest

from sandbox.client import Sandbox
from tests.data.servers import Database
from tests.data.whole import whole
from tests.e2e.data_scene import PLANTED, SALT, DataScene
from tests.e2e.scene import Result

LABELS = ("live", "uat", "dev")
YES_UAT, YES_DEV = ("--yes", "--confirm", "uat"), ("--yes", "--confirm", "dev")
COPYING = "] copy the rows"
WITHOUT_MASKS = """\
environments:
    - {{label: live, app_name: {live}, branch: main, protected: true}}
    - {{label: uat, app_name: {uat}, branch: main}}
    - {{label: dev, app_name: {dev}, branch: main, data_from: uat}}
"""
USERS = "SELECT id, email, username, first_name FROM auth_user ORDER BY id"


@pytest.fixture(scope="module")
def scene(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DataScene]:
    """live with its people, uat with old data, dev, and a local database on PostgreSQL 18."""
    name = uuid4().hex[:8]
    apps = {label: f"{label}-{name}" for label in LABELS}
    scene = DataScene(sandbox, tmp_path_factory.mktemp("data") / "project", apps).set_up()
    sandbox.create_app(f"home-{name}")
    scene.extra["LOCAL_URL"] = sandbox.create_database(f"home-{name}", version=18)
    scene.django("live")
    planted = scene.ask("live", "SELECT first_name, last_name, email FROM auth_user")
    scene.planted = tuple(str(value) for row in planted for value in row)
    scene.load("uat", "CREATE TABLE old (id int PRIMARY KEY); INSERT INTO old VALUES (1)")
    sandbox.configure_postgres(16, log_statement="all")
    scene.rules(more="    after: echo migrated\n")
    scene.first = bring_all_down(scene)
    yield scene
    scene.kept_its_secrets(scene.remembered())
    sandbox.configure_postgres(16, log_statement="none")
    sandbox.delete_app(f"home-{name}")
    scene.clean()


def text_of(url: str) -> str:
    """All rows of all tables, as text."""
    tables = (
        "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname = 'public'"
    )
    with psycopg.connect(url, autocommit=True) as connection:
        names = [name for (name,) in connection.execute(tables)]
        return "\n".join(
            str(row)
            for name in names
            for row in connection.execute(f"SELECT t::text FROM {name} t")
        )


def bring_all_down(scene: DataScene) -> Result:
    """From live to uat, to dev, to the local database: what each test finds; how the first went."""
    first = scene.data("uat", *YES_UAT, "--json")
    for label in ("dev", "local"):
        down = scene.data(label, "--yes", "--confirm", label, "--no-backup")
        assert down.code == 0, down.err
    return first


def test_the_whole_chain(scene: DataScene) -> None:
    done = scene.first
    assert done is not None
    assert done.code == 0, done.err
    assert "migrated" in done.err
    assert done.steps == [
        "maintenance-on", "scale-down", "back-up", "take-snapshot", "set-aside", "load-schema",
        "copy-rows", "build", "finish", "prove", "mark-proved", "run", "scale-up",
        "maintenance-off", "drop-aside",
    ]  # fmt: skip
    assert done.json["result"]["rows"] == 11_526


def test_masked_and_the_same_everywhere(scene: DataScene) -> None:
    live, uat, dev = (scene.ask(label, USERS) for label in LABELS)
    with psycopg.connect(scene.extra["LOCAL_URL"]) as local:
        assert uat == dev == local.execute(USERS).fetchall()
    assert len(live) == len(uat) == 300
    assert {row[0] for row in live} == {row[0] for row in uat}
    for column in (1, 2, 3):
        assert {row[column] for row in live} & {row[column] for row in uat} == set()
    emails = dict(scene.ask("uat", "SELECT user_id, email FROM account_emailaddress"))
    assert emails == {row[0]: row[1] for row in uat}, "equal values have equal masks"


def test_no_planted_name_has_left_the_source(scene: DataScene) -> None:
    assert len(PLANTED.findall(text_of(scene.url("live")))) > 1000
    for url in (scene.url("uat"), scene.url("dev"), scene.extra["LOCAL_URL"]):
        assert PLANTED.findall(text_of(url)) == []
    scene.kept_its_secrets(scene.remembered())


def test_the_server_s_log_knows_neither_salt_nor_names(scene: DataScene) -> None:
    log = scene.sandbox.postgres_log(16).read_text(errors="replace")
    assert "COPY (SELECT" in log, "all statements are logged"
    assert SALT not in log
    copied = [line for line in log.splitlines() if "COPY" in line or "prove" in line]
    assert PLANTED.findall("\n".join(copied)) == []


def test_the_target_is_as_it_was_around_it(scene: DataScene) -> None:
    for label in ("uat", "dev"):
        assert scene.formation(label) == {"web": 1, "worker": 2}
        assert not scene.maintenance(label)
        mark = scene.mark(label)
        assert mark is not None
        assert mark["state"] == "proved"
    assert scene.ask("uat", "SELECT to_regclass('old')") == [(None,)]
    assert scene.mark("live") is None
    first = scene.sandbox.transfers(scene.apps["uat"])[0]
    assert (first["kind"], first["succeeded"]) == ("backup", True)


def test_sequences_go_on_where_they_stood(scene: DataScene) -> None:
    asked = "SELECT schemaname, sequencename, last_value FROM pg_sequences ORDER BY 1, 2"
    assert scene.ask("uat", asked) == scene.ask("live", asked)


def test_a_new_column_that_nobody_decided_about(scene: DataScene) -> None:
    scene.load("live", "ALTER TABLE auth_user ADD nick text")
    try:
        refused = scene.data("uat", *YES_UAT)
        assert refused.code == 3
        assert "auth_user.nick" in refused.err
        assert "            nick: username" in refused.out, "a proposal, ready to be pasted"
        assert scene.data("uat", "--check").code == 10
    finally:
        scene.load("live", "ALTER TABLE auth_user DROP nick")
    assert scene.mark("uat") is not None


def test_five_masked_rows(scene: DataScene) -> None:
    """The values that are kept are shown too: they would arrive."""
    shown = scene.data("uat", "--preview", "account_emailaddress", "--json")
    assert shown.code == 0
    assert len(shown.json["rows"]) == 5
    masked = dict(scene.ask("uat", "SELECT id::text, email FROM account_emailaddress"))
    assert all(masked[row["id"]] == row["email"] for row in shown.json["rows"])


def test_killed_while_it_copies_then_given_up(scene: DataScene) -> None:
    before, mark = scene.ask("dev", USERS), scene.mark("dev")
    killed = scene.killed("dev", *YES_DEV, "--no-backup", when=lambda line: COPYING in line)
    assert killed.code == -9
    is_incomplete(scene, "dev")

    again = scene.data("dev", *YES_DEV)
    assert again.code == 3
    assert "unfinished copy of data" in again.err
    assert "data dev --resume" in again.err

    (stands,) = scene.run("heroku-tools", "status", "dev", "--json").json["environments"]
    assert (stands["data"]["state"], stands["data"]["source"]) == ("aside", "uat")
    assert "heroku-tools data dev --resume" in " ".join(stands["notes"])

    given_up = scene.data("dev", "--abandon", *YES_DEV)
    assert given_up.code == 0, given_up.err
    assert scene.ask("dev", USERS) == before
    assert scene.mark("dev") == mark
    is_open(scene, "dev")


def test_killed_while_it_copies_then_copied_again(scene: DataScene) -> None:
    killed = scene.killed("dev", *YES_DEV, "--no-backup", when=lambda line: COPYING in line)
    assert killed.code == -9
    resumed = scene.data("dev", "--resume", *YES_DEV, "--no-backup")
    assert resumed.code == 0, resumed.err
    assert scene.ask("dev", USERS) == scene.ask("uat", USERS)
    mark = scene.mark("dev")
    assert mark is not None
    assert mark["state"] == "proved"
    is_open(scene, "dev")


def test_what_cannot_be_set_aside_is_restored_from_its_backup(scene: DataScene) -> None:
    """A range type of the target's own does not move."""
    scene.load("uat", "CREATE TYPE span AS RANGE (subtype = float8)")
    before = scene.ask("uat", USERS)
    killed = scene.killed("uat", *YES_UAT, when=lambda line: COPYING in line)
    assert "in place, as the old data cannot be set aside: the range type" in killed.text
    is_incomplete(scene, "uat")

    given_up = scene.data("uat", "--abandon", *YES_UAT)
    assert given_up.code == 0, given_up.err
    assert re.search(r"restore the backup b\d{3}", given_up.out)
    assert scene.ask("uat", USERS) == before
    assert scene.ask("uat", "SELECT 'span'::regtype::text") == [("span",)]
    is_open(scene, "uat")


def test_a_copy_that_is_not_proved_leaves_all_as_it_was(scene: DataScene) -> None:
    """By itself: schema, rows, sequences, grants, comments."""
    local = Database(scene.extra["LOCAL_URL"], "", "", None)  # type: ignore[arg-type]
    local.run("COMMENT ON TABLE auth_user IS 'a person wrote this'")
    before = whole(local)
    settings = scene.folder / "app.conf.yaml"
    text = settings.read_text()
    settings.write_text(text + "    checks: [SELECT 1 FROM auth_user WHERE id > 299]\n")
    failed = scene.data("local", "--yes", "--confirm", "local")
    settings.write_text(text)
    assert failed.code == 1
    assert "the check returns rows" in failed.err
    assert "local holds the data that it held before; nothing needs to be done." in failed.err
    assert whole(local) == before
    assert scene.data("local", "--resume").code == 0, "there is nothing left to take up"


def test_what_only_the_database_remembers(scene: DataScene) -> None:
    """Killed, and the clone with its journal is no more: the old data is found all the same."""
    local = Database(scene.extra["LOCAL_URL"], "", "", None)  # type: ignore[arg-type]
    before, yes = whole(local).schema, ("--yes", "--confirm", "local")
    assert scene.killed("local", *yes, when=lambda line: COPYING in line).code == -9
    (scene.folder / ".git" / "heroku-tools" / "local.jsonl").unlink()

    refused = scene.data("local", *yes)
    assert refused.code == 3
    assert "holds data that an earlier copy has set aside" in refused.err
    assert scene.data("local", "--abandon", *yes).code == 0
    assert whole(local).schema == before


def test_heroku_copies_what_needs_no_masking(scene: DataScene) -> None:
    settings = scene.folder / "app.conf.yaml"
    text = settings.read_text()
    scene.settings("data: {mask: none}\n", WITHOUT_MASKS)
    done = scene.data("dev", *YES_DEV, "--no-backup", "--json")
    settings.write_text(text)
    assert done.code == 0, done.err
    assert done.steps == [
        "maintenance-on", "scale-down", "copy-by-heroku", "prove", "mark-proved", "scale-up",
        "maintenance-off",
    ]  # fmt: skip
    assert scene.ask("dev", USERS) == scene.ask("uat", USERS)
    mark = scene.mark("dev")
    assert mark is not None
    assert (mark["state"], mark["masked"]) == ("proved", False)
    is_open(scene, "dev")


def is_incomplete(scene: DataScene, label: str) -> None:
    mark = scene.mark(label)
    assert mark is not None
    assert mark["state"] == "incomplete"
    assert scene.maintenance(label)
    assert set(scene.formation(label).values()) == {0}


def is_open(scene: DataScene, label: str) -> None:
    assert not scene.maintenance(label)
    assert scene.formation(label) == {"web": 1, "worker": 2}

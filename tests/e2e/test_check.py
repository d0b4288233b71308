"""`check`: the real programs, the real login, apps, git and pipeline, asked side by side."""

from __future__ import annotations

from uuid import uuid4

from heroku_tools.data.database import marking
from heroku_tools.data.database.marker import Marker, State
from heroku_tools.tools import postgres
from sandbox.client import Sandbox
from tests.e2e.scene import Result, Scene

PROMOTED = """\
environments:
    - {{label: uat, app_name: {app}, branch: dev, config_vars: {{SECRET_TOKEN: x}}}}
    - {{label: demo, app_name: {app}-d, promote_from: uat}}
commands:
    migrate: python manage.py migrate
    warm: ./bin/warm
"""
DATA = """\
environments:
    - {{label: live, app_name: {app}, branch: dev, protected: true}}
    - {{label: uat, app_name: {app}-d, branch: dev, data_from: live}}
    - {{label: local, database_url: !env LOCAL_URL, data_from: live}}
data:
    salt: !env MASKING_SALT
    mask: {{users: {{email: email}}}}
"""
SALT, NOBODY = "5a17" * 16, "postgres://ann:p4ssw0rd@127.0.0.1:1/none"
HALF = Marker(State.INCOMPLETE, "uat", "live", "r1", "2026-11-13T16:05:00Z")


def said(result: Result, about: str, level: str) -> list[str]:
    found = result.json["findings"]
    return [
        each["said"] for each in found if each["level"] == level and each["about"].startswith(about)
    ]


def test_all_is_well(scene: Scene) -> None:
    scene.git("branch", "master")
    done = scene.command("heroku-tools", "check", "dev")
    assert (done.code, done.out.splitlines()[-1]) == (0, "Nothing needs doing.")
    for words in ("git 2.", "heroku 11.", "logged in as ", "branch dev is at ", "git can reach"):
        assert words in done.out
    assert not any(word in done.asked[0] for word in ("PATCH", "POST", "DELETE"))


def test_what_needs_doing(scene: Scene, sandbox: Sandbox) -> None:
    sandbox.create_app(f"{scene.app}-d")
    scene.commit("map", {"app.conf.yaml": PROMOTED.format(app=scene.app), "bin/warm": "x"})
    done = scene.command("heroku-tools", "check", "--json")
    assert done.code == 10
    assert "migrate calls manage.py, which is not in" in said(done, "uat", "to do")[0]
    (unpromoted,) = said(done, "demo", "to do")
    assert f"{scene.app}-d and uat are not in one pipeline" in unpromoted
    pipeline = f"line-{uuid4().hex[:8]}"
    sandbox.create_pipeline(pipeline, {scene.app: "staging", f"{scene.app}-d": "production"})
    scene.commit("manage", {"manage.py": "x"})
    done = scene.command("heroku-tools", "check", "--json")
    assert (done.code, said(done, "", "to do")) == (0, [])
    assert any("in one pipeline" in each for each in said(done, "demo", "fine"))
    sandbox.delete_app(f"{scene.app}-d")
    done = scene.command("heroku-tools", "check", "demo", "--json")
    assert (done.code, "knows no such app" in said(done, "demo", "to do")[0]) == (10, True)


def test_where_data_flows(scene: Scene, sandbox: Sandbox) -> None:
    """Both databases are asked: what is left of a copy, what nobody has decided about."""
    other = f"{scene.app}-d"
    sandbox.create_app(other)
    urls = [sandbox.create_database(app) for app in (scene.app, other)]
    scene.extra |= {"MASKING_SALT": SALT, "LOCAL_URL": NOBODY}
    scene.commit("map", {"app.conf.yaml": DATA.format(app=scene.app)})
    with (
        postgres.connect(urls[0], application="test", source=False) as live,
        postgres.connect(urls[1], application="test", source=False) as uat,
    ):
        live.execute("CREATE TABLE users (id int PRIMARY KEY, email text, nick text)")
        marking.put(uat, HALF)
        done = scene.command("heroku-tools", "check", "--json")
        half, undecided = said(done, "Data of uat", "to do")
        assert done.code == 10
        assert "its database answers: incomplete copy of live, since " in half
        assert undecided == "nobody has decided about 1 column of live: users.nick"
        assert "pg_dump and pg_restore are new enough" in said(done, "Data of uat", "fine")[0]
        (nobody,) = said(done, "Data of local", "to do")  # live was spoken of already
        assert nobody.startswith("local: No connection to the database none at 127.0.0.1:1: ")
        live.execute("ALTER TABLE users DROP nick")
        marking.put(uat, None)
    well = scene.command("heroku-tools", "check", "uat")
    assert well.code == 0, well.text
    assert "every column of live is decided about, 1 column masked" in well.out
    for secret in (SALT, "p4ssw0rd", *(str(postgres.parameters(url)["password"]) for url in urls)):
        assert secret not in done.text + well.text
    sandbox.delete_app(other)

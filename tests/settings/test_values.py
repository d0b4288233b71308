"""What a file that is right becomes."""

# ruff: noqa: E501 - the tables have a case in each line
from __future__ import annotations

from pathlib import Path

import pytest

from heroku_tools.errors import SettingsFailed, UsageFailed
from heroku_tools.settings import (
    Command,
    Confirm,
    DeployPolicy,
    Environment,
    Hooks,
    Maintenance,
    Rerun,
    Settings,
    When,
)
from tests.settings.helpers import ENVIRONMENT, settings_of

PUBLISHED = """\
environments:
    - label:    live
      app_name: my_app_1
      branch:   master
    - label:    uat
      app_name: my_app_2
      branch:   master
    - label:    dev
      app_name: my_app_3
      branch:   dev
commands:
    collectstatic: python manage.py collectstatic
    migrate: python manage.py migrate
"""
PIN = DeployPolicy(confirm=Confirm.PIN)
YES_NO = DeployPolicy()


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def policies(settings: Settings) -> dict[str, DeployPolicy]:
    return {each.label: each.deploy for each in settings.environments}


def protected(settings: Settings) -> list[str]:
    return [each.label for each in settings.environments if each.protected]


def test_the_published_form(tmp_path: Path) -> None:
    assert settings_of(tmp_path, PUBLISHED) == Settings(
        path=tmp_path / "app.conf.yaml",
        environments=(
            Environment("live", "my_app_1", "master", True, PIN, "app.conf.yaml:3"),
            Environment("uat", "my_app_2", "master", False, YES_NO, "app.conf.yaml:6"),
            Environment("dev", "my_app_3", "dev", False, YES_NO, "app.conf.yaml:9"),
        ),
        commands=(
            Command(
                "migrate",
                "python manage.py migrate",
                When(patterns=("/migrations/",)),
                needs_maintenance=True,
                rerun=Rerun.SAFE,
            ),
            Command(
                "collectstatic",
                "python manage.py collectstatic",
                When(patterns=("/static/",)),
                needs_maintenance=False,
                rerun=Rerun.SAFE,
            ),
        ),
        notices=("no environment says `protected`: live is protected because of its label",),
    )


@pytest.mark.parametrize(
    ("yaml", "command"),
    [
        ("x: run me", Command("x", "run me", When(), False, Rerun.ASK)),
        ("x: {run: a, when: always}", Command("x", "a", When(always=True), False, Rerun.ASK)),
        ("x: {run: a, when: [always]}", Command("x", "a", When(always=True), False, Rerun.ASK)),
        ("x: {run: a, when: /b/}", Command("x", "a", When(patterns=("/b/",)), False, Rerun.ASK)),
        ("x: {run: a, when: [b, '*.c']}", Command("x", "a", When(patterns=("b", "*.c")), False, Rerun.ASK)),
        ("x: {run: a, rerun: safe}", Command("x", "a", When(), False, Rerun.SAFE)),
        ("x: {run: a, needs_maintenance: yes}", Command("x", "a", When(), True, Rerun.ASK)),
        ("migrate: {run: a, rerun: ask, needs_maintenance: no, when: z}", Command("migrate", "a", When(patterns=("z",)), False, Rerun.ASK)),
        ("migrate: {run: a}", Command("migrate", "a", When(patterns=("/migrations/",)), True, Rerun.SAFE)),
        ("x: |\n  a\n  b\n", Command("x", "a\nb\n", When(), False, Rerun.ASK)),
        ("on: no", Command("on", "no", When(), False, Rerun.ASK)),
        ("1.10: 0080", Command("1.10", "0080", When(), False, Rerun.ASK)),
        ("db:a-b_c.d: !!str x", Command("db:a-b_c.d", "x", When(), False, Rerun.ASK)),
        ("x: null", Command("x", "null", When(), False, Rerun.ASK)),
        ("x: ~", Command("x", "~", When(), False, Rerun.ASK)),
        ("x: =", Command("x", "=", When(), False, Rerun.ASK)),
        ("x: 2024-01-01", Command("x", "2024-01-01", When(), False, Rerun.ASK)),
        ("x: !!int 007", Command("x", "007", When(), False, Rerun.ASK)),
    ],
)  # fmt: skip
def test_a_command(tmp_path: Path, yaml: str, command: Command) -> None:
    text = ENVIRONMENT + "commands:\n" + "".join(f" {line}\n" for line in yaml.splitlines())
    assert settings_of(tmp_path, text).commands == (command,)


@pytest.mark.parametrize("commands", ["", "commands: {}\n"])
def test_no_commands(tmp_path: Path, commands: str) -> None:
    assert settings_of(tmp_path, ENVIRONMENT + commands).commands == ()


def test_the_order_of_commands(tmp_path: Path) -> None:
    text = ENVIRONMENT + "commands: {z: 1, collectstatic: 2, a: 3, migrate: 4, m: 5}\n"
    names = [each.name for each in settings_of(tmp_path, text).commands]
    assert names == ["migrate", "collectstatic", "z", "a", "m"]


@pytest.mark.parametrize("typed", ["true", "True", "YES", "yes", "on", "On", '"on"'])
def test_yes(tmp_path: Path, typed: str) -> None:
    text = ENVIRONMENT.replace("main", f"main, protected: {typed}")
    assert protected(settings_of(tmp_path, text)) == ["dev"]


@pytest.mark.parametrize("typed", ["false", "FALSE", "no", "No", "off", "'off'"])
def test_no(tmp_path: Path, typed: str) -> None:
    text = ENVIRONMENT.replace("dev", "live").replace("main", f"main, protected: {typed}")
    assert protected(settings_of(tmp_path, text)) == []


@pytest.mark.parametrize(
    ("labels", "of_them", "notices"),
    [
        ("live uat", ["live"], ["no environment says `protected`: live is protected because of its label"]),
        ("Prod PRODUCTION x", ["Prod", "PRODUCTION"], ["no environment says `protected`: Prod and PRODUCTION are protected because of their labels"]),
        ("uat alive", [], []),
    ],
)  # fmt: skip
def test_protected_by_label(
    tmp_path: Path, labels: str, of_them: list[str], notices: list[str]
) -> None:
    entries = [f"- {{label: {each}, app_name: abc, branch: b}}\n" for each in labels.split()]
    settings = settings_of(tmp_path, "environments:\n" + "".join(entries))
    assert protected(settings) == of_them
    assert list(settings.notices) == notices


def test_one_protected_anywhere_and_labels_mean_nothing(tmp_path: Path) -> None:
    text = PUBLISHED.replace("my_app_2\n", "my_app_2\n      protected: yes\n")
    settings = settings_of(tmp_path, text)
    assert protected(settings) == ["uat"]
    assert settings.notices == ()


def test_deploy_key_by_key(tmp_path: Path) -> None:
    text = """\
environments:
- {label: live, app_name: abc, branch: b, deploy: {confirm: pin}}
- {label: uat, app_name: abd, branch: b, deploy: {maintenance: never, confirm: yes-no}}
- {label: dev, app_name: abe, branch: b, deploy: {}}
- {label: old, app_name: abf, branch: b, deploy: {remote_branch: main, confirm: pin}}
deploy: {maintenance: always, remote_branch: master, confirm: none}
"""
    assert policies(settings_of(tmp_path, text)) == {
        "live": DeployPolicy(Maintenance.ALWAYS, Confirm.PIN, "master"),
        "uat": DeployPolicy(Maintenance.NEVER, Confirm.YES_NO, "master"),
        "dev": DeployPolicy(Maintenance.ALWAYS, Confirm.NONE, "master"),
        "old": DeployPolicy(Maintenance.ALWAYS, Confirm.PIN, "main"),
    }


@pytest.mark.parametrize(
    "url", ["https://a.org", "http://127.0.0.1:8000/x?y=z#a", "https://[::1]:80/", "https://a/@b"]
)
def test_a_url(tmp_path: Path, url: str) -> None:
    text = ENVIRONMENT.replace("main", f"main, url: '{url}'")
    assert settings_of(tmp_path, text).environment("dev").url == url


def test_notify(tmp_path: Path) -> None:
    text = """\
environments:
- {label: live, app_name: abc, branch: b, notify: !env NEWS}
- {label: uat, app_name: abd, branch: b, notify: []}
- {label: dev, app_name: abe, branch: b}
notify:
- !env NEWS
- json://user:hunter2@localhost
"""
    live, uat, dev = settings_of(tmp_path, text).environments
    assert [each.where for each in live.notify] == ["app.conf.yaml:2"]
    assert uat.notify == ()
    assert [each.where for each in dev.notify] == ["app.conf.yaml:6", "app.conf.yaml:7"]
    assert "hunter2" not in repr(dev)
    values = [each.value({"NEWS": "slack://x"}) for each in dev.notify]
    assert values == ["slack://x", "json://user:hunter2@localhost"]


@pytest.mark.parametrize("environ", [{}, {"NEWS": ""}])
def test_a_variable_that_is_not_there(tmp_path: Path, environ: dict[str, str]) -> None:
    (source,) = settings_of(tmp_path, ENVIRONMENT + "notify: !env NEWS").environments[0].notify
    with pytest.raises(SettingsFailed) as failure:
        source.value(environ)
    assert failure.value.message == ("app.conf.yaml:3: the environment variable `NEWS` is not set")
    assert failure.value.hint == "Set it, for example in the shell: export NEWS=..."


@pytest.mark.parametrize(
    ("typed", "tag"),
    [
        ("live/{version}", "live/{version}"),
        ("{environment}/{app}/{date}-{commit}", "{environment}/{app}/{date}-{commit}"),
        ("false", ""),
        ("off", ""),
    ],
)
def test_a_tag(tmp_path: Path, typed: str, tag: str) -> None:
    text = f"{ENVIRONMENT}deploy: {{tag: '{typed}'}}"
    assert policies(settings_of(tmp_path, text))["dev"].tag == tag


def test_hooks_key_by_key(tmp_path: Path) -> None:
    text = """\
environments:
- {label: live, app_name: abc, branch: b, hooks: {before: "a 'b c' \\"d\\""}}
- {label: uat, app_name: abd, branch: b, hooks: {after: [], failed: [x, "", "y z"]}}
- {label: dev, app_name: abe, branch: b}
hooks: {after: ./after}
"""
    assert [each.hooks for each in settings_of(tmp_path, text).environments] == [
        Hooks(before=("a", "b c", "d"), after=("./after",)),
        Hooks(failed=("x", "", "y z")),
        Hooks(after=("./after",)),
    ]


def test_merge_keys_and_aliases(tmp_path: Path) -> None:
    text = """\
environments:
- &live
  label: live
  app_name: &name my-app
  branch: main
  deploy: &quick {maintenance: never}
- {<<: *live, label: uat, app_name: my-uat}
- <<: [{branch: dev}, *live]
  label: dev
  app_name: *name
  deploy: {<<: *quick, remote_branch: master}
"""
    live, uat, dev = settings_of(tmp_path, text).environments
    assert (live.app_name, live.branch) == ("my-app", "main")
    assert (uat.app_name, uat.branch, uat.where) == ("my-uat", "main", "app.conf.yaml:7")
    assert (dev.app_name, dev.branch, dev.where) == ("my-app", "dev", "app.conf.yaml:10")
    assert dev.deploy == DeployPolicy(Maintenance.NEVER, Confirm.YES_NO, "master")


@pytest.mark.parametrize("change", [
    lambda text: "\ufeff" + text,
    lambda text: text.replace("\n", "\r\n"),
    lambda text: "%YAML 1.2\n---\n" + text + "...\n",
    lambda text: "# été\n" + text,
])  # fmt: skip
def test_the_same_in_other_clothes(tmp_path: Path, change: object) -> None:
    assert callable(change)
    settings = settings_of(tmp_path, change(PUBLISHED))
    assert [each.label for each in settings.environments] == ["live", "uat", "dev"]


def test_looking_up(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, PUBLISHED)
    assert settings.environment("uat").app_name == "my_app_2"
    assert settings.command("migrate").run == "python manage.py migrate"


@pytest.mark.parametrize(
    ("asked", "message", "hint"),
    [
        (("environment", "uta"), "unknown environment `uta`; did you mean `uat`?", "environments: live, uat, dev"),
        (("environment", "LIVE"), "unknown environment `LIVE`; did you mean `live`?", "environments: live, uat, dev"),
        (("environment", "x"), "unknown environment `x`", "environments: live, uat, dev"),
        (("command", "migrat"), "unknown command `migrat`; did you mean `migrate`?", "commands: migrate, collectstatic"),
    ],
)  # fmt: skip
def test_looking_up_what_is_not_there(
    tmp_path: Path, asked: tuple[str, str], message: str, hint: str
) -> None:
    with pytest.raises(UsageFailed) as failure:
        getattr(settings_of(tmp_path, PUBLISHED), asked[0])(asked[1])
    assert (failure.value.message, failure.value.hint) == (message, hint)
    assert not isinstance(failure.value, SettingsFailed)


def test_looking_up_where_there_is_nothing(tmp_path: Path) -> None:
    with pytest.raises(UsageFailed) as failure:
        settings_of(tmp_path, ENVIRONMENT).command("migrate")
    assert failure.value.hint == "the settings have no commands"

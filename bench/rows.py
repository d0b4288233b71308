"""The rows of the table: what is measured, and against what a person would do otherwise."""

from __future__ import annotations

import sys
from collections.abc import Callable
from itertools import count

from bench.measure import Row
from bench.stage import Project, Stage

MANY = 100_000
HELP, VERSION = ("heroku-tools", "--help"), ("heroku-tools", "--version")
CLICK = (sys.executable, "-c", "import click")
DRY_RUN = ("deploy", "dev", "--dry-run")
CHECK = ("heroku-tools", "config", "dev", "--check")
STATUS = ("heroku-tools", "status")


def releases(project: Project) -> tuple[str, ...]:
    """What is asked of the CLI at least, to know what runs."""
    return ("heroku", "releases", "--json", f"--app={project.app}")


def config(project: Project) -> tuple[str, ...]:
    """What is asked of the CLI to see the config vars."""
    return ("heroku", "config", "--json", f"--app={project.app}")


def help_(stage: Stage) -> Row:
    """Help, against what it is made with."""
    return _against_click(stage, "help", HELP)


def version(stage: Stage) -> Row:
    """The version, against the same."""
    return _against_click(stage, "version", VERSION)


def _against_click(stage: Stage, name: str, argv: tuple[str, ...]) -> Row:
    project = stage.project()
    return Row(
        name, " ".join(argv), 'python -c "import click"', 1.3,
        lambda: project.seconds(argv), lambda: project.seconds(CLICK),
    )  # fmt: skip


def help_against_heroku(stage: Stage) -> Row:
    """Help, against a start of the CLI."""
    project = stage.project()
    return Row(
        "help-heroku", "heroku-tools --help", "heroku --version", 0.12,
        lambda: project.seconds(HELP), lambda: project.seconds(("heroku", "--version")),
    )  # fmt: skip


def dry_run(stage: Stage) -> Row:
    """A plan, by whoever has a key in the environment."""
    project = stage.project(20)
    return Row(
        "dry-run", "deploy --dry-run, 20 commits, key in the environment",
        "heroku releases --json", 0.15,
        lambda: project.seconds(DRY_RUN), lambda: project.seconds(releases(project)),
    )  # fmt: skip


def dry_run_logged_in(stage: Stage) -> Row:
    """A plan, by whoever is logged in."""
    project, env = stage.project(20), stage.logged_in()
    return Row(
        "dry-run-no-key", "deploy --dry-run, 20 commits, no key in the environment",
        "heroku releases --json", 1.1,
        lambda: project.seconds(DRY_RUN, env=env),
        lambda: project.seconds(releases(project), env=env),
    )  # fmt: skip


def dry_run_large(stage: Stage) -> Row:
    """A plan of a large changeset, against git alone."""
    project = stage.project(MANY)
    by_git = project.by_git
    return Row(
        "dry-run-large", f"deploy --dry-run, {MANY:,} commits and files",
        "git log + git diff --name-only", 1.2,
        lambda: project.seconds(DRY_RUN), lambda: project.seconds(*by_git),
    )  # fmt: skip


def memory(stage: Stage) -> Row:
    """The memory of a plan, of a large changeset against a small one."""
    large, small = stage.project(MANY), stage.project(100)
    return Row(
        "memory", f"deploy --dry-run, {MANY:,} commits and files: memory", "100 commits", 1.2,
        lambda: large.mebibytes(*DRY_RUN), lambda: small.mebibytes(*DRY_RUN), "MiB",
    )  # fmt: skip


def config_check(stage: Stage) -> Row:
    """A thousand config vars compared, against a look at them."""
    project = stage.project()
    project.hold_config_vars(1000)
    return Row(
        "config-check", "config --check, 1,000 vars", "heroku config --json", 0.2,
        lambda: project.seconds(CHECK), lambda: project.seconds(config(project)),
    )  # fmt: skip


def config_compare(stage: Stage) -> Row:
    """Ten environments beside each other, against a look at one."""
    project = _ten(stage)
    for number, app in enumerate(project.apps.values()):
        stage.sandbox.set_config(app, {f"VAR_{each}": str(each * number) for each in range(50)})
    return Row(
        "config-compare", "config --compare, 10 environments", "heroku config --json", 0.35,
        lambda: project.seconds(("heroku-tools", "config", "--compare")),
        lambda: project.seconds(config(project)),
    )  # fmt: skip


def _ten(stage: Stage) -> Project:
    return stage.project(labels=[f"env{number}" for number in range(10)])


def status(stage: Stage) -> Row:
    """Where ten environments stand, against a look at one."""
    project = _ten(stage)
    return Row(
        "status", "status, 10 environments", "heroku releases --json", 0.4,
        lambda: project.seconds(STATUS),
        lambda: project.seconds(releases(project)),
    )  # fmt: skip


def status_by_hand(stage: Stage) -> Row:
    """The same, against a loop over the CLI for the same facts."""
    project = _ten(stage)
    asked = ("releases", "maintenance", "ps")
    loop = [("heroku", each, f"--app={app}") for app in project.apps.values() for each in asked]
    return Row(
        "status-loop", "status, 10 environments", "a loop over the CLI", 0.03,
        lambda: project.seconds(STATUS), lambda: project.seconds(*loop),
    )  # fmt: skip


def deploy(stage: Stage) -> Row:
    """A deployment with migration and maintenance, against its acts typed one by one."""
    project, numbers = stage.project(), count()
    app = f"--app={project.app}"
    push = ("git", "push", f"https://git.heroku.com/{project.app}.git", "HEAD:refs/heads/main")
    acts = (
        ("heroku", "maintenance:on", app),
        push,
        ("heroku", "run", "--exit-code", "--no-tty", app, "--", "sh manage.sh migrate"),
        ("heroku", "maintenance:off", app),
    )

    def after_a_migration(*argvs: tuple[str, ...]) -> float:
        project.commit({f"blog/migrations/{next(numbers)}.py": ""})
        return project.seconds(*argvs)

    return Row(
        "deploy", "deploy, with migration and maintenance", "its acts by hand", 1.05,
        lambda: after_a_migration(("deploy", "dev", "--yes")),
        lambda: after_a_migration(*acts),
    )  # fmt: skip


# In the order of the table; what `data` is held against is measured by `bench.data`.
ROWS: dict[str, Callable[[Stage], Row]] = {
    "help": help_,
    "version": version,
    "help-heroku": help_against_heroku,
    "dry-run": dry_run,
    "dry-run-no-key": dry_run_logged_in,
    "dry-run-large": dry_run_large,
    "memory": memory,
    "config-check": config_check,
    "config-compare": config_compare,
    "status": status,
    "status-loop": status_by_hand,
    "deploy": deploy,
}

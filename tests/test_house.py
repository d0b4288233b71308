"""The rules of the house, held true by walking the code."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import heroku_tools

HOUSE = Path(heroku_tools.__file__).parent
MODULES = {
    ".".join(path.relative_to(HOUSE.parent).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted(HOUSE.rglob("*.py"))
}
NAMES = pytest.mark.parametrize("name", MODULES)

LONGEST_FUNCTION, LONGEST_MODULE = 40, 300

# Each room, and the rooms it may look into; its own it always may.
ROOMS = {
    "__init__": set[str](),
    "__main__": {"cli"},
    "cli": {
        "__init__",
        "team",
        "deploy",
        "config",
        "data",
        "start",
        "console",
        "journey",
        "engine",
        "tools",
        "errors",
    },
    "deploy": {"settings", "console", "journey", "engine", "tools", "errors"},
    "config": {"settings", "console", "journey", "engine", "tools", "errors"},
    "data": {"settings", "console", "journey", "engine", "tools", "errors"},
    "start": {
        "settings",
        "console",
        "deploy",
        "config",
        "data",
        "journey",
        "engine",
        "tools",
        "errors",
    },
    "journey": {"settings", "console", "engine", "tools", "errors"},
    "team": {
        "settings",
        "console",
        "deploy",
        "config",
        "data",
        "journey",
        "engine",
        "tools",
        "errors",
    },
    "engine": {"__init__", "tools", "errors"},
    "tools": {"errors"},
    "settings": {"errors"},
    "console": {"errors"},
    "errors": set[str](),
}
# Modules of the journeys that change nothing, although they are not pure.
ONLY_LOOK = {"heroku_tools.config.values", "heroku_tools.data.glance"}
# What a pure module does not know: time, chance, the environment, the disk, processes, a terminal.
IMPURE = {
    "asyncio", "click", "getpass", "glob", "logging", "multiprocessing", "os", "random", "secrets",
    "sh", "shutil", "signal", "socket", "subprocess", "sys", "tempfile", "threading", "time",
}  # fmt: skip


@cache
def tree(name: str) -> ast.Module:
    return ast.parse(MODULES[name].read_text())


@cache
def imports(name: str) -> frozenset[str]:
    """Every module that is imported anywhere in this one, by its full name."""
    found: set[str] = set()
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name}: no relative imports"
            assert node.module
            parts = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= {part if part in MODULES else node.module for part in parts}
    return frozenset(found)


def room(name: str) -> str:
    parts = name.split(".")
    return parts[1] if len(parts) > 1 else "__init__"


def is_pure(name: str) -> bool:
    said = (ast.get_docstring(tree(name)) or "").split("\n\n")[0]
    return "(pure)" in said or name == "heroku_tools.tools.answers"


PURE = pytest.mark.parametrize("name", [name for name in MODULES if is_pure(name)])


def test_the_walk_finds_the_house() -> None:
    assert "heroku_tools.deploy.command" in MODULES
    assert sum(map(is_pure, MODULES)) >= 10
    assert {room(name) for name in MODULES} == set(ROOMS)


@NAMES
def test_arrows_run_one_way(name: str) -> None:
    ours = {room(found) for found in imports(name) if found.partition(".")[0] == "heroku_tools"}
    assert ours - ROOMS[room(name)] - {room(name)} == set()


@pytest.mark.parametrize("name", [name for name in MODULES if room(name) == "team"])
def test_the_team_looks_into_what_is_pure_or_only_looks(name: str) -> None:
    journeys = {found for found in imports(name) if room(found) in ("deploy", "config", "data")}
    assert {found for found in journeys if not is_pure(found)} - ONLY_LOOK == set()


@NAMES
def test_one_door_to_processes(name: str) -> None:
    doors = {"sh", "subprocess", "multiprocessing", "pty", "os.system"} & imports(name)
    assert not doors or name == "heroku_tools.tools.process"


@PURE
def test_pure_modules_know_nothing_of_the_world(name: str) -> None:
    assert {found.partition(".")[0] for found in imports(name)} & IMPURE == set()
    tools = {found for found in imports(name) if room(found) == "tools"}
    assert tools - {"heroku_tools.tools.answers"} == set()
    assert {found for found in imports(name) if found.endswith((".acts", ".look"))} == set()


@PURE
def test_pure_modules_ask_no_clock(name: str) -> None:
    calls = [node.func for node in ast.walk(tree(name)) if isinstance(node, ast.Call)]
    asked = [call.attr for call in calls if isinstance(call, ast.Attribute)]
    assert not {"now", "utcnow", "today", "open", "read_text", "write_text"} & set(asked)


@NAMES
def test_every_module_says_what_it_owns(name: str) -> None:
    assert ast.get_docstring(tree(name))


@NAMES
def test_modules_are_short(name: str) -> None:
    assert len(MODULES[name].read_text().splitlines()) <= LONGEST_MODULE


def functions(name: str) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree(name)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node


@NAMES
def test_functions_are_short(name: str) -> None:
    long = {
        node.name: length for node in functions(name)
        if (length := (node.end_lineno or 0) - node.lineno + 1) > LONGEST_FUNCTION
    }  # fmt: skip
    assert long == {}


def test_as_a_rule_functions_are_very_short() -> None:
    lengths = sorted(
        (node.end_lineno or 0) - node.lineno + 1 for name in MODULES for node in functions(name)
    )
    assert lengths[len(lengths) // 2] <= 10
    assert lengths[len(lengths) * 9 // 10] <= 24


HEAVY = {
    "apprise", "dateutil", "psycopg", "sh", "urllib3", "yaml",
    "heroku_tools.deploy.command", "heroku_tools.config.command", "heroku_tools.settings.loading",
}  # fmt: skip


@pytest.mark.parametrize(
    "words", [["--help"], ["--version"], ["deploy", "--help"], ["unlock", "-h"], ["nonsense"]]
)
def test_help_imports_nothing_heavy(words: list[str]) -> None:
    script = (
        "import sys\nfrom heroku_tools.cli import heroku_tools\n"
        f"heroku_tools.main({words!r}, standalone_mode=False)\n"
        if words != ["nonsense"]
        else "import sys\nimport heroku_tools.cli\n"
    )
    script += f"print('loaded:', *({HEAVY!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1].split() == ["loaded:"]


ACTING = {
    "apprise", "psycopg", "sh", "heroku_tools.deploy.acts", "heroku_tools.deploy.takeup",
    "heroku_tools.engine.recorder", "heroku_tools.tools.heroku_questions",
    "heroku_tools.config.acts", "heroku_tools.config.takeup", "heroku_tools.engine.data_steps",
    "heroku_tools.settings.maskers",
}  # fmt: skip


@pytest.mark.parametrize("story", ["deploy.bring_up", "config.bring_across"])
def test_a_plan_imports_nothing_that_acts(story: str) -> None:
    script = (
        f"import sys, heroku_tools.{story}, heroku_tools.settings.loading\n"
        f"print('loaded:', *({ACTING!r} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.stdout.split() == ["loaded:"], done.stderr


@pytest.mark.parametrize("name", ["team.status", "start.doctor.command"])
def test_where_no_data_flows_nothing_of_databases_is_imported(name: str) -> None:
    script = (
        f"import sys, heroku_tools.{name}\n"
        "print('loaded:', *({'psycopg', 'heroku_tools.data.glance'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.stdout.split() == ["loaded:"], done.stderr

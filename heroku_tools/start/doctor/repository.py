"""Whether what the commands call lies in the repository (pure)."""

from __future__ import annotations

import shlex
from collections.abc import Collection

# What calls a script that is its first word without a dash, and where else the script may lie.
INTERPRETERS = ("python", "python3", "sh", "bash", "node", "ruby", "php", "perl")
WRAPPERS = (("bundle", "exec"), ("poetry", "run"), ("pipenv", "run"), ("uv", "run"), ("exec",))
# Programs that need a file of their own beside them.
NEEDS: dict[str, tuple[str, ...]] = {
    "rake": ("Rakefile", "rakefile"),
    "rails": ("bin/rails", "config/application.rb", "script/rails"),
    "alembic": ("alembic.ini", "pyproject.toml"),
    "mix": ("mix.exs",),
    "npm": ("package.json",),
    "yarn": ("package.json",),
}


def missing(run: str, files: Collection[str]) -> str:
    """Return the file that a command would look for in vain; empty where it lacks none we know."""
    words = _words(run)
    if not words:
        return ""
    program, rest = words[0], [word for word in words[1:] if not word.startswith("-")]
    if program in INTERPRETERS:
        script = rest[0] if rest else ""
        by_name = {"-m", "-c", "-e", "-r"} & set(words[1:2])
        return "" if by_name or not script else _lacking((script,), files)
    if "/" in program or program.endswith((".py", ".sh")):
        return _lacking((program,), files)
    return _lacking(NEEDS[program], files) if program in NEEDS else ""


def _words(run: str) -> list[str]:
    """Take the first simple command, without variables set before it, nor what wraps it."""
    try:
        words = shlex.split(run)
    except ValueError:
        return []
    while words and "=" in words[0]:
        words = words[1:]
    for wrapper in WRAPPERS:
        if tuple(words[: len(wrapper)]) == wrapper:
            words = words[len(wrapper) :]
    return [] if set("$`;&|") & set(run) else words


def _lacking(paths: Collection[str], files: Collection[str]) -> str:
    plain = [path.removeprefix("./") for path in paths]
    there = any(path in files or path.startswith("/") for path in plain)
    return "" if there else plain[0]


PYTHON = ("requirements.txt", "Pipfile", "pyproject.toml", "poetry.lock", "uv.lock")


def collected_in_build(run: str, buildpack: str, files: Collection[str]) -> bool:
    """Say whether the build runs Django's collectstatic already."""
    django = "manage.py" in {path.rpartition("/")[2] for path in files}
    python = buildpack == "Python" or (not buildpack and any(name in files for name in PYTHON))
    return "collectstatic" in run.split() and django and python

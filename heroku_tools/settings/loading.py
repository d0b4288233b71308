"""One settings file, from its bytes to Settings or to all of its problems."""

from __future__ import annotations

from pathlib import Path

from heroku_tools.settings import keys
from heroku_tools.settings.build import build, check
from heroku_tools.settings.files import shown
from heroku_tools.settings.model import Settings
from heroku_tools.settings.nodes import read_nodes
from heroku_tools.settings.problems import Problems
from heroku_tools.settings.readers import Found, Spot
from heroku_tools.settings.texts import bytes_of, text_of

EMPTY = "the file is empty; write at least `environments`, as in app.conf.example.yaml"


def load(path: Path) -> Settings:
    """Raises SettingsFailed with every problem at once, one `file:line: …` each."""
    file = shown(path)
    problems = Problems(file)
    text = text_of(bytes_of(path, file), problems)
    problems.stop_if_any()
    found = _found(text, problems)
    return build(found, path, file)


def _found(text: str, problems: Problems) -> Found:
    root = read_nodes(text, problems)
    if root is None and not problems.found:
        problems.add(1, EMPTY)
    found = keys.FILE.read(Spot("the file", root.line, root), problems) if root else None
    if found:
        check(found, problems)
    problems.stop_if_any()
    assert found, "a table that cannot be read is a problem"
    return found

"""Editing the text of config vars: what is not edited stays, and every value is read back."""

from __future__ import annotations

import random

import pytest

from heroku_tools.config.marked import CannotSplice
from heroku_tools.config.splice import REMOTE, Edit, splice
from heroku_tools.settings.nodes import Mapping, Text, read_nodes
from heroku_tools.settings.problems import Problems

FILE = """\
# The app's own.
DEBUG: off   # never on live
KEY: 'a'

# Mail
TEXT: |
    one
    two

URL: !env URL
LAST: "x"
"""


def read(text: str) -> dict[str, str]:
    root = read_nodes(text.removeprefix("\ufeff"), Problems("x"))
    assert isinstance(root, Mapping)
    return {pair.key: pair.value.value for pair in root.pairs if isinstance(pair.value, Text)}


@pytest.mark.parametrize(
    ("edits", "old", "new"),
    [
        ([Edit("DEBUG", "maybe")], "DEBUG: off ", "DEBUG: maybe "),
        ([Edit("DEBUG", "on")], "DEBUG: off ", 'DEBUG: "on" '),
        ([Edit("KEY", "b c")], "KEY: 'a'", 'KEY: "b c"'),
        ([Edit("KEY", "")], "KEY: 'a'", 'KEY: ""'),
        ([Edit("KEY", tag=REMOTE)], "KEY: 'a'", "KEY: !remote"),
        ([Edit("URL", "x")], "URL: !env URL", "URL: x"),
        ([Edit("KEY", "a\nb")], "KEY: 'a'", 'KEY: "a\\nb"'),
        ([Edit("TEXT", "1\n2")], "TEXT: |\n    one\n    two\n\n", "TEXT: |-\n    1\n    2\n"),
        ([Edit("TEXT", "x")], "TEXT: |\n    one\n    two\n\n", "TEXT: x\n"),
        ([Edit("TEXT")], "TEXT: |\n    one\n    two\n\n", ""),
        ([Edit("KEY")], "KEY: 'a'\n", ""),
        ([Edit("NEW", "1")], 'LAST: "x"\n', 'LAST: "x"\nNEW: "1"\n'),
        ([Edit("NEW", "a\nb\n")], '"x"\n', '"x"\nNEW: |\n    a\n    b\n'),
        ([Edit("NEW")], "", ""),
        ([], "", ""),
    ],
)
def test_only_what_is_edited_changes(edits: list[Edit], old: str, new: str) -> None:
    assert splice(FILE, edits) == FILE.replace(old, new, 1)
    crlf = FILE.replace("\n", "\r\n")
    assert splice(crlf, edits) == splice(FILE, edits).replace("\n", "\r\n")


@pytest.mark.parametrize(
    ("text", "edits", "after"),
    [
        ("", [Edit("A", "b")], "A: b\n"),
        ("# none yet\n", [Edit("A", "b")], "# none yet\nA: b\n"),
        ("# none yet", [Edit("A", "b")], "# none yet\nA: b\n"),
        ("A: b", [Edit("C", "d")], "A: b\nC: d\n"),
        ("A: b # x", [Edit("C", "d")], "A: b # x\nC: d\n"),
        ("\ufeffA: b\n", [Edit("A", "c")], "\ufeffA: c\n"),
        ("{}\n", [Edit("A", "b"), Edit("C", tag=REMOTE)], '{A: b, C: !remote ""}\n'),
        ("{A: b, C: d}\n", [Edit("A")], "{C: d}\n"),
        ("{A: b, C: d}\n", [Edit("C")], "{A: b}\n"),
        ("{A: b}\n", [Edit("A")], "{}\n"),
        ("---\nA: b\n...\n", [Edit("C", "d")], "---\nA: b\nC: d\n...\n"),
    ],
)
def test_other_texts(text: str, edits: list[Edit], after: str) -> None:
    assert splice(text, edits) == after


def test_within_the_settings() -> None:
    text = """\
environments:
    - label: live   # ours
      config_vars:
          # first
          A: 1
    - {label: dev, config_vars: [x.yaml, {A: 2}]}
commands: {}
"""
    live = splice(text, [Edit("B", "3"), Edit("A", "2")], ("environments", 0, "config_vars"))
    assert live == text.replace("A: 1\n", 'A: "2"\n          B: "3"\n')
    dev = splice(text, [Edit("A", "x")], ("environments", 1, "config_vars", 1))
    assert dev == text.replace("{A: 2}", "{A: x}")


@pytest.mark.parametrize(
    "text",
    [
        "A: &x secret\nB: *x\n",
        "B: &x secret\nA: *x\n",
        "- A\n",
        "A: [secret]\n",
    ],
)
def test_what_cannot_be_edited_is_said_without_values(text: str) -> None:
    with pytest.raises(CannotSplice) as failed:
        splice(text, [Edit("A", "new")])
    assert "secret" not in failed.value.why


@pytest.mark.parametrize(
    ("text", "edits", "path"),
    [
        ("A:\tsecret\n", [Edit("A", "x")], ()),
        ("A: 1\t# secret\n", [Edit("A", "x")], ()),
        ("vars:\n    A: secret\n", [Edit("A")], ("vars",)),
        ("A: b\n", [Edit("A", "secret\ud800")], ()),
    ],
)
def test_what_would_go_wrong_is_refused(
    text: str, edits: list[Edit], path: tuple[str, ...]
) -> None:
    with pytest.raises(CannotSplice) as failed:
        splice(text, edits, path)
    assert "secret" not in failed.value.why


def test_a_thousand_edits_at_once() -> None:
    text = "".join(f"KEY_{number}: old  # {number}\n" for number in range(1000))
    edits = [Edit(f"KEY_{number}", "new") for number in range(0, 1000, 2)]
    edits += [Edit(f"KEY_{number}") for number in range(1, 1000, 4)]
    edits += [Edit(f"MORE_{number}", "x") for number in range(500)]
    found = read(splice(text, edits))
    assert len(found) == 1000 - 250 + 500
    assert (found["KEY_0"], found["KEY_3"], found["MORE_7"]) == ("new", "old", "x")
    assert len(read(splice("# none yet", edits))) == 1000


PIECES = [
    "", " ", "a", "\n", "\n\n", "\t", "'", '"', "\\", "#", ": ", " #", "$HOME", "`id`", "-", "- ",
    "😀", "é", "\x7f", "\x85", "\u2028", "\ufeff", "{", "]", ",", "*", "&", "!", "%", "@", "|", ">",
    "null", "true", "0080", "1.10", "~", "=", "<<", "?", "x" * 300,
]  # fmt: skip


def test_every_value_is_read_back() -> None:
    chance = random.Random(4)
    for _ in range(1500):
        value = "".join(chance.choices(PIECES, k=chance.randint(0, 6)))
        other = "".join(chance.choices(PIECES, k=chance.randint(0, 6)))
        text = chance.choice(
            ["", "A: 1\n", "X: |\n  1\n  2\nB: 'x'\n", "{B: x}", "A: # c\n", "A: >\n  b\n"]
        )
        edited = splice(text, [Edit("A", value), Edit("B", other)])
        found = read(edited)
        assert (found["A"], found["B"]) == (value, other), repr(text)

"""Config vars as the heroku CLI writes them for a shell."""

from __future__ import annotations

import pytest

from heroku_tools.tools.quoted import config_vars, value


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("", ""),
        ("plain", "plain"),
        ("'two words'", "two words"),
        (r"'back\slash'", r"back\slash"),
        ('"it\'s"', "it's"),
        (r'"one\ntwo"', "one\ntwo"),
        (r'"it\'s \\n"'.replace(r"\'", "'"), r"it's \n"),
        (r'"\"\$\`\!\\"', '"$`!\\'),
    ],
)
def test_value(written: str, read: str) -> None:
    assert value(written) == read


SHOWN = """\
=== Release v7
Add-ons:
Change: Set A config vars

=== v7 Config vars
A=1
B='x=y'
"""


def test_config_vars() -> None:
    assert config_vars(SHOWN, 7) == {"A": "1", "B": "x=y"}
    assert config_vars("=== v7 Config vars\n", 7) == {}
    # The description of a release is anybody's text; what is below the last heading counts.
    assert config_vars("=== v7 Config vars\nA=2\n" + SHOWN, 7) == {"A": "1", "B": "x=y"}


@pytest.mark.parametrize("text", ["", SHOWN.replace("v7", "v8"), SHOWN + "what?\n"])
def test_anything_else(text: str) -> None:
    with pytest.raises(ValueError, match="no "):
        config_vars(text, 7)

"""What a label, an app and a branch may be called."""

# ruff: noqa: E501 - the tables have a case in each line
from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from heroku_tools.settings import keys
from heroku_tools.settings.readers import Word

GOOD_BRANCHES = (
    "main", "feature/x", "a-b_c.d", "a./b", "été", "日本", "a@b", "@/x", "a{b}", "x/@", "1", "a,b",
    "refs/heads/x", "a.lockx", "a#b", "a!b", "a&b", "a;b", "$(x)", "'", '"', "HEADs", "x/HEAD", "(", "|", "a%b",
)  # fmt: skip
BAD_BRANCHES = (
    "", "-", "-x", "--force", "HEAD", ".", ".x", "x/.y", "..", "a..b", "a.", "a/b.", "/", "/a", "a/", "a//b",
    "a b", "a\tb", "a\nb", "a\n", "a\x7fb", "a\x01", "a~b", "a^b", "a:b", "a?b", "a*b", "a[b", "a\\b", "@{", "a@{b",
    "@{-1}", "@{u}", "x.lock", "x.lock/y", ".lock", "x/y.lock",
)  # fmt: skip


def takes(word: object) -> Callable[[str], bool]:
    assert isinstance(word, Word)

    def is_taken(text: str) -> bool:
        try:
            word.convert(text)
        except ValueError:
            return False
        return True

    return is_taken


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("repository")
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    return folder


@pytest.mark.parametrize("name", GOOD_BRANCHES + BAD_BRANCHES)
def test_a_branch_is_what_git_says(repository: Path, name: str) -> None:
    asked = ["git", "check-ref-format", "--branch", name]
    git = subprocess.run(asked, cwd=repository, capture_output=True, check=False)
    assert takes(keys.BRANCH.reader)(name) == (git.returncode == 0) == (name in GOOD_BRANCHES)


def test_a_branch_is_not_what_git_reads_as_head() -> None:
    # git-check-ref-format(1) forbids it, yet the program lets it through in some versions.
    assert not takes(keys.BRANCH.reader)("@")


@pytest.mark.parametrize(
    ("name", "good"),
    [
        ("my-app", True), ("my_app_1", True), ("abc", True), ("a" * 30, True), ("a1b", True),
        ("ab", False), ("a" * 31, False), ("1ab", False), ("-ab", False), ("ab-", False), ("", False),
        ("My-app", False), ("my app", False), ("my.app", False), ("café", False), ("abc\n", False), ("_ab", False),
    ],
)  # fmt: skip
def test_an_app_is_what_heroku_could_have_made(name: str, good: bool) -> None:
    assert takes(keys.APP_NAME.reader)(name) == good


@pytest.mark.parametrize(
    ("label", "good"),
    [("live", True), ("Live-2.b_c", True), ("_", True), ("", False), ("-x", False), ("a b", False),
     ("a/b", False), ("é", False), ("a\n", False), (".a", False), ("a..b", False), ("a.", False),
     ("a.lock", False), ("a.locks", True), ("1.2", True)],
)  # fmt: skip
def test_a_label_can_be_typed(label: str, good: bool) -> None:
    assert takes(keys.LABEL.reader)(label) == good

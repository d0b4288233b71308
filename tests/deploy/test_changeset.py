"""Patterns and the digest of files."""

from __future__ import annotations

import pytest

from heroku_tools.deploy.changeset import FEW, Changeset, Count, Tally, digest, matching

M = "/migrations/"


@pytest.mark.parametrize(
    ("pattern", "path", "matches"),
    [
        (M, "migrations/0001.py", True),
        (M, "blog/migrations/0001.py", True),
        (M, "a/b/c/migrations/deep/er/x", True),
        (M, "remigrations/0001.py", False),
        (M, "blog/remigrations/0001.py", False),
        (M, "migrations", False),
        (M, "migrations.py", False),
        (M, "Migrations/0001.py", False),
        (M, "blog/migrations/new\nline", True),
        (M, "blog/migrations/\udce9", True),
        ("/static/", "static/a[1].css", True),
        ("[1]", "static/a[1].css", True),
        ("/Procfile", "Procfile", True),
        ("/Procfile", "Procfile.dev", True),
        (".po", "locale/de.po", True),
        ("*.po", "de.po", True),
        ("*.po", "locale/de/LC_MESSAGES/django.po", True),
        ("*.po", "django.pot", False),
        ("*.po", "a\nb.po", True),
        ("*.PO", "django.po", False),
        ("migrations/*.py", "migrations/0001.py", True),
        ("migrations/*.py", "blog/migrations/0001.py", True),
        ("migrations/*.py", "blog/migrations/sub/0001.py", True),
        ("migrations/*.py", "remigrations/0001.py", False),
        ("migrations/*.py", "migrations/0001.sql", False),
        ("migrations/000?.py", "migrations/0001.py", True),
        ("migrations/000?.py", "migrations/00012.py", False),
        ("/db/*.sql", "db/a.sql", True),
        ("/db/*.sql", "old/db/a.sql", True),
        ("*/db/*.sql", "old/db/a.sql", True),
        ("*", "anything", True),
    ],
)
def test_matching(pattern: str, path: str, matches: bool) -> None:
    assert (path in matching(pattern, [path])) is matches


def test_matching_keeps_the_order() -> None:
    assert matching(M, ("b/migrations/1", "x", "a/migrations/1")) == (
        "b/migrations/1",
        "a/migrations/1",
    )


@pytest.mark.parametrize(
    ("files", "rows"),
    [
        ((), ()),
        (("README",), (("./", 1),)),
        (("a/b/c/d/x", "a/b/c/y", "a/z"), (("a/b/", 2), ("a/", 1))),
        (("b/1", "a/1"), (("a/", 1), ("b/", 1))),
        (
            tuple(f"{folder}/{number}" for folder in "abcdefg" for number in range(ord(folder))),
            (("g/", 103), ("f/", 102), ("e/", 101), ("d/", 100), ("c/", 99), ("...", 98 + 97)),
        ),
    ],
    ids=["none", "root", "two levels", "same size: by name", "many folders"],
)
def test_digest(files: tuple[str, ...], rows: tuple[tuple[str, int], ...]) -> None:
    assert digest(Changeset(files=files).counted.folders) == rows
    assert sum(number for _, number in rows) == len(files)


PATHS = [f"{folder}/{M.strip('/')}/{number}" for folder in "ab" for number in range(40)]
GROUPS = ((M,), ("/static/", "b/"), ("/none/",))


@pytest.mark.parametrize("size", [1, 7, 100])
def test_counted_in_pieces_it_is_the_same(size: int) -> None:
    count = Count(GROUPS)
    for start in range(0, len(PATHS), size):
        count.take(PATHS[start : start + size])
    assert count.tally == Count(GROUPS).take(PATHS).tally
    assert count.tally.folders == {f"{folder}/migrations/": 40 for folder in "ab"}


def test_hits_of_a_large_changeset_are_counted_and_the_first_are_named() -> None:
    tally: Tally = Count(GROUPS).take(PATHS).tally
    large = Changeset(files=tuple(PATHS[:FEW]), tally=tally)
    whole = Changeset(files=tuple(PATHS))
    for patterns in GROUPS:
        assert large.hits(patterns) == whole.hits(patterns)
    assert large.hits((M,)).count == 80
    assert large.hits((M,)).files == tuple(PATHS[:FEW])
    assert large.hits(GROUPS[1]).patterns == ("b/",)
    assert (large.hits(("/none/",)).count, large.hits(("/none/",)).files) == (0, ())


def test_a_file_that_two_patterns_mean_counts_once() -> None:
    hits = Changeset(files=("static/x.css", "x.css")).hits(("/static/", ".css"))
    assert (hits.count, hits.files) == (2, ("static/x.css", "x.css"))

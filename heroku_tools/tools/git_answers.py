"""What git answers, as values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from heroku_tools.errors import LookFailed
from heroku_tools.tools.answers import Apart, Commit, Uncommitted
from heroku_tools.tools.finished import Finished

Take = Callable[[Sequence[str]], None]


class Fields:
    """Takes an answer that ends each field with NUL apart, while it comes in pieces."""

    def __init__(self, take: Take) -> None:
        self._take = take
        self._rest = b""

    def feed(self, piece: bytes) -> None:
        """Hand on the fields that are whole by now."""
        whole, nul, rest = piece.rpartition(b"\0")
        if not nul:
            self._rest += rest
            return
        text = (self._rest + whole).decode("utf-8", "surrogateescape")
        self._rest = rest
        self._take(text.split("\0"))


def commits(answer: Finished) -> tuple[Commit, ...]:
    """Read the answer of `Git.start_commits`, newest first."""
    return tuple(commit(row) for row in fields(checked(answer)))


def commit(row: str) -> Commit:
    """Read one of them."""
    sha, at, author, subject = row.split("\x1f", 3)
    return Commit(sha, author, int(at), subject)


def ahead(rows: Sequence[str]) -> list[str]:
    """Return those of `Git.start_both` that `base` has not."""
    return [row for row in rows if row[0] != "<"]


def plain(rows: Sequence[str]) -> list[str]:
    """Return those of `Git.start_both` that are no merges: these have more parents than one."""
    return [row for row in rows if " " not in row[: row.index("\x1f")]]


def one_of_both(row: str) -> Commit:
    """Read one of `Git.start_both`."""
    return commit(row.partition("\x1f")[2])


def files(answer: Finished) -> tuple[str, ...]:
    """Read the answer of `Git.start_files`: paths from the repository's root, sorted."""
    return tuple(fields(checked(answer)))


def settings(answer: Finished) -> dict[str, str]:
    """Read git's configuration by key; the last of a key counts."""
    return dict(entry.partition("\n")[::2] for entry in fields(answer))


def uncommitted(answer: Finished) -> Uncommitted:
    """Read the answer of `Git.start_uncommitted`."""
    rows = fields(checked(answer))
    untracked = sum(row.startswith("??") for row in rows)
    return Uncommitted(len(rows) - untracked, untracked)


def apart(answer: Finished) -> Apart:
    """Read the answer of `Git.start_apart`."""
    left, right = checked(answer).text.split()
    return Apart(int(left), int(right))


def content(answer: Finished) -> str | None:
    """Read the answer of `Git.start_file`: None where the commit has no such file."""
    return answer.text if answer.ok else None


def swapped(answer: Finished) -> bool:
    """Read the answer of `Git.start_swap`: whether the ref was moved."""
    return answer.ok and verdict(lines(answer))[0] != "!"


def fields(answer: Finished) -> list[str]:
    """Split at NUL."""
    return [field for field in answer.text.split("\0") if field]


def lines(answer: Finished) -> list[str]:
    """Split at newlines only: a ref may hold the other characters that end a line for Python."""
    return [line for line in answer.text.split("\n") if line]


def verdict(said: Iterable[str]) -> tuple[str, str]:
    """Return the flag and the summary of a push that was asked for porcelain."""
    for line in said:
        flag, _, rest = line.partition("\t")
        if len(flag) == 1 and "\t" in rest:
            return flag, rest.partition("\t")[2]
    return "", ""


def checked(answer: Finished) -> Finished:
    """Return an answer that succeeded. Raises LookFailed."""
    if answer.ok:
        return answer
    words = answer.errors.strip().splitlines() or [f"exit code {answer.code}"]
    raise LookFailed(f"`{' '.join(answer.argv[:2])}` failed: {words[-1]}")

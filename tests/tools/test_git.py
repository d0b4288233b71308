"""Questions to git and the one push, against real git."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from heroku_tools.errors import LookFailed, UsageFailed
from heroku_tools.tools import git_answers as answers
from heroku_tools.tools.answers import Apart, Uncommitted
from heroku_tools.tools.git import Git, environment
from tests.support import Repository, run

MAIN = "refs/heads/main"
APP = "my-app"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("template")
    who = {f"GIT_{role}_{what}": "Test Developer" for role in ("AUTHOR", "COMMITTER")
           for what in ("NAME", "EMAIL")}  # fmt: skip
    Repository.make(folder, {"PATH": os.environ["PATH"], **who}, {"a.py": "1"})
    return folder


@pytest.fixture
def repository(tmp_path: Path, template: Path) -> Repository:
    folder = tmp_path / "clone"
    shutil.copytree(template, folder)
    return Repository(folder, dict(os.environ))


def opened(repository: Repository) -> Git:
    return Git.open(repository.folder, os.environ)


# --- opening ---------------------------------------------------------------------------------


def test_open_finds_the_top_from_a_folder_within(repository: Repository) -> None:
    repository.write({"deep/er/x": ""})
    assert Git.open(repository.folder / "deep/er", os.environ).top == repository.folder.resolve()


def test_open_ignores_an_inherited_repository(repository: Repository, tmp_path: Path) -> None:
    other = Repository.make(tmp_path / "other", repository.env, {"b": "2"})
    leaked = {"GIT_DIR": str(other.folder / ".git"), "GIT_WORK_TREE": str(other.folder)}
    git = Git.open(repository.folder, dict(os.environ) | leaked | {"GIT_INDEX_FILE": "/nowhere"})
    assert git.top == repository.folder.resolve()
    assert git.resolve(["main"]) == (repository.head,)


def test_open_refuses_a_shallow_clone(repository: Repository, tmp_path: Path) -> None:
    repository.commit({"b": "2"})
    shallow = tmp_path / "shallow"
    run(repository.env, "git", "clone", "-q", "--depth=1", f"file://{repository.folder}", "shallow",
        cwd=tmp_path)  # fmt: skip
    with pytest.raises(UsageFailed, match="is a shallow clone") as caught:
        Git.open(shallow, os.environ)
    assert "git fetch --unshallow" in (caught.value.hint or "")


def test_open_refuses_a_bare_repository(repository: Repository, tmp_path: Path) -> None:
    repository.git("clone", "-q", "--bare", ".", str(tmp_path / "bare"))
    with pytest.raises(UsageFailed, match="has no work tree"):
        Git.open(tmp_path / "bare", os.environ)


def test_open_refuses_a_folder_that_is_no_repository(tmp_path: Path) -> None:
    with pytest.raises(UsageFailed, match="is not in a git repository"):
        Git.open(tmp_path, dict(os.environ) | {"LANG": "de_DE.UTF-8", "LANGUAGE": "de"})


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("GIT_DIR", False),
        ("GIT_WORK_TREE", False),
        ("GIT_INDEX_FILE", False),
        ("GIT_NAMESPACE", False),
        ("GIT_CONFIG", False),
        ("GIT_TRACE", False),
        ("LANGUAGE", False),
        ("GIT_SSH_COMMAND", True),
        ("GIT_SSL_CAINFO", True),
        ("GIT_CONFIG_COUNT", True),
        ("GIT_ASKPASS", True),
        ("HEROKU_API_KEY", True),
    ],
)
def test_environment_keeps_only_what_reaches_remotes(name: str, kept: bool) -> None:
    assert (name in environment({name: "x"})) is kept


def test_environment_is_in_english_and_never_asks() -> None:
    made = environment({"LC_ALL": "de_DE.UTF-8", "GIT_TERMINAL_PROMPT": "1"})
    assert made["LC_ALL"] == "C.UTF-8"
    assert made["GIT_TERMINAL_PROMPT"] == "0"


# --- which commit ----------------------------------------------------------------------------


FOUND = ("main", MAIN, "v1.0", "annotated", "HEAD", "@", "feature/x", "ümlaut", "line\u2028end",
         "b\udce9", "-x")  # fmt: skip
NOT_FOUND = {
    "empty": "",
    "begins with a dash": "-y",
    "an option": "--all",
    "spaces": "no such branch",
    "ends in a word that git answers with": "a commit",
    "newline": "main\nmain",
    "what Python takes for line ends": "a\x0cb\x85c\u2028d\re",
    "no UTF-8": "\udce9",
    "a file": "main:a.py",
    "a range": "main..main",
    "an exclusion": "^main",
    "digits of no commit": "12345678",
}


def test_resolve(repository: Repository) -> None:
    heads, head = repository.folder / ".git/refs/heads", repository.head
    (heads / "feature").mkdir()
    for branch in ("feature/x", "ümlaut", "line\u2028end", "b\udce9"):
        (heads / branch).write_text(head + "\n")
    repository.git("update-ref", "refs/tags/-x", "HEAD")
    repository.git("tag", "v1.0")
    repository.git("tag", "-a", "-m", "x", "annotated")
    names = [each for odd in NOT_FOUND.values() for each in (odd, "main")]
    found = opened(repository).resolve([*FOUND, *names])
    assert dict(zip(FOUND, found, strict=False)) == dict.fromkeys(FOUND, head)
    assert dict(zip(NOT_FOUND, found[len(FOUND) :: 2], strict=True)) == dict.fromkeys(NOT_FOUND)
    assert set(found[len(FOUND) + 1 :: 2]) == {head}


def test_resolve_by_digits(repository: Repository) -> None:
    sha = repository.head
    git = opened(repository)
    assert git.resolve([sha, sha[:8], sha[:7].upper()]) == (sha, sha, sha)
    assert git.resolve([]) == ()


def test_resolve_does_not_guess_between_two_commits(repository: Repository) -> None:
    git = opened(repository)
    seen: dict[str, str] = {}
    # Among 800 commits two share 4 digits all but surely (and these names are always the same).
    stream = "".join(
        f"commit refs/heads/many\ncommitter T <t@e> {1_700_000_000 + number} +0000\ndata 0\n\n"
        for number in range(800)
    )
    done = run(repository.env, "git", "fast-import", "--quiet", cwd=repository.folder, stdin=stream)
    assert done.returncode == 0, done.stderr
    for sha in repository.git("rev-list", "many").split():
        if sha[:4] in seen:
            assert git.resolve([sha[:4], sha]) == (None, sha)
            return
        seen[sha[:4]] = sha
    pytest.fail("no two commits share 4 digits")


def test_branches(repository: Repository) -> None:
    for ref in ("heads/dev", "remotes/origin/dev", "remotes/origin/feature/x", "remotes/other/y"):
        repository.git("update-ref", f"refs/{ref}", "HEAD")
    repository.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/dev")
    assert opened(repository).branches() == ("dev", "main", "feature/x")


# --- what lies between -------------------------------------------------------------------------

SUBJECTS = [
    "A plain one",
    "Tab\there, \x1b[31mred\x1b[0m and \x1f a separator",
    "ünïcödé 🎉",
    "%H %x00 --not a format",
]


def test_commits_newest_first_with_odd_subjects(repository: Repository) -> None:
    base = repository.head
    for subject in SUBJECTS:
        repository.commit({}, subject + "\n\nand a body\n")
    with opened(repository).start_commits(base, repository.head) as question:
        found = answers.commits(question.wait())
    assert [commit.subject for commit in found] == SUBJECTS[::-1]
    assert {commit.author for commit in found} == {"Test Developer"}
    assert found[0].sha == repository.head
    assert found[0].at > 1_700_000_000


def test_commits_survive_an_odd_author_and_no_subject(repository: Repository) -> None:
    base = repository.head
    repository.git("commit", "-q", "--allow-empty", "--author=A\x1fB <a@b>", "-m", "x")
    repository.git("commit", "-q", "--allow-empty", "--allow-empty-message", "-m", "")
    with opened(repository).start_commits(base, repository.head) as question:
        none, odd = answers.commits(question.wait())
    assert none.subject == ""
    assert odd.at > 1_700_000_000


def test_commits_leave_merges_out_and_a_persons_taste_too(repository: Repository) -> None:
    base = repository.head
    repository.git("checkout", "-q", "-b", "side")
    side = repository.commit({"side": "1"})
    repository.git("checkout", "-q", "main")
    repository.git("merge", "-q", "--no-ff", "-m", "Merge it", "side")
    for setting in ("log.showSignature=true", "color.ui=always", "format.pretty=raw",
                    "log.decorate=full"):  # fmt: skip
        repository.git("config", *setting.split("="))
    with opened(repository).start_commits(base, repository.head) as question:
        assert [commit.sha for commit in answers.commits(question.wait())] == [side]
    with opened(repository).start_commits(None, repository.head) as question:
        assert {commit.sha for commit in answers.commits(question.wait())} == {side, base}


def subjects(rows: Sequence[str]) -> set[str]:
    return {answers.one_of_both(row).subject for row in rows}


def test_both_sides_by_one_walk(repository: Repository) -> None:
    base = repository.commit({"only": "base"}, "Only base")
    repository.git("checkout", "-q", "-b", "wanted", f"{base}~")
    repository.git("checkout", "-q", "-b", "side")
    repository.commit({"side": "1"}, "Side")
    repository.git("checkout", "-q", "wanted")
    repository.git("merge", "-q", "--no-ff", "-m", "Merge it", "side")
    rows: list[str] = []
    with opened(repository).start_both(base, repository.head, rows.extend) as question:
        assert question.wait().ok
    assert subjects(rows) == {"Only base", "Merge it", "Side"}
    assert subjects(answers.ahead(rows)) == {"Merge it", "Side"}
    assert subjects(answers.plain(rows)) == {"Only base", "Side"}
    rows.clear()
    with opened(repository).start_both(None, repository.head, rows.extend) as question:
        assert question.wait().ok
    assert (len(rows), len(answers.ahead(rows)), len(answers.plain(rows))) == (3, 3, 2)


def test_files_as_they_come(repository: Repository) -> None:
    base = repository.head
    wanted = repository.commit({f"{number:05}": "" for number in range(20_000)})
    came: list[list[str]] = []

    def take(paths: Sequence[str]) -> None:
        came.append(list(paths))

    with opened(repository).start_files(base, wanted, take) as question:
        answer = question.wait()
    assert (answer.ok, answer.out) == (True, b"")
    assert [path for paths in came for path in paths] == [f"{n:05}" for n in range(20_000)]
    assert len(came) > 1


ODD = ["new\nline", 'quo"te', "sp ace", "ünï", "-dash", "a*b", os.fsdecode(b"latin\xe9")]


def test_files_by_their_real_names(repository: Repository) -> None:
    base = repository.head
    for name in ODD:
        (repository.folder / name).write_text("x")
    wanted = repository.commit({})
    with opened(repository).start_files(base, wanted) as question:
        assert sorted(answers.files(question.wait())) == sorted(ODD)


def test_files_both_ends_of_a_move_and_deletions(repository: Repository) -> None:
    base = repository.commit({"static/site.css": "body {}\n" * 20, "gone": "x", "mode": "x"})
    repository.git("config", "diff.renames", "copies")
    repository.git("mv", "static/site.css", "site.css")
    repository.git("rm", "-q", "gone")
    (repository.folder / "mode").chmod(0o755)
    wanted = repository.commit({})
    with opened(repository).start_files(base, wanted) as question:
        assert answers.files(question.wait()) == ("gone", "mode", "site.css", "static/site.css")
    with opened(repository).start_files(None, wanted) as question:
        assert answers.files(question.wait()) == ("a.py", "mode", "site.css")


def test_apart(repository: Repository) -> None:
    base = repository.head
    mine = [repository.commit({}) for _ in range(2)][-1]
    repository.git("checkout", "-q", base)
    theirs = repository.commit({}, "Another")
    with opened(repository).start_apart(mine, theirs) as question:
        assert answers.apart(question.wait()) == Apart(2, 1)
    with opened(repository).start_apart(base, base) as question:
        assert answers.apart(question.wait()) == Apart(0, 0)


def test_uncommitted(repository: Repository) -> None:
    repository.commit({"moved": "x" * 99, "changed": "x", "static/x": "y"})
    with opened(repository).start_uncommitted() as question:
        assert answers.uncommitted(question.wait()) == Uncommitted(0, 0)
    repository.git("mv", "moved", "moved to")
    repository.write({"changed": "z", "?? odd\nname": "", "new": ""})
    with opened(repository).start_uncommitted() as question:
        assert answers.uncommitted(question.wait()) == Uncommitted(changed=3, untracked=2)


def test_content(repository: Repository) -> None:
    wanted = repository.commit({"Procfile": "release: x\n"})
    repository.write({"Procfile": "changed in the work tree"})
    for path, content in (("Procfile", "release: x\n"), ("Missing", None)):
        with opened(repository).start_file(wanted, path) as question:
            assert answers.content(question.wait()) == content


def test_a_question_that_fails_says_why(repository: Repository) -> None:
    with opened(repository).start_files("0" * 40, repository.head) as question:
        answer = question.wait()
    with pytest.raises(LookFailed, match="`git diff-tree` failed: fatal: bad object"):
        answers.files(answer)


# --- remotes -----------------------------------------------------------------------------------


def test_has_remote(repository: Repository) -> None:
    repository.git("remote", "add", "origin", "https://example.com/x.git")
    assert opened(repository).has_remote("origin")
    assert not opened(repository).has_remote("heroku")


def refs(repository: Repository) -> tuple[str, bool]:
    return repository.git("for-each-ref"), (repository.folder / ".git/FETCH_HEAD").exists()


@pytest.mark.parametrize("by", ["name", "url"])
def test_fetch_objects_touches_no_ref(by: str, repository: Repository, tmp_path: Path) -> None:
    theirs = Repository.make(tmp_path / "theirs", repository.env, {"b": "2"})
    theirs.git("tag", "theirs")
    theirs.git("checkout", "-q", "-b", "feature/x")
    new = theirs.commit({"c": "3"})
    repository.git("remote", "add", "origin", str(theirs.folder))
    repository.git("update-ref", "refs/remotes/origin/stale", "HEAD")
    repository.git("config", "fetch.prune", "true")
    repository.git("config", "fetch.pruneTags", "true")
    repository.git("tag", "mine")
    before = refs(repository)
    git = opened(repository)
    assert git.resolve([new[:8]]) == (None,)
    assert git.fetch_objects("origin" if by == "name" else str(theirs.folder))
    assert git.resolve([new[:8]]) == (new,)
    assert refs(repository) == before


@pytest.mark.parametrize("remote", ["/nowhere", "-x", "https://127.0.0.1:1/x.git", "nobody"])
def test_fetch_objects_from_nowhere(remote: str, repository: Repository) -> None:
    before = refs(repository)
    assert not opened(repository).fetch_objects(remote)
    assert refs(repository) == before


# --- the push ----------------------------------------------------------------------------------


@pytest.fixture
def heroku(tmp_path: Path, repository: Repository) -> Repository:
    """What git.heroku.com is taken for."""
    folder = tmp_path / "remotes" / f"{APP}.git"
    folder.mkdir(parents=True)
    bare = Repository(folder, repository.env)
    bare.git("init", "-q", "--bare", "--initial-branch=main")
    return bare


def mapped(heroku: Repository) -> Mapping[str, str]:
    return dict(os.environ) | {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"url.{heroku.folder.parent}/.insteadOf",
        "GIT_CONFIG_VALUE_0": "https://git.heroku.com/",
    }


def hook(heroku: Repository, script: str) -> None:
    path = heroku.folder / "hooks/pre-receive"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


def a_build(repository: Repository, heroku: Repository) -> None:
    hook(heroku, "echo '-----> Building'; echo not found >&2")


def a_failing_build(repository: Repository, heroku: Repository) -> None:
    hook(heroku, "echo '-----> Building'; exit 1")


def same_commit(repository: Repository, heroku: Repository) -> None:
    repository.git("push", "-q", str(heroku.folder), f"HEAD:{MAIN}")


def another_commit(repository: Repository, heroku: Repository) -> None:
    head = repository.head
    repository.commit({"x": "y"})
    same_commit(repository, heroku)
    repository.git("reset", "-q", "--hard", head)


def an_older_commit(repository: Repository, heroku: Repository) -> None:
    same_commit(repository, heroku)
    repository.commit({"x": "y"})


def a_persons_hook(repository: Repository, heroku: Repository) -> None:
    path = repository.folder / ".git/hooks/pre-push"
    path.write_text("#!/bin/sh\nexit 1\n")
    path.chmod(0o755)


@pytest.mark.parametrize(
    ("given", "force", "code", "flag", "summary"),
    [
        pytest.param(a_build, False, 0, "*", "[new branch]", id="first"),
        pytest.param(an_older_commit, False, 0, " ", "..", id="fast-forward"),
        pytest.param(same_commit, False, 0, "=", "[up to date]", id="nothing new"),
        pytest.param(another_commit, False, 1, "!", "(non-fast-forward)", id="no fast-forward"),
        pytest.param(another_commit, True, 0, "+", "(forced update)", id="forced"),
        pytest.param(
            a_failing_build, False, 1, "!",
            "[remote rejected] (pre-receive hook declined)", id="build fails",
        ),
        pytest.param(a_persons_hook, False, 0, "*", "[new branch]", id="pre-push hook is no step"),
    ],
)  # fmt: skip
def test_push(
    given: Callable[[Repository, Repository], None],
    force: bool,
    code: int,
    flag: str,
    summary: str,
    repository: Repository,
    heroku: Repository,
) -> None:
    given(repository, heroku)
    lines: list[str] = []
    git = Git.open(repository.folder, mapped(heroku))
    answer = git.push(APP, repository.head, MAIN, force=force, on_line=lines.append)
    assert (answer.code, answer.flag) == (code, flag)
    assert summary in answer.summary
    if code == 0:
        assert heroku.git("rev-parse", MAIN) == repository.head
    if given in (a_build, a_failing_build):
        assert lines[0].rstrip() == "remote: -----> Building"


def test_push_to_an_app_that_is_not_there(repository: Repository, heroku: Repository) -> None:
    git = Git.open(repository.folder, mapped(heroku))
    answer = git.push("other", repository.head, MAIN, force=False, on_line=lambda _: None)
    assert (answer.code, answer.flag) == (128, "")
    assert "fatal" in answer.errors

"""Questions to git and the one push: real git, plumbing commands, NUL-separated answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from heroku_tools.errors import LookFailed, ProgramMissing, UsageFailed
from heroku_tools.tools import process
from heroku_tools.tools.answers import PushAnswer
from heroku_tools.tools.git_answers import Fields, Take, checked, lines, settings, verdict
from heroku_tools.tools.process import Finished, OnLine, Running

EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"  # git's name for "no files at all"
HEROKU_REMOTE = "https://git.heroku.com/{app}.git"
INSTALL = "Install git (Debian: apt-get install git) and try again."
FETCH_TIME, LOCK_TIME = 120.0, 30.0  # seconds
READ_TRIES = 5
LOG = ("log", "-z", "--no-show-signature", "--no-color", "--encoding=UTF-8")
COMMIT = "%H%x1f%ct%x1f%an%x1f%s"

# All that is asked of git's configuration, at once.
CONFIG = ("config", "--null", "--get-regexp", r"^(remote\..*\.url|user\.email)$")
Config = Mapping[str, str]

# Inherited GIT_* variables would point git at another repository; these say how to reach remotes.
KEPT = (
    *("GIT_SSH", "GIT_SSL_", "GIT_CONFIG_", "GIT_EXEC_PATH"),
    *("GIT_HTTP_", "GIT_PROXY", "GIT_ASKPASS"),
)


def environment(inherited: Mapping[str, str]) -> dict[str, str]:
    """Return the environment git runs in: no foreign repository, English words, no prompt."""
    kept = {
        name: value
        for name, value in inherited.items()
        if not name.startswith("GIT_") or name.startswith(KEPT)
    }
    kept.pop("LANGUAGE", None)  # it wins over LC_ALL where that is no plain C
    return kept | {"LC_ALL": "C.UTF-8", "GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0"}


class Git:
    """The repository of the project. Each question is one git process."""

    def __init__(self, top: Path, env: Mapping[str, str], folder: Path, config: Config) -> None:
        self.top = top
        self.folder = folder  # git's own, the one that all worktrees share
        self._env = env
        self._config = config

    @classmethod
    def open(cls, folder: Path, inherited: Mapping[str, str]) -> Git:
        """Find the repository around a folder.

        Raises ProgramMissing without git, UsageFailed outside a work tree or in a shallow clone.
        """
        process.require("git", hint=INSTALL)
        env = environment(inherited)
        asked = ("--is-shallow-repository", "--git-common-dir", "--show-toplevel")
        with (
            process.question(["git", "rev-parse", *asked], env=env, cwd=folder) as question,
            process.question(["git", *CONFIG], env=env, cwd=folder) as configuring,
        ):
            answer, config = question.wait(), settings(configuring.wait())
        if not answer.ok:
            raise _no_repository(folder, answer)
        shallow, common, top = answer.text.rstrip("\n").split("\n", 2)
        if shallow == "true":
            raise UsageFailed(
                f"{top} is a shallow clone: git cannot tell what lies between two commits",
                hint="Fetch the rest with: git fetch --unshallow (in CI: a fetch depth of 0)",
            )
        return cls(Path(top), env, folder / common, config)

    def resolve(self, names: Iterable[str]) -> tuple[str | None, ...]:
        """Return the full sha of the commit each name stands for, None where there is none."""
        asked = tuple(names)
        words = "".join(f"{name}^{{commit}}\n" for name in asked if "\n" not in name)
        answer = self.ask("cat-file", "--batch-check=%(objectname) %(objecttype)", stdin=words)
        found = iter(lines(answer))
        return tuple(None if "\n" in name else _commit(next(found)) for name in asked)

    def branches(self) -> tuple[str, ...]:
        """Return the names of the local branches and of those of origin, without duplicates."""
        answer = self.ask(
            "for-each-ref", "--format=%(refname)", "refs/heads", "refs/remotes/origin"
        )
        names = (ref.split("/", 2)[2].removeprefix("origin/") for ref in lines(answer))
        return tuple(dict.fromkeys(name for name in names if name != "HEAD"))

    def start_commits(self, base: str | None, wanted: str) -> Running:
        """Ask for the commits in `wanted` and not in `base`; read the answer with `commits`."""
        span = f"{base}..{wanted}" if base else wanted
        return self._start(*LOG, "--no-merges", f"--format={COMMIT}", span, "--")

    def start_both(self, base: str | None, wanted: str, take: Take) -> Running:
        """Ask for the commits that only one of the two has, merges too, by one walk of history.

        `take` gets them as they come, a few at a time, each to be read with `one_of_both`.
        """
        span = ("--left-right", f"{base}...{wanted}") if base else (wanted,)
        return self._start(*LOG, f"--format=%m%P%x1f{COMMIT}", *span, "--", take=take)

    def start_files(self, base: str | None, wanted: str, take: Take | None = None) -> Running:
        """Ask for the paths that differ between two commits, both ends of a move included.

        Read the answer with `files`; `take` gets them as they come instead, a few at a time.
        """
        compare = ("diff-tree", "-r", "-z", "--name-only", "--no-renames")
        return self._start(*compare, base or EMPTY_TREE, wanted, "--", take=take)

    def start_uncommitted(self) -> Running:
        """Ask what lies in the working tree and is in no commit; read it with `uncommitted`."""
        return self._start("status", "--porcelain", "-z", "--no-renames")

    def start_apart(self, first: str, second: str) -> Running:
        """Ask how many commits only the one and only the other has; read it with `apart`."""
        return self._start("rev-list", "--count", "--left-right", f"{first}...{second}", "--")

    def start_file(self, commit: str, path: str) -> Running:
        """Ask for a file's content in a commit; exit code 128 where there is none."""
        return self._start("cat-file", "blob", f"{commit}:{path}")

    @property
    def remotes(self) -> dict[str, str]:
        """The URLs of the remotes that are configured, by name."""
        named = ((key.split("."), url) for key, url in self._config.items())
        return {".".join(key[1:-1]): url for key, url in named if key[0] == "remote"}

    def has_remote(self, name: str) -> bool:
        """Say whether a remote of that name is configured."""
        return name in self.remotes

    def fetch_objects(self, remote: str) -> bool:
        """Bring the commits of all of a remote's branches here, without touching any ref.

        Returns False where the remote cannot be reached or read.
        """
        listing = ("ls-remote", "--heads", "--quiet", "--end-of-options", remote)
        with self._start_listing(*listing, timeout=FETCH_TIME) as running:
            heads = running.wait()
        refs = "".join(line.partition("\t")[2] + "\n" for line in lines(heads))
        plain = (
            "--no-tags",
            "--no-write-fetch-head",
            "--no-auto-maintenance",
            "--no-recurse-submodules",
            "--no-prune",
            "--no-prune-tags",  # by URL it would delete every tag that the remote has not
            "--refmap=",
        )
        # Without a destination no ref is written, and a pattern would need one: so name them all.
        fetch = ("fetch", *plain, "--quiet", "--stdin", "--end-of-options", remote)
        return heads.ok and self._remotely(*fetch, stdin=refs).ok

    def _remotely(self, *words: str, stdin: str | None = None) -> Finished:
        with self._start_remotely(*words, stdin=stdin, timeout=FETCH_TIME) as running:
            return running.wait()

    def _start_listing(self, *words: str, timeout: float) -> Running:
        argv, home = ["git", *words], self.top
        return process.question(argv, env=self._env, cwd=home, own_session=False, timeout=timeout)

    def _start_remotely(
        self, *words: str, stdin: str | None = None, timeout: float = FETCH_TIME
    ) -> Running:
        # No session of its own: a key's passphrase is asked for on our terminal.
        return process.start(
            ["git", *words],
            env=self._env,
            cwd=self.top,
            stdin=stdin,
            own_session=False,
            timeout=timeout,
        )

    def push(self, app: str, commit: str, ref: str, *, force: bool, on_line: OnLine) -> PushAnswer:
        """Push a commit to an app's git remote; what Heroku says arrives line by line."""
        remote = HEROKU_REMOTE.format(app=app)
        # A pre-push hook is no step of the plan, and git-lfs' one fails against Heroku; nor is a
        # push of submodules, which a person's push.recurseSubmodules may ask for.
        plain = (
            "--porcelain",
            "--no-verify",
            "--no-signed",
            "--no-follow-tags",
            "--no-recurse-submodules",
        )
        forced = ["--force"] if force else []
        no_options = ("-c", "push.pushOption=")  # Heroku takes none, and hangs up on them
        argv = ["git", *no_options, "push", *plain, *forced, remote, f"{commit}:{ref}"]
        verdicts: list[str] = []
        answer = process.ask(
            argv, env=self._env, cwd=self.top, on_out=verdicts.append, on_err=on_line
        )
        flag, summary = verdict(verdicts)
        return PushAnswer(answer.code, flag, summary, answer.errors)

    def author(self) -> str:
        """Return who commits here, as git knows them; empty where it does not."""
        return self._config.get("user.email", "").strip()

    def write_message(self, message: str) -> str:
        """Write a commit that holds a message and no files, and return its sha; no ref is moved."""
        tree = self.ask("mktree", stdin="").text.strip()
        name = ("-c", "user.name=heroku-tools", "-c", "user.email=heroku-tools@localhost")
        return self.ask(*name, "commit-tree", "--no-gpg-sign", tree, stdin=message).text.strip()

    def start_read(self, remote: str, ref: str) -> Running:
        """Ask where a remote's ref is; read the answer with `read`."""
        words = ("ls-remote", "--quiet", "--end-of-options", remote, ref)
        return self._start_listing(*words, timeout=LOCK_TIME)

    def read(self, listing: Finished, remote: str, ref: str) -> tuple[str, str] | None:
        """Return sha and message of a remote's ref that `write_message` made, None without one.

        What is no commit has an empty one. Raises LookFailed where the remote cannot be asked.
        """
        for _ in range(READ_TRIES):
            sha = checked(listing).text.partition("\t")[0]
            if not sha:
                return None
            if self._bring(remote, ref, sha):
                words = self.ask("cat-file", "commit", sha, check=False).text
                return sha, words.partition("\n\n")[2]
            with self.start_read(remote, ref) as again:  # it was moved between the two questions
                listing = again.wait()
        raise LookFailed(f"{ref} on {remote} cannot be read")

    def _bring(self, remote: str, ref: str, sha: str) -> bool:
        """Have an object here that a remote's ref was seen at; False where it is there no more."""
        if self.ask("cat-file", "-e", sha, check=False).ok:
            return True
        plain = ("--no-tags", "--no-write-fetch-head", "--no-auto-maintenance", "--refmap=")
        self._remotely("fetch", *plain, "--quiet", "--end-of-options", remote, ref)
        return self.ask("cat-file", "-e", sha, check=False).ok

    def start_swap(self, remote: str, ref: str, new: str | None, expected: str | None) -> Running:
        """Move a remote's ref from `expected` (None: there is none) to `new` (None deletes it).

        Read the answer with `swapped`.
        """
        lease = f"--force-with-lease={ref}:{expected or ''}"
        plain = ("--porcelain", "--quiet", "--no-verify", "--no-signed", "--no-follow-tags")
        words = ("push", *plain, lease, "--end-of-options", remote, f"{new or ''}:{ref}")
        return self._start_remotely(*words, timeout=LOCK_TIME)

    def _start(self, *words: str, stdin: str | None = None, take: Take | None = None) -> Running:
        feed = Fields(take).feed if take else None
        argv = ["git", *words]
        return process.question(argv, env=self._env, cwd=self.top, stdin=stdin, feed=feed)

    def ask(self, *words: str, stdin: str | None = None, check: bool = True) -> Finished:
        """Ask git in its own words. Raises LookFailed where it fails, unless not to `check`."""
        with self._start(*words, stdin=stdin) as running:
            answer = running.wait()
        return checked(answer) if check else answer


def _no_repository(folder: Path, answer: Finished) -> ProgramMissing | UsageFailed:
    said = answer.errors.strip()
    if "not a git repository" in said:
        return UsageFailed(
            f"{folder} is not in a git repository",
            hint="Run it in the clone of the project that you want to deploy.",
        )
    if "work tree" in said:
        return UsageFailed(f"{folder} has no work tree", hint="Run it in a clone that is not bare.")
    return UsageFailed(f"git cannot read the repository at {folder}: {said}")


def _commit(line: str) -> str | None:
    sha, _, kind = line.rpartition(" ")
    return sha if kind == "commit" else None

"""What a file that is not right is answered with: every problem, its line, and what would do."""

# ruff: noqa: E501 - the tables have a case in each line
from __future__ import annotations

import errno
import os
import time
from pathlib import Path

import pytest
import yaml

from heroku_tools.errors import Exit, SettingsFailed
from heroku_tools.settings import load, nodes
from tests.settings.helpers import ENVIRONMENT, problems_of

BRANCH_TAKES = "it takes a branch name that git accepts, such as `main` or `feature/x`"
APP_TAKES = "it takes the app's name on Heroku: 3 to 30 lower-case letters, digits and dashes"
LABEL_TAKES = "it takes a name of letters, digits, `.`, `_` and `-`, such as `live`"
FLAG_TAKES = "it takes true or false (or yes, no, on, off)"
REMOTE_TAKES = "it takes `main` or `master`, the only branches that Heroku builds"
DEPLOY_TAKES = "it takes a mapping, for example `deploy: {maintenance: always}`"
FILE_TAKES = "it takes a mapping with `environments`, as in app.conf.example.yaml"
COMMAND_TAKES = "it takes the text of a command, or a mapping with `run`"
RUN_TAKES = "it takes the text of a command, such as `python manage.py migrate`"
NAME_TAKES = "it takes letters, digits, `-`, `_`, `:` and `.`, such as `migrate`"
WHEN_TAKES = "it takes a path pattern such as `/migrations/`, a list of them, or `always`"
PATTERN_TAKES = "it takes a path pattern such as `/migrations/`"
ENVIRONMENT_TAKES = (
    "it takes a mapping, for example `{label: live, app_name: my-app, branch: main}`"
)
NEWS_TAKES = "it takes a URL of apprise such as `slack://...`, or better `!env NAME`"
VARIABLE_TAKES = "it takes the name of an environment variable, such as `NEWS_URL`"
EMPTY = "1: the file is empty; write at least `environments`, as in app.conf.example.yaml"
NO_ENVIRONMENTS = (
    "`environments` is missing; add it, for example "
    "`environments: [{label: live, app_name: my-app, branch: main}]`"
)
MERGE_TAKES = "it takes a mapping or a list of them, without a tag"
SECOND = "a second document begins here; keep one document in the file"
COLON = (
    "this `:` belongs to no key; put a value that holds `: ` in quotes, and check the indentation"
)
MISFIT = "this line does not fit the lines above; check its indentation and quotes"
TAB = "a tab in the indentation; indent with spaces"
DEEP = "nested more than 50 levels deep; nothing in this file needs that"


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


FILE = [
    ("", [EMPTY]),
    ("# only this\n", [EMPTY]),
    ("---\n", [EMPTY]),
    ("- a", [f"1: the file is a list; {FILE_TAKES}"]),
    ("environments", [f"1: the file is `environments`; {FILE_TAKES}"]),
    ("{}", [f"1: {NO_ENVIRONMENTS}"]),
    ("!x {}", ["1: the file takes no tag, here `!x`; write " + FILE_TAKES.removeprefix("it takes ")]),
    ("environments:", ["1: `environments` has no value; it takes a list with one `- label: …` for each environment"]),
    ("environments: []", ["1: `environments` is an empty list; it takes a list with one `- label: …` for each environment"]),
    ("environments: {live: x}", ["1: `environments` is a mapping; it takes a list with one `- label: …` for each environment"]),
    ("environments:\n- live", [f"2: an entry of `environments` is `live`; {ENVIRONMENT_TAKES}"]),
    ("environments:\n-\n- {}", [
        f"2: an entry of `environments` has no value; {ENVIRONMENT_TAKES}",
        "3: `label` is missing; add it, for example `label: live`",
        "3: `app_name` is missing; add it, for example `app_name: my-app`",
        "3: `branch` is missing; add it, for example `branch: main`",
    ]),
    (ENVIRONMENT + "comands: {}", ["3: unknown key `comands`; did you mean `commands`?"]),
    (ENVIRONMENT + "zzz: {}", ["3: unknown key `zzz`; the keys here are `environments`, `commands`, `deploy`, `config_vars`, `hooks`, `notify`, `data`"]),
    (ENVIRONMENT + "config_vars: {A: !env A}\nnotify: x\nhooks: x\ndata: x", [
        f"4: `notify` has no `name://` at its beginning; {NEWS_TAKES}",
        "5: `hooks` is `x`; it takes a mapping, for example `hooks: {after: ./bin/warm-up}`",
        "6: `data` is `x`; it takes a mapping, for example `data: {salt: !env MASKING_SALT}`",
    ]),
    ("environment: 1", ["1: unknown key `environment`; did you mean `environments`?"]),
    (ENVIRONMENT + "deploy:\n", [f"3: `deploy` has no value; {DEPLOY_TAKES}"]),
    (ENVIRONMENT + "commands:\n", ["3: `commands` has no value; it takes a mapping, for example `commands: {migrate: python manage.py migrate}`"]),
    (ENVIRONMENT + "\x00", ["3: there is an invisible character (U+0000) here; remove it"]),
    (b"a: 1\nb: \xe9t\xe9", ["2: this is not UTF-8; save the file in that encoding"]),
    ("a: é".encode("utf-16"), ["1: this is not UTF-8; save the file in that encoding"]),
]  # fmt: skip

# Each stands in the place of `main` in {label: dev, app_name: my-app, branch: main}.
ENVIRONMENTS = [
    ("main, brnach: x", ["2: unknown key `brnach`; did you mean `branch`?"]),
    ("main, label: x", ["2: `label` is there twice, both in this line; keep one of them"]),
    ("", [f"2: `branch` has no value; {BRANCH_TAKES}"]),
    ("''", [f"2: `branch` is empty; {BRANCH_TAKES}"]),
    ("[main]", [f"2: `branch` is a list; {BRANCH_TAKES}"]),
    ("-b", [f"2: `branch` is `-b`, which begins with `-`; {BRANCH_TAKES}"]),
    ("a..b", [f"2: `branch` is `a..b`, which has `..`; {BRANCH_TAKES}"]),
    ("!env B", ["2: `branch` takes no tag, here `!env`; write " + BRANCH_TAKES[9:]]),
    ("!!binary YQ==", ["2: `branch` takes no tag, here `!!binary`; write " + BRANCH_TAKES[9:]]),
    ("main, protected: maybe", [f"2: `protected` is `maybe`; {FLAG_TAKES}"]),
    ("main, protected: 1", [f"2: `protected` is `1`; {FLAG_TAKES}"]),
    ("main, protected: ''", [f"2: `protected` is empty; {FLAG_TAKES}"]),
    ("main, protected: ", [f"2: `protected` has no value; {FLAG_TAKES}"]),
    ("main, deploy: always", [f"2: `deploy` is `always`; {DEPLOY_TAKES}"]),
    ("main, deploy: {maintenance: On}", ["2: `maintenance` is `On`; it takes `auto`, `always` or `never`"]),
    ("main, deploy: {confirm: no}", ["2: `confirm` is `no`; it takes `pin`, `yes-no` or `none`"]),
    ("main, deploy: {remote_branch: dev}", [f"2: `remote_branch` is `dev`; {REMOTE_TAKES}"]),
    ("main, deploy: {remote_branch: -x}", [f"2: `remote_branch` is `-x`; {REMOTE_TAKES}"]),
    ("main, deploy: {on_failure: fix}", ["2: `on_failure` is `fix`; it takes `hold` or `rollback`"]),
    ("main, deploy: {on_fail: hold}", ["2: unknown key `on_fail`; did you mean `on_failure`?"]),
    ("main, protected: yes, deploy: {confirm: none}", ["2: `dev` is protected and asks for the PIN; write `confirm: pin`, or remove `confirm`"]),
    ("main, [a]: b", ["2: a key is a list; write it as plain text before the `:`"]),
    ("main, !x a: b", ["2: a key has a tag; write it as plain text before the `:`"]),
    ("main, <<: 3", [f"2: `<<` is given a text; {MERGE_TAKES}"]),
    ("main, <<: [a, {}]", [f"2: `<<` is given a text; {MERGE_TAKES}"]),
    ("main, <<: !x {}", [f"2: `<<` is given a tag; {MERGE_TAKES}"]),
    ("main, <<: !x [{}]", [f"2: `<<` is given a tag; {MERGE_TAKES}"]),
    ("main, <<: {}, <<: {}", ["2: `<<` is there twice, both in this line; keep one of them"]),
    ('main, "a\\nb\\e": c', ["2: unknown key `a\\nb\\x1b`; the keys here are `label`, `app_name`, `branch`, `promote_from`, `protected`, `deploy`, `url`, `config_vars`, `hooks`, `notify`, `data_from`, `database_url`"]),
]  # fmt: skip

URL_TAKES = "it takes a web address such as `https://www.example.com/health`"
# Each stands in the place of `main` in {label: dev, app_name: my-app, branch: main}.
URLS = [
    (text, [f"2: `url` is `{shown}`, which {why}; {URL_TAKES}"])
    for text, shown, why in (
        ("ftp://a", "ftp://a", "does not begin with `https://` or `http://`"),
        ("www.example.com", "www.example.com", "does not begin with `https://` or `http://`"),
        ("'https://a b'", "https://a b", "has a space or another character that belongs into no URL"),
        ("https://é.org", "https://é.org", "has a space or another character that belongs into no URL"),
        ("https://u:pw@a.org/x", "https://...@a.org/x", "has a login in it"),
        ("https:///x", "https:///x", "names no host"),
        ("https://a:80x/", "https://a:80x/", "has a port that is no number"),
    )
]  # fmt: skip

TAG_TAKES = "it takes false, or a tag's name with fields such as `live/{version}`"
TAG_FIELDS = "there are `{version}`, `{commit}`, `{environment}`, `{app}`, `{date}`"
# Each stands after `deploy: {tag: `.
TAGS = [
    (text, [f"3: `tag` is `{text}`, which {why}; {TAG_TAKES}"])
    for text, why in (
        ("live", "would be the same each time"),
        ("live/{app}", "would be the same each time"),
        ("{versoin}", f"has the field `{{versoin}}` ({TAG_FIELDS})"),
        ("{}{date}", f"has the field `{{}}` ({TAG_FIELDS})"),
        ("{version", "would be the same each time"),
        ("{date}}", "has a brace that belongs to no field"),
        ("}{date}{", "has a brace that belongs to no field"),
        ("a b {date}", "has a space or a control character"),
        ("-{date}", "begins with `-`"),
        ("{date}.lock", "has a part that ends with `.lock`"),
        ("a//{date}", "has a `/` with nothing before or after it"),
    )
]  # fmt: skip

# Each stands after `notify: `.
SECRETS = [
    ("", [f"3: `notify` has no value; {NEWS_TAKES}, or a list of them"]),
    ("''", [f"3: `notify` is empty; {NEWS_TAKES}"]),
    ("{a: b}", [f"3: `notify` is a mapping; {NEWS_TAKES}, or a list of them"]),
    ("[hunter2]", [f"3: an entry of `notify` has no `name://` at its beginning; {NEWS_TAKES}"]),
    ("[[a]]", [f"3: an entry of `notify` is a list; {NEWS_TAKES}"]),
    ("[json://a, !file x]", ["3: an entry of `notify` takes no tag, here `!file`; write " + NEWS_TAKES[9:]]),
    ("!env", [f"3: `!env` of `notify` is empty; {VARIABLE_TAKES}"]),
    ("[!env a-b]", [f"3: `!env` of an entry of `notify` is `a-b`, which has other characters; {VARIABLE_TAKES}"]),
    ("!env 1a", [f"3: `!env` of `notify` is `1a`, which begins with a digit; {VARIABLE_TAKES}"]),
    ("[!env [a]]", [f"3: `!env` of an entry of `notify` is a list; {VARIABLE_TAKES}"]),
]  # fmt: skip

HOOK_TAKES = "it takes a command such as `./bin/check --all`, or a list of its words"
# Each stands in `hooks: {HERE}`.
HOOKS = [
    ("befor: x", ["3: unknown key `befor`; did you mean `before`?"]),
    ("before: ", [f"3: `before` has no value; {HOOK_TAKES}"]),
    ("before: ''", [f"3: `before` is empty, which names no program; {HOOK_TAKES}"]),
    ("before: [a, [b]]", [f"3: a word of `before` is a list; {HOOK_TAKES}"]),
    ("before: ['', b]", [f"3: `before` is a list, which names no program; {HOOK_TAKES}"]),
    ("after: a 'b", [f"3: `after` is `a 'b`, which has a quote that is never closed; {HOOK_TAKES}"]),
    ("failed: {a: b}", [f"3: `failed` is a mapping; {HOOK_TAKES}"]),
    ("failed: !x a", ["3: `failed` takes no tag, here `!x`; write " + HOOK_TAKES[9:]]),
    ("failed: [a, !x b]", ["3: a word of `failed` takes no tag, here `!x`; write " + HOOK_TAKES[9:]]),
]  # fmt: skip

COMMANDS = [
    ("migrate: ''", [f"4: `migrate` is empty; {RUN_TAKES}"]),
    ("migrate:", [f"4: `migrate` has no value; {COMMAND_TAKES}"]),
    ("migrate: []", [f"4: `migrate` is an empty list; {COMMAND_TAKES}"]),
    ("migrate: {}", ["4: `run` is missing; add it, for example `run: python manage.py migrate`"]),
    ("migrate: {rn: x}", ["4: unknown key `rn`; did you mean `run`?"]),
    ('x: {run: "  "}', [f"4: `run` is `  `, which has no words; {RUN_TAKES}"]),
    ('x: "a\\0b"', [f"4: `x` is `a\\x00b`, which has a NUL character; {RUN_TAKES}"]),
    ("x: !env Y", ["4: `x` takes no tag, here `!env`; write " + RUN_TAKES[9:]]),
    ("x: {run: a, when: }", [f"4: `when` has no value; {WHEN_TAKES}"]),
    ("x: {run: a, when: ''}", [f"4: `when` is empty; {PATTERN_TAKES}"]),
    ("x: {run: a, when: ' '}", [f"4: `when` is ` `, which has no words; {PATTERN_TAKES}"]),
    ("x: {run: a, when: []}", [f"4: `when` is an empty list; {WHEN_TAKES}"]),
    ("x: {run: a, when: {a: b}}", [f"4: `when` is a mapping; {WHEN_TAKES}"]),
    ("x: {run: a, when: !x [y]}", ["4: `when` takes no tag, here `!x`; write " + WHEN_TAKES[9:]]),
    ("x: {run: a, when: ['', [b]]}", [
        f"4: an entry of `when` is empty; {PATTERN_TAKES}",
        f"4: an entry of `when` is a list; {PATTERN_TAKES}",
    ]),
    ("x: {run: a, when: [always, b]}", ["4: `when` has `always` among other patterns; write `always` alone"]),
    ("x: {run: a, needs_maintenance: 2, rerun: never}", [
        f"4: `needs_maintenance` is `2`; {FLAG_TAKES}",
        "4: `rerun` is `never`; it takes `safe` or `ask`",
    ]),
    ("a b: c", [f"4: a key of `commands` is `a b`, which has other characters; {NAME_TAKES}"]),
    ("-x: y", [f"4: a key of `commands` is `-x`, which begins with `-`; {NAME_TAKES}"]),
    ("'': y", [f"4: a key of `commands` is empty; {NAME_TAKES}"]),
    ("x: 1\n x: 2", ["5: `x` is there twice, first in line 4; keep one of them"]),
]  # fmt: skip

YAML = [
    ("a: [1\nb: 2", ["1: a `[` opens here and its list does not end well; separate by `,` and close with `]`"]),
    ("a: {b: 1\n", ["1: a `{` opens here and its mapping does not end well; separate by `,` and close with `}`"]),
    ('a: 1\nb: "x\nc: d\n', ["2: a quote opens here and is never closed; close it"]),
    ('a: "x\n---\ny"', ["1: a quote opens here and is never closed; close it"]),
    ("a: b: c", [f"1: {COLON}"]),
    ("a: b\n  c: d", [f"2: {COLON}"]),
    ("a:\n\tb: c", [f"2: {TAB}"]),
    ("a:\n  - b: 1\n  \tc: 2", [f"3: {TAB}"]),
    ("a:\n  b: c\n d: e", [f"3: {MISFIT}"]),
    ("a: 'b' c", [f"1: {MISFIT}"]),
    ("a: @b", ["1: a value cannot begin with this character; put the value in quotes"]),
    ("a: 1\nsome text\nb: 2", ["2: this line is no `key: value`; add the `:`, or quotes around a long text"]),
    ("a: }", ["1: a value is missing here; write one, or put it in quotes"]),
    ("a: |9x\n b", ["1: this is no beginning of a text block; write `|` or `>` alone, and the text indented below"]),
    ('a: "\\q"', ["1: this is no escape that double quotes know; write `\\\\` for a backslash, or use single quotes"]),
    ('a: "\\xq"', ["1: this is no escape that double quotes know; write `\\\\` for a backslash, or use single quotes"]),
    ("a: !<x", ["1: this tag or directive cannot be read; remove it, or write a tag as `!name`"]),
    ("%YAML 9.9\n---\na: b", ["1: this tag or directive cannot be read; remove it, or write a tag as `!name`"]),
    ("a: * b", ["1: this is no name for an alias or an anchor; put a value that begins with `*` or `&` in quotes"]),
    ("a: *b", ["1: this `*` names no anchor above; put a text that begins with `*` in quotes, or write `&NAME` before what it stands for"]),
    ("a: &b [*b]", ["1: `*b` stands inside itself; write the value instead"]),
    ("a: b\n---\nc: d", [f"2: {SECOND}"]),
    ("a: b\n...\nc: d", [f"3: {SECOND}"]),
    ("--- a\n--- b\n", [f"2: {SECOND}"]),
    ("[" * 100_000, [f"1: {DEEP}"]),
    ("- " * 100_000, [f"1: {DEEP}"]),
    ("{a: " * 100_000, [f"1: {DEEP}"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "problems"), FILE)
def test_the_file(tmp_path: Path, text: str | bytes, problems: list[str]) -> None:
    assert problems_of(tmp_path, text) == problems


@pytest.mark.parametrize(("text", "problems"), URLS)
def test_a_url(tmp_path: Path, text: str, problems: list[str]) -> None:
    assert problems_of(tmp_path, ENVIRONMENT.replace("main", f"main, url: {text}")) == problems


@pytest.mark.parametrize(("text", "problems"), TAGS)
def test_a_tag(tmp_path: Path, text: str, problems: list[str]) -> None:
    assert problems_of(tmp_path, f"{ENVIRONMENT}deploy: {{tag: '{text}'}}") == problems


@pytest.mark.parametrize(("text", "problems"), SECRETS)
def test_notify(tmp_path: Path, text: str, problems: list[str]) -> None:
    assert problems_of(tmp_path, f"{ENVIRONMENT}notify: {text}\n") == problems


@pytest.mark.parametrize(("text", "problems"), HOOKS)
def test_hooks(tmp_path: Path, text: str, problems: list[str]) -> None:
    assert problems_of(tmp_path, f"{ENVIRONMENT}hooks: {{{text} }}") == problems


@pytest.mark.parametrize(("text", "problems"), ENVIRONMENTS)
def test_an_environment(tmp_path: Path, text: str, problems: list[str]) -> None:
    assert problems_of(tmp_path, ENVIRONMENT.replace("main", text)) == problems


@pytest.mark.parametrize(("text", "problems"), COMMANDS)
def test_a_command(tmp_path: Path, text: str, problems: list[str]) -> None:
    assert problems_of(tmp_path, f"{ENVIRONMENT}commands:\n {text}\n") == problems


@pytest.mark.parametrize("loader", [nodes.LOADER, yaml.SafeLoader])
@pytest.mark.parametrize(("text", "problems"), YAML)
def test_what_is_not_yaml(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, loader: object, text: str, problems: list[str]
) -> None:
    monkeypatch.setattr(nodes, "LOADER", loader)
    assert problems_of(tmp_path, text) == problems


def test_all_problems_at_once_by_line(tmp_path: Path) -> None:
    text = """\
environments:
    - label: live
      app_name: My-App
      brnach: master
      deploy: {confirm: none}
    - &uat
      label: live
      app_name: my-app-
      branch: -x
      branch: y
    - *uat
    - <<: *uat
comands: {}
deploy:
    remote_branch: develop
"""
    assert problems_of(tmp_path, text) == [
        f"3: `app_name` is `My-App`, which has upper-case letters; {APP_TAKES}",
        "4: unknown key `brnach`; did you mean `branch`?",
        "5: `live` is protected and asks for the PIN; write `confirm: pin`, or remove `confirm`",
        "7: the label `live` is there twice, first in line 2; give each environment its own",
        f"8: `app_name` is `my-app-`, which ends with a dash; {APP_TAKES}",
        f"9: `branch` is `-x`, which begins with `-`; {BRANCH_TAKES}",
        "10: `branch` is there twice, first in line 9; keep one of them",
        "13: unknown key `comands`; did you mean `commands`?",
        f"15: `remote_branch` is `develop`; {REMOTE_TAKES}",
    ]


def test_a_label_again_by_alias_or_merge_is_told_where_it_is_written(tmp_path: Path) -> None:
    text = ENVIRONMENT.replace("- {", "- &a {") + "- *a\n- <<: *a\n"
    twice = "the label `dev` is there twice, first in line 2; give each environment its own"
    assert problems_of(tmp_path, text) == [f"3: {twice}", f"4: {twice}"]


@pytest.mark.parametrize("weak", ["none", "yes-no"])
def test_protected_environments_cannot_be_weakened(tmp_path: Path, weak: str) -> None:
    text = ENVIRONMENT.replace("dev", "prod").replace("main", f"main, deploy: {{confirm: {weak}}}")
    pin = "`prod` is protected and asks for the PIN; write `confirm: pin`, or remove `confirm`"
    assert problems_of(tmp_path, text) == [f"2: {pin}"]


@pytest.mark.parametrize("wide", [2, 9, 60])
def test_exploding_aliases_end_at_once(tmp_path: Path, wide: int) -> None:
    lines = ["a0: &a0 [x]"]
    for level in range(1, 300):
        many = ", ".join([f"*a{level - 1}"] * wide)
        lines.append(f"a{level}: &a{level} [{many}]")
    began = time.monotonic()
    (problem,) = problems_of(tmp_path, "\n".join(lines))
    assert "the aliases stand for more than 10,000 values; write out what is needed" in problem
    assert time.monotonic() - began < 30


def test_a_chain_of_merges_ends_at_once(tmp_path: Path) -> None:
    lines = ["m0: &m0 {k0: x}"]
    lines += [f"m{n}: &m{n} {{<<: *m{n - 1}, k{n}: x}}" for n in range(1, 9000)]
    began = time.monotonic()
    (problem,) = problems_of(tmp_path, "\n".join(lines))
    assert "the aliases stand for more than 10,000 values" in problem
    assert time.monotonic() - began < 30


def test_not_more_than_a_hundred_problems(tmp_path: Path) -> None:
    problems = problems_of(tmp_path, ENVIRONMENT + "".join(f"zz{n}: 1\n" for n in range(130)))
    assert len(problems) == 101
    assert problems[-1] == " and 30 more"


def test_long_values_are_shortened(tmp_path: Path) -> None:
    (problem,) = problems_of(tmp_path, ENVIRONMENT.replace("my-app", "x" * 500))
    assert problem.startswith("2: `app_name` is `" + "x" * 59 + "…`, which is longer than 30")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("no.yaml", "no.yaml: there is no such file"),
        (".", ".: this is a directory; name the file in it"),
        ("/dev/zero", "/dev/zero: larger than 1,000,000 bytes; this is not a settings file"),
        ("loop", "loop: cannot be read: too many levels of symbolic links"),
        ("file/x", "file/x: cannot be read: not a directory"),
    ],
)
def test_what_cannot_be_read(tmp_path: Path, name: str, message: str) -> None:
    Path("loop").symlink_to("loop")
    Path("file").touch()
    with pytest.raises(SettingsFailed) as failure:
        load(Path(name))
    assert failure.value.message == message
    assert failure.value.exit_code == Exit.USAGE


def test_what_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    # Taking the right away does not do: the tests may run as root, who reads everything.
    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(SettingsFailed) as failure:
        load(Path("secret"))
    assert failure.value.message == "secret: cannot be read: permission denied"


def test_the_path_is_told_as_typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "x.yaml").write_text("- a")
    monkeypatch.chdir(tmp_path / "a")
    told = {}
    for typed in (Path("../x.yaml"), tmp_path / "x.yaml"):
        with pytest.raises(SettingsFailed) as failure:
            load(typed)
        told[typed] = failure.value.message.split(": ")[0]
    assert told == {typed: f"{typed}:1" for typed in told}

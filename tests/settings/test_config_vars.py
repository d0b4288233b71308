"""The key `config_vars`: layers, sources, and what is wrong with them, never showing a value."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from heroku_tools.errors import SettingsFailed
from heroku_tools.settings import ConfigVar, Origin, config_vars_of, load

SECRET = "s3cret-of-a-file"
HEAD = """\
environments:
  - {label: dev, app_name: my-app, branch: main}
  - label: live
    app_name: my-app
    branch: main
    config_vars: """


def read(folder: Path, text: str, label: str = "live") -> tuple[ConfigVar, ...] | None:
    file = folder / "app.conf.yaml"
    file.write_text(text)
    settings = load(file)
    return config_vars_of(settings, settings.environment(label))


def given(folder: Path, text: str, label: str = "live") -> dict[str, str | None]:
    return {each.key: each.given for each in read(folder, text, label) or ()}


def problems(folder: Path, text: str) -> str:
    with pytest.raises(SettingsFailed) as failed:
        read(folder, text)
    assert SECRET not in failed.value.message
    assert SECRET not in (failed.value.hint or "")
    return failed.value.message


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("True", "True"),
        ("on", "on"),
        ("0080", "0080"),
        ("1.10", "1.10"),
        ("null", "null"),
        ("~", "~"),
        ('""', ""),
        ('"  a "', "  a "),
        ("'$HOME `x` \"q\"'", '$HOME `x` "q"'),
        ("|\n        one\n        two\n", "one\ntwo\n"),
        ("|-\n        one\n        two\n", "one\ntwo"),
        ('"😀 a=b"', "😀 a=b"),
        ("2026-11-24", "2026-11-24"),
    ],
)
def test_what_is_typed_is_what_is_set(tmp_path: Path, typed: str, value: str) -> None:
    assert given(tmp_path, f"{HEAD}\n      A: {typed}\n") == {"A": value}


def test_where_values_come_from(tmp_path: Path) -> None:
    text = (
        HEAD
        + """
      A: !env NAME
      B: !file secrets/b
      C: !command op read "op://a b"
      D: !command [op, read]
      E: !remote
      F: !unset
"""
    )
    a, b, c, d, e, f = read(tmp_path, text) or ()
    assert (a.origin, a.name) == (Origin.ENV, "NAME")
    assert (b.origin, b.path) == (Origin.FILE, tmp_path / "secrets/b")
    assert (c.argv, c.path) == (("op", "read", "op://a b"), tmp_path)
    assert d.argv == ("op", "read")
    assert (e.origin, f.origin) == (Origin.REMOTE, Origin.UNSET)
    assert a.where.endswith("app.conf.yaml:7")


def test_layers(tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    (tmp_path / "more/base.yaml").write_text("A: file\nB: file\nC: file\n")
    (tmp_path / "empty.yaml").write_text("# nothing\n")
    text = HEAD + "[more/base.yaml, empty.yaml, {B: own}]\nconfig_vars: {A: top, C: top, D: top}\n"
    assert given(tmp_path, text) == {"A": "file", "B": "own", "C": "file", "D": "top"}
    assert given(tmp_path, text, "dev") == {"A": "top", "C": "top", "D": "top"}


def test_nothing_is_said_of_them(tmp_path: Path) -> None:
    assert read(tmp_path, HEAD.replace("    config_vars: ", "")) is None
    assert read(tmp_path, HEAD + "{}") == ()


def test_deploy_needs_none_of_the_files(tmp_path: Path) -> None:
    (tmp_path / "app.conf.yaml").write_text(HEAD + "nowhere.yaml\n")
    assert load(tmp_path / "app.conf.yaml")


VALUE = 'it takes text (`""` for none), or `!env NAME`, `!file PATH`, `!command ...`'


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("{A: }", f"`A` has no value; {VALUE}"),
        (f"{{A: [{SECRET}]}}", f"`A` is a list; {VALUE}"),
        (f"{{A: {{b: {SECRET}}}}}", f"`A` is a mapping; {VALUE}"),
        (
            f"{{A: !vault {SECRET}}}",
            "`A` has a tag that is not known (a text that begins with `!` in quotes); it takes",
        ),
        (f'{{A: "{SECRET}\\0"}}', f"`A` has a NUL character; {VALUE}"),
        (f"{{A: !unset {SECRET}}}", "takes nothing after it"),
        (f"{{A: !remote {SECRET}}}", "takes nothing after it"),
        (f"{{A B: {SECRET}}}", "the config var `A B` has other characters"),
        (f"{{1A: {SECRET}}}", "the config var `1A` begins with a digit"),
        (f"{{HEROKU_A: {SECRET}}}", "begins with `HEROKU_`, which Heroku keeps for itself"),
        (f"{{__A: {SECRET}}}", "begins with `__`"),
        (f"{{A: {SECRET}, A: {SECRET}}}", "`A` is there twice"),
        ("{A: !env 1X}", "`!env` of `A` begins with a digit"),
        (f"\n      A: !{SECRET}", "`A` has a tag that is not known"),
        (f"\n      A: *{SECRET}", "this `*` names no anchor above"),
        (f"\n      <<: {SECRET}", "`<<` is given a text"),
        (f"{{A={SECRET}: }}", "the config var `A=` has other characters"),
        (f"{{!{SECRET} A: b}}", "a key has a tag"),
        (f"{{A: !env {SECRET}}}", "`!env` of `A` has other characters"),
        (f'{{A: !file "{SECRET}\\0"}}', "`!file` of `A` has a NUL character"),
        (f'"{SECRET}\\0"', "`config_vars` has a NUL character; it takes the path of a file"),
        (f"\n      A: !command op '{SECRET}", "`!command` of `A` has a quote that is never closed"),
        (f"{{A: !command [op, !{SECRET} b]}}", "a word of `!command` of `A` has a tag"),
        (f'{{A: !command ["{SECRET}\\0"]}}', "`!command` of `A` names no program"),
        ("{A: !command }", "`!command` of `A`"),
        ("{A: !command []}", "`!command` of `A` names no program"),
        ("", "`config_vars` has no value; it takes a mapping, the path of a file"),
        ("[[a]]", "an entry of `config_vars` is a list"),
    ],
)
def test_what_is_wrong_is_told_without_values(tmp_path: Path, typed: str, said: str) -> None:
    assert said in problems(tmp_path, HEAD + typed + "\n")


def test_every_problem_at_once_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("A:\nB: !x y\n")
    (tmp_path / "b.yaml").write_text("\n1: x\n")
    lines = problems(tmp_path, HEAD + "[a.yaml, b.yaml, c.yaml]\n").split("\n")
    places = [line.partition(": ")[0].rpartition("/")[2] for line in lines]
    assert places == ["a.yaml:1", "a.yaml:2", "b.yaml:2", "c.yaml"]


MAKE: dict[str, Callable[[Path], object]] = {
    "missing": lambda file: None,
    "directory": Path.mkdir,
    "unreadable": lambda file: file.symlink_to("/proc/self/mem"),  # root may read all else
    "loop": lambda file: file.symlink_to(file),
    "list": lambda file: file.write_text(f"- {SECRET}.yaml\n"),
    "path": lambda file: file.write_text("vars.yaml\n"),
    "anchor": lambda file: file.write_text(f"A: *{SECRET}\n"),
    "dotenv": lambda file: file.write_text(f"A: b\nB={SECRET}\n"),
    "broken": lambda file: file.write_text(f"A: '{SECRET}\n"),
    "binary": lambda file: file.write_bytes(b"A: \xff\xfe\n"),
    "itself": lambda file: file.symlink_to(file.parent / "app.conf.yaml"),
}


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("missing", "there is no such file"),
        ("directory", "this is a directory"),
        ("unreadable", "cannot be read: "),
        ("loop", "too many levels of symbolic links"),
        ("list", "this is no `KEY: value` mapping"),
        ("path", "this is no `KEY: value` mapping; a file names no other files"),
        ("anchor", "this `*` names no anchor above"),
        ("dotenv", "this line is no `key: value`"),
        ("broken", "a quote opens here and is never closed"),
        ("binary", "this is not UTF-8"),
        ("itself", "is the settings file itself"),
    ],
)
def test_files_that_are_none(tmp_path: Path, kind: str, said: str) -> None:
    MAKE[kind](tmp_path / "vars.yaml")
    message = problems(tmp_path, HEAD + "vars.yaml\n")
    assert said in message
    assert len(message.split("\n")) == 1

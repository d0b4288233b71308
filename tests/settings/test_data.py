"""The key `data`, and where it may flow: what is right, and what is said of what is not."""

# ruff: noqa: E501 - the tables have a case in each line
from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from heroku_tools.errors import UsageFailed
from heroku_tools.settings.masking import DataFrom, DataPolicy, Only, Rule, TableRules, Text
from heroku_tools.settings.model import Source
from tests.settings.helpers import ENVIRONMENT, problems_of, settings_of

SALT = "0123456789abcdef" * 4
AT = "app.conf.yaml:5"
FLOW = """\
environments:
- {label: live, app_name: my-live, branch: main, protected: true}
- {label: uat, app_name: my-uat, branch: main, data_from: live}
- {label: dev, app_name: my-dev, branch: dev, data_from: {environment: uat, masked: already}}
- {label: local, database_url: !env DATABASE_URL, data_from: uat}
data: {salt: !env MASKING_SALT}
"""
RULE_TAKES = "it takes a masker such as `email`, or one with its options such as `{full_name: {by: user_id}}`"


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def ruled(rule: str) -> str:
    return f"{ENVIRONMENT}data:\n  salt: !env S\n  mask: {{t: {{c: {rule} }}}}\n"


KEEP, NULL, EMAIL = (Rule(name, AT) for name in ("keep", "null", "email"))
RULES: list[tuple[str, Rule]] = [
    ("email", EMAIL),
    ("null", NULL),
    ("~", NULL),
    ("", NULL),
    ("'null'", NULL),
    ("{null: }", NULL),
    ("{email: }", EMAIL),
    ("{email: {}}", EMAIL),
    ("{email: {namespace: crm}}", Rule("email", AT, namespace="crm")),
    ('{fixed: "!"}', Rule("fixed", AT, text="!")),
    ('{fixed: ""}', Rule("fixed", AT, text="")),
    ("{fixed: no}", Rule("fixed", AT, text="no")),
    ("{fixed: {text: null.}}", Rule("fixed", AT, text="null.")),
    ("{full_name: {by: user_id}}", Rule("full_name", AT, by="user_id")),
    ("{shift_days: 30}", Rule("shift_days", AT, days=30)),
    ("{shift_days: {days: 030, by: id}}", Rule("shift_days", AT, days=30, by="id")),
    ("shift_days", Rule("shift_days", AT)),
    ("{hash: 12}", Rule("hash", AT, length=12)),
    ("{partial: {first: 1, last: 2}}", Rule("partial", AT, first=1, last=2)),
    ("{sql: left(a)}", Rule("sql", AT, text="left(a)")),
    ("{json: {contact.email: email, a: {json: {b: null}}}}", Rule("json", AT, paths=(
        ("contact.email", EMAIL), ("a", Rule("json", AT, paths=(("b", NULL),))),
    ))),
    ("{json: {paths: email}}", Rule("json", AT, paths=(("paths", EMAIL),))),
    ("{when: a = 1, then: keep, else: null}", Rule("when", AT, condition="a = 1", then=KEEP, otherwise=NULL)),
    ("{when: a, then: {when: b, then: email, else: }, else: keep}", Rule(
        "when", AT, condition="a", otherwise=KEEP,
        then=Rule("when", AT, condition="b", then=EMAIL, otherwise=NULL),
    )),
]  # fmt: skip

MASKERS = (
    "keep, null, fixed, email, username, hash, phone, ip, url, uuid, first_name, last_name, "
    "full_name, address, city, number, shift_days, year, partial, json, when, sql"
)
# Each stands for the rule of the column `c`.
RULE_PROBLEMS = [
    ("emial", ["`c` is `emial`, which is no masker; did you mean `email`?"]),
    ("zzzz", [f"`c` is `zzzz`, which is no masker; there are {MASKERS}"]),
    ("''", [f"`c` is empty; {RULE_TAKES}"]),
    ("[email]", [f"`c` is a list; {RULE_TAKES}"]),
    ("{}", [f"`c` is an empty mapping; {RULE_TAKES}"]),
    ("!x email", ["`c` takes no tag, here `!x`; write " + RULE_TAKES[9:]]),
    ("fixed", ['`c` is `fixed`, which needs more: write it like `{fixed: "!"}`']),
    ("{fixed: }", ['`fixed` of `c` has no value; it takes a text, such as `"!"`']),
    ("{fixed: null}", ['`fixed` of `c` is `null`, which is also a way to say nothing: write the masker `null` for that; it takes a text, such as `"!"`']),
    ("{fixed: {}}", ['`text` is missing; add it, for example `text: "!"`']),
    ("json", ["`c` is `json`, which needs more: write it like `{json: {contact.email: email}}`"]),
    ("{json: email}", ["`json` of `c` is `email`; it takes a mapping, for example `{contact.email: email}`"]),
    ("{json: {a..b: email}}", ["a key of `json` of `c` is `a..b`, which has a dot with nothing before or after it; it takes keys with dots between them, such as `contact.email`"]),
    ("{json: {a: emial}}", ["`a` is `emial`, which is no masker; did you mean `email`?"]),
    ("when", ['`c` is `when`, which needs more: write it like `{when: "is_staff", then: keep, else: null}`']),
    ("{when: a, then: keep}", ["`else` is missing; add it, for example `else: keep`"]),
    ("{then: keep, esle: null}", [
        "unknown key `esle`; did you mean `else`?",
        '`when` is missing; add it, for example `when: "is_staff"`',
    ]),
    ("{when: , then: keep, else: keep}", ["`when` has no value; it takes an SQL expression"]),
    ("sql", ["`c` is `sql`, which needs more: write it like `{sql: \"upper(left(code, 2)) || '-'\"}`"]),
    ('{sql: " "}', ["`sql` of `c` is ` `, which has no words; it takes an SQL expression"]),
    ("{keep: a}", ["`keep` of `c` takes no options; write it alone"]),
    ("{emial: {}}", ["`c` is `emial`, which is no masker; did you mean `email`?"]),
    ("{email: crm}", ["`email` of `c` is `crm`; it takes a mapping of its options (`namespace`)"]),
    ("{email: {namepsace: crm}}", ["unknown key `namepsace`; did you mean `namespace`?"]),
    ("{email: {namespace: a b}}", ["`namespace` is `a b`, which has other characters; it takes a name of letters, digits and `_`"]),
    ("{hash: 3}", ["`hash` of `c` is `3`; it takes a whole number from 4 to 64"]),
    ("{hash: {length: x}}", ["`length` is `x`; it takes a whole number from 4 to 64"]),
    ("{shift_days: -1}", ["`shift_days` of `c` is `-1`; it takes a whole number from 1 to 3650"]),
    ("{shift_days: ٣}", ["`shift_days` of `c` is `٣`; it takes a whole number from 1 to 3650"]),
    ("{email: , length: 3}", ["`c` has the keys `email`, `length`; it takes one masker, and in it its options"]),
]  # fmt: skip

DATA_TAKES = "it takes a mapping, for example `data: {salt: !env MASKING_SALT}`"
MASK_TAKES = "it takes a mapping of tables, for example `mask: {users: {email: email}}`, or `none`"
# Each stands after `data: `, in line 3.
DATA_PROBLEMS = [
    ("", [f"`data` has no value; {DATA_TAKES}"]),
    ("{maks: none}", ["unknown key `maks`; did you mean `mask`?"]),
    ("{mask: all}", [f"`mask` is `all`; {MASK_TAKES}"]),
    ("{mask: }", [f"`mask` has no value; {MASK_TAKES}"]),
    ("{mask: {t: none}}", ["`t` is `none`; it takes a mapping of columns, for example `{email: email}`"]),
    ("{mask: {'': {}, t: {'': keep}}}", [
        "a key of `mask` is empty; it takes a name as the database has it",
        "a key of `t` is empty; it takes a name as the database has it",
    ]),
    ("{mask: {t: {a: keep, b: email}}}", ["`salt` is missing; add it, for example `salt: !env MASKING_SALT`"]),
    ("{mask: {t: {a: {json: {b: {when: x, then: hash, else: null}}}}}}", ["`salt` is missing; add it, for example `salt: !env MASKING_SALT`"]),
    ("{structure: look}", ["`structure` is `look`; it takes `keep`"]),
    ("{salt: hunter2}", ["`salt` is not 64 hexadecimal digits; it takes 64 hexadecimal digits, or better `!env NAME`"]),
    ("{salt: }", ["`salt` has no value; it takes 64 hexadecimal digits, or better `!env NAME`"]),
    ("{skip: [a, {}], only: {t: ''}, checks: ' ', after: []}", [
        "an entry of `skip` is an empty mapping; it takes the name of a table, or a pattern such as `audit_*`",
        "`t` is empty; it takes an SQL expression",
        "`checks` is ` `, which has no words; it takes an SQL query",
        "`after` is an empty list; it takes the text of a command, such as `python manage.py migrate`",
    ]),
]  # fmt: skip

NEVER = "is protected, and data never flows into it; remove `data_from`"
ALONE = "does not go with `database_url`, which is a database without an app; keep one of them"
URL_TAKES = "it takes a URL such as `postgres://localhost/my_app`, or better `!env NAME`"
# What is changed in FLOW, into what, and the problems.
FLOW_PROBLEMS = [
    ("protected: true", "protected: true, data_from: uat", [f"2: `live` {NEVER}", "2: `data_from` is `uat`, which gets its data from here; break the circle", "3: `data_from` is `live`, which gets its data from here; break the circle"]),
    ("protected: true", "data_from: dev, protected: true", [f"2: `live` {NEVER}", *(f"{line}: `data_from` is `{source}`, which gets its data from here; break the circle" for line, source in ((2, "dev"), (3, "live"), (4, "uat")))]),
    ("data_from: uat", "data_from: local", ["5: `data_from` is `local`, which gets its data from here; break the circle"]),
    ("data_from: live", "data_from: liev", ["3: `data_from` is `liev`, which is no label here; did you mean `live`?"]),
    ("data_from: live", "data_from: zz", ["3: `data_from` is `zz`, which is no label here; there are `live`, `uat`, `dev`, `local`"]),
    ("data_from: live", "data_from: [live]", ["3: `data_from` is a list; it takes the label of another environment, or a mapping with `environment`"]),
    ("environment: uat, masked: already", "masked: yes", ["4: `environment` is missing; add it, for example `environment: live`", "4: `masked` is `yes`; it takes `already`"]),
    ("branch: main, data_from: live", "promote_from: live, data_from: live", ["3: `data_from` is `live`, from which code comes; data flows the other way"]),
    ("branch: dev, data_from", "promote_from: uat, data_from", ["4: `data_from` is `uat`, from which code comes; data flows the other way"]),
    ("data: {salt: !env MASKING_SALT}\n", "", [
        f"{line}: `data_from` needs the key `data`; begin with `data: {{salt: !env MASKING_SALT}}`, and let `data {label} --propose` write the rest"
        for line, label in ((3, "uat"), (4, "dev"), (5, "local"))
    ]),
    ("!env DATABASE_URL", "'postgres://a:hunter2@b/c d'", [f"5: `database_url` has a space or a control character; {URL_TAKES}"]),
    ("!env DATABASE_URL", "hunter2", [f"5: `database_url` does not begin with `postgres://`; {URL_TAKES}"]),
    ("!env DATABASE_URL", "!env A, app_name: my-app, branch: b, url: https://a.org, config_vars: {}, promote_from: uat", [
        "5: `data_from` is `uat`, from which code comes; data flows the other way",
        *sorted(f"5: `{key}` {ALONE}" for key in ("app_name", "branch", "promote_from", "url", "config_vars")),
    ]),
    ("branch: dev", "promote_from: local", ["4: `promote_from` is `local`, which is a database without an app"]),
]  # fmt: skip


def test_where_data_flows(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, FLOW)
    live, uat, dev, local = settings.environments
    assert live.data_from is None
    assert uat.data_from == DataFrom("live", "app.conf.yaml:3")
    assert dev.data_from == DataFrom("uat", "app.conf.yaml:4", masked=True)
    assert local.database_url == Source("app.conf.yaml:5", env="DATABASE_URL")
    assert (local.app_name, local.branch, local.where) == ("", "", "app.conf.yaml:5")
    assert settings.apps == (live, uat, dev)


def test_all_that_is_said_of_data(tmp_path: Path) -> None:
    text = """\
data:
  salt: !env S
  mask:
    a: {b: email, c: keep}
    crm.d: {}
  skip: [x, "y_*"]
  only: {e: f > 1}
  checks: SELECT 1
  after: ./migrate
  structure: keep
"""
    data = settings_of(tmp_path, ENVIRONMENT + text).data
    at = "app.conf.yaml:{}".format
    columns = (("b", Rule("email", at(6))), ("c", Rule("keep", at(6))))
    assert data == DataPolicy(
        where=at(3),
        salt=Source(at(4), env="S"),
        mask=(TableRules("a", at(6), columns), TableRules("crm.d", at(7), ())),
        skip=(Text("x", at(8)), Text("y_*", at(8))),
        only=(Only("e", "f > 1", at(9)),),
        checks=(Text("SELECT 1", at(10)),),
        after="./migrate",
        structure_kept=True,
    )


def test_nothing_is_said_of_data(tmp_path: Path) -> None:
    assert settings_of(tmp_path, ENVIRONMENT).data is None
    data = settings_of(tmp_path, ENVIRONMENT + "data: {}").data
    assert data == DataPolicy("app.conf.yaml:3")
    none = settings_of(tmp_path, ENVIRONMENT + "data: {mask: none, skip: [], checks: []}").data
    assert none == replace(data, unmasked=True)


def test_a_salt_in_the_file_is_not_shown(tmp_path: Path) -> None:
    data = settings_of(tmp_path, f"{ENVIRONMENT}data: {{salt: {SALT}}}").data
    assert data is not None
    assert data.salt is not None
    assert data.salt.value({}) == SALT
    assert SALT not in repr(data)


@pytest.mark.parametrize(("typed", "rule"), RULES)
def test_a_rule(tmp_path: Path, typed: str, rule: Rule) -> None:
    data = settings_of(tmp_path, ruled(typed)).data
    assert data is not None
    assert data.mask == (TableRules("t", AT, (("c", rule),)),)


@pytest.mark.parametrize(("typed", "problems"), RULE_PROBLEMS)
def test_what_is_no_rule(tmp_path: Path, typed: str, problems: list[str]) -> None:
    assert problems_of(tmp_path, ruled(typed)) == [f"5: {each}" for each in problems]


@pytest.mark.parametrize(("typed", "problems"), DATA_PROBLEMS)
def test_what_is_wrong_in_data(tmp_path: Path, typed: str, problems: list[str]) -> None:
    told = problems_of(tmp_path, f"{ENVIRONMENT}data: {typed}\n")
    assert sorted(told) == sorted(f"3: {each}" for each in problems)
    assert "hunter2" not in str(told)


@pytest.mark.parametrize(("old", "new", "problems"), FLOW_PROBLEMS)
def test_what_must_not_flow(tmp_path: Path, old: str, new: str, problems: list[str]) -> None:
    assert old in FLOW
    told = problems_of(tmp_path, FLOW.replace(old, new, 1))
    assert sorted(told) == sorted(problems)
    assert "hunter2" not in str(told)


def test_an_environment_is_never_its_own_source(tmp_path: Path) -> None:
    text = ENVIRONMENT.replace("main", "main, data_from: dev") + "data: {}\n"
    (problem,) = problems_of(tmp_path, text)
    assert problem == "2: `data_from` is `dev`, which gets its data from here; break the circle"


def test_a_database_without_an_app_is_no_app(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, FLOW)
    assert settings.app("dev").app_name == "my-dev"
    with pytest.raises(UsageFailed) as failure:
        settings.app("local")
    assert failure.value.message == "app.conf.yaml:5: `local` is a database without an app"
    assert failure.value.hint == "Only data flows there: heroku-tools data local"

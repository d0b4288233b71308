"""Whether a source may be copied as it is, and what its mark is held against, in tables."""

from __future__ import annotations

from dataclasses import replace

import pytest

from heroku_tools.data.database.marker import Marker, State
from heroku_tools.data.database.sessions import Session
from heroku_tools.data.flow import Flow
from heroku_tools.data.marks import complaints
from heroku_tools.data.obstacles import connected, hiding
from heroku_tools.data.salt import of_rules, of_salt, salt_of
from heroku_tools.errors import SettingsFailed
from heroku_tools.settings.masking import DataFrom, DataPolicy, Rule, TableRules
from heroku_tools.settings.model import Source
from tests.data.worlds import FLOW, POLICY, UAT, environment

DEV = environment("dev", data_from=DataFrom("uat", "f:8", masked=True))
ALREADY = Flow(UAT, DEV, POLICY, masked_already=True)
PROVED = Marker(State.PROVED, "uat", "live", "run", "now", salt="s", rules="r")


@pytest.mark.parametrize(
    ("flow", "mark", "words"),
    [
        (FLOW, None, None),
        (FLOW, PROVED, None),
        (FLOW, replace(PROVED, state=State.INCOMPLETE), "live holds a copy that is not complete"),
        (ALREADY, PROVED, None),
        (ALREADY, None, "uat holds no copy that was masked and proved"),
        (ALREADY, replace(PROVED, masked=False), "uat holds no copy that was masked and proved"),
        (ALREADY, replace(PROVED, state=State.INCOMPLETE), "is not complete"),
        (ALREADY, replace(PROVED, salt="other"), "masked with other salt than"),
        (ALREADY, replace(PROVED, rules="other"), "masked with other rules than"),
        (ALREADY, replace(PROVED, salt="x", rules="x"), "masked with other salt and rules than"),
    ],
)
def test_the_source_s_mark(flow: Flow, mark: Marker | None, words: str | None) -> None:
    found = complaints(flow, mark, salt="s", rules="r")
    assert len(found) == (words is not None)
    assert words is None or words in found[0]


def policy(*rules: tuple[str, Rule], where: str = "f:1") -> DataPolicy:
    return DataPolicy(where, mask=(TableRules("t", where, rules),))


def test_rules_have_one_fingerprint_wherever_they_are_written() -> None:
    email = ("email", Rule("email", "f:2"))
    assert of_rules(policy(email)) == of_rules(policy(("email", Rule("email", "g:9")), where="g:1"))
    others = (
        policy(), policy(("mail", email[1])), policy(("email", Rule("hash", "f:2"))),
        policy(("email", Rule("fixed", "f:2", text="a"))),
        policy(("email", Rule("fixed", "f:2", text="b"))),
    )  # fmt: skip
    assert len({of_rules(each) for each in (policy(email), *others)}) == 6


def test_the_salt(monkeypatch: pytest.MonkeyPatch) -> None:
    salted = DataPolicy("f:1", salt=Source("f:2", env="MASKING_SALT"))
    assert salt_of(DataPolicy("f:1")) is None
    assert of_salt(None) == ""
    monkeypatch.setenv("MASKING_SALT", "AB" * 32)
    assert salt_of(salted) == "ab" * 32
    assert "ab" * 4 not in of_salt("ab" * 32)
    for wrong in ("ab" * 31, "xy" * 32, "ab" * 33):
        monkeypatch.setenv("MASKING_SALT", wrong)
        with pytest.raises(SettingsFailed, match="64 hexadecimal") as refused:
            salt_of(salted)
        assert wrong not in refused.value.message
    monkeypatch.delenv("MASKING_SALT")
    with pytest.raises(SettingsFailed, match="is not set"):
        salt_of(salted)


def test_who_is_connected() -> None:
    def session(application: str) -> Session:
        return Session(1, application, "u", "idle", "10:00", "now", mine=True)

    assert connected(()) == ()
    assert connected((session("heroku-tools look"),)) == ()
    many = [session(each) for each in ("gunicorn", "psql", "gunicorn", "", "heroku-tools data")]
    assert connected(tuple(many)) == (
        "connected to the target now: gunicorn (2), psql (1), without a name (1)",
    )


def test_what_hides_in_the_structure() -> None:
    assert hiding(()) == ()
    places = tuple(f"place {number}" for number in range(12))
    (said,) = hiding(places)
    assert "place 9; and 2 more; change it, or say `structure: keep`" in said

"""Agreeing to a plan: every way to, and every way not to."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

import pytest

from heroku_tools.engine.confirm import Consent, agree, check_flags
from heroku_tools.errors import Refused

PLAIN = Consent(label="dev", protected=False, pin=False, none=False, yes=False, confirmed=None)
PIN = replace(PLAIN, pin=True)
NONE = replace(PLAIN, none=True)
LIVE = replace(PIN, label="live", protected=True)
TYPED = replace(PLAIN, typed=True)
DOUBT = "--no-migrate: 1 file changed. Leave out migrate all the same?"


@dataclass
class Person:
    """Types the answers, one after the other; THE PIN stands for the one that is shown."""

    answers: list[str | None] = field(default_factory=list)
    interactive: bool = True
    asked: list[str] = field(default_factory=list)

    def ask(self, question: str) -> str | None:
        self.asked.append(question)
        answer = self.answers.pop(0)
        if answer and "THE PIN" in answer:
            found = re.search(r"\b\d{6}\b", question)
            assert found, question
            return answer.replace("THE PIN", found.group())
        return answer


def decide(consent: Consent, person: Person, doubts: tuple[str, ...] = ()) -> None:
    agree(consent, what="Deploy it?", doubts=doubts, asker=person)


@pytest.mark.parametrize(
    ("consent", "answers", "doubts"),
    [
        pytest.param(PLAIN, ["y"], (), id="y"),
        pytest.param(PLAIN, [" YES "], (), id="YES"),
        pytest.param(PIN, ["THE PIN"], (), id="PIN"),
        pytest.param(PIN, [" THE PIN "], (), id="PIN with spaces"),
        pytest.param(LIVE, ["THE PIN"], (), id="protected"),
        pytest.param(replace(LIVE, confirmed="live"), ["THE PIN"], (), id="--confirm alone: asks"),
        pytest.param(NONE, [], (), id="confirm none"),
        pytest.param(NONE, ["y"], (DOUBT,), id="confirm none asks for doubts"),
        pytest.param(PLAIN, ["y", "y"], (DOUBT,), id="a doubt first"),
        pytest.param(PIN, ["y", "y", "THE PIN"], (DOUBT, DOUBT), id="two doubts, then the PIN"),
        pytest.param(replace(PLAIN, yes=True), [], (DOUBT,), id="--yes"),
        pytest.param(replace(PIN, yes=True), [], (), id="--yes, PIN by choice"),
        pytest.param(replace(LIVE, yes=True, confirmed="live"), [], (DOUBT,), id="--yes --confirm"),
    ],
)
def test_agreed(consent: Consent, answers: list[str | None], doubts: tuple[str, ...]) -> None:
    number = len(answers)
    person = Person(answers)
    decide(consent, person, doubts)
    assert len(person.asked) == number
    assert person.answers == []


@pytest.mark.parametrize(
    ("consent", "answers", "doubts", "message"),
    [
        pytest.param(PLAIN, ["n"], (), "declined", id="n"),
        pytest.param(PLAIN, [""], (), "declined", id="just Enter"),
        pytest.param(PLAIN, ["yeah"], (), "declined", id="something else"),
        pytest.param(PLAIN, [None], (), "declined", id="end of input"),
        pytest.param(PIN, ["THE PIN0"], (), "wrong PIN", id="a digit more"),
        pytest.param(PIN, ["y"], (), "wrong PIN", id="y for the PIN"),
        pytest.param(PIN, [""], (), "wrong PIN", id="no PIN"),
        pytest.param(PIN, [None], (), "wrong PIN", id="end of input at the PIN"),
        pytest.param(PLAIN, ["n"], (DOUBT,), "declined", id="doubt declined"),
        pytest.param(NONE, ["n"], (DOUBT,), "declined", id="confirm none, doubt declined"),
    ],
)
def test_declined(
    consent: Consent, answers: list[str | None], doubts: tuple[str, ...], message: str
) -> None:
    person = Person(answers)
    with pytest.raises(Refused, match=f"{message}.*nothing was touched") as caught:
        decide(consent, person, doubts)
    assert len(person.asked) == 1
    assert caught.value.exit_code == 3


@pytest.mark.parametrize(
    ("consent", "doubts", "hint"),
    [
        pytest.param(PLAIN, (), "--yes", id="plain"),
        pytest.param(PIN, (), "--yes", id="PIN by choice"),
        pytest.param(LIVE, (), "--yes --confirm live", id="protected"),
        pytest.param(NONE, (DOUBT,), "--yes", id="none, but a doubt"),
    ],
)
def test_nobody_there_to_ask(consent: Consent, doubts: tuple[str, ...], hint: str) -> None:
    person = Person(interactive=False)
    with pytest.raises(Refused, match=r"no terminal.*nothing was touched") as caught:
        decide(consent, person, doubts)
    assert (caught.value.hint or "").endswith(hint)
    assert person.asked == []


@pytest.mark.parametrize("interactive", [True, False])
def test_yes_alone_does_not_do_where_protected(interactive: bool) -> None:
    with pytest.raises(Refused, match="live is protected: --yes alone") as caught:
        decide(replace(LIVE, yes=True), Person(interactive=interactive))
    assert (caught.value.hint or "").endswith("--yes --confirm live")


@pytest.mark.parametrize("interactive", [True, False])
def test_flags_need_no_terminal(interactive: bool) -> None:
    decide(replace(PLAIN, yes=True), Person(interactive=interactive))
    decide(NONE, Person(interactive=interactive))


@pytest.mark.parametrize("consent", [PLAIN, LIVE], ids=["plain", "protected"])
@pytest.mark.parametrize("yes", [True, False])
def test_a_label_that_is_another_is_refused_at_once(consent: Consent, yes: bool) -> None:
    with pytest.raises(Refused, match="--confirm uat does not name"):
        check_flags(replace(consent, yes=yes, confirmed="uat"))


@pytest.mark.parametrize("confirmed", [None, "live"])
def test_no_label_or_the_right_one_passes(confirmed: str | None) -> None:
    check_flags(replace(LIVE, confirmed=confirmed))


def test_the_question_and_the_doubts_are_what_is_asked() -> None:
    person = Person(["y", "y"])
    decide(PLAIN, person, (DOUBT,))
    assert person.asked == [f"{DOUBT} [y/N] ", "Deploy it? [y/N] "]


def test_each_pin_is_another() -> None:
    asked = set()
    for _ in range(20):
        person = Person(["THE PIN"])
        decide(PIN, person)
        asked |= set(person.asked)
    assert len(asked) > 15


@pytest.mark.parametrize("consent", [TYPED, replace(TYPED, none=True), replace(TYPED, pin=True)])
def test_the_label_is_typed_whatever_else_would_do(consent: Consent) -> None:
    person = Person([" dev "])
    decide(consent, person)
    assert person.asked == ["Deploy it? Type dev to confirm: "]


@pytest.mark.parametrize("answer", ["y", "yes", "", "uat", "DEV", None])
def test_anything_else_is_no_agreement(answer: str | None) -> None:
    with pytest.raises(Refused, match="that is not dev; nothing was touched"):
        decide(TYPED, Person([answer]))


def test_in_a_script_the_label_is_named_always() -> None:
    with pytest.raises(Refused, match="--yes alone does not do") as refused:
        decide(replace(TYPED, yes=True), Person())
    assert refused.value.hint == "In scripts use --yes --confirm dev"
    decide(replace(TYPED, yes=True, confirmed="dev"), Person())
    with pytest.raises(Refused, match="there is no terminal"):
        decide(replace(TYPED, none=True), Person(interactive=False))

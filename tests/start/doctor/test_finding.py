"""Findings, put together: what many sections have in common is told once."""

from __future__ import annotations

from dataclasses import replace

from heroku_tools.start.doctor.finding import Section, fine, to_do, without_repetitions

OF_LIVE = replace(to_do("live has a new column", "decide about it"), once=True)
BRANCH = to_do("there is no branch", "make one")


def test_what_is_told_once_is_told_in_the_first_section_that_has_it() -> None:
    given = (
        Section("live", (fine("all is well"),)),
        Section("uat", (BRANCH, OF_LIVE)),
        Section("dev", (OF_LIVE, BRANCH)),
    )
    assert without_repetitions(given) == (
        given[0],
        given[1],
        Section("dev", (BRANCH,)),
    )

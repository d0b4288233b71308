"""The check against Heroku's schema must not pass what Heroku would not answer."""

from typing import Any

import pytest

from sandbox.check_schema import Schema, Unfit

THING = {
    "properties": {
        "id": {"$ref": "#/definitions/thing/definitions/id"},
        "born": {"type": ["string"], "format": "date-time"},
    },
    "strictProperties": True,
    "type": ["object"],
}
LINK = {
    "method": "GET",
    "href": "/things/{(%23%2Fdefinitions%2Fthing%2Fdefinitions%2Fidentity)}",
    "targetSchema": {"$ref": "#/definitions/thing"},
}
IDS = {"definitions": {"id": {"type": ["string"], "format": "uuid"}}, "links": [LINK]}
SCHEMA = {"definitions": {"thing": {**THING, **IDS}}}
GOOD = {"id": "01234567-89ab-cdef-0123-456789abcdef", "born": "2026-01-01T12:00:00Z"}


def judge(answer: Any, *, status: int = 200, path: str = "/things/one") -> str:
    return Schema(SCHEMA).judge("GET", path, status, answer)


def test_what_fits() -> None:
    assert judge(GOOD) == "200"


@pytest.mark.parametrize(
    ("answer", "because"),
    [
        ({**GOOD, "id": "one"}, "is not a 'uuid'"),
        ({**GOOD, "id": None}, "is not of type"),
        ({**GOOD, "born": "yesterday"}, "is not a 'date-time'"),
        ({"id": GOOD["id"]}, "'born' is a required property"),
        ({**GOOD, "more": 1}, "Additional properties"),
    ],
)
def test_what_does_not(answer: dict[str, Any], because: str) -> None:
    with pytest.raises(Unfit, match=because):
        judge(answer)


def test_an_error_and_an_endpoint_that_heroku_does_not_have() -> None:
    with pytest.raises(Unfit, match="answered 500"):
        judge(GOOD, status=500)
    with pytest.raises(Unfit, match="knows no such endpoint"):
        judge(GOOD, path="/elsewhere")

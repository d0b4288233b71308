"""The masks of the bench in the words of other tools."""

from __future__ import annotations

from typing import Any

from bench.rivals_masks import schema, strategy, values
from heroku_tools.settings.masking import Rule


def rule(masker: str, **how: Any) -> Rule:
    return Rule(masker, "test:1", **how)


MASKS = {
    "users": {
        "email": rule("email"), "born": rule("shift_days"), "id": rule("keep"),
        "profile": rule("json", paths=(
            ("contact.email", rule("email")), ("bio", rule("fixed", text="(removed)")),
        )),
    },
    "events": {"ip": rule("ip"), "payload": rule("keep")},
}  # fmt: skip


def test_strategy() -> None:
    assert strategy(MASKS) == {
        "tables": {
            "users": {
                "columns": {
                    "email": "unique_email",
                    "born": "date_of_birth",
                    "profile": "(jsonb_set(jsonb_set(profile, '{contact,email}',"
                    " to_jsonb(md5(random()::text) || '@example.com')),"
                    " '{bio}', to_jsonb('(removed)'::text)))",
                }
            },
            "events": {
                "columns": {"ip": {"type": "fake_update", "fake_type": "ipv4", "sql_type": "inet"}}
            },
        }
    }


def test_schema_leaves_inet_out() -> None:
    email = {"provider": {"name": "md5"}, "append": "@example.com"}
    assert schema(MASKS) == {
        "tables": [
            {
                "users": {
                    "fields": [
                        {"email": email},
                        {"born": {"provider": {"name": "fake.date_of_birth"}}},
                        {"profile.contact.email": email},
                        {"profile.bio": {"provider": {"name": "set", "value": "(removed)"}}},
                    ]
                }
            }
        ]
    }


def test_values() -> None:
    assert values(MASKS["events"]) == {"ip": "ip"}
    assert values(MASKS["users"]) == {
        "email": "email",
        "born": "shift_days",
        "profile #>> '{contact,email}'": "email",
        "profile #>> '{bio}'": "fixed",
    }

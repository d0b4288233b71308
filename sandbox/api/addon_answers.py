"""How Heroku shows add-ons and attachments, in the Platform API. Pure."""

from typing import Any

from sandbox.api.answers import fixed_id, moment, named
from sandbox.plans import SERVICE
from sandbox.state import App, Attachment, Database

Json = dict[str, Any]


def plan(database: Database) -> Json:
    name = f"{SERVICE}:{database.plan}"
    return {"id": fixed_id(name), "name": name}


def addon(owner: App, database: Database, config_vars: list[str]) -> Json:
    """`config_vars` are those of the owner."""
    return {
        "actions": [],
        "addon_service": {"id": fixed_id("addon-service"), "name": SERVICE},
        "app": named(owner),
        "billed_price": {"cents": 500, "contract": False, "unit": "month"},
        "billing_entity": {**named(owner), "type": "app"},
        "config_vars": config_vars,
        "created_at": moment(database.created_at),
        "id": database.id,
        "name": database.name,
        "plan": plan(database),
        "provider_id": fixed_id(f"provider.{database.id}"),
        "provision_message": "",
        "state": "provisioned",
        "updated_at": moment(database.created_at),
        "web_url": None,
    }


def attachment(app: App, shown: Attachment, owner: App, *, included: str = "") -> Json:
    """`included` is what a client asks for besides: addon:plan, config_vars."""
    addon: Json = {"id": shown.database.id, "name": shown.database.name, "app": named(owner)}
    if "addon:plan" in included:
        addon["plan"] = plan(shown.database)
    return {
        "addon": addon,
        "app": named(app),
        **({"config_vars": [shown.config_var]} if "config_vars" in included else {}),
        "created_at": moment(shown.created_at),
        "id": shown.id,
        "log_input_url": None,
        "name": shown.name,
        "namespace": None,
        "updated_at": moment(shown.created_at),
        "web_url": None,
    }

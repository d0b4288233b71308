"""How Heroku shows what it knows: each thing as the JSON of the Platform API. Pure."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sandbox.pipelines import Coupling, Pipeline, Promotion, Target
from sandbox.plans import SERVICE
from sandbox.state import App, Build, Dyno, Release, Slug

Json = dict[str, Any]

EMAIL = "developer@example.com"


def fixed_id(what: str) -> str:
    """The same UUID for the same thing in every sandbox."""
    return str(uuid.uuid5(uuid.NAMESPACE_DNS, f"{what}.sandbox"))


USER = {"email": EMAIL, "id": fixed_id("user")}
STACK = {"id": fixed_id("stack"), "name": "heroku-24"}
GENERATION = {"id": fixed_id("generation"), "name": "cedar"}
SIZE = "Basic"


def moment(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def named(app: App) -> Json:
    return {"id": app.id, "name": app.name}


def account(born: datetime) -> Json:
    absent = ("identity_provider", "sms_number", "suspended_at", "delinquent_at")
    unset = ("country_of_residence", "default_organization", "default_team")
    return {
        **USER,
        **dict.fromkeys((*absent, *unset)),
        "allow_tracking": False,
        "beta": False,
        "created_at": moment(born),
        "federated": False,
        "last_login": moment(born),
        "name": "Developer",
        "two_factor_authentication": False,
        "updated_at": moment(born),
        "verified": True,
    }


def app_info(app: App) -> Json:
    slug = app.current.slug
    absent = ("archived_at", "buildpack_provided_description", "organization", "team", "space")
    return {
        **named(app),
        **dict.fromkeys(absent),
        "acm": False,
        "build_stack": STACK,
        "created_at": moment(app.created_at),
        "generation": GENERATION,
        "git_url": f"https://git.heroku.com/{app.name}.git",
        "internal_routing": False,
        "maintenance": app.maintenance,
        "owner": USER,
        "region": {"id": fixed_id("region"), "name": "us"},
        "released_at": moment(app.latest.created_at),
        "repo_size": 0,
        "slug_size": slug.size if slug else 0,
        "stack": STACK,
        "updated_at": moment(app.updated_at),
        "web_url": f"https://{app.name}.herokuapp.com/",
    }


def release(app: App, shown: Release, streams: str) -> Json:
    return {
        "addon_plan_names": sorted({f"{SERVICE}:{a.database.plan}" for a in app.attachments}),
        "app": named(app),
        "artifacts": [{"type": "slug", "id": shown.slug.id}] if shown.slug else [],
        "created_at": moment(shown.created_at),
        "current": shown is app.current,
        "description": shown.description,
        "eligible_for_rollback": shown.eligible_for_rollback,
        "id": shown.id,
        "output_stream_url": f"{streams}/{app.name}/{shown.id}" if shown.output else None,
        "slug": {"id": shown.slug.id} if shown.slug else None,
        "status": shown.status,
        "updated_at": moment(shown.updated_at),
        "user": USER,
        "version": shown.version,
    }


def slug(shown: Slug, blobs: str) -> Json:
    return {
        "blob": {"method": "get", "url": f"{blobs}/{shown.id}.tgz"},
        "buildpack_provided_description": "Python",
        "checksum": None,
        "commit": shown.commit,
        "commit_description": None,
        "created_at": moment(shown.created_at),
        "deleted_at": None,
        "id": shown.id,
        "process_types": dict(shown.process_types),
        "size": shown.size,
        "stack": STACK,
        "updated_at": moment(shown.created_at),
    }


def build(app: App, shown: Build, streams: str) -> Json:
    source = {
        "checksum": None,
        "url": f"https://git.heroku.com/{app.name}.git",
        "version": shown.commit,
        "version_description": None,
    }
    return {
        "app": {"id": app.id},
        "buildpacks": None,
        "created_at": moment(shown.created_at),
        "generation": "cedar",
        "id": shown.id,
        "output_stream_url": f"{streams}/{app.name}/{shown.id}",
        "release": {"id": shown.release_id} if shown.release_id else None,
        "slug": {"id": shown.slug_id} if shown.slug_id else None,
        "source_blob": source,
        "stack": STACK["name"],
        "status": shown.status,
        "updated_at": moment(shown.updated_at),
        "user": USER,
    }


def dyno(app: App, shown: Dyno, attach_url: str | None = None) -> Json:
    return {
        "app": named(app),
        "attach_url": attach_url,
        "command": shown.command,
        "created_at": moment(shown.created_at),
        "id": shown.id,
        "name": shown.name,
        "release": {"id": shown.release.id, "version": shown.release.version},
        "size": SIZE,
        "state": shown.state,
        "type": shown.type,
        "updated_at": moment(shown.updated_at),
    }


def formation(app: App) -> list[Json]:
    """One line per process type of the latest slug, even if its release phase failed."""
    types = app.latest.slug.process_types if app.latest.slug else {}
    return [_process_type(app, kind, command) for kind, command in sorted(types.items())]


def formation_dynos(app: App) -> list[Json]:
    """The dynos that run what the formation says, one line each; nothing really runs."""
    lines = [line for line in formation(app) if line["type"] != "release"]
    return [_web_dyno(app, line, n + 1) for line in lines for n in range(line["quantity"])]


def _web_dyno(app: App, line: Json, number: int) -> Json:
    name = f"{line['type']}.{number}"
    return {
        "app": named(app),
        "attach_url": None,
        "command": line["command"],
        "created_at": moment(app.current.created_at),
        "id": fixed_id(f"{name}.{app.id}"),
        "name": name,
        "release": {"id": app.current.id, "version": app.current.version},
        "size": line["size"],
        "state": "up",
        "type": line["type"],
        "updated_at": moment(app.current.created_at),
    }


def _process_type(app: App, kind: str, command: str) -> Json:
    size = app.sizes.get(kind, SIZE)
    return {
        "app": named(app),
        "command": command,
        "created_at": moment(app.created_at),
        "dyno_size": {"id": fixed_id(f"dyno-size.{size}"), "name": size},
        "id": fixed_id(f"{kind}.{app.id}"),
        "quantity": app.quantities.get(kind, int(kind == "web")),
        "size": size,
        "type": kind,
        "updated_at": moment(app.updated_at),
    }


def collaborator(app: App) -> Json:
    return {
        "app": named(app),
        "created_at": moment(app.created_at),
        "id": fixed_id(f"collaborator.{app.id}"),
        "permissions": [],
        "role": "owner",
        "updated_at": moment(app.created_at),
        "user": {**USER, "federated": False},
    }


def pipeline(shown: Pipeline) -> Json:
    return {
        "created_at": moment(shown.created_at),
        "generation": GENERATION,
        "id": shown.id,
        "name": shown.name,
        "owner": {"id": USER["id"], "type": "user"},
        "updated_at": moment(shown.created_at),
    }


def coupling(of: Pipeline, shown: Coupling) -> Json:
    """The pipeline's name is what the CLI shows, though only its id is documented."""
    return {
        "app": {"id": shown.app.id},
        "created_at": moment(shown.created_at),
        "id": shown.id,
        "pipeline": {"id": of.id, "name": of.name},
        "stage": shown.stage,
        "updated_at": moment(shown.created_at),
    }


def team_app(app: App) -> Json:
    """What a filter shows of an app."""
    return {**app_info(app), "joined": False, "locked": False}


def promotion(shown: Promotion) -> Json:
    return {
        "created_at": moment(shown.created_at),
        "id": shown.id,
        "pipeline": {"id": shown.pipeline.id},
        "source": {"app": {"id": shown.source.id}, "release": {"id": shown.release.id}},
        "status": shown.status,
        "updated_at": moment(shown.created_at),
    }


def promotion_target(of: Promotion, shown: Target) -> Json:
    return {
        "app": {"id": shown.app.id},
        "error_message": shown.error_message,
        "id": shown.id,
        "pipeline_promotion": {"id": of.id},
        "release": {"id": shown.release.id} if shown.release else None,
        "status": shown.status,
    }


def error(kind: str, message: str, more: Mapping[str, str] | None = None) -> Json:
    return {"id": kind, "message": message, **(more or {})}

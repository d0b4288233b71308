"""Pipelines, their couplings, and promotions."""

from typing import Any

from aiohttp import web

from sandbox.api import answers
from sandbox.api.requests import app_of, body_of, invalid, not_found, platform_of
from sandbox.pipelines import Pipeline, Promotion
from sandbox.state import App, Release


async def listing(request: web.Request) -> web.Response:
    found = platform_of(request).pipelines.listing(request.query.get("eq[name]"))
    return web.json_response([answers.pipeline(one) for one in found])


async def info(request: web.Request) -> web.Response:
    return web.json_response(answers.pipeline(_pipeline(request, request.match_info["pipeline"])))


async def couplings(request: web.Request) -> web.Response:
    shown = _pipeline(request, request.match_info["pipeline"])
    return web.json_response([answers.coupling(shown, one) for one in shown.couplings])


async def coupling_of_app(request: web.Request) -> web.Response:
    found = platform_of(request).pipelines.coupling(app_of(request))
    if found is None:
        raise not_found("pipeline coupling")
    return web.json_response(answers.coupling(*found))


async def coupling(request: web.Request) -> web.Response:
    found = platform_of(request).pipelines.find_coupling(request.match_info["coupling"])
    if found is None:
        raise not_found("pipeline coupling")
    return web.json_response(answers.coupling(*found))


async def filter_apps(request: web.Request) -> web.Response:
    """The apps of these ids: a question, though it is asked with POST."""
    wanted = (await body_of(request)).get("in", {}).get("id", [])
    apps = [app for app in platform_of(request).apps.values() if app.id in wanted]
    return web.json_response([answers.team_app(app) for app in apps])


async def promote(request: web.Request) -> web.Response:
    """Start a promotion of the source's current release, or of the one that the body names."""
    platform, body = platform_of(request), await body_of(request)
    pipeline = _pipeline(request, _id(body.get("pipeline")))
    source = _member(request, pipeline, body.get("source"))
    targets = [_member(request, pipeline, target) for target in body.get("targets") or ()]
    if not targets or source in targets:
        raise invalid("A promotion needs targets other than its source.")
    release = _release(source, body["source"])
    promotion = platform.promotions.start(pipeline, source, release, targets)
    return web.json_response(answers.promotion(platform.pipelines.keep(promotion)), status=201)


async def promotion(request: web.Request) -> web.Response:
    return web.json_response(answers.promotion(_promotion(request)))


async def promotion_targets(request: web.Request) -> web.Response:
    shown = _promotion(request)
    return web.json_response([answers.promotion_target(shown, one) for one in shown.targets])


def _id(thing: Any) -> str:
    return str(thing.get("id")) if isinstance(thing, dict) else ""


def _pipeline(request: web.Request, identity: str) -> Pipeline:
    if found := platform_of(request).pipelines.find(identity):
        return found
    raise not_found("pipeline")


def _member(request: web.Request, pipeline: Pipeline, place: Any) -> App:
    """The app that a source or a target of a promotion names."""
    app = platform_of(request).find_app(_id(place.get("app")) if isinstance(place, dict) else "")
    if app is None:
        raise not_found("app")
    if app not in pipeline.apps:
        raise invalid(f"App {app.name} is not in pipeline {pipeline.name}.")
    return app


def _release(source: App, wanted: dict[str, Any]) -> Release:
    named = "release" in wanted
    release = source.find_release(_id(wanted["release"])) if named else source.current
    if release is None:
        raise not_found("release")
    if release.slug is None:
        raise invalid(f"App {source.name} has no slug to promote.")
    return release


def _promotion(request: web.Request) -> Promotion:
    found = platform_of(request).pipelines.find_promotion(request.match_info["promotion"])
    if found is None:
        raise not_found("pipeline promotion")
    return found


ROUTES = [
    web.get("/pipelines", listing),
    web.get("/pipelines/{pipeline}", info),
    web.get("/pipelines/{pipeline}/pipeline-couplings", couplings),
    web.get("/apps/{app}/pipeline-couplings", coupling_of_app),
    web.get("/pipeline-couplings/{coupling}", coupling),
    web.post("/filters/apps", filter_apps),
    web.post("/pipeline-promotions", promote),
    web.get("/pipeline-promotions/{promotion}", promotion),
    web.get("/pipeline-promotions/{promotion}/promotion-targets", promotion_targets),
]

"""`python -m sandbox`: start, stop, app, pipeline, journal, and the server itself."""

import argparse
import sys
from pathlib import Path

from sandbox import environment, launch
from sandbox.client import Sandbox, SandboxError
from sandbox.places import DEFAULT_DIRECTORY, Places


def start(options: argparse.Namespace) -> str:
    sandbox = Sandbox.start(options.dir, cache=options.cache)
    if hint := environment.missing_cli():
        print(hint, file=sys.stderr)
    return f"The sandbox answers. To use it in this shell: . {sandbox.places.env_script}"


def stop(options: argparse.Namespace) -> str:
    stopped = launch.stop(Places.below(options.dir))
    return "The sandbox has ended." if stopped else "No sandbox was running."


def serve(options: argparse.Namespace) -> str:
    from sandbox.server import serve as serve_until_stopped  # aiohttp, for the server alone

    serve_until_stopped(Places.below(options.dir, options.cache), options.starter)
    return "The sandbox has ended."


def app(options: argparse.Namespace) -> str:
    _running(options.dir).create_app(options.name, database=options.database)
    return f"{options.name} is there: https://git.heroku.com/{options.name}.git"


def pipeline(options: argparse.Namespace) -> str:
    stages = dict(place.partition(":")[::2] for place in options.apps)
    _running(options.dir).create_pipeline(options.name, stages)
    return f"{options.name} is there: heroku pipelines:info {options.name}"


def journal(options: argparse.Namespace) -> str:
    entries = _running(options.dir).journal(options.name)
    lines = (f"{'-' if e.status is None else e.status:>4}  {e.kind:13}  {e.what}" for e in entries)
    return "\n".join(lines)


def _running(directory: Path) -> Sandbox:
    sandbox = Sandbox.attach(directory)
    if sandbox is None:
        raise SandboxError("no sandbox is running: python -m sandbox start")
    return sandbox


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    commands = top.add_subparsers(required=True)
    for act, words in (
        (start, "start the sandbox in the background, or find the one that runs"),
        (stop, "end it, its PostgreSQL and every dyno"),
        (serve, "serve in the foreground"),
        (app, "create an app"),
        (pipeline, "put apps into a pipeline"),
        (journal, "print what was asked, in order"),
    ):
        command = commands.add_parser(act.__name__, help=words)
        command.add_argument("--dir", type=Path, default=DEFAULT_DIRECTORY, help="its folder")
        command.set_defaults(act=act)
        if act in (start, serve):
            command.add_argument("--cache", type=Path, help="where virtualenvs are kept")
        if act is serve:
            command.add_argument("--starter", type=int, help="end when this parent process does")
        if act is app:
            command.add_argument("name")
            command.add_argument("--database", action="store_true", help="with a database")
        if act is pipeline:
            command.add_argument("name")
            command.add_argument("apps", nargs="+", metavar="app:stage")
        if act is journal:
            command.add_argument("name", nargs="?", help="of this app only")
    return top


def main() -> int:
    options = parser().parse_args()
    try:
        said: str = options.act(options)
    except (SandboxError, launch.NotStarted) as failure:
        print(failure, file=sys.stderr)
        return 1
    if said:
        print(said)
    return 0


if __name__ == "__main__":
    sys.exit(main())

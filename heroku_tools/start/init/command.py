"""`init`: look at what there is, ask, and write a file that was not there before."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from heroku_tools.console import Console
from heroku_tools.errors import Exit, LookFailed, Refused, SettingsFailed, UsageFailed
from heroku_tools.settings import shown
from heroku_tools.settings.files import NAME
from heroku_tools.settings.nodes import read_nodes
from heroku_tools.settings.problems import Problems
from heroku_tools.settings.texts import bytes_of, text_of
from heroku_tools.start.init import ask, old, render, write
from heroku_tools.start.init.detect import READ, framework
from heroku_tools.start.init.draft import Draft, Place, with_branches
from heroku_tools.start.init.sources import from_pipeline, from_remotes
from heroku_tools.tools import heroku as cli
from heroku_tools.tools import work_tree
from heroku_tools.tools.git import Git
from heroku_tools.tools.heroku import Heroku


@dataclass(frozen=True)
class Options:
    """What was typed; `files` are those of 0.3, with `--import`."""

    files: tuple[str, ...] = ()
    pipeline: str | None = None
    yes: bool = False
    dry_run: bool = False
    config_file: str | None = None


def init(options: Options) -> Exit:
    """Write app.conf.yaml. Raises Refused where it is there, UsageFailed where nothing is known."""
    console, here = Console(), Path.cwd()
    git = Git.open(here, os.environ)
    target = here / options.config_file if options.config_file else git.top / NAME
    if target.exists() and not options.dry_run:
        raise Refused(
            f"{shown(target)} is there already, and is never overwritten; nothing was written",
            hint="See whether all is well: heroku-tools check (or look on: init --dry-run)",
        )
    draft = _draft(options, git, console)
    texts = _texts(draft, target)
    write.try_out(texts, target)
    if options.dry_run:
        console.answer(texts[target].rstrip("\n"))
    else:
        write.write(texts)
        _tell(console, draft, texts)
    for each in draft.lost:
        console.warn(each)
    return Exit.DONE


def _draft(options: Options, git: Git, console: Console) -> Draft:
    branches, files = git.branches(), work_tree.files(git)
    found, lost = _found(options, git)
    places = with_branches(found, branches)
    if console.interactive and not options.yes and not options.files:
        places = ask.places(console, places, branches)
    if not places:
        raise UsageFailed(
            "there is no app to write down: no git remote points at Heroku",
            hint="Name a pipeline (heroku-tools init --from-pipeline NAME), or use a terminal",
        )
    texts = {name: work_tree.text_of(git, name) for name in READ if name in files}
    return Draft(places, framework(files, texts), lost)


def _found(options: Options, git: Git) -> tuple[tuple[Place, ...], tuple[str, ...]]:
    if options.files:
        return old.together([_old(Path(name)) for name in options.files])
    if options.pipeline:
        return _of_pipeline(options.pipeline), ()
    return from_remotes(git.remotes.items()), ()


def _old(path: Path) -> old.Old:
    problems = Problems(shown(path))
    text = text_of(bytes_of(path, shown(path)), problems)
    problems.stop_if_any()
    root = read_nodes(text, problems)
    problems.stop_if_any()
    found = old.convert(path.stem, root)
    if not found.place.app:
        raise SettingsFailed(
            f"{shown(path)}: there is no `application:` with a `name:` in it",
            hint="A file of heroku-tools 0.3 has one.",
        )
    return found


def _of_pipeline(name: str) -> tuple[Place, ...]:
    with Heroku(os.environ).start(("heroku", "pipelines:info", "--json", "--", name)) as asked:
        answer = asked.wait()
    if "not found" in cli.complaint(answer) and not answer.ok:
        hint = "List yours with: heroku pipelines"
        raise UsageFailed(f"there is no pipeline `{name}`, or not for this login", hint=hint)
    try:
        return from_pipeline(json.loads(cli.checked(answer).text))
    except (ValueError, LookupError, TypeError):
        raise LookFailed("`heroku pipelines:info` gave an odd answer") from None


def _texts(draft: Draft, target: Path) -> Mapping[Path, str]:
    """Return what goes into which file."""
    texts = {target: render.settings(draft)}
    for place in draft.places:
        if place.vars:
            texts[target.parent / render.vars_file(place)] = render.config_vars(place)
    return texts


def _tell(console: Console, draft: Draft, texts: Mapping[Path, str]) -> None:
    labels = [each.label for each in draft.places]
    with_ = f", with the commands of {draft.framework.name}" if draft.framework else ""
    written = " and ".join(map(shown, texts))
    console.answer(f"Wrote {written}: {', '.join(labels)}{with_}.")
    first = _safest(draft.places)
    console.answer(f"Read it, then: heroku-tools check, and: deploy {first} --dry-run")


def _safest(places: Sequence[Place]) -> str:
    return next((each.label for each in reversed(places) if not each.protected), places[0].label)

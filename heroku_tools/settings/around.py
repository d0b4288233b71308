"""The keys of what goes on around a deployment, described once like those in `keys`."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass, replace

from heroku_tools.settings import rules
from heroku_tools.settings.model import OnFailure
from heroku_tools.settings.nodes import Items, Node, Text
from heroku_tools.settings.problems import Problems
from heroku_tools.settings.readers import (
    NO,
    Key,
    Reader,
    Several,
    Spot,
    Table,
    TextReader,
    Word,
    choice,
)
from heroku_tools.settings.rules import Fault
from heroku_tools.settings.sources import Secret


class Argv(Reader[tuple[str, ...]]):
    """A command for this machine, without a shell; an empty list is none."""

    takes = "a command such as `./bin/check --all`, or a list of its words"

    def read(self, spot: Spot, problems: Problems) -> tuple[str, ...] | None:
        if self.is_tagged(spot, problems):
            return None
        if isinstance(spot.node, Text):
            return self.good(self.split(spot, problems), spot, problems)
        if not isinstance(spot.node, Items):
            self.refuse(spot, problems)
            return None
        words = [self.word(spot, node, problems) for node in spot.node.items]
        if None in words:
            return None
        return self.good([each or "" for each in words], spot, problems) if words else ()

    def split(self, spot: Spot, problems: Problems) -> list[str] | None:
        assert isinstance(spot.node, Text)
        try:
            return shlex.split(spot.node.value)
        except ValueError:
            self.refuse(spot, problems, "has a quote that is never closed")
            return None

    def word(self, spot: Spot, node: Node, problems: Problems) -> str | None:
        of_it = Spot(f"a word of {spot.name}", node.line, node)
        if self.is_tagged(of_it, problems):
            return None
        if not isinstance(node, Text):
            self.refuse(of_it, problems)
            return None
        return node.value

    def good(
        self, words: list[str] | None, spot: Spot, problems: Problems
    ) -> tuple[str, ...] | None:
        if words is None:
            return None
        if not words or not words[0] or "\0" in "".join(words):
            self.refuse(spot, problems, "names no program")
            return None
        return tuple(words)


@dataclass(frozen=True)
class WebAddress(Word):
    """A URL; a login in it is refused, and not shown."""

    def refuse(self, spot: Spot, problems: Problems, why: str | None = None) -> None:
        node = spot.node
        if isinstance(node, Text):
            node = replace(node, value=re.sub(r"//[^/?#]*@", "//...@", node.value))
        super().refuse(replace(spot, node=node), problems, why)


class TagPattern(TextReader[str]):
    """A tag's name with fields; false is no tag, and becomes the empty text."""

    takes = "false, or a tag's name with fields such as `live/{version}`"

    def convert(self, text: str) -> str:
        if text.lower() in NO:
            return ""
        fields = re.findall(r"\{([^{}]*)\}", text)
        unknown = [field for field in fields if field not in TAG_FIELDS]
        if unknown:
            known = ", ".join(f"`{{{field}}}`" for field in TAG_FIELDS)
            raise ValueError(f"has the field `{{{unknown[0]}}}` (there are {known})")
        if not {"version", "commit", "date"} & {*fields}:
            raise ValueError("would be the same each time")
        return self.named_well(text)

    def named_well(self, text: str) -> str:
        sample = re.sub(r"\{([^{}]*)\}", lambda found: TAG_FIELDS[found.group(1)], text)
        faults = (*rules.BRANCH, Fault(r"[{}]", "has a brace that belongs to no field"))
        for fault in faults:
            if re.search(fault.pattern, sample):
                raise ValueError(fault.has)
        return text


# With a sample of each, for the rules of git.
TAG_FIELDS = {
    "version": "v5",
    "commit": "0123abcd",
    "environment": "live",
    "app": "my-app",
    "date": "2026-11-13",
}
TAG = Key(
    "tag",
    TagPattern(),
    "The annotated tag that a deployment leaves on its commit, here and at origin, with the "
    "release note as its message; fields are {version}, {commit}, {environment}, {app} and {date}.",
    "tag: live/{version}",
    default="",
)

ON_FAILURE = Key(
    "on_failure",
    choice(OnFailure),
    "What is done when a command, or the question whether the app answers, fails after the code "
    "was released: hold (everything stays until somebody decides) or rollback (what ran before is "
    "released again, if nothing has migrated).",
    "on_failure: hold",
    default=OnFailure.HOLD,
)

BEFORE = Key(
    "before",
    Argv(),
    "What runs on this machine after you agreed and before the first act; if it fails, nothing is "
    "done.",
    "before: ./bin/check",
    default=(),
)
AFTER = Key(
    "after",
    Argv(),
    "What runs on this machine after a deployment that succeeded; if it fails, that is a warning.",
    "after: ./bin/warm-up",
    default=(),
)
FAILED = Key(
    "failed",
    Argv(),
    "What runs on this machine after a deployment that failed; if it fails, that is a warning.",
    "failed: ./bin/call-somebody",
    default=(),
)
HOOKS = Key(
    "hooks",
    Table("a mapping, for example `hooks: {after: ./bin/warm-up}`", (BEFORE, AFTER, FAILED)),
    "Commands that run on this machine around a deployment, in the repository's top folder and "
    "without a shell; HEROKU_TOOLS_* variables tell them what is deployed. What an environment "
    "says wins over the top level, key by key; an empty list is none.",
    "hooks: {after: ./bin/warm-up}",
)

URL = Key(
    "url",
    WebAddress("a web address such as `https://www.example.com/health`", rules.URL),
    "The web address that is asked after a deployment, and must answer with a status below 400 "
    "within 30 seconds.",
    "url: https://www.example.com/",
)

NEWS_TAKES = "a URL of apprise such as `slack://...`, or better `!env NAME`"
NOTIFY = Key(
    "notify",
    Several(f"{NEWS_TAKES}, or a list of them", Secret(NEWS_TAKES, rules.NEWS_URL), True, True),
    "Who is told of each deployment that succeeded, failed or was rolled back: URLs of apprise, "
    "which are secrets, so that `!env NAME` takes them from the environment. What an environment "
    "says replaces the top level's; an empty list is nobody.",
    "notify: [!env NEWS_URL]",
    default=(),
)

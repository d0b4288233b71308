"""The JSON Schema against the example, every wrong file of the tables, and the reader itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from heroku_tools.settings import schema
from tests.settings import test_data as wrong_data
from tests.settings import test_problems as wrong
from tests.settings.helpers import ENVIRONMENT
from tests.settings.test_example import EXAMPLE

SHIPPED = Path(schema.__file__).parents[1] / "app.conf.schema.json"
VALIDATOR = jsonschema.Draft7Validator(schema.schema())

# What takes more than a look at one place: ours alone to say.
OURS = (
    "is there twice", "is protected and asks", "names no environment", "is the environment itself",
    "has a tag", "takes no tag", "`<<`", "has a quote", "an entry of `notify` has no `name://`",
    "break the circle", "no label here", "is protected, and", "the other way",
    "needs the key `data`",
    "does not go with", "a database without an app", "`salt` is missing", "`salt` is not 64",
    "begin with `postgres://`",
)  # fmt: skip


class AsEditors(yaml.SafeLoader):
    """YAML as an editor sees it: a tag that it does not know changes nothing."""


def _untagged(loader: yaml.SafeLoader, _suffix: str, node: yaml.Node) -> Any:
    if isinstance(node, yaml.ScalarNode):
        return node.value
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    assert isinstance(node, yaml.MappingNode)
    return loader.construct_mapping(node, deep=True)


AsEditors.add_multi_constructor("!", _untagged)
AsEditors.yaml_implicit_resolvers = {
    first: [each for each in found if each[0] != "tag:yaml.org,2002:timestamp"]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def complaints(text: str) -> list[str]:
    return [each.message for each in VALIDATOR.iter_errors(yaml.load(text, AsEditors))]


def cases() -> list[tuple[str, list[str]]]:
    tables = [
        *[(text, told) for text, told in wrong.FILE if isinstance(text, str)],
        *[(ENVIRONMENT.replace("main", f"main, url: {text}"), told) for text, told in wrong.URLS],
        *[(f"{ENVIRONMENT}deploy: {{tag: '{text}'}}", told) for text, told in wrong.TAGS],
        *[(f"{ENVIRONMENT}notify: {text}\n", told) for text, told in wrong.SECRETS],
        *[(f"{ENVIRONMENT}hooks: {{{text} }}", told) for text, told in wrong.HOOKS],
        *[(ENVIRONMENT.replace("main", text), told) for text, told in wrong.ENVIRONMENTS],
        *[(f"{ENVIRONMENT}commands:\n {text}\n", told) for text, told in wrong.COMMANDS],
        *[(wrong_data.ruled(text), told) for text, told in wrong_data.RULE_PROBLEMS],
        *[(f"{ENVIRONMENT}data: {text}\n", told) for text, told in wrong_data.DATA_PROBLEMS],
        *[
            (wrong_data.FLOW.replace(old, new, 1), told)
            for old, new, told in wrong_data.FLOW_PROBLEMS
        ],
    ]
    return [(text, told) for text, told in tables if not all(_is_ours(each) for each in told)]


def _is_ours(told: str) -> bool:
    return any(each in told for each in OURS)


@pytest.mark.parametrize(("text", "told"), cases())
def test_what_we_refuse_the_schema_refuses(text: str, told: list[str]) -> None:
    try:
        found = complaints(text)
    except yaml.YAMLError:  # the editor says that itself
        return
    assert found, told


def test_most_cases_are_held_against_it() -> None:
    assert len(cases()) > 85


def test_the_example_is_valid_and_names_the_schema() -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    assert complaints(text) == []
    assert text.startswith("# yaml-language-server: $schema=")


def test_what_is_shipped_is_what_the_keys_say() -> None:
    assert json.loads(SHIPPED.read_text(encoding="utf-8")) == schema.schema()


@pytest.mark.parametrize(
    "text",
    [
        ENVIRONMENT.replace("main", "1.10"),
        ENVIRONMENT.replace("branch: main", "promote_from: uat"),
        ENVIRONMENT.replace("main", "main, protected: ON, config_vars: a.yaml"),
        f"{ENVIRONMENT}deploy: {{tag: no}}\nnotify: !env A\nhooks: {{after: []}}\n",
        f"{ENVIRONMENT}config_vars: [a.yaml, {{A: 1, B: !remote , C: !command [a, b]}}]\n",
        wrong_data.FLOW,
        *(wrong_data.ruled(text) for text, _ in wrong_data.RULES if "null: " not in text),
    ],
)
def test_what_we_take_it_takes(text: str) -> None:
    assert complaints(text) == []

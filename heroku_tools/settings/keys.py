"""The keys of app.conf.yaml, each described once.

The tables are data, so that the JSON Schema, the docs and the test of the example file read them
too; this is also why they are not a validation library's models, whose import takes 150 ms.
"""

from __future__ import annotations

from heroku_tools.settings import around, data_keys, rules
from heroku_tools.settings.config_vars import Layers
from heroku_tools.settings.model import Confirm, DeployPolicy, Lock, Maintenance, Rerun, When
from heroku_tools.settings.problems import Problems
from heroku_tools.settings.readers import (
    Flag,
    Key,
    Named,
    OneOf,
    Reader,
    Several,
    Shorthand,
    Spot,
    Table,
    Word,
    choice,
)

ALWAYS = "always"


class Occasion(Reader[When]):
    """`always`, or the paths whose change is the occasion."""

    patterns = Several(
        takes="a path pattern such as `/migrations/`, a list of them, or `always`",
        item=Word("a path pattern such as `/migrations/`", rules.PATH_PATTERN),
        single=True,
    )
    takes = patterns.takes

    def read(self, spot: Spot, problems: Problems) -> When | None:
        patterns = self.patterns.read(spot, problems)
        if patterns is None or ALWAYS not in patterns:
            return None if patterns is None else When(patterns=patterns)
        if len(patterns) > 1:
            alone = f"{spot.name} has `always` among other patterns; write `always` alone"
            problems.add(spot.line, alone)
        return When(always=True)


MAINTENANCE = Key(
    "maintenance",
    choice(Maintenance),
    "When the app is put into maintenance mode while it is deployed: auto (when a command that "
    "runs needs it), always or never.",
    "maintenance: auto",
    default=DeployPolicy.maintenance,
)
CONFIRM = Key(
    "confirm",
    choice(Confirm),
    "What is asked before anything happens: pin (type six digits), yes-no or none. A protected "
    "environment always asks for the PIN.",
    "confirm: yes-no",
    default=DeployPolicy.confirm,
)
REMOTE_BRANCH = Key(
    "remote_branch",
    OneOf("`main` or `master`, the only branches that Heroku builds", ("main", "master")),
    "The branch of the app's git repository at Heroku that is pushed to.",
    "remote_branch: main",
    default=DeployPolicy.remote_branch,
)
LOCK = Key(
    "lock",
    choice(Lock),
    "Where a deployment takes its turn: origin (a ref on the git remote of that name, which all "
    "clones see), or none (only in this clone).",
    "lock: origin",
    default=DeployPolicy.lock,
)
DEPLOY = Key(
    "deploy",
    Table(
        "a mapping, for example `deploy: {maintenance: always}`",
        (MAINTENANCE, CONFIRM, REMOTE_BRANCH, LOCK, around.TAG, around.ON_FAILURE),
    ),
    "How to deploy; what an environment says wins over the top level, key by key.",
    "deploy: {maintenance: always}",
)

LABEL = Key(
    "label",
    Word("a name of letters, digits, `.`, `_` and `-`, such as `live`", rules.LABEL),
    "The name you type: `deploy live`.",
    "label: live",
    required=True,
)
APP_NAME = Key(
    "app_name",
    Word(
        "the app's name on Heroku: 3 to 30 lower-case letters, digits and dashes",
        rules.APP_NAME,
    ),
    "The name of the app on Heroku.",
    "app_name: my-app",
    required=True,
    unless=("database_url",),
)
BRANCH = Key(
    "branch",
    Word("a branch name that git accepts, such as `main` or `feature/x`", rules.BRANCH),
    "The git branch that is deployed; not needed with promote_from.",
    "branch: main",
    required=True,
    unless=("promote_from", "database_url"),
)
PROMOTE_FROM = Key(
    "promote_from",
    Word("the label of another environment, such as `uat`", rules.LABEL),
    "The environment whose slug is promoted to this one, instead of a branch being pushed.",
    "promote_from: uat",
)
PROTECTED = Key(
    "protected",
    Flag(),
    "Whether the environment asks for the PIN and is never a target of data. Where no environment "
    "says it, one labelled live, prod or production is protected.",
    "protected: true",
    default=False,
)
CONFIG_VARS = Key(
    "config_vars",
    Layers(),
    "What the app's config vars should be: a mapping, the path of a file with one (relative to "
    "this file), or a list of both, of which later ones win over earlier ones, and an "
    "environment's over the top level's. A value is set as it is typed; `!env NAME`, `!file PATH` "
    "(byte for byte) and "
    "`!command ...` (without its last newline) take it from elsewhere, `!remote` says that Heroku "
    "has it, and `!unset` that it must not.",
    "config_vars: {DEBUG: 'off', SECRET_KEY: !env SECRET_KEY}",
)
AROUND = (around.HOOKS, around.NOTIFY)
FLOW = (data_keys.DATA_FROM, data_keys.DATABASE_URL)
APP = (LABEL, APP_NAME, BRANCH, PROMOTE_FROM, PROTECTED, DEPLOY, around.URL, CONFIG_VARS)
ENVIRONMENT = Table(
    "a mapping, for example `{label: live, app_name: my-app, branch: main}`",
    (*APP, *AROUND, *FLOW),
)

RUN = Key(
    "run",
    Word("the text of a command, such as `python manage.py migrate`", rules.SHELL_TEXT),
    "What runs in a one-off dyno of the app.",
    "run: python manage.py migrate",
    required=True,
)
WHEN = Key(
    "when",
    Occasion(),
    "The paths whose change makes the command run, or always. Not given: `/migrations/` for "
    "migrate, `/static/` for collectstatic, and any other command runs only by `--run NAME`.",
    "when: /migrations/",
)
NEEDS_MAINTENANCE = Key(
    "needs_maintenance",
    Flag(),
    "Whether the app must be in maintenance mode while the command runs. Not given: yes for "
    "migrate, no for any other.",
    "needs_maintenance: true",
)
RERUN = Key(
    "rerun",
    choice(Rerun),
    "Whether the command may run a second time without a question: safe or ask. Not given: safe "
    "for migrate and collectstatic, ask for any other.",
    "rerun: safe",
)
COMMAND_TAKES = "the text of a command, or a mapping with `run`"
COMMAND = Shorthand(COMMAND_TAKES, Table(COMMAND_TAKES, (RUN, WHEN, NEEDS_MAINTENANCE, RERUN)), RUN)

ENVIRONMENTS = Key(
    "environments",
    Several("a list with one `- label: …` for each environment", ENVIRONMENT),
    "The apps that code goes to.",
    "environments: [{label: live, app_name: my-app, branch: main}]",
    required=True,
)
COMMANDS = Key(
    "commands",
    Named(
        "a mapping, for example `commands: {migrate: python manage.py migrate}`",
        Word("letters, digits, `-`, `_`, `:` and `.`, such as `migrate`", rules.COMMAND_NAME),
        COMMAND,
    ),
    "What has to run in the app after some deployments.",
    "commands: {migrate: python manage.py migrate}",
    default=(),
)
FILE = Table(
    "a mapping with `environments`, as in app.conf.example.yaml",
    (ENVIRONMENTS, COMMANDS, DEPLOY, CONFIG_VARS, *AROUND, data_keys.DATA),
)

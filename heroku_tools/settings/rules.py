"""What a label, an app name, a branch and a command may look like, as patterns of what is wrong."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """A text in which `pattern` is found `has` this fault; the patterns suit a JSON Schema too."""

    pattern: str
    has: str


LABEL = (
    Fault(r"[^A-Za-z0-9._-]", "has other characters"),
    Fault(r"^-", "begins with `-`"),
    # It names a git ref too: that of the environment's lock.
    Fault(r"^\.", "begins with `.`"),
    Fault(r"\.\.", "has `..`"),
    Fault(r"\.$|\.lock$", "ends with `.` or `.lock`"),
)

# Heroku's own pattern is ^[a-z][a-z0-9-]{1,28}[a-z0-9]$ (Platform API schema, resource "app");
# underscores are let through because the published example has them.
APP_NAME = (
    Fault(r"[A-Z]", "has upper-case letters"),
    Fault(r"[^A-Za-z0-9_-]", "has other characters"),
    Fault(r"^[^A-Za-z]", "does not begin with a letter"),
    Fault(r"-$", "ends with a dash"),
    Fault(r"^.{1,2}$", "is shorter than 3 characters"),
    Fault(r"^.{31,}$", "is longer than 30 characters"),
)

# git-check-ref-format(1), with --branch, in a repository.
BRANCH = (
    Fault(r"^-", "begins with `-`"),
    Fault(r"^(HEAD|@)$", "is a word that git keeps for itself"),
    Fault(r"[\x00-\x20\x7f]", "has a space or a control character"),
    Fault(r"[~^:?*\[\\]", "has one of ``~ ^ : ? * [ \\``"),
    Fault(r"\.\.", "has `..`"),
    Fault(r"@\{", "has `@{`"),
    Fault(r"^/|//|/$", "has a `/` with nothing before or after it"),
    Fault(r"(^|/)\.", "has a part that begins with `.`"),
    Fault(r"\.$", "ends with `.`"),
    Fault(r"\.lock(/|$)", "has a part that ends with `.lock`"),
)

COMMAND_NAME = (
    Fault(r"[^A-Za-z0-9_:.-]", "has other characters"),
    Fault(r"^-", "begins with `-`"),
)

# `heroku run` hands the text to a shell, and no shell takes a NUL.
SHELL_TEXT = (
    Fault(r"\x00", "has a NUL character"),
    Fault(r"^\s*$", "has no words"),
)

PATH_PATTERN = (
    Fault(r"\x00", "has a NUL character"),
    Fault(r"^\s*$", "has no words"),
)

# https://devcenter.heroku.com/articles/config-vars#config-var-policies
CONFIG_VAR = (
    Fault(r"^$", "has no name"),
    Fault(r"[^A-Za-z0-9_]", "has other characters"),
    Fault(r"^[0-9]", "begins with a digit"),
    Fault(r"^__", "begins with `__`, which Heroku keeps for itself"),
    Fault(r"^HEROKU_", "begins with `HEROKU_`, which Heroku keeps for itself"),
)

VARIABLE = (
    Fault(r"[^A-Za-z0-9_]", "has other characters"),
    Fault(r"^[0-9]", "begins with a digit"),
)

URL = (
    Fault(r"[^!-~]", "has a space or another character that belongs into no URL"),
    Fault(r"^(?!https?://)", "does not begin with `https://` or `http://`"),
    Fault(r"^https?://[^/?#]*@", "has a login in it"),
    Fault(r"^https?://([/?#:]|$)", "names no host"),
    Fault(
        r"^https?://(\[[^\]]*\]|[^/?#:\[]*):(?![0-9]{1,5}([/?#]|$))", "has a port that is no number"
    ),
)

# What apprise makes of it is known when something is sent; it takes too long to ask on each load.
NEWS_URL = (Fault(r"^(?![A-Za-z][A-Za-z0-9+.-]*://.)", "has no `name://` at its beginning"),)

# A name in PostgreSQL has 63 bytes at most, and any character but this one.
DATABASE_NAME = (Fault(r"\x00", "has a NUL character"),)
NAMESPACE = (Fault(r"[^A-Za-z0-9_]", "has other characters"),)
# `\.` is a dot in a key.
JSON_PATH = (
    Fault(r"\x00", "has a NUL character"),
    Fault(r"^\.|[^\\]\.(\.|$)", "has a dot with nothing before or after it"),
)

# The message must not show it: it may hold a password.
DATABASE_URL = (
    Fault(r"^(?!postgres(ql)?://)", "does not begin with `postgres://`"),
    Fault(r"[\x00-\x20\x7f]", "has a space or a control character"),
)
SALT = (Fault(r"^(?![0-9A-Fa-f]{64}$)", "is not 64 hexadecimal digits"),)

"""Readers of what is written as a database has it: names, expressions (pure)."""

from __future__ import annotations

from heroku_tools.settings import rules
from heroku_tools.settings.readers import Word

NAME = Word("a name as the database has it", rules.DATABASE_NAME)
SQL = Word("an SQL expression", rules.SHELL_TEXT)

"""What is one expression, or one query, and what only looks like one."""

from __future__ import annotations

import pytest

from heroku_tools.data.rules.sql_text import why_no_expression, why_no_query

EXPRESSIONS = [
    "a",
    "a + 1",
    "lower(a) || '-' || left(b, 2)",
    "created_at > now() - interval '90 days'",
    "a IS NOT DISTINCT FROM b",
    "extract(year FROM a)",
    "substring(a FROM 2 FOR 3)",
    "cast(a AS text)",
    "a::timestamp(3) with time zone",
    "a::timestamp with time zone at time zone 'UTC'",
    "CASE WHEN a THEN 'x;--' ELSE $$;)$$ END",
    "CASE WHEN a IN (1, 2) THEN ARRAY[1, 2] END",
    "'it''s; (' || \"odd;\"\"name\"",
    r"E'\'; x' || a",
    r"a ~ '^\d+;$'",
    "$tag$ $$ ; ' $tag$ || a",
    "(SELECT max(x) FROM t WHERE t.id = a)",
    "a[1] = ANY('{1,2}')",
    "déjà + naïve",
    "U&'d\\0061t' || X'1F'",
    "1e5 + .5",
    "a ? 'key'",
]
NO_EXPRESSIONS = [
    ("", "is empty"),
    (" \n", "is empty"),
    ("a; DROP TABLE t", "has a `;`"),
    ("a, b", "has a `,` outside of brackets"),
    ("a FROM t", "has `FROM` outside of brackets"),
    ("a AS b", "has `AS` outside of brackets"),
    ("SELECT 1", "has `SELECT` outside of brackets"),
    ("a UNION SELECT b", "has `UNION` outside of brackets"),
    ("true ORDER BY 1", "has `ORDER` outside of brackets"),
    ("a -- b", "has a comment"),
    ("a /* b */", "has a comment"),
    ("a) FROM t WHERE (b", "has a `)` that closes nothing"),
    ("(a", "lacks a `)`"),
    ("(a]", "has a `]` that closes nothing"),
    ("a[1", "lacks a `]`"),
    ("'a", "has a quote that is never closed"),
    ('"a', "has a quote that is never closed"),
    ("E'a\\'", r"has a `\` before a quote; write that text as E'...'"),
    ("$$a", "has a `$` outside of a text"),
    ("$1", "has a `$` outside of a text"),
    (r"'a\'", r"has a `\` before a quote; write that text as E'...'"),
    ("E'a'\n'b\\' || ; --'", r"has a `\` before a quote; write that text as E'...'"),
    ("\\gexec", "has a `\\` outside of a text"),
    ("a$$;$$", "has a `;`"),
    ("a\0", "has a NUL character"),
    ("with x as (select 1)", "has `with` outside of brackets"),
]
QUERIES = [
    "SELECT email FROM users WHERE email NOT LIKE '%@example.com'",
    "WITH a AS (SELECT 1) SELECT * FROM a",
    "(SELECT 1) UNION SELECT 2",
    "VALUES (1), (2)",
    "TABLE users",
]
NO_QUERIES = [
    ("SELECT 1;", "has a `;`"),
    ("DELETE FROM t", "does not begin with SELECT"),
    ("", "does not begin with SELECT"),
    ("SELECT 1) x; DELETE FROM t; SELECT (1", "has a `)` that closes nothing"),
    ("SELECT 1 -- all", "has a comment"),
]


@pytest.mark.parametrize("text", EXPRESSIONS)
def test_one_expression(text: str) -> None:
    assert why_no_expression(text) is None


@pytest.mark.parametrize(("text", "why"), NO_EXPRESSIONS)
def test_no_expression(text: str, why: str) -> None:
    assert why_no_expression(text) == why


@pytest.mark.parametrize("text", QUERIES)
def test_one_query(text: str) -> None:
    assert why_no_query(text) is None


@pytest.mark.parametrize(("text", "why"), NO_QUERIES)
def test_no_query(text: str, why: str) -> None:
    assert why_no_query(text) == why

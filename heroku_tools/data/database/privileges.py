"""Who may do what with the objects of a database: read before a load, granted again after it.

What somebody else granted by a grant option of theirs is theirs to grant again, and is left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from heroku_tools.data.database import schemas
from heroku_tools.data.database.values import quote
from heroku_tools.tools import postgres

if TYPE_CHECKING:
    from heroku_tools.tools.postgres import Connection

GRANTS = """
    WITH own AS (SELECT oid, nspname FROM pg_namespace WHERE nspname = ANY(%(schemas)s)),
    held(kind, classid, objid, schema, col, owner, acl) AS (
        SELECT 'SCHEMA', 'pg_namespace'::regclass, n.oid, n.nspname, '', n.nspowner,
               coalesce(n.nspacl, acldefault('n', n.nspowner))
        FROM pg_namespace n JOIN own USING (oid)
        UNION ALL SELECT CASE relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END,
               'pg_class'::regclass, c.oid, own.nspname, '', c.relowner, coalesce(c.relacl,
               acldefault(CASE relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", c.relowner))
        FROM pg_class c JOIN own ON own.oid = c.relnamespace
        WHERE relkind IN ('r', 'p', 'v', 'm', 'S', 'f')
        UNION ALL SELECT 'TABLE', 'pg_class'::regclass, c.oid, own.nspname, a.attname, c.relowner,
               coalesce(a.attacl, '{}')
        FROM pg_class c JOIN own ON own.oid = c.relnamespace JOIN pg_attribute a
        ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        WHERE relkind IN ('r', 'p', 'v', 'm', 'f') AND a.attacl IS NOT NULL
        UNION ALL SELECT 'ROUTINE', 'pg_proc'::regclass, p.oid, own.nspname, '', p.proowner,
               coalesce(p.proacl, acldefault('f', p.proowner))
        FROM pg_proc p JOIN own ON own.oid = p.pronamespace
        UNION ALL SELECT 'TYPE', 'pg_type'::regclass, t.oid, own.nspname, '', t.typowner,
               coalesce(t.typacl, acldefault('T', t.typowner))
        FROM pg_type t JOIN own ON own.oid = t.typnamespace
        WHERE typtype IN ('c', 'd', 'e', 'r') AND NOT EXISTS (
            SELECT FROM pg_depend d WHERE d.classid = 'pg_type'::regclass AND d.objid = t.oid
            AND d.deptype = 'i')
    )
    SELECT kind, o.identity, held.schema, col,
           CASE grantee WHEN 0 THEN '' ELSE pg_get_userbyid(grantee) END,
           coalesce(privilege_type, ''), coalesce(is_grantable, false)
    FROM held CROSS JOIN LATERAL pg_identify_object(classid, objid, 0) o
    LEFT JOIN LATERAL aclexplode(acl) x ON x.grantor = owner
    WHERE pg_has_role(owner, 'USAGE') AND NOT EXISTS (
        SELECT FROM pg_depend d WHERE d.classid = held.classid AND d.objid = held.objid
        AND (d.deptype = 'e' OR d.deptype = 'i' AND held.classid = 'pg_proc'::regclass))
"""
# What new objects of a role are given within a schema; what holds everywhere is never lost.
DEFAULTS = """
    SELECT 'DEFAULT', CASE defaclobjtype WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES'
               WHEN 'f' THEN 'ROUTINES' ELSE 'TYPES' END, nspname, pg_get_userbyid(defaclrole),
           CASE grantee WHEN 0 THEN '' ELSE pg_get_userbyid(grantee) END,
           privilege_type, is_grantable
    FROM pg_default_acl JOIN pg_namespace n ON n.oid = defaclnamespace, aclexplode(defaclacl)
    WHERE nspname = ANY(%(schemas)s) AND pg_has_role(defaclrole, 'USAGE')
"""
OF_DEFAULT = {"TABLES": "TABLE", "SEQUENCES": "SEQUENCE", "ROUTINES": "ROUTINE", "TYPES": "TYPE"}


@dataclass(frozen=True, order=True)
class Grant:
    """One privilege of one grantee ("": everybody) on an object, or on one column of it.

    A default privilege has the kind DEFAULT, `identity` says on what ("TABLES"), `column` whose
    new objects. An object on which nobody has any has one Grant without a privilege.
    """

    kind: str
    identity: str
    schema: str
    column: str
    grantee: str
    privilege: str
    grantable: bool

    @property
    def of(self) -> tuple[str, str, str]:
        """What it is about: the object, or the schema and the kind of its new objects."""
        return (self.kind, self.schema if self.kind == "DEFAULT" else "", self.identity)

    def statement(self, *, given: bool) -> str:
        """Return the GRANT, or the REVOKE."""
        who = quote(self.grantee) if self.grantee else "PUBLIC"
        on = f" ON {self.identity}"
        before, column = "", ""
        if self.kind == "DEFAULT":
            role = f"FOR ROLE {quote(self.column)}"
            before = f"ALTER DEFAULT PRIVILEGES {role} IN SCHEMA {quote(self.schema)} "
        else:
            column = f" ({quote(self.column)})" if self.column else ""
            on = f" ON {self.kind} {self.identity}"
        what = f"{self.privilege}{column}{on}"
        if not given:
            return f"{before}REVOKE {what} FROM {who}"
        return f"{before}GRANT {what} TO {who}{' WITH GRANT OPTION' * self.grantable}"


def read(connection: Connection) -> tuple[Grant, ...]:
    """Return the privileges on all that is ours. Raises LookFailed."""
    with postgres.telling("The database could not be asked for its privileges"):
        names = {"schemas": [schema.name for schema in schemas.own(connection)]}
        rows = (
            *connection.execute(GRANTS, names).fetchall(),
            *connection.execute(DEFAULTS, names).fetchall(),
        )
    return tuple(sorted(Grant(*row) for row in rows))


def give(connection: Connection, before: Sequence[Grant]) -> None:
    """Give what is there the privileges of `before`; what is new, those that its schema gives.

    Raises LookFailed; either all is granted or nothing.
    """
    statements = tuple(changes(before, read(connection)))
    with (
        postgres.telling("The privileges could not be granted again"),
        connection.transaction(),
    ):
        for statement in statements:
            connection.execute(statement)


def changes(before: Sequence[Grant], now: Sequence[Grant]) -> Iterator[str]:
    """Yield the statements that lead from `now` to what `before` says."""
    there = {grant.of for grant in now} | {
        grant.of for grant in before if grant.kind == "DEFAULT" and _schema_of(grant, now)
    }
    known = {grant.of for grant in before}
    wanted = {grant for grant in before if grant.of in there}
    wanted |= {grant for grant in now if grant.of not in known}
    wanted |= set(_by_default(before, [grant for grant in now if grant.of not in known]))
    now_given, then_given = _given(now), _given(wanted)
    for grant in sorted(now_given - then_given):
        yield grant.statement(given=False)
    for grant in sorted(then_given - now_given):
        yield grant.statement(given=True)


def _given(grants: Iterable[Grant]) -> set[Grant]:
    return {grant for grant in grants if grant.privilege}


def _schema_of(grant: Grant, now: Sequence[Grant]) -> bool:
    return any(other.kind == "SCHEMA" and other.schema == grant.schema for other in now)


def _by_default(before: Sequence[Grant], new: Sequence[Grant]) -> Iterator[Grant]:
    defaults = defaultdict(list)
    for grant in before:
        if grant.kind == "DEFAULT":
            defaults[grant.schema, OF_DEFAULT[grant.identity]].append(grant)
    for one in {grant.of: grant for grant in new}.values():
        for grant in defaults[one.schema, one.kind]:
            yield replace(grant, kind=one.kind, identity=one.identity, column="")

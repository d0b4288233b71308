"""Which schemas of a database are ours, and which of them can be had as a whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from heroku_tools.data.database.queries import OWN_SCHEMAS

if TYPE_CHECKING:
    from heroku_tools.tools.postgres import Connection

SCHEMAS = f"""
    WITH own AS ({OWN_SCHEMAS})
    SELECT n.nspname, pg_has_role(n.nspowner, 'USAGE'), pg_get_userbyid(n.nspowner),
           obj_description(n.oid, 'pg_namespace'),
           EXISTS (SELECT FROM pg_extension e WHERE e.extnamespace = n.oid)
           OR EXISTS (SELECT FROM pg_depend d, pg_depend m
                      WHERE d.refclassid = 'pg_namespace'::regclass AND d.refobjid = n.oid
                      AND m.classid = d.classid AND m.objid = d.objid AND m.deptype = 'e')
    FROM pg_namespace n JOIN own USING (oid)
    WHERE n.nspname = 'public' OR pg_has_role(n.nspowner, 'USAGE')
       OR EXISTS (SELECT FROM pg_class c
                  WHERE c.relnamespace = n.oid AND pg_has_role(c.relowner, 'USAGE'))
       OR EXISTS (SELECT FROM pg_proc p
                  WHERE p.pronamespace = n.oid AND pg_has_role(p.proowner, 'USAGE'))
       OR EXISTS (SELECT FROM pg_type t
                  WHERE t.typnamespace = n.oid AND pg_has_role(t.typowner, 'USAGE'))
    ORDER BY n.nspname
"""  # noqa: S608


@dataclass(frozen=True)
class Schema:
    """A schema of ours; `extended`: an extension has something in it."""

    name: str
    ours: bool
    owner: str
    comment: str | None
    extended: bool

    @property
    def whole(self) -> bool:
        """Whether it can be renamed and dropped as a whole; public stays whatever is in it."""
        return self.ours and not self.extended and self.name != "public"


def own(connection: Connection) -> tuple[Schema, ...]:
    """Return the schemas that are ours or hold something of ours, without those set aside."""
    return tuple(Schema(*row) for row in connection.execute(SCHEMAS).fetchall())

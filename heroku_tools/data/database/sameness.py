"""Whether two connections lead to one database: one is called out to from the other."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from heroku_tools.tools import postgres

if TYPE_CHECKING:
    from heroku_tools.tools.postgres import Connection

SEEN = """
    SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database
    WHERE l.locktype = 'advisory' AND l.classid = %s AND l.objid = %s
    AND d.datname = current_database()
"""


def met(one: Connection, other: Connection) -> bool:
    """Say whether a lock with a number of chance, taken in `other`, is seen in `one`.

    Raises LookFailed.
    """
    number = (secrets.randbits(30), secrets.randbits(30))
    with postgres.telling("Source and target could not be told apart"):
        other.execute("SELECT pg_advisory_lock(%s, %s)", number)
        try:
            ((seen,),) = one.execute(SEEN, number).fetchall()
        finally:
            other.execute("SELECT pg_advisory_unlock(%s, %s)", number)
    return bool(seen)

"""Two million addresses, and two million masks."""

from __future__ import annotations

from heroku_tools.data.database.values import Column
from heroku_tools.data.masks.by_value import mask
from heroku_tools.data.masks.digests import Computed
from heroku_tools.data.masks.value import of_column
from heroku_tools.tools import postgres
from tests.data.masks.helpers import SALT, rule
from tests.data.masks.test_select import TABLE
from tests.data.servers import Database

MANY = 2_000_000
SHORT = Column("mail", 2, "character varying(30)", "varchar", "b", "S", not_null=False, length=30)


def test_two_million_stay_different(people: Database) -> None:
    """Counted by their hashes of 64 bits: where those differ, the masks do."""
    small = of_column(SHORT, Computed(TABLE))
    query = f"""SELECT count(DISTINCT hashtextextended(masked, 0)), max(length(masked))
        FROM (SELECT {mask(rule("username"), small)} AS masked
            FROM (SELECT 'person' || i || '@mail.com' AS mail
                FROM generate_series(1, {MANY}) AS i) AS t OFFSET 0) AS t"""
    with postgres.connect(people.url, application="test", salt=SALT, source=True) as connection:
        connection.execute("SET work_mem = '200MB'")
        assert connection.execute(query).fetchone() == (MANY, 25)

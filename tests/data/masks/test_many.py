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
    """Counted by the last 60 bits: what differs there differs in all."""
    small = of_column(SHORT, Computed(TABLE))
    masked = mask(rule("username"), small)
    query = f"""SELECT count(DISTINCT ('x' || right({masked}, 15))::bit(60)::bigint),
        max(length({masked})) FROM (SELECT 'person' || i || '@mail.com' AS mail
        FROM generate_series(1, {MANY}) AS i) AS t"""
    with postgres.connect(people.url, application="test", salt=SALT, source=True) as connection:
        assert connection.execute(query).fetchone() == (MANY, 25)

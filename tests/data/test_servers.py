"""The servers that the tests of data stand on are what the tests take them for."""

import pytest

from tests.data.conftest import NewDatabase
from tests.data.servers import dumped_schema


@pytest.mark.parametrize("version", [16, 18])
def test_a_database_belongs_to_a_role_that_is_no_superuser(
    version: int, new_database: NewDatabase
) -> None:
    database = new_database(version)
    (row,) = database.ask(
        "SELECT current_setting('server_version_num')::int / 10000, rolsuper, "
        "pg_get_userbyid(datdba) = rolname, current_setting('max_locks_per_transaction') "
        "FROM pg_roles, pg_database WHERE rolname = current_user AND datname = current_database()"
    )
    assert row == (version, False, True, "64")
    database.run("CREATE TABLE t (id int)")
    assert "CREATE TABLE public.t" in dumped_schema(database.url)


@pytest.mark.parametrize("version", [16, 18])
@pytest.mark.parametrize(("schema", "tables"), [("nasty", 31), ("django", 30)])
def test_the_schemas_load(
    version: int, schema: str, tables: int, new_database: NewDatabase
) -> None:
    first, second = new_database(version, schema), new_database(version, schema)
    owned = (
        "SELECT count(*) FROM pg_class "
        "WHERE relkind IN ('r', 'p') AND relowner = current_user::regrole"
    )
    assert first.ask(owned) == second.ask(owned) == [(tables,)]

"""What the tests of data start from: the fixtures pg16, pg18, new_database and database."""

from tests.data.fixtures import NewDatabase

__all__ = ["NewDatabase"]

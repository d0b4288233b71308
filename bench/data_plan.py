"""`python -m bench.data_plan SOURCE`: what a plan reads of a database and decides, by itself."""

from __future__ import annotations

import sys

from heroku_tools.data.database import catalogue
from heroku_tools.data.rules.decide import decide
from heroku_tools.settings.masking import DataPolicy
from heroku_tools.tools import postgres


def main() -> None:
    """Read and decide."""
    with postgres.connect(sys.argv[1], application="bench", source=True) as connection:
        inventory = catalogue.read(connection)
    assert decide(DataPolicy("bench:1", unmasked=True), inventory).tables


if __name__ == "__main__":
    main()

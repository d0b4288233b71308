"""`python -m tests.never_lost.victim TOLD HEARD WORDS...`: heroku-tools, led from step to step.

Each event of its journal, as soon as it is on the disk, is told on the one file descriptor; it goes
on when a byte arrives on the other. All else is the installed program's.
"""

from __future__ import annotations

import os
import sys

from heroku_tools.cli import main
from heroku_tools.engine.journal import Journal
from heroku_tools.engine.record import Event


def _lead(told: int, heard: int) -> None:
    append = Journal.append

    def led(journal: Journal, event: Event) -> None:
        append(journal, event)
        os.write(told, f"{event['event']} {event.get('kind', '')}\n".encode())
        os.read(heard, 1)

    setattr(Journal, "append", led)  # noqa: B010
    for each in (told, heard):
        os.set_inheritable(each, False)


if __name__ == "__main__":
    _lead(int(sys.argv[1]), int(sys.argv[2]))
    sys.argv = ["heroku-tools", *sys.argv[3:]]
    main()

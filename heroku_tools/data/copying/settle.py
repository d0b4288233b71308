"""How a try ended at the target that we heard no end of: twice committed would be rows twice."""

from __future__ import annotations

from heroku_tools.data.copying.failures import Failure, Why
from heroku_tools.data.copying.line import Line, Stop
from heroku_tools.data.copying.relay import Attempt

LOOKS, BETWEEN = 100, 0.2  # seconds
FUTURE = "22023"  # the server crashed, and lost the transaction


def settled(attempt: Attempt, target: Line, stop: Stop) -> bool:
    """Return whether an earlier try had been committed after all.

    One that is still under way (its backend may not know that we left) is ended first. Raises
    Failure.
    """
    if not attempt.xid:
        return False
    for look in range(LOOKS):
        status = _status(attempt, target)
        if status != "in progress":
            return status == "committed" and attempt.committing
        if look == 0:
            target.ask(f"SELECT pg_catalog.pg_terminate_backend({attempt.pid})")
        stop.wait(BETWEEN)
    raise Failure(Why("target", said="an earlier try is still under way at the target"))


def _status(attempt: Attempt, target: Line) -> str:
    try:
        ((status,),) = target.ask(f"SELECT pg_catalog.txid_status({attempt.xid})")
    except Failure as failure:
        if failure.why and failure.why.sqlstate == FUTURE:
            return "aborted"
        raise
    return status

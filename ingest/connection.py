"""The database goes away, or has no space: how that is told from other errors, and how ``ingest --watch`` outlives it."""

import logging
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress

from django.db import InterfaceError, OperationalError, ProgrammingError, connection, transaction

from ingest import ledger
from ingest.ledger import Token
from ingest.stopping import Stop

log = logging.getLogger(__name__)

GONE = (OperationalError, InterfaceError)
SESSION_ENDED = ("08", "57P")
"""How the SQLSTATEs begin of a server that stops, starts, or ends our session. Where there is no server, there is none."""

NO_SPACE = "53100"
"""No feed is to blame for a full disk, and none should be asked again and again while nothing can be stored."""

PROBE = """
CREATE TEMPORARY TABLE space_left ON COMMIT DROP AS SELECT md5(number::text) FROM generate_series(1, 20000) AS number
"""
"""A megabyte that is given back at once: small changes find room even on a full disk, articles do not."""

SHORTEST_WAIT = 0.2
LONGEST_WAIT = 0.5
"""Seconds between two looks whether it is back: it is on a machine of ours, and nobody is troubled by them."""


class DatabaseLost(Exception):
    """The database went away in the middle of a round. ``tokens`` are those of its claims, not all of them given back."""

    def __init__(self, message: str, tokens: Collection[Token]) -> None:
        super().__init__(message)
        self.tokens = tokens


def is_lost(error: Exception) -> bool:
    """Tell whether an error means that our session or all space is gone, and not that a statement was wrong or too slow."""
    if isinstance(error, DatabaseLost):
        return True
    state = getattr(error.__cause__, "sqlstate", None)
    return isinstance(error, GONE) and (state is None or state == NO_SPACE or state.startswith(SESSION_ENDED))


@contextmanager
def outlived(stop: Stop) -> Iterator[None]:
    """Do not fail where the database goes away in here: wait until it is back, and give back what was claimed."""
    try:
        yield
    except Exception as error:
        if not is_lost(error):
            raise
        _wait(error, stop)
        if isinstance(error, DatabaseLost) and not stop.is_set():
            ledger.release_all(error.tokens)


def _wait(error: Exception, stop: Stop) -> None:
    """Wait until the database answers, or we are told to stop."""
    log.warning("database_lost", extra={"error": str(error)})
    began, pause = time.monotonic(), SHORTEST_WAIT
    while not stop.is_set():
        if _is_back():
            log.warning("database_back", extra={"seconds": round(time.monotonic() - began, 1)})
            return
        stop.wait(pause)
        pause = min(pause * 2, LONGEST_WAIT)


def _is_back() -> bool:
    """Ask on a new connection, for the one that we had stays dead; and try whether there is space."""
    connection.close()
    try:
        ledger.now()
        # Whose role may make no such table is taken at its word.
        with suppress(ProgrammingError), transaction.atomic():
            connection.cursor().execute(PROBE)
    except GONE:
        return False
    return True

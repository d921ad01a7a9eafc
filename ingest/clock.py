"""The time that schedules go by: the database's, since it is the one clock that all workers share."""

import time
from datetime import datetime, timedelta

from ingest import ledger


class Clock:
    """Tells the database's time (aware UTC) without asking it each time, and never jumps with this machine's clock."""

    def __init__(self) -> None:
        self._then, self._began = ledger.now(), time.monotonic()

    def __call__(self) -> datetime:
        """Return the time."""
        return self._then + timedelta(seconds=time.monotonic() - self._began)

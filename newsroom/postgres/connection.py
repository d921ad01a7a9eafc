"""A connection that gives up on a server which says nothing.

The limits of statements and locks are kept by Postgres itself. One that stands still, as on a disk that hangs or a machine
that was frozen, keeps none: without a clock of our own whoever asked it would wait for ever.

And where we ourselves slept inside a transaction for too long, it has ended our session: that is said as of any other
session that is gone, and not as an error of the statement that learns of it.
"""

import time
from collections.abc import Generator
from typing import Any, TypeVar

import psycopg

Found = TypeVar("Found")

SLEPT = (psycopg.errors.IdleInTransactionSessionTimeout, psycopg.errors.TransactionTimeout)
"""Internal errors to psycopg, by their class of SQLSTATE; the session is over all the same."""


class ImpatientConnection(psycopg.Connection[Any]):
    """A connection on which silence of ``patience`` seconds is an ``OperationalError``, and the end of it; None waits for ever.

    The many statements of an ``executemany`` are answered together, so it is no way for slow ones.
    """

    patience: float | None = None

    def wait(self, gen: Generator[Any, Any, Found], interval: float = 0.1, timeout: float | None = None) -> Found:
        """Go on with what psycopg does, as long as the server says something now and then."""
        heard = gen if self.patience is None else _impatiently(gen, self.patience)
        try:
            return super().wait(heard, interval, timeout)
        except Silence as silence:
            self.pgconn.finish()
            raise psycopg.OperationalError(str(silence)) from None
        except SLEPT as end:
            raise psycopg.OperationalError(str(end)) from None


class Silence(Exception):
    """The server has said nothing for too long; str() says for how long."""


def _impatiently(gen: Generator[Any, Any, Found], patience: float) -> Generator[Any, Any, Found]:
    """Pass on what a generator of psycopg waits for, and raise ``Silence`` where it waits too long."""
    heard_at = time.monotonic()
    try:
        awaited = next(gen)
        while True:
            ready = yield awaited
            now = time.monotonic()
            if ready:
                heard_at = now
            elif now - heard_at > patience:
                raise Silence(f"the database has said nothing for {patience:g} seconds")
            awaited = gen.send(ready)
    except StopIteration as stop:
        found: Found = stop.value
        return found

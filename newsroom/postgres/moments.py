"""Moments as Postgres knows them and Python does not: infinity, and years before 1 or after 9999.

Our constraints keep them out of what feeds bring, but whoever writes SQL by hand can put one in, and a page that lists a thousand
articles must not break over one of them. They are read as the first and the last moment that can be shown in any time zone.
"""

import datetime as dt
from typing import Any

from psycopg import Connection, DataError
from psycopg.types.datetime import DateLoader, TimestamptzLoader

FIRST = dt.datetime(2, 1, 1)  # noqa: DTZ001  The zone is that of the connection.
LAST = dt.datetime(9998, 12, 31)  # noqa: DTZ001  As above.


def bound_moments(connection: Connection[Any], zone: dt.tzinfo | None) -> None:
    """Let a connection read any moment; ``zone`` is the one that Django gave its session, None for moments without one."""

    class BoundedLoader(TimestamptzLoader):
        """What Django's own loader does, for every moment."""

        timezone = zone

        def load(self, data: Any) -> dt.datetime:
            """Return the moment, or the nearest that can be shown."""
            try:
                moment = super().load(data).replace(tzinfo=None)
            except DataError:
                moment = _nearest(data)
            return min(max(moment, FIRST), LAST).replace(tzinfo=zone)

    connection.adapters.register_loader("timestamptz", BoundedLoader)
    connection.adapters.register_loader("date", BoundedDateLoader)


class BoundedDateLoader(DateLoader):
    """What psycopg's own loader does, for every date."""

    def load(self, data: Any) -> dt.date:
        """Return the date, or the nearest that can be shown."""
        try:
            day = super().load(data)
        except DataError:
            day = _nearest(data).date()
        return min(max(day, FIRST.date()), LAST.date())


def _nearest(data: Any) -> dt.datetime:
    """Return the end of time at which lies what Postgres wrote."""
    text = bytes(data)
    return FIRST if text.startswith(b"-") or text.endswith(b"BC") else LAST

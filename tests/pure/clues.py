"""Clues for the tests of grouping."""

import datetime as dt
from itertools import count

from articles import clue

DAWN = dt.datetime(2026, 3, 2, 6, tzinfo=dt.UTC)


def read(number, headline, lead="", *, hours=0.0, language="en", source="Tide Desk", body=""):
    """Read a clue; its time is so many hours after dawn."""
    return clue.read(
        number,
        headline,
        lead,
        language=language,
        family=source,
        source_name=source,
        seen=DAWN + dt.timedelta(hours=hours),
        body=body,
    )


def numbers():
    """Return what gives new stories their ids."""
    ids = count(1)
    return lambda: next(ids)

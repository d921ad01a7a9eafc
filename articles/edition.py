"""The edition's number: it rises, in the transaction itself, with every change of what readers see.

a writer --trigger--> ``articles_edition`` --current()--> the page cache's keys

Postgres raises it (migration 0005 says how), so that no writer can forget to, and never twice in a transaction. It says
that something changed, not what: a page that was made under another number is made anew.
"""

import time

from django.conf import settings
from django.db import connection

NUMBER = "SELECT coalesce(sum(number), 0)::bigint FROM articles_edition"


class Memory:
    """What this process read last, and until when that is good enough (by the monotonic clock)."""

    number = 0
    until = 0.0


def current() -> int:
    """Return the edition's number, no older than ``settings.EDITION_SECONDS``: so many readers cost one query."""
    if time.monotonic() < Memory.until:
        return Memory.number
    return read()


def read() -> int:
    """Ask Postgres for the number as it is at this moment."""
    with connection.cursor() as cursor:
        cursor.execute(NUMBER)
        row = cursor.fetchone()
    Memory.number = row[0] if row else 0
    Memory.until = time.monotonic() + settings.EDITION_SECONDS
    return Memory.number

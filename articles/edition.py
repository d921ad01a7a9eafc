"""The edition: it changes, in the transaction itself, with every change of what readers see, and whenever time changes that.

a writer --trigger--> ``articles_edition`` --current()--> the page cache's keys
``visible_from``, ``visible_until`` --two looks into an index--> the last moment at which anything came or went by itself

Postgres raises the number (migration 0005 says how), so that no writer can forget to, and never twice in a transaction. It says
that something changed, not what: a page that was made of another edition is made anew.
"""

import time
from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS

from articles.written import prepared_rows

NUMBER = """
SELECT coalesce(sum(number), 0)::bigint, (SELECT max(turn) FROM (
    (SELECT visible_from AS turn FROM articles_article
        WHERE status = 'published' AND visible_from <= now() ORDER BY visible_from DESC LIMIT 1)
    UNION ALL
    (SELECT visible_until FROM articles_article
        WHERE status = 'published' AND visible_until <= now() ORDER BY visible_until DESC LIMIT 1)
) AS turns) FROM articles_edition
"""


class Edition(NamedTuple):
    """``number`` rises with every change that somebody makes; ``turned`` is when an article came or went last by its time.

    Between two changes the times stand still, so that one of the two moves whenever what readers see does.
    """

    number: int
    turned: datetime | None = None


class Memory:
    """What this process read last, and until when that is good enough (by the monotonic clock)."""

    edition = Edition(0)
    until = 0.0


def current() -> Edition:
    """Return the edition, no older than ``settings.EDITION_SECONDS``: so many readers cost one query."""
    if time.monotonic() < Memory.until:
        return Memory.edition
    return read()


def read() -> Edition:
    """Ask Postgres for the edition as it is at this moment."""
    Memory.edition = asked(DEFAULT_DB_ALIAS)
    Memory.until = time.monotonic() + settings.EDITION_SECONDS
    return Memory.edition


def asked(database: str) -> Edition:
    """Ask this one of the databases, which may be behind."""
    return Edition(*prepared_rows(NUMBER, [], database)[0][:2])

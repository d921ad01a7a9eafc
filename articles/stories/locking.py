"""One at a time: whoever changes which article is in which story holds this lock until its transaction ends."""

from django.db import connection

STORIES = 0x53_54_4F_52_59
"""The number of the lock in Postgres: "STORY" in ASCII, so that it can be told in pg_locks."""


def hold() -> None:
    """Wait for the lock and hold it until the transaction ends. To hold it again in the same transaction costs nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [STORIES])

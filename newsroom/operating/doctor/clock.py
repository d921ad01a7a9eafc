"""Clocks: schedules go by the database's, pages and signatures by ours."""

import time

from django.db import connection

from newsroom.operating.doctor.finding import Finding

APART_SECONDS = 5.0
"""Codes of authenticator apps bear half a minute; what is older than a feed's own date is seen at once."""


def agrees() -> Finding:
    """Compare our clock with the database's, at the middle of the question."""
    connection.ensure_connection()
    before = time.time()
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM clock_timestamp())::float8")
        (there,) = cursor.fetchone()
    ahead = (before + time.time()) / 2 - there
    if abs(ahead) > APART_SECONDS:
        told = (
            f"this machine's clock is {abs(ahead):.0f} seconds {'ahead of' if ahead > 0 else 'behind'} the database's"
        )
        return Finding.to_do(told, "have both set theirs by NTP (timedatectl set-ntp true).")
    return Finding.fine(f"within {max(abs(ahead), 0.1):.1f} seconds of the database's")

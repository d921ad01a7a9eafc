"""Ingest: whether feeds are read when their turn comes, and tasks that wait get done."""

from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Count, Max, Min, Q

from ingest import ledger
from ingest.alarms import STALLED_AFTER
from ingest.known_of_feed import length
from ingest.models import Feed
from newsroom.operating.doctor.finding import Finding

LATE_AFTER = timedelta(minutes=30)
WAITS_AFTER = timedelta(minutes=10)
RUN_INGEST = "see whether ingest runs (systemctl status newsroom-ingest, docker compose ps), and what its log says."
WAITING = """
SELECT count(*), min(coalesce(job.scheduled_at, event.at)), clock_timestamp()
FROM procrastinate_jobs job
LEFT JOIN procrastinate_events event ON event.job_id = job.id AND event.type = 'deferred'
WHERE job.status = 'todo' AND (job.scheduled_at IS NULL OR job.scheduled_at <= clock_timestamp())
"""


def are_read() -> Finding:
    """Look when a feed was read last, and how long the one that waits longest has waited."""
    now = ledger.now()
    due = Q(turn_at__lte=now)
    facts: dict[str, Any] = Feed.objects.filter(state=Feed.State.ACTIVE).aggregate(
        active=Count("pk"), failing=Count("pk", filter=Q(failures__gt=0)),
        last=Max("last_ok_at"), oldest=Min("turn_at", filter=due), late=Count("pk", filter=Q(turn_at__lt=now - LATE_AFTER)),
    )  # fmt: skip
    if not facts["active"]:
        return Finding.to_do(
            "there are none to be read", "manage.py import_opml starter.opml, or add some at the desk."
        )
    if facts["late"]:
        waited = length((now - facts["oldest"]).total_seconds())
        return Finding.to_do(f"{facts['late']} of {facts['active']} wait for their turn, up to {waited}", RUN_INGEST)
    if facts["last"] is None or facts["last"] < now - STALLED_AFTER:
        when = f"for {length((now - facts['last']).total_seconds())}" if facts["last"] else "yet"
        return Finding.to_do(
            f"none of {facts['active']} was read {when}", "manage.py doctor --network; then, " + RUN_INGEST
        )
    return Finding.fine(
        f"{facts['active']} active, {facts['failing']} of them failing; last read {length((now - facts['last']).total_seconds())} ago"
    )


def queue_moves() -> Finding:
    """Look how long the oldest task that could run has waited; where no worker is used, there is none."""
    with connection.cursor() as cursor:
        cursor.execute(WAITING)
        waiting, oldest, now = cursor.fetchone()
    if waiting and _has_waited(oldest, now):
        return Finding.to_do(
            f"{waiting} tasks wait, up to {length((now - oldest).total_seconds()) if oldest else 'nobody knows how long'}",
            "see whether a worker runs: manage.py procrastinate worker.",
        )
    return Finding.fine(f"{waiting} tasks wait, none for long" if waiting else "no task waits")


def _has_waited(oldest: datetime | None, now: datetime) -> bool:
    return oldest is None or oldest < now - WAITS_AFTER

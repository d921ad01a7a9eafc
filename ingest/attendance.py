"""Attendance: whether anybody polls what is due, a worker of the queue or a process that runs ingest over and over."""

from datetime import datetime, timedelta

from procrastinate.contrib.django.models import ProcrastinateWorker

from ingest.models import Fetch

ALIVE = timedelta(minutes=1)
"""A worker says every ten seconds that it lives."""

LATELY = timedelta(minutes=3)


def has_workers(now: datetime) -> bool:
    """Tell whether a worker of the queue lives."""
    return ProcrastinateWorker.objects.filter(last_heartbeat__gte=now - ALIVE).exists()


def is_polled(now: datetime) -> bool:
    """Tell whether anything was polled of late because its time had come."""
    lately = Fetch.objects.filter(started_at__gte=now - LATELY, started_at__lte=now)
    return lately.filter(cause=Fetch.Cause.SCHEDULE).exists()

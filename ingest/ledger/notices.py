"""What operators and editors should hear: said once while it lasts, and once more when it ends."""

from datetime import datetime

from django.db.models import Q

from ingest.models import Notice


def notice(kind: Notice.Kind, text: str, now: datetime, feed_id: int | None = None) -> bool:
    """Note that something began, unless that is noted already. Return whether it was new."""
    rows = Notice.objects.bulk_create(
        [Notice(kind=kind, text=text[:500], began_at=now, feed_id=feed_id)], ignore_conflicts=True
    )
    return bool(rows and rows[0].pk)


def settle(kind: Notice.Kind, now: datetime, feed_id: int | None = None) -> int:
    """Note that it ended. Return how many were open."""
    about = Q(feed=None) if feed_id is None else Q(feed_id=feed_id)
    return Notice.objects.filter(about, kind=kind, ended_at=None).update(ended_at=now)

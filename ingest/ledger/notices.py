"""What operators and editors should hear: said once while it lasts, and once more when it ends."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import connection
from django.db.models import Q, QuerySet

from ingest.models import Notice

BEGIN = """
INSERT INTO ingest_notice (feed_id, kind, text, began_at)
SELECT feed_id, %(kind)s, text, %(now)s FROM unnest(%(feeds)s::bigint[], %(texts)s::text[]) AS given (feed_id, text)
ON CONFLICT DO NOTHING
"""


def notice(kind: Notice.Kind, text: str, now: datetime, feed_id: int | None = None) -> bool:
    """Note that something began, unless that is noted already. Return whether it was new."""
    return bool(notice_each(kind, {feed_id: text}, now))


def notice_each(kind: Notice.Kind, texts: Mapping[int | None, str], now: datetime) -> int:
    """Note the same of many feeds, each with its text. Return of how many it was new."""
    feeds, said = list(texts), [text[:500] for text in texts.values()]
    with connection.cursor() as cursor:
        cursor.execute(BEGIN, {"kind": str(kind), "now": now, "feeds": feeds, "texts": said})
        return int(cursor.rowcount)


def settle(kind: Notice.Kind, now: datetime, feed_id: int | None = None) -> int:
    """Note that it ended. Return how many were open."""
    about = Q(feed=None) if feed_id is None else Q(feed_id=feed_id)
    return end(Notice.objects.filter(about, kind=kind), now)


def end(notices: QuerySet[Notice], now: datetime) -> int:
    """Note that those of these notices that are open have ended. Return how many."""
    return Notice.objects.filter(pk__in=notices.order_by().values("pk"), ended_at=None).update(ended_at=now)


def mark_told(began: Collection[int], ended: Collection[int], now: datetime) -> None:
    """Note that operators were told by mail that these notices began, and that those ended."""
    Notice.objects.filter(pk__in=began).update(mailed_at=now)
    Notice.objects.filter(pk__in=ended).update(end_mailed_at=now)

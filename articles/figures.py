"""What there was on each day: counted by Postgres in one statement, kept as ``DailyFigure``, read by the statistics.

A day is counted anew while it lasts and on the day after; then its figures stay, whatever becomes of its articles.
"""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max, Min
from django.utils import timezone

from articles.models import Article, DailyFigure

DELAYS = (5, 15, 60, 240, 1440)
"""Minutes from publication to the site: step 0 is up to the first, step 1 up to the second; the last has no end."""

PROMPT = 60
"""Minutes within which an article came promptly."""

INSERT = """
WITH seen AS MATERIALIZED (
    SELECT first_seen_at AT TIME ZONE %(zone)s AS at, source_id, coalesce(section_id, 0) AS section_id,
        extract(epoch FROM first_seen_at - published_at) / 60 AS minutes
    FROM articles_article
    WHERE status IN ('pending', 'published', 'rejected', 'withdrawn') AND first_seen_at >= %(since)s
)
INSERT INTO articles_dailyfigure (kind, day, key, count)
SELECT 'source', at::date, source_id, count(*) FROM seen GROUP BY 2, 3
UNION ALL SELECT 'section', at::date, section_id, count(*) FROM seen GROUP BY 2, 3
UNION ALL SELECT 'hour', at::date, extract(hour FROM at), count(*) FROM seen GROUP BY 2, 3
UNION ALL SELECT 'delay', at::date, width_bucket(minutes, %(delays)s), count(*) FROM seen GROUP BY 2, 3
UNION ALL SELECT 'prompt', at::date, source_id, count(*) FROM seen WHERE minutes < %(prompt)s GROUP BY 2, 3
UNION ALL SELECT 'coverage', (last_report_at AT TIME ZONE %(zone)s)::date, families, count(*) FROM articles_story
    WHERE last_report_at >= %(since)s AND reports > 0 GROUP BY 2, 3
"""


def count(now: datetime) -> None:
    """Count what came since the day before the last one that was counted; at first, all that there is."""
    last = DailyFigure.objects.filter(kind=DailyFigure.Kind.HOUR).aggregate(day=Max("day"))["day"]
    first = Article.objects.aggregate(at=Min("first_seen_at"))["at"] if last is None else None
    since = last - timedelta(days=1) if last else timezone.localdate(first or now)
    count_since(since)


@transaction.atomic
def count_since(day: date) -> None:
    """Count this day of the site's time zone, and all after it, anew."""
    start = timezone.make_aware(datetime.combine(day, time()))
    DailyFigure.objects.filter(day__gte=day).delete()
    delays = [float(minutes) for minutes in DELAYS]
    values: dict[str, Any] = {"zone": settings.TIME_ZONE, "since": start, "delays": delays, "prompt": PROMPT}
    with connection.cursor() as cursor:
        cursor.execute(INSERT, values)

"""The week of a list: how much of it came on each of seven days, and whose it was."""

from collections import Counter
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from articles.models import Source
from articles.querysets import ArticleQuerySet
from articles.views.plot import daily

DAYS = 7
TOP_SOURCES = 8


def midnight(day: date) -> datetime:
    """Return when ``day`` begins in the site's time zone."""
    return timezone.make_aware(datetime.combine(day, time.min))


def week_of(articles: ArticleQuerySet) -> dict[str, Any]:
    """Return, in two queries, a plot of the last seven days and the sources that filled them, the busiest first."""
    today = timezone.localdate()
    days: Counter[date] = Counter()
    sources: Counter[int] = Counter()
    since = midnight(today - timedelta(days=DAYS - 1))
    for day, source, count in articles.since(since).counted_by_day_and_source():
        days[day] += count
        sources[source] += count
    busiest = sorted(sources.items(), key=lambda item: (-item[1], item[0]))[:TOP_SOURCES]
    names = Source.objects.in_bulk([source for source, _ in busiest])
    return {
        "plot": daily(days, today, DAYS),
        "busiest": [(names[source], count) for source, count in busiest if source in names],
    }

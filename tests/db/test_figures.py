"""The daily figures: what is counted under which day and key, and that a day that is over stays as it was."""

import datetime as dt

import pytest

from articles import figures
from articles.models import Article, DailyFigure
from tests.factories import NOON, ArticleFactory, SectionFactory, SourceFactory, tell

pytestmark = pytest.mark.django_db
DAY = NOON.date()
HOUR = dt.timedelta(hours=1)


def counted(kind):
    return {(row.day, row.key): row.count for row in DailyFigure.objects.filter(kind=kind)}


def seen(at=NOON, late=HOUR / 2, **fields):
    return ArticleFactory(body=None, published_at=at - late, first_seen_at=at, **fields)


def test_articles_are_counted_by_publisher_section_and_hour_whatever_became_of_them():
    source, section = SourceFactory(), SectionFactory()
    seen(source=source, section=section)
    seen(source=source, section=None, status="rejected")
    other = seen(at=NOON - 3 * HOUR, section=None)

    figures.count(NOON)

    assert counted("source") == {(DAY, source.pk): 2, (DAY, other.source_id): 1}
    assert counted("section") == {(DAY, section.pk): 1, (DAY, 0): 2}
    assert counted("hour") == {(DAY, 12): 2, (DAY, 9): 1}


def test_delays_are_counted_by_steps_and_promptness_by_publisher():
    source = SourceFactory()
    for minutes in (0, 5, 59, 60, 10_000):
        seen(late=dt.timedelta(minutes=minutes), source=source)

    figures.count(NOON)

    assert counted("delay") == {(DAY, 0): 1, (DAY, 1): 1, (DAY, 2): 1, (DAY, 3): 1, (DAY, 5): 1}
    assert counted("prompt") == {(DAY, source.pk): 3}


def test_stories_are_counted_by_how_many_independent_publishers_report_them():
    tell(ArticleFactory(body=None), ArticleFactory(body=None))
    tell(ArticleFactory(body=None))

    figures.count(NOON)

    assert sorted((key, count) for (_, key), count in counted("coverage").items()) == [(1, 1), (2, 1)]


def test_a_day_begins_where_the_site_is(settings):
    settings.TIME_ZONE = "Asia/Tokyo"
    seen(at=NOON + 5 * HOUR)

    figures.count(NOON)

    assert counted("hour") == {(DAY + dt.timedelta(days=1), 2): 1}


def test_a_day_that_is_over_stays_when_its_articles_go():
    seen(at=NOON - 72 * HOUR)
    seen()
    figures.count(NOON)
    Article.objects.all().delete()
    seen(at=NOON + HOUR)

    figures.count(NOON + HOUR)

    assert counted("hour") == {(DAY - dt.timedelta(days=3), 12): 1, (DAY, 13): 1}


def test_counting_twice_changes_nothing():
    seen()
    figures.count(NOON)
    before = counted("source")

    figures.count(NOON)

    assert counted("source") == before

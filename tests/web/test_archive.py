"""The archive: days of the site's time zone, what led each, and everything of it."""

import datetime as dt
import re
from zoneinfo import ZoneInfo

import pytest

from articles.models import Article
from articles.views import archive
from tests.factories import NOON, ArticleFactory, SourceFactory, tell
from tests.web.test_pages import MOST_QUERIES, queries

pytestmark = pytest.mark.django_db


def text(response):
    return response.content.decode()


def at(moment, **fields):
    return ArticleFactory(published_at=moment, first_seen_at=moment, **fields)


def test_every_month_that_has_something_is_named_with_its_count(client):
    for moment in (NOON, NOON, NOON.replace(month=1), NOON.replace(year=2024)):
        at(moment)
    at(NOON.replace(month=2), withdrawn=True)

    page = " ".join(text(client.get("/archive/")).split())

    assert re.findall(r'href="/archive/([\d/]+)/">[^<]+</a> <span class="count">(\d+)<', page) == [
        ("2026/03", "2"),
        ("2026/01", "1"),
        ("2024/03", "1"),
    ]


def test_a_month_names_its_days_and_what_led_them(client):
    lead = at(NOON, headline="The wall is agreed on")
    tell(lead, at(NOON), at(NOON))
    at(NOON.replace(day=3))

    page = text(client.get("/archive/2026/03/"))

    assert re.findall(r'href="(/archive/2026/03/\d\d/)"', page) == ["/archive/2026/03/14/", "/archive/2026/03/03/"]
    assert "The wall is agreed on" in page


def test_a_day_leads_with_what_most_publishers_reported_and_then_has_everything(client):
    reprint = at(NOON, source=SourceFactory())
    few, many = tell(at(NOON), at(NOON)), tell(at(NOON), at(NOON), at(NOON), reprint, copies={reprint: at(NOON)})
    alone = at(NOON, placed=True)

    page = text(client.get("/archive/2026/03/14/"))
    led, _, everything = page[page.index('id="led"') :].partition('id="everything"')

    assert led.index(many.display_headline) < led.index(few.display_headline) < led.index(alone.headline)
    assert all(article.headline in everything for article in Article.objects.all())


@pytest.mark.parametrize(
    "path",
    [
        "/archive/2026/03/15/",
        "/archive/2026/04/",
        "/archive/2026/02/30/",
        "/archive/2026/13/",
        "/archive/0000/01/01/",
        "/archive/0001/01/01/",
        "/archive/9999/12/31/",
        "/archive/9999/12/",
        "/archive/2026/3/14/",
        "/archive/2026/03/15/feed.rss",
    ],
)
def test_a_day_without_anything_is_a_404(client, path):
    at(NOON)
    at(NOON.replace(day=15), withdrawn=True)

    assert client.get(path).status_code == 404


def test_a_day_leads_on_to_the_nearest_days_that_have_something(client):
    for day in (2, 14, 20):
        at(NOON.replace(day=day))

    page = text(client.get("/archive/2026/03/14/"))

    assert 'href="/archive/2026/03/02/" rel="prev"' in page
    assert 'href="/archive/2026/03/20/" rel="next"' in page


@pytest.mark.parametrize(("day", "hours"), [("2026/03/29", 23), ("2026/10/25", 25), ("2026/03/30", 24)])
def test_a_day_begins_and_ends_at_midnight_where_the_site_is_even_if_clocks_change(client, settings, day, hours):
    settings.TIME_ZONE = "Europe/Berlin"
    begin = dt.datetime.fromisoformat(day.replace("/", "-")).replace(tzinfo=ZoneInfo("Europe/Berlin"))
    end = begin.astimezone(dt.UTC) + dt.timedelta(hours=hours)
    minute = dt.timedelta(minutes=1)
    before, first, last, after = (at(moment) for moment in (begin - minute, begin, end - minute, end))

    page = text(client.get(f"/archive/{day}/"))

    assert [piece.headline in page for piece in (before, first, last, after)] == [False, True, True, False]


def test_a_long_day_goes_on_where_it_stopped(client, monkeypatch):
    monkeypatch.setattr(archive, "PAGE", 4)
    made = [at(NOON) for _ in range(10)]

    seen, path = [], "/archive/2026/03/14/"
    while path:
        page = text(client.get(path))
        seen += re.findall(r'href="/article/(\d+)', page[page.index('id="everything"') :])
        older = re.search(r'href="(\?before=[^"]+)" rel="next"', page)
        path = older and f"/archive/2026/03/14/{older[1]}"

    assert seen == [str(article.pk) for article in sorted(made, key=lambda article: -article.pk)]


@pytest.mark.parametrize("path", ["/archive/", "/archive/2026/03/", "/archive/2026/03/14/"])
def test_the_archive_costs_the_same_queries_for_few_and_for_many(client, path):
    tell(at(NOON), at(NOON))
    few = len(queries(client, path))
    for day in range(1, 28):
        tell(at(NOON.replace(day=day)), at(NOON.replace(day=day)), at(NOON))

    assert len(queries(client, path)) == few <= MOST_QUERIES

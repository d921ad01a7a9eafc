"""The statistics of the desk: right numbers, for the days that were asked for, and files that no spreadsheet runs."""

import csv
import datetime as dt
import io

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone

from articles import figures, statistics
from articles.models import Article, DailyFigure, Visits
from articles.statistics import Range
from tests.factories import NOON, ArticleFactory, SectionFactory, SourceFactory, tell

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
TODAY = NOON.date()
DAYS = Range(TODAY - DAY, TODAY)


def seen(at=NOON, late=dt.timedelta(minutes=30), **fields):
    return ArticleFactory(body=None, published_at=at - late, first_seen_at=at, **fields)


@pytest.fixture
def counted():
    ebb, flow, sport = SourceFactory(name="Ebb"), SourceFactory(name="Flow"), SectionFactory(name="Sport")
    seen(source=ebb, section=sport, late=dt.timedelta(hours=5))
    seen(source=ebb, section=sport)
    last = seen(at=NOON - DAY, source=flow, section=None)
    seen(at=NOON - 5 * DAY, source=flow)
    Visits.objects.create(article=last, day=TODAY, count=7)
    Visits.objects.create(article=last, day=TODAY - 5 * DAY, count=70)
    tell(last)
    figures.count(NOON)
    return last


def test_each_table_has_the_numbers_of_its_days(counted):
    tables = {name: list(make(DAYS).rows) for name, make in statistics.TABLES.items()}

    assert tables["days"] == [(TODAY - DAY, 1, 1), (TODAY, 2, 0)]
    assert tables["sources"] == [("Ebb", 2, 50), ("Flow", 1, 100)]
    assert tables["sections"] == [("Sport", 2), ("No section", 1)]
    assert tables["read"] == [(counted.headline, 7, "Flow")]
    assert [row[1] for row in tables["delays"]] == [0, 0, 2, 0, 1, 0]
    assert tables["coverage"] == [(1, 1, 100)]


def test_publishers_that_are_gone_keep_their_numbers(counted):
    Article.objects.all().delete()
    counted.source.delete()

    assert any("gone" in row[0] for row in statistics.by_source(DAYS).rows)


def test_the_page_shows_drawings_and_their_numbers(admin_client, counted):
    page = admin_client.get(reverse("admin:statistics"), {"since": str(DAYS.since), "until": str(DAYS.until)})

    text = page.content.decode()
    assert page.status_code == 200
    assert text.count("<svg") > 6
    assert "Ebb" in text
    assert "style=" not in text


def test_the_file_has_all_rows_and_no_cell_is_a_formula(admin_client):
    for name in ("=1+1", "+1", "-1", "@SUM(A1)", "\tx", "Plain"):
        seen(at=timezone.now(), source=SourceFactory(name=name))
    figures.count(timezone.now())

    answer = admin_client.get(reverse("admin:statistics_file", args=["sources"]))

    names = [row[0] for row in csv.reader(io.StringIO(answer.content.decode(), newline=""))]
    assert set(names) == {"Publisher", "'=1+1", "'+1", "'-1", "'@SUM(A1)", "'\tx", "Plain"}
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"].startswith('attachment; filename="sources-')


@pytest.mark.parametrize(
    "asked",
    [{}, {"since": "x", "until": "y"}, {"since": "2026-05-01", "until": "2026-01-01"}, {"since": "0001-01-01"},
     {"until": "9999-12-31"}, {"since": "9999-12-31"}, {"until": "0001-01-02"}],
)  # fmt: skip
def test_any_range_is_answered(admin_client, asked):
    assert admin_client.get(reverse("admin:statistics"), asked).status_code == 200


def test_no_such_file_is_not_found(admin_client):
    assert admin_client.get("/admin/statistics/salaries.csv").status_code == 404


def test_who_may_not_look_sees_no_numbers(client):
    client.force_login(User.objects.create_user("other", password="x", is_staff=True))

    answers = [client.get(reverse("admin:statistics")), client.get(reverse("admin:statistics_file", args=["days"]))]

    assert [answer.status_code for answer in answers] == [403, 403]


def test_a_thousand_publishers_cost_no_more_queries(admin_client, django_assert_max_num_queries):
    DailyFigure.objects.bulk_create(
        DailyFigure(day=timezone.localdate(), kind="source", key=number, count=1) for number in range(1_000)
    )

    with django_assert_max_num_queries(15):
        page = admin_client.get(reverse("admin:statistics")).content.decode()

    assert "And 975 more, in the file." in page

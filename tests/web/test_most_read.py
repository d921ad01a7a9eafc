"""What is read most: by days, within rights, and not for single readers."""

import datetime as dt
import re

import pytest
from django.utils import timezone

from articles.models import Article, Visits
from articles.views.most_read import LEAST
from tests.factories import ArticleFactory
from tests.web.test_pages import MOST_QUERIES, queries

pytestmark = pytest.mark.django_db


def read(count, days_ago=0, **fields):
    article = ArticleFactory(**fields)
    day = timezone.localdate() - dt.timedelta(days=days_ago)
    Visits.objects.create(article=article, day=day, count=count)
    return article


def text(response):
    return response.content.decode()


def test_the_most_opened_stand_first_with_their_counts(client):
    some, many = read(7), read(1_207)

    page = text(client.get("/most-read/"))

    assert page.index(many.headline) < page.index(some.headline)
    assert re.findall(r"opened ([\d,]+) times", page) == ["1,207", "7"]


@pytest.mark.parametrize(("path", "shown"), [("/most-read/", 1), ("/most-read/week/", 2), ("/most-read/month/", 3)])
def test_each_list_counts_its_own_days(client, path, shown):
    pieces = [read(9, days_ago) for days_ago in (0, 6, 29, 30)]

    page = text(client.get(path))

    assert [piece.headline in page for piece in pieces] == [number < shown for number in range(4)]


def test_days_are_added_up(client):
    article = read(3)
    Visits.objects.create(article=article, day=timezone.localdate() - dt.timedelta(days=1), count=4)

    assert "opened 7 times" in text(client.get("/most-read/week/"))


def test_a_single_reader_makes_no_list(client):
    article = read(LEAST - 1)

    page = text(client.get("/most-read/"))

    assert article.headline not in page
    assert "often enough" in page


@pytest.mark.parametrize("status", [s for s in Article.Status if s != Article.Status.PUBLISHED])
def test_what_may_not_be_shown_is_on_no_list(client, status):
    article = read(99, status=status)

    assert article.headline not in text(client.get("/most-read/"))


def test_a_list_is_no_older_than_a_minute(client):
    assert "max-age=60" in client.get("/most-read/")["Cache-Control"]


def test_a_list_costs_the_same_queries_for_3_and_for_30(client):
    for count in range(3):
        read(10 + count)
    few = len(queries(client, "/most-read/"))
    for count in range(27):
        read(10 + count)

    assert len(queries(client, "/most-read/")) == few <= MOST_QUERIES

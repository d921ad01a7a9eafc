"""Readers are counted without anything about them, and without a write per view."""

import logging
import os
import threading
import time

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from articles import visits
from articles.bots import is_bot
from articles.models import Article, Visits
from tests.factories import ArticleFactory

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PAGE = "/article/1-tide/"


def request(user_agent=BROWSER, method="GET", **headers):
    return RequestFactory(headers={"User-Agent": user_agent, **headers}).generic(method, PAGE)


def total():
    return sum(Visits.objects.values_list("count", flat=True))


@pytest.fixture(autouse=True)
def tally():
    """Each test begins with nothing counted and leaves nothing behind."""
    visits._tally.begin()
    yield
    visits._tally.begin()


@pytest.mark.django_db
def test_a_thousand_views_from_eight_threads_are_a_thousand_in_one_statement():
    articles = ArticleFactory.create_batch(10)

    def read():
        for number in range(125):
            visits.count(request(), articles[number % 10].pk)

    threads = [threading.Thread(target=read) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        visits.flush()

    assert total() == 1000
    assert len(queries) == 1


@pytest.mark.django_db
def test_a_view_costs_no_statement():
    article = ArticleFactory()

    with CaptureQueriesContext(connection) as queries:
        visits.count(request(), article.pk)

    assert len(queries) == 0


@pytest.mark.django_db
def test_an_articles_page_counts_and_what_is_no_page_of_it_does_not():
    article, withdrawn = ArticleFactory(), ArticleFactory(withdrawn=True)
    browser = Client(headers={"User-Agent": BROWSER})

    statuses = [
        browser.get(path).status_code
        for path in (
            article.get_absolute_url(),
            f"/article/{article.pk}-former-slug/",
            withdrawn.get_absolute_url(),
            "/article/999999-none/",
            "/",
        )
    ]
    browser.head(article.get_absolute_url())
    visits.flush()

    assert statuses == [200, 301, 410, 404, 200]
    assert list(Visits.objects.values_list("article", "count")) == [(article.pk, 1)]


@pytest.mark.django_db
def test_a_readers_visit_sets_no_cookie():
    article = ArticleFactory()

    response = Client(headers={"User-Agent": BROWSER}).get(article.get_absolute_url())

    assert not response.cookies


@pytest.mark.django_db
def test_a_second_flush_adds_to_the_day():
    article = ArticleFactory()

    for _ in range(2):
        visits.count(request(), article.pk)
        visits.flush()

    assert list(Visits.objects.values_list("article", "count")) == [(article.pk, 2)]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "bot",
    [
        "",
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "curl/8.5.0",
        "python-requests/2.32",
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/140.0 Safari/537.36",
        "FeedFetcher-Google; (+http://www.google.com/feedfetcher.html)",
    ],
)
def test_a_bot_is_nobody(bot):
    article = ArticleFactory()

    visits.count(request(bot), article.pk)
    visits.flush()

    assert total() == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    "ahead",
    [
        {"method": "HEAD"},
        {"method": "POST"},
        {"Sec-Purpose": "prefetch;prerender"},
        {"Sec-Purpose": "prefetch"},
        {"Purpose": "prefetch"},
    ],
)
def test_a_page_that_nobody_asked_to_see_is_not_counted(ahead):
    article = ArticleFactory()

    visits.count(request(**ahead), article.pk)
    visits.flush()

    assert total() == 0


@pytest.mark.parametrize(
    "browser",
    [
        BROWSER,
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Safari/604.1",
        "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Mobile",
        "Mozilla/5.0 (compatible; MSIE 10.0; Windows NT 6.2; Trident/6.0)",
        "Opera/9.80 (Android; Opera Mini/36.2/119.132; U; id) Presto/2.12.423 Version/12.16",
        "Lynx/2.9.0 libwww-FM/2.14 SSL-MM/1.4.1 OpenSSL/3.0",
        "w3m/0.5.3",
    ],
)
def test_people_are_no_bots(browser):
    assert not is_bot(browser)


@pytest.mark.django_db
def test_an_article_deleted_meanwhile_takes_no_other_count_with_it():
    gone, there = ArticleFactory.create_batch(2)
    visits.count(request(), gone.pk)
    visits.count(request(), there.pk)
    Article.objects.filter(pk=gone.pk).delete()

    visits.flush()

    assert list(Visits.objects.values_list("article", "count")) == [(there.pk, 1)]


@pytest.mark.django_db(transaction=True)
def test_what_the_database_refused_is_written_by_the_next_flush(caplog):
    article = ArticleFactory()
    visits.count(request(), article.pk)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE articles_visits RENAME TO elsewhere")
    try:
        with caplog.at_level(logging.WARNING):
            visits.flush()
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE elsewhere RENAME TO articles_visits")

    visits.flush()

    assert [(record.getMessage(), record.visits) for record in caplog.records] == [("visits_wait", 1)]
    assert total() == 1


def test_memory_is_bounded_and_known_articles_still_count(monkeypatch):
    monkeypatch.setattr(visits, "MOST_KEYS", 3)

    for article_id in (1, 2, 3, 4, 5, 1):
        visits.count(request(), article_id)

    assert sorted(visits._tally.take().values()) == [1, 1, 2]


def _others_leave():
    """Wait until no connection but our own is left: the server takes a moment to see one end."""
    others = (
        "SELECT count(*) FROM pg_stat_activity "
        "WHERE backend_type = 'client backend' AND datname = current_database() AND pid <> pg_backend_pid()"
    )
    deadline = time.monotonic() + 10
    with connection.cursor() as cursor:
        while time.monotonic() < deadline:
            cursor.execute(others)
            if cursor.fetchone() == (0,):
                return True
            time.sleep(0.05)
    return False


@pytest.mark.django_db(transaction=True)
def test_the_timer_writes_by_itself_and_leaves_no_thread_and_no_connection(settings):
    settings.VISITS_FLUSH_SECONDS = 0.05
    article = ArticleFactory()

    visits.count(request(), article.pk)
    timer = visits._tally._timer
    timer.join(5)

    assert total() == 1
    assert visits._tally._timer is None
    assert not timer.is_alive()
    assert _others_leave()


def test_a_forked_child_does_not_count_its_parents_readers():
    visits.count(request(), 1)
    reading, writing = os.pipe()

    child = os.fork()
    if child == 0:
        os.write(writing, str(visits._tally.take().total()).encode())
        os._exit(0)
    os.waitpid(child, 0)

    assert os.read(reading, 10) == b"0"
    assert visits._tally.take().total() == 1


@pytest.mark.django_db
def test_the_table_knows_article_day_and_count_and_nothing_else():
    with connection.cursor() as cursor:
        described = connection.introspection.get_table_description(cursor, Visits._meta.db_table)

    assert {column.name for column in described} == {"id", "article_id", "day", "count"}
    assert Visits._meta.get_field("day").get_internal_type() == "DateField"


@pytest.mark.django_db
def test_counting_is_cheap():
    article = ArticleFactory()
    asked = request()

    begin = time.perf_counter()
    for _ in range(1000):
        visits.count(asked, article.pk)

    assert (time.perf_counter() - begin) / 1000 < 0.001

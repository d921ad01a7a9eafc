"""The status page: how the news comes in, in words for readers."""

import datetime as dt
import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Article
from ingest import ledger, status
from ingest.models import Feed, Notice
from tests.factories import ArticleFactory, SourceFactory
from tests.web.test_pages import queries

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def now():
    return timezone.now()


def source_with_feed(now, name="The Gazette", **state):
    """A source whose only feed was read ten minutes ago, unless the state says otherwise."""
    source = SourceFactory(name=name)
    feed, _ = ledger.add_feed(source, f"https://{source.slug}.example/secret-token-7c1f", now=now)
    Feed.objects.filter(pk=feed.pk).update(
        **{"last_attempt_at": now, "last_ok_at": now - 10 * MINUTE, "turn_at": now + HOUR, **state}
    )
    return source


def page(client):
    """Return the text of the page without its tags, and the rows of its table, as they are after a minute at most."""
    cache.clear()
    html = client.get("/status/").content.decode()
    rows = re.findall(r"<tr>(.*?)</tr>", html.partition("<tbody>")[2].partition("</tbody>")[0], re.DOTALL)
    return plain(html.partition("<main")[2]), [plain(row) for row in rows]


def plain(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_where_all_is_well_it_says_so_and_when_it_last_was(client, now):
    source = source_with_feed(now)
    ArticleFactory(source=source, published_at=now - HOUR, first_seen_at=now - 20 * MINUTE)

    text, rows = page(client)

    assert "The news is coming in" in text
    assert "We last read a source 10 min ago , and the newest piece came 20 min ago ." in text
    assert "1 of 1" not in text
    assert rows == ["The Gazette Read as usual Newest piece 20 min ago Last read 10 min ago"]


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ({}, "Read as usual"),
        ({"failures": 2}, "Read as usual"),
        ({"failures": 3}, "Cannot be read just now"),
        ({"turn_at": "late"}, "Waits to be read"),
        ({"last_ok_at": None}, "Not read yet"),
        ({"state": "paused"}, "Not read at present"),
        ({"state": "retired"}, "Has ended its feed"),
    ],
)
def test_each_state_has_its_words(client, now, state, words):
    state = {name: now - 2 * HOUR if value == "late" else value for name, value in state.items()}
    source_with_feed(now, **state)

    _, (row,) = page(client)

    assert row.startswith(f"The Gazette {words} ")


def test_a_source_stands_as_well_as_the_best_of_its_feeds(client, now):
    source = source_with_feed(now)
    other, _ = ledger.add_feed(source, "https://gazette.example/other", now=now)
    Feed.objects.filter(pk=other.pk).update(failures=9, turn_at=now + HOUR)

    _, (row,) = page(client)

    assert row.startswith("The Gazette Read as usual ")


def test_a_silent_source_is_called_so_while_it_lasts(client, now):
    source = source_with_feed(now)
    ledger.notice(Notice.Kind.QUIET, "Nothing new for 9 hours.", now, source.feeds.get().pk)

    _, while_it_lasts = page(client)
    ledger.settle(Notice.Kind.QUIET, now, source.feeds.get().pk)
    _, after = page(client)

    assert while_it_lasts[0].startswith("The Gazette Silent for longer than usual")
    assert after[0].startswith("The Gazette Read")


def test_trouble_stands_on_top_and_is_counted(client, now):
    source_with_feed(now, "A fine one")
    source_with_feed(now, "Another fine one")
    source_with_feed(now, "A broken one", failures=5)

    text, rows = page(client)

    assert [row.partition(" one")[0] for row in rows] == ["A broken", "A fine", "Another fine"]
    assert "2 of 3 sources are read as usual. 1 is late or silent." in text


@pytest.mark.parametrize(
    ("ago", "words"), [(3 * HOUR, "No news is coming in just now"), (HOUR, "Much of the news is late")]
)
def test_where_little_or_nothing_comes_in_it_says_so(client, now, ago, words):
    for number in range(3):
        source_with_feed(now, f"Number {number}", last_ok_at=now - ago, failures=4)

    assert words in page(client)[0]


def test_where_nothing_is_due_for_hours_nothing_is_wrong(client, now):
    source_with_feed(now, last_ok_at=now - 9 * HOUR)

    assert "The news is coming in" in page(client)[0]


def test_an_empty_site_has_a_page(client):
    text, rows = page(client)

    assert "Nothing is being read yet" in text
    assert "There are no sources yet" in text
    assert rows == []


def test_nothing_of_our_insides_is_shown(client, now):
    source_with_feed(now, failures=4, last_error="Unreachable: 10.1.2.3 said no", next_why="backing off")
    ledger.notice(Notice.Kind.OUTAGE, "None of 9 hosts could be reached", now)

    html = client.get("/status/").content.decode()

    assert not re.search(r"secret-token|10\.1\.2\.3|backing off|9 hosts|Unreachable", html)


def test_a_piece_that_readers_may_not_have_is_not_the_newest(client, now):
    source = source_with_feed(now)
    ArticleFactory(source=source, published_at=now - MINUTE, first_seen_at=now, status=Article.Status.PENDING)

    assert page(client)[1] == ["The Gazette Read as usual – Last read 10 min ago"]


def test_a_hostile_name_is_text(client, now):
    source_with_feed(now, "<script>alert(1)</script>")

    assert "<script>" not in client.get("/status/").content.decode()


def test_it_costs_the_same_few_queries_for_any_number_of_sources(client, now):
    def asked(more):
        for number in range(more):
            source = source_with_feed(now, f"Number {number}")
            ArticleFactory(source=source, published_at=now, first_seen_at=now)
        return len(queries(client, "/status/"))

    few, many = asked(3), asked(27)

    assert few == many <= 8


def test_a_great_many_sources_do_not_make_a_great_page(client, now, monkeypatch):
    monkeypatch.setattr(status, "SHOWN", 2)
    for name in ("Fine", "Finer"):
        source_with_feed(now, name)
    for name in ("Broken", "Torn"):
        source_with_feed(now, name, failures=9)

    text, rows = page(client)

    assert [row.split()[0] for row in rows] == ["Broken", "Torn"]
    assert "And 2 more sources , none of which stands worse." in text
    assert "2 of 4 sources are read as usual. 2 are late or silent." in text


def test_it_is_kept_by_caches_for_a_minute_and_linked_from_every_page(client):
    assert client.get("/status/").headers["Cache-Control"] == "public, max-age=60, stale-while-revalidate=300"
    assert '<a href="/status/">Status</a>' in client.get("/").content.decode()


def test_the_newest_piece_of_each_source_is_read_from_the_index(client, now):
    source = source_with_feed(now)
    Article.objects.bulk_create(ArticleFactory.build_batch(2000, source=source, section=source.section, body=None))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE articles_article")

    with CaptureQueriesContext(connection) as captured:
        client.get("/status/")

    (query,) = [query["sql"] for query in captured if "newest_at" in query["sql"]]
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN " + query)
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert re.search(r"using article_(source_)?river", plan)

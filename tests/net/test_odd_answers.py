"""Answers that break off or lie about what changed: nothing of a broken one is stored, and no validator is believed blindly."""

import gzip
from ipaddress import ip_network

import pytest
from django.utils import timezone

from articles.models import Article
from ingest import ledger, rounds
from ingest.models import Feed
from ingest.pipeline import Settings
from ingest.values import Limits
from tests.factories import SourceFactory
from tests.net.scripted import answer

pytestmark = pytest.mark.django_db(transaction=True)
SETTINGS = Settings(Limits(), (ip_network("127.0.0.0/8"),), "Newsroom/test", concurrency=4, processes=1)
ITEM = "<item><title>Ebb {0}</title><link>https://quay.example/{0}</link><guid>{0}</guid></item>"


def document(*numbers):
    items = "".join(ITEM.format(number) for number in numbers)
    return f'<rss version="2.0"><channel><title>Quay</title>{items}</channel></rss>'.encode()


@pytest.fixture
def feed(server):
    """A feed that was never asked."""
    feed, _ = ledger.add_feed(SourceFactory(), server.url("/feed"), now=timezone.now())
    return feed


def read(feed):
    """Ask for it, due or not, and return its state."""
    rounds.ingest(Feed.objects.all(), SETTINGS)
    feed.refresh_from_db()
    return feed


def headlines():
    return sorted(Article.objects.values_list("headline", flat=True))


def reset(whole):
    async def play(writer):
        writer.write(whole[: len(whole) * 2 // 3])
        await writer.drain()
        writer.transport.abort()

    return play


def hung_up(whole):
    async def play(writer):
        writer.write(whole[: len(whole) * 2 // 3])
        writer.close()

    return play


def half_a_gzip(whole):
    body = gzip.compress(whole.partition(b"\r\n\r\n")[2])
    return answer(200, body[: len(body) // 2], "Content-Encoding: gzip", 'ETag: "two"')


@pytest.mark.parametrize("cut", [reset, hung_up, half_a_gzip])
def test_of_an_answer_that_breaks_off_nothing_is_stored_and_no_validator_believed(server, feed, cut):
    server.answers["/feed"] = answer(200, document(1), 'ETag: "one"')
    read(feed)
    whole = answer(200, document(*range(2, 90)), 'ETag: "two"')

    server.answers["/feed"] = cut(whole)
    broken = read(feed)
    error, etag, stored = broken.last_error, broken.etag, headlines()
    server.answers["/feed"] = whole
    read(feed)

    assert error
    assert (etag, stored) == ('"one"', ["Ebb 1"])
    assert server.requests[-1].headers["if-none-match"] == '"one"'
    assert len(headlines()) == 89


def test_a_304_to_whom_nothing_was_given_is_a_failure_and_its_validator_nothing(server, feed):
    server.answers["/feed"] = answer(304, b"", 'ETag: "odd"')
    failed = read(feed)
    error, etag = failed.last_error, failed.etag

    server.answers["/feed"] = answer(200, document(1), 'ETag: "odd"')
    read(feed)

    assert "nothing to compare" in error
    assert etag == ""
    assert "if-none-match" not in server.requests[-1].headers
    assert headlines() == ["Ebb 1"]


def test_a_new_body_under_the_old_etag_is_read(server, feed):
    server.answers["/feed"] = answer(200, document(1), 'ETag: "one"')
    read(feed)

    server.answers["/feed"] = answer(200, document(1, 2), 'ETag: "one"')
    read(feed)

    assert headlines() == ["Ebb 1", "Ebb 2"]

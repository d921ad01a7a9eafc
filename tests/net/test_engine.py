"""What the engine does about feeds that ran ahead, were swapped, take entries back, or cannot be reached at all."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from ipaddress import ip_network
from itertools import pairwise

import pytest

from articles.models import Article
from ingest import ledger, pipeline, rounds
from ingest.errors import BadStatus
from ingest.models import Feed, Fetch, Host, Notice
from ingest.pipeline import Settings
from ingest.values import Limits
from tests.factories import SourceFactory
from tests.net.scripted import answer

pytestmark = pytest.mark.django_db(transaction=True)
LOOPBACK = (ip_network("127.0.0.0/8"),)
BEGIN = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def document(numbers, head="", until=BEGIN, *, spread=HOUR, title="Tide {0}"):
    """An RSS document with these entries, each an hour older than the one before, and what ``head`` adds."""
    items = "".join(
        f"<item><title>{title.format(number)}</title><link>https://tides.example/{number}</link>"
        f"<guid>{number}</guid><pubDate>{format_datetime(until - place * spread)}</pubDate></item>"
        for place, number in enumerate(numbers)
    )
    return (
        '<?xml version="1.0"?><rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"'
        ' xmlns:at="http://purl.org/atompub/tombstones/1.0"><channel><title>Tides</title>'
        f"{head}{items}</channel></rss>"
    ).encode()


def feed_at(server, path="/feed", now=BEGIN):
    return ledger.add_feed(SourceFactory(), server.url(path), now=now)[0]


def ingest(now, feeds=None):
    """A round at that moment, over these feeds or over all that are due."""
    settings = Settings(Limits(), LOOPBACK, "Newsroom/test", concurrency=10, processes=1)
    return rounds.ingest(feeds, settings, clock=lambda: now)


# Entries that were missed ---------------------------------------------------------------------------------------------
def test_a_feed_that_ran_ahead_is_followed_into_its_archive_until_something_is_known(server):
    def leading(page):
        return f'<atom:link rel="prev-archive" href="/{page}"/>'

    later = BEGIN + timedelta(days=5)
    server.answers |= {
        "/feed": [answer(200, document(range(10))), answer(200, document(range(30, 40), leading("older-3"), later))],
        "/older-3": answer(200, document(range(20, 30), leading("older-2"), later)),
        "/older-2": answer(200, document(range(8, 20), leading("older-1"), later)),
        "/older-1": answer(200, document(range(8), "", later)),
    }
    feed = feed_at(server)

    ingest(BEGIN)
    before = Feed.objects.get().gap_seconds
    ingest(later)

    assert {article.headline for article in Article.objects.all()} == {f"Tide {number}" for number in range(40)}
    assert [request.path for request in server.requests] == ["/feed", "/feed", "/older-3", "/older-2"]
    notice = Notice.objects.get()
    assert (notice.kind, notice.feed_id) == ("gap", feed.pk)
    assert "2026-03-02 06:00 and 2026-03-07 06:00" in notice.text
    assert Feed.objects.get().gap_seconds < before * 12 / 2
    assert list(Fetch.objects.order_by("id").values_list("cause", "new")) == [
        ("schedule", 10), ("schedule", 10), ("archive", 10), ("archive", 10),
    ]  # fmt: skip
    assert not Host.objects.exclude(lease_until=None).exists()


def test_an_archive_that_leads_in_a_circle_or_never_ends_is_left_after_five_pages(server):
    later = BEGIN + timedelta(days=5)
    pages = {
        f"/p{number}": answer(
            200, document([f"p{number}"], f'<atom:link rel="prev-archive" href="/p{number + 1}"/>', later)
        )
        for number in range(20)
    }
    head = '<atom:link rel="prev-archive" href="/p0"/>'
    server.answers |= {
        "/feed": [answer(200, document(range(9))), answer(200, document(range(30, 39), head, later))],
        **pages,
    }
    feed_at(server)

    ingest(BEGIN)
    ingest(later)

    assert [request.path for request in server.requests][2:] == ["/p0", "/p1", "/p2", "/p3", "/p4"]


# Batches that look wrong ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("flood", "words"),
    [
        (document(range(50, 62), until=BEGIN + HOUR), "all 12 entries are new at once"),
        (document([*range(50, 60), 0], until=BEGIN, spread=timedelta(0)), "one and the same date"),
        (document([*range(50, 56), 0], title="Untitled", until=BEGIN + HOUR), "one and the same headline"),
    ],
)
def test_a_batch_that_looks_wrong_waits_for_an_editor(server, flood, words):
    server.answers["/feed"] = [answer(200, document(range(10))), answer(200, flood)]
    feed = feed_at(server)

    ingest(BEGIN)
    shown = set(Article.objects.visible().values_list("id", flat=True))
    ingest(BEGIN + 2 * HOUR)

    assert len(shown) == 10
    assert set(Article.objects.visible().values_list("id", flat=True)) == shown
    held = Article.objects.filter(status="pending")
    assert held.count() >= 6
    assert all(words in article.status_reason for article in held)
    assert [(notice.kind, notice.feed_id) for notice in Notice.objects.all()] == [("held", feed.pk)]
    assert words in Notice.objects.get().text


def test_what_a_feed_brings_first_is_never_held_for_being_all_new(server):
    server.answers["/feed"] = answer(200, document(range(12), spread=timedelta(0)))
    feed_at(server)

    ingest(BEGIN)

    assert Article.objects.visible().count() == 12


def test_a_feed_that_swaps_all_guids_but_keeps_its_links_brings_nothing_twice(server):
    renamed = document(range(12)).replace(b"<guid>", b"<guid>urn:new:")
    server.answers["/feed"] = [answer(200, document(range(12))), answer(200, renamed)]
    feed_at(server)

    ingest(BEGIN)
    ingest(BEGIN + 2 * HOUR)

    assert Article.objects.visible().count() == Article.objects.count() == 12
    assert not Notice.objects.exists()


def test_a_feed_that_empties_itself_loses_nothing_and_its_flood_of_old_entries_is_known(server):
    server.answers["/feed"] = [
        answer(200, document(range(12))),
        answer(200, document([])),
        answer(200, document(range(12))),
    ]
    feed_at(server)

    for hours in (0, 2, 4):
        ingest(BEGIN + hours * HOUR)

    assert Article.objects.visible().count() == 12
    assert Article.objects.count() == 12


# Entries that were taken back -----------------------------------------------------------------------------------------
def test_what_its_publisher_deleted_is_withdrawn_and_what_was_updated_since_is_not(server):
    gone = "".join(
        f'<at:deleted-entry ref="{number}" when="{moment.isoformat()}"/>'
        for number, moment in ((1, BEGIN), (2, BEGIN - timedelta(days=9)), (77, BEGIN))
    )
    server.answers["/feed"] = [answer(200, document(range(4))), answer(200, document([0, 3], gone))]
    feed_at(server)

    ingest(BEGIN)
    ingest(BEGIN + 2 * HOUR)

    assert dict(Article.objects.values_list("headline", "status")) == {
        "Tide 0": "published", "Tide 1": "withdrawn", "Tide 2": "published", "Tide 3": "published",
    }  # fmt: skip
    assert Article.objects.get(status="withdrawn").status_reason == "Deleted by its publisher."


def test_a_feed_takes_back_nothing_of_another_source(server):
    stranger = document([9], f'<at:deleted-entry ref="1" when="{(BEGIN + HOUR).isoformat()}"/>')
    server.answers |= {"/feed": answer(200, document(range(3))), "/other": answer(200, stranger)}
    feed_at(server)
    feed_at(server, "/other")

    ingest(BEGIN)

    assert not Article.objects.filter(status="withdrawn").exists()


# Whose fault it is ----------------------------------------------------------------------------------------------------
def test_where_no_feed_can_be_reached_none_is_charged_and_operators_are_told():
    for number in range(4):
        ledger.add_feed(SourceFactory(), f"http://127.0.0.{number + 60}:4099/feed", now=BEGIN)

    report = ingest(BEGIN)

    assert report.count("spared") == 4
    for feed in Feed.objects.all():
        assert (feed.failures, feed.lease_token) == (0, None)
        assert timedelta(minutes=5) <= feed.next_at - BEGIN <= timedelta(minutes=10)
        assert "the fault is ours" in feed.next_why
    assert [notice.kind for notice in Notice.objects.filter(ended_at=None)] == ["outage"]


def test_where_one_feed_answers_the_others_are_charged_and_the_outage_is_over(server):
    ledger.notice(Notice.Kind.OUTAGE, "None of 4 hosts could be reached.", BEGIN - HOUR)
    server.answers["/feed"] = answer(200, document(range(2)))
    feed_at(server)
    for number in range(4):
        ledger.add_feed(SourceFactory(), f"http://127.0.0.{number + 60}:4099/feed", now=BEGIN)

    report = ingest(BEGIN)

    assert (report.count("ok"), report.count("failed"), report.count("spared")) == (1, 4, 0)
    assert Feed.objects.filter(failures=1).count() == 4
    assert not Notice.objects.filter(kind="outage", ended_at=None).exists()


def test_one_dead_host_alone_is_its_own_fault():
    ledger.add_feed(SourceFactory(), "http://127.0.0.60:4099/feed", now=BEGIN)

    assert ingest(BEGIN).count("failed") == 1


# Hosts that want to be left alone -------------------------------------------------------------------------------------
def failed(url, error, throttled=False):
    """Let one feed of a public host fail, and return the host."""
    feed, _ = ledger.add_feed(SourceFactory(), url, now=BEGIN)
    if throttled:
        Host.objects.update(throttled_at=BEGIN - HOUR)
    pipeline.fail(ledger.take(feed, BEGIN), error, BEGIN)
    return Host.objects.get()


def test_retry_after_holds_for_the_whole_host_and_its_feeds_wait_in_line():
    url = "https://tides.example.org/{}"
    others = [ledger.add_feed(SourceFactory(), url.format(number), now=BEGIN)[0] for number in range(3)]

    host = failed(url.format("a"), BadStatus("busy", 429, 7200.0, url.format("a")))
    claimed = ledger.claim(BEGIN + HOUR, 10)

    assert host.free_at >= BEGIN + 2 * HOUR
    assert host.throttled_at == BEGIN
    assert claimed.claims == []
    turns = sorted(claimed.waiting[feed.pk] for feed in others)
    assert turns[0] >= BEGIN + 2 * HOUR
    assert [second - first for first, second in pairwise(turns)] == [timedelta(seconds=2)] * 2
    assert [claim.host for claim in ledger.claim(turns[0], 10).claims] == ["tides.example.org"]


@pytest.mark.parametrize(
    ("status", "is_challenge", "throttled", "is_held"),
    [(403, False, True, True), (403, True, True, False), (403, False, False, False), (404, False, True, False)],
)
def test_a_403_counts_as_too_often_only_after_a_429_and_not_from_a_guard(status, is_challenge, throttled, is_held):
    url = "https://tides.example.org/feed"

    host = failed(url, BadStatus("no", status, None, url, is_challenge), throttled)

    assert (host.free_at > BEGIN + timedelta(minutes=20)) is is_held


def test_what_a_private_host_says_about_waiting_holds_for_the_feed_alone():
    host = failed("http://127.0.0.9:8000/feed", BadStatus("busy", 429, 7200.0, "http://127.0.0.9:8000/feed"))

    assert host.free_at <= BEGIN
    assert Feed.objects.get().next_at >= BEGIN + 2 * HOUR


def test_a_public_host_is_asked_by_one_worker_at_a_time_and_left_alone_for_two_seconds():
    for number in range(3):
        ledger.add_feed(SourceFactory(), f"https://tides.example.org/{number}", now=BEGIN)

    first = ledger.claim(BEGIN, 10)
    second = ledger.claim(BEGIN + timedelta(seconds=30), 10)
    (claim,) = first.claims
    ledger.leave_hosts([(claim.host_id, claim.token, BEGIN + timedelta(seconds=33))])
    early = ledger.claim(BEGIN + timedelta(seconds=32.9), 10)
    third = ledger.claim(max(second.waiting.values()) + timedelta(seconds=2), 10)

    assert (second.claims, early.claims) == ([], [])
    assert len(third.claims) == 1


def test_a_dead_workers_host_and_feed_are_free_when_its_lease_ends():
    ledger.add_feed(SourceFactory(), "https://tides.example.org/0", now=BEGIN)

    ledger.claim(BEGIN, 10)

    assert ledger.claim(BEGIN + ledger.LEASE - timedelta(seconds=1), 10).claims == []
    assert len(ledger.claim(BEGIN + ledger.LEASE + timedelta(seconds=1), 10).claims) == 1


def test_validators_go_back_to_the_server_that_gave_them_and_to_no_other(server):
    server.answers |= {
        "/feed": answer(302, b"", f"Location: {server.url('/there').replace('127.0.0.1', 'localhost')}"),
        "/there": [answer(200, document(range(2)), 'ETag: "there"'), answer(304, b"", 'ETag: "there"')],
    }
    feed_at(server)

    ingest(BEGIN)
    outcome = ingest(BEGIN + 2 * HOUR).results[0].outcome

    asked = [(request.path, request.headers.get("if-none-match")) for request in server.requests]
    assert asked == [("/feed", None), ("/there", None), ("/feed", None), ("/there", '"there"')]
    assert outcome == "not_modified"

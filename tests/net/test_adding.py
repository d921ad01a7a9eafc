"""Adding a feed by whatever an editor has: how many requests it costs, and what is said where there is no feed."""

import asyncio
import io
from dataclasses import replace
from ipaddress import ip_network

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from articles.models import Article
from ingest import adding, ledger
from ingest.errors import NotAFeed, TimedOut
from ingest.hosts import PUBLIC_SPACING
from ingest.models import Feed, Fetch, Host
from ingest.pipeline import Settings
from ingest.reading import read
from ingest.seek import USUAL_PLACES, SeveralFeeds, Sought, longest
from ingest.values import FeedContext, Fetched, Limits, Validators
from tests.factories import SourceFactory
from tests.net.scripted import answer

pytestmark = pytest.mark.django_db(transaction=True)
FEED = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>Harbour Post</title>
<item><title>High water</title><guid>1</guid><description>At noon.</description></item></channel></rss>"""
HTML = "Content-Type: text/html; charset=utf-8"


def page(*links):
    """A page that declares feeds, each a path and a title."""
    declared = (
        f'<link rel="alternate" type="application/rss+xml" href="{path}" title="{title}">' for path, title in links
    )
    return answer(200, f"<!doctype html><title>Harbour</title>{''.join(declared)}".encode(), HTML)


@pytest.fixture
def add(settings):
    """Add a feed, as the admin does; only loopback can be reached."""
    settings.FETCH_ALLOW = (ip_network("127.0.0.0/8"),)
    return lambda url, **more: adding.add(url, Settings.from_django(), **more)


def test_a_page_with_one_feed_costs_two_requests_and_brings_its_articles(server, add):
    server.answers |= {"/news": page(("/feed.xml", "All")), "/feed.xml": answer(200, FEED)}

    added = add(server.url("/news"))

    assert server.paths() == ["/news", "/feed.xml"]
    assert (added.feed.url, added.result.counts.new) == (server.url("/feed.xml"), 1)


def test_a_page_with_several_feeds_costs_one_request_and_the_chosen_one_another(server, add):
    server.answers |= {"/": page(("/a.xml", "All news"), ("/b.xml", "Sport")), "/b.xml": answer(200, FEED)}

    with pytest.raises(SeveralFeeds) as offered:
        add(server.url("/"))
    add(offered.value.found[1].url)

    assert [feed.title for feed in offered.value.found] == ["All news", "Sport"]
    assert server.paths() == ["/", "/b.xml"]
    assert Feed.objects.get().url == server.url("/b.xml")


def test_a_page_without_a_feed_is_not_guessed_at(server, add):
    server.answers |= {"/": page(), "/feed": answer(200, FEED)}

    with pytest.raises(NotAFeed, match="an HTML page, not a feed"):
        add(server.url("/"))

    assert server.paths() == ["/"]


def test_the_usual_places_are_asked_where_that_is_wanted_until_one_has_a_feed(server, add):
    server.answers |= {"/about/us": page(), "/feed": page(), "/rss.xml": answer(200, FEED)}

    added = add(server.url("/about/us"), probe=True)

    assert server.paths() == ["/about/us", "/feed", "/rss.xml"]
    assert added.feed.url == server.url("/rss.xml")


def test_at_most_three_places_are_asked_and_the_error_names_them(server, add):
    server.answers["/"] = page()

    with pytest.raises(NotAFeed) as refused:
        add(server.url("/"), probe=True)

    assert server.paths() == ["/", *USUAL_PLACES]
    assert len(USUAL_PLACES) == 3
    assert str(refused.value) == "This is an HTML page, not a feed. Nor is there one at /feed, /rss.xml, /atom.xml."


def test_probing_costs_nothing_where_the_page_leads_to_a_feed(server, add):
    server.answers |= {"/": page(("/news.xml", "")), "/news.xml": answer(200, FEED)}

    add(server.url("/"), probe=True)

    assert server.paths() == ["/", "/news.xml"]


@pytest.mark.parametrize("status", [429, 503])
def test_a_server_that_wants_to_be_left_alone_is_not_asked_at_the_next_place(server, add, status):
    server.answers |= {"/": page(), "/feed": answer(status, b"")}

    with pytest.raises(Exception, match=str(status)):
        add(server.url("/"), probe=True)

    assert server.paths() == ["/", "/feed"]


def test_a_channel_is_known_by_its_page_without_any_request(server, add):
    channel = "UC" + "h" * 22
    feed, _ = ledger.add_feed(
        SourceFactory(), f"https://www.youtube.com/feeds/videos.xml?channel_id={channel}", now=timezone.now()
    )

    added = add(f"http://youtube.com/channel/{channel}/videos")

    assert (added.feed, added.is_new) == (feed, False)


def test_a_server_that_was_asked_has_its_pause_before_its_next_feed_is():
    url = "https://harbour.example.org/feed"
    fetched = Fetched(url, 200, {}, FEED, Validators())
    reading = read(fetched, FeedContext(url, url, source_name="", source_language="", now=timezone.now()), Limits())

    before = timezone.now()
    adding.keep_first(Sought(url, fetched, reading), adding.Wishes())

    assert Host.objects.get().free_at >= before + PUBLIC_SPACING


def slow(whole):
    """The same answer, after a while."""

    async def play(writer):
        await asyncio.sleep(0.6)
        writer.write(whole)

    return play


def test_an_editor_waits_no_longer_than_for_a_page_and_a_feed(server, add, settings):
    settings.LIMITS = replace(settings.LIMITS, total_seconds=0.8, parse_seconds=0.3)
    server.answers["/"] = slow(page())
    server.default = slow(answer(404, b""))

    with pytest.raises(TimedOut, match=r"within 2\.2 seconds"):
        add(server.url("/"), probe=True)

    assert longest(settings.LIMITS) == 2.2


def test_a_feed_that_turned_into_a_page_says_where_it_may_be_now(server, settings):
    settings.FETCH_ALLOW = (ip_network("127.0.0.0/8"),)
    ledger.add_feed(SourceFactory(), server.url("/old.xml"), now=timezone.now())
    links = [(f"/{n}.xml", "") for n in range(4)]
    server.answers["/old.xml"] = [page(*links[:1]), page(*links)]

    for _ in range(2):
        call_command("ingest", "--all", stdout=io.StringIO())

    several, one = Fetch.objects.values_list("error", flat=True)
    url = server.url("")
    assert one == f"This is an HTML page, not a feed. It leads to {url}/0.xml; did the feed move there?"
    assert several == (
        f"This is an HTML page, not a feed. It leads to {url}/0.xml, {url}/1.xml and 2 more; did the feed move to one of them?"
    )
    assert not Article.objects.exists()


def test_the_command_probes_where_it_is_told_to(server, settings):
    settings.FETCH_ALLOW = (ip_network("127.0.0.0/8"),)
    server.answers |= {"/": page(), "/feed": answer(200, FEED)}

    with pytest.raises(CommandError, match="not a feed"):
        call_command("add_feed", server.url("/"), stdout=io.StringIO())
    call_command("add_feed", server.url("/"), "--probe", stdout=io.StringIO())

    assert Feed.objects.get().url == server.url("/feed")

"""Feeds in a browser, as Operations works with them: lists in and out, runs, and what a feed says of itself."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from articles.models import Source
from ingest import ledger, opml
from ingest.models import Feed, Fetch, Notice, Run, Subscription
from tests.browser.accessibility import problems
from tests.factories import SourceFactory

pytestmark = pytest.mark.django_db(transaction=True)
LIST = b"""<?xml version="1.0"?><opml version="2.0"><head><title>My reader</title></head><body><outline text="Coast">
<outline text="Ebb" xmlUrl="https://ebb.example/feed"/><outline text="Flow" xmlUrl="https://flow.example/feed"/></outline>
<outline text="Odd" xmlUrl="ftp://odd.example/"/></body></opml>"""
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def feed():
    """A feed with a past: attempts of each kind, notices, a hub, and a round that brought it all."""
    now = timezone.now()
    feed, _ = ledger.add_feed(SourceFactory(name="Ebb"), "https://ebb.example/" + "a-long-way/" * 12, "Ebb", now=now)
    for number in range(60):
        outcome = ("ok", "not_modified", "failed")[number % 3]
        Fetch.objects.create(
            feed=feed, started_at=now - number * HOUR, outcome=outcome, error="The server said 503" * (outcome == "failed"),
            status={"ok": 200, "not_modified": 304}.get(outcome, 503), milliseconds=40 + 7 * number, body_bytes=9_000 * (outcome == "ok"),
            new=number % 4, next_at=now, next_why="every hour", error_class="BadStatus" if outcome == "failed" else "",
        )  # fmt: skip
    ledger.notice(Notice.Kind.GAP, "Entries were missed.", now - 9 * HOUR, feed.pk)
    Run.objects.create(began_at=now - 2 * HOUR, seconds=2, feeds=3, ok=1, not_modified=1, failed=1, new=2)
    Subscription.objects.create(
        feed=feed, hub_url="https://hub.example/", topic_url=feed.url, token="t", secret="s", asked_at=now, next_at=now
    )
    return feed


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_feeds_and_runs_are_usable_by_everyone_and_keep_the_policy(page, desk, feed, width, scheme):
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    said, found = [], {}
    page.on("console", lambda message: said.append(message.text) if "Content Security" in message.text else None)

    for name, *args in (
        ("ingest_feed_changelist",), ("ingest_feed_change", feed.pk), ("ingest_feed_add",), ("ingest_feed_opml",),
        ("ingest_run_changelist",), ("ingest_run_change", Run.objects.get().pk), ("ingest_fetch_changelist",),
        ("ingest_host_changelist",), ("ingest_notice_changelist",), ("ingest_subscription_changelist",),
        ("ingest_subscription_change", Subscription.objects.get().pk),
    ):  # fmt: skip
        desk(name, *args)
        policy = list(said)  # axe itself, which runs from outside of the page, offends the policy.
        wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        found[name, *args] = [*policy, *problems(page), *(["wider than the screen"] if wide else [])]
        said.clear()

    assert {name: lines for name, lines in found.items() if lines} == {}


@pytest.mark.parametrize("width", [360, 1440])
def test_a_list_of_another_reader_is_looked_at_and_then_imported(page, desk, width):
    page.set_viewport_size({"width": width, "height": 900})
    desk("ingest_feed_opml")

    page.set_input_files("#id_file", {"name": "feeds.opml", "mimeType": "text/x-opml", "buffer": LIST})
    page.click("[name=_look]")
    rehearsed = page.inner_text("#content")
    bad = problems(page)
    page.click("[name=_import]")

    assert "2 new feeds of 2 new sources, 0 here already, 1 refused or odd. Nothing is stored yet." in rehearsed
    assert bad == []
    assert "2 feeds of 2 new sources were added" in page.inner_text(".messagelist")
    assert set(Source.objects.values_list("name", "state")) == {("Ebb", "trial"), ("Flow", "trial")}


def test_our_list_is_taken_along(page, desk, feed):
    desk("ingest_feed_changelist")

    with page.expect_download() as download:
        page.click("text=Export (OPML)")

    listed = opml.read(download.value.path().read_bytes())
    assert [outline.url for outline in listed.outlines] == [feed.url]


def test_a_feed_is_paused_with_a_reason_and_resumed(page, desk, feed):
    desk("ingest_feed_change", feed.pk)

    page.fill("#id_pause_reason", "Too many advertisements")
    page.click("[name=_pause]")
    paused = page.inner_text(".stands h2")
    page.click("[name=_resume]")

    assert "Paused by an editor: paused by admin: Too many advertisements" in paused
    assert Feed.objects.get().state == "active"


def test_what_failed_in_a_round_is_a_click_away(page, desk, feed):
    desk("ingest_run_changelist")

    page.click("#result_list .field-faults a")

    assert "The server said 503" in page.inner_text("#result_list")
    expect(page.locator("#result_list .state.ok")).to_have_count(0)

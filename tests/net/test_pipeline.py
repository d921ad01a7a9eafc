"""The whole way of a feed over real HTTP, and what goes wrong on it."""

import io
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from ipaddress import ip_network
from threading import Barrier, Timer

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from articles import standing
from articles.models import Article, Sighting, Source
from ingest import digests, ledger, pipeline, rounds
from ingest.ledger import Counts
from ingest.models import Feed, Fetch, Host
from ingest.pipeline import Settings
from ingest.stopping import Stop
from ingest.values import Fetched, Limits, Reading, Validators
from tests.entries import clean_entry
from tests.factories import SourceFactory
from tests.net.scripted import answer

pytestmark = pytest.mark.django_db(transaction=True)
LOOPBACK = (ip_network("127.0.0.0/8"),)
ITEM = "<item><title>{0}</title><link>https://harbour.example/{0}</link><guid>{0}</guid><description>{1}</description></item>"


def rss(*items, title="Harbour Post"):
    listed = "".join(ITEM.format(guid, text) for guid, text in items)
    document = f'<?xml version="1.0"?><rss version="2.0"><channel><title>{title}</title>{listed}</channel></rss>'
    return document.encode()


def feed_at(server, path, source=None):
    feed, _ = ledger.add_feed(source or SourceFactory(), server.url(path), now=timezone.now())
    return feed


def ingest(feeds=None, stop=None, **limits):
    settings = Settings(Limits(**limits), LOOPBACK, "Newsroom/test", concurrency=10, processes=1)
    chosen = Feed.objects.all() if feeds is None else feeds
    return {result.url.rpartition("/")[2]: result for result in rounds.ingest(chosen, settings, stop=stop).results}


def test_entries_validators_and_the_ledger_are_written_together(server):
    server.answers["/feed"] = answer(200, rss(("tide", "High")), 'ETag: "a1"', "Last-Modified: yesterday, more or less")
    feed = feed_at(server, "/feed")

    ingest()

    feed.refresh_from_db()
    assert Article.objects.get().headline == "tide"
    assert (feed.etag, feed.last_modified, feed.title) == ('"a1"', "yesterday, more or less", "Harbour Post")
    assert (feed.lease_token, feed.failures) == (None, 0)
    assert feed.next_at > timezone.now()
    row = Fetch.objects.get()
    assert (row.outcome, row.status, row.new, row.address) == ("ok", 200, 1, "127.0.0.1")
    assert row.next_why == feed.next_why == "30 min: its rhythm is not known yet"


def test_the_second_question_is_conditional_and_a_304_costs_no_parsing(server):
    server.answers["/feed"] = [answer(200, rss(("tide", "High")), 'ETag: "a1"'), answer(304, b"", 'ETag: "a2"')]
    feed = feed_at(server, "/feed")

    ingest()
    result = ingest()["feed"]

    assert server.requests[1].headers["if-none-match"] == '"a1"'
    assert result.outcome == "not_modified"
    feed.refresh_from_db()
    assert feed.etag == '"a2"'


def test_after_eight_days_of_304_the_question_is_plain_once(server):
    server.answers["/feed"] = [
        answer(200, rss(("tide", "High")), 'ETag: "a1"'), answer(304, b""), answer(200, rss(("ebb", "Low")), 'ETag: "a1"'),
    ]  # fmt: skip
    feed_at(server, "/feed")

    ingest()
    ingest()
    Feed.objects.update(full_at=timezone.now() - timezone.timedelta(days=9))
    ingest()

    assert ["if-none-match" in request.headers for request in server.requests] == [False, True, False]
    assert Article.objects.count() == 2


def test_workers_that_store_the_same_entries_in_opposite_orders_both_succeed(server):
    entries = [clean_entry(guid=f"{n}", url=f"https://harbour.example/{n}") for n in range(300)]
    source = SourceFactory()
    ours, theirs = (feed_at(server, path, source) for path in ("/one", "/two"))
    now = timezone.now()

    def keep(feed, entries):
        try:
            claim = ledger.take(feed, now)
            start.wait()
            answer = Fetched(claim.url, 200, {}, b"", Validators())
            return pipeline.keep(claim, answer, Reading("rss20", "", "", "", tuple(entries)), now).counts
        finally:
            connection.close()

    for round_ in range(4):  # One round alone seldom gets into the other's way.
        start = Barrier(2)
        fresh = [replace(entry, guid=f"{round_}-{entry.guid}", url=f"{entry.url}/{round_}") for entry in entries]
        with ThreadPoolExecutor(2) as pool:
            kept = list(pool.map(keep, (ours, theirs), (fresh, fresh[::-1])))
        assert sorted((counts.new, counts.same) for counts in kept) == [(0, 300), (300, 0)]

    assert Article.objects.count() == 1_200
    assert Sighting.objects.count() == 2_400


def test_a_bad_feed_costs_only_itself(server):
    server.answers |= {
        "/good": answer(200, rss(("tide", "High"))),
        "/html": answer(200, b"<!doctype html><html><body>Welcome</body></html>"),
        "/gone": answer(404, b""),
        "/bomb": answer(
            200, b'<?xml version="1.0"?><rss><channel><title' + b" a='x'" * 200_000 + b">Bomb</title></channel></rss>"
        ),
    }
    for path in server.answers:
        feed_at(server, path)

    results = ingest()

    assert {path: result.outcome for path, result in results.items()} == {
        "good": "ok", "html": "failed", "gone": "failed", "bomb": "failed",
    }  # fmt: skip
    assert Article.objects.count() == 1
    for feed in Feed.objects.filter(failures=1):
        assert feed.last_error
        assert feed.fetches.get().error == feed.last_error


def test_one_bad_entry_is_dropped_and_counted(server):
    server.answers["/feed"] = answer(200, rss(("tide", "High")).replace(b"</channel>", b"<item></item></channel>"))
    feed_at(server, "/feed")

    counts = ingest()["feed"].counts

    assert (counts.new, counts.dropped) == (1, 1)


def test_a_failed_attempt_leaves_the_articles_and_the_validators_alone(server):
    server.answers["/feed"] = [answer(200, rss(("tide", "High")), 'ETag: "a1"'), answer(500, b"")]
    feed = feed_at(server, "/feed")

    ingest()
    ingest()

    feed.refresh_from_db()
    assert (feed.failures, feed.etag) == (1, '"a1"')
    assert feed.next_at - feed.last_attempt_at >= timezone.timedelta(minutes=30)
    assert Article.objects.count() == 1


def test_we_wait_as_long_as_the_server_asks(server):
    server.answers["/feed"] = answer(429, b"", "Retry-After: 7200")
    feed = feed_at(server, "/feed")

    ingest()

    feed.refresh_from_db()
    assert feed.next_at - feed.last_attempt_at >= timezone.timedelta(hours=2)
    assert feed.next_why == "2 h: the server said Retry-After"


def test_a_feed_that_another_worker_holds_is_left_to_it(server):
    server.answers["/feed"] = answer(200, rss(("tide", "High")))
    feed_at(server, "/feed")
    ledger.claim(timezone.now(), 10)

    assert ingest() == {}
    assert server.requests == []


def test_whoever_slept_past_the_lease_writes_nothing(server):
    feed = feed_at(server, "/feed")
    (sleeper,) = ledger.claim(timezone.now(), 1).claims
    past = timezone.now() - timezone.timedelta(seconds=1)
    Feed.objects.update(lease_until=past, turn_at=past)
    Host.objects.update(lease_until=past)
    (heir,) = ledger.claim(timezone.now(), 1).claims

    result = pipeline.fail(sleeper, ValueError("late"), timezone.now())

    assert result.outcome == "lost"
    feed.refresh_from_db()
    assert (feed.failures, feed.lease_token) == (0, heir.token)
    assert not Fetch.objects.exists()


def test_told_to_stop_a_run_gives_back_what_it_did_not_finish(server, monkeypatch):
    async def silence(_writer):
        import asyncio

        await asyncio.sleep(20)

    monkeypatch.setattr(rounds, "GRACE_SECONDS", 0.2)
    server.answers["/feed"] = silence
    feed = feed_at(server, "/feed")
    stop = Stop()
    Timer(0.5, stop.set).start()

    assert ingest(stop=stop) == {}

    feed.refresh_from_db()
    assert (feed.lease_token, feed.failures) == (None, 0)
    assert ledger.due(timezone.now()).exists()


@pytest.fixture
def command(settings):
    settings.FETCH_ALLOW = LOOPBACK

    def run(*arguments):
        out = io.StringIO()
        call_command(*arguments, stdout=out, stderr=io.StringIO())
        return out.getvalue()

    return run


def test_the_command_prints_one_report_as_json(server, command):
    server.answers["/feed"] = answer(200, rss(("tide", "High"), ("ebb", "Low")))
    feed_at(server, "/feed")
    feed_at(server, "/missing")

    report = json.loads(command("ingest", "--json"))

    assert {name: report[name] for name in ("feeds", "not_modified", "failed", "new", "changed", "same", "dropped")} == {
        "feeds": 2, "not_modified": 0, "failed": 1, "new": 2, "changed": 0, "same": 0, "dropped": 0,
    }  # fmt: skip
    assert report["seconds"] > 0
    by_url = {row["url"]: row for row in report["results"]}
    assert by_url[server.url("/missing")]["outcome"] == "failed"
    assert "404" in by_url[server.url("/missing")]["error"]


def test_only_what_is_due_is_refreshed_unless_all_or_one_is_asked_for(server, command):
    server.answers["/feed"] = answer(200, rss(("tide", "High")))
    feed = feed_at(server, "/feed")

    counts = [
        json.loads(command("ingest", "--json", *arguments))["feeds"]
        for arguments in ([], [], ["--all"], ["--feed", str(feed.pk)], ["--feed", feed.url])
    ]

    assert counts == [1, 0, 1, 1, 1]


def test_failed_feeds_change_the_exit_code_only_where_that_is_asked_for(server, command):
    feed_at(server, "/missing")

    command("ingest", "--all")
    with pytest.raises(SystemExit) as stopped:
        command("ingest", "--all", "--strict")

    assert stopped.value.code == 1


def test_a_feed_that_nobody_knows_is_an_error_that_says_what_to_do(command):
    with pytest.raises(CommandError, match="add_feed"):
        command("ingest", "--feed", "https://nowhere.example/")


def test_a_feed_is_added_with_one_get(server, command):
    server.answers["/feed"] = answer(200, rss(("tide", "High")))

    said = command("add_feed", server.url("/feed"), "--section", "Harbour")

    assert "1 articles" in said
    assert server.paths() == ["/feed"]
    assert Article.objects.get().section.name == "Harbour"
    assert "there already" in command("add_feed", server.url("/feed"))


def test_a_feed_is_known_in_every_spelling(server, command):
    server.answers |= {"/feed": answer(302, b"", "Location: /moved"), "/moved": answer(200, rss(("tide", "High")))}
    port = server.port

    command("add_feed", f"HTTP://127.0.0.1:{port}/feed#top")

    assert Feed.objects.get().url == server.url("/feed")
    assert "there already" in command("add_feed", f"http://127.0.0.1:{port}/feed#bottom")
    assert json.loads(command("ingest", "--json", "--feed", f"HTTP://127.0.0.1:{port}/feed"))["feeds"] == 1


def test_a_feed_found_on_a_page_is_kept_under_its_own_address(server, command):
    server.answers |= {
        "/": answer(200, b'<!doctype html><link rel="alternate" type="application/rss+xml" href="/feed">'),
        "/feed": answer(302, b"", "Location: /today"),
        "/today": answer(200, rss(("tide", "High"))),
    }

    command("add_feed", server.url("/"))
    command("add_feed", server.url("/"))

    assert Feed.objects.get().url == server.url("/feed")
    assert Source.objects.count() == 1


def test_a_feed_that_claims_the_name_and_the_page_of_another_publisher_does_not_become_its_feed(server, command):
    gazette = SourceFactory(name="Harbour Post", home_url="https://harbour.example/")
    server.answers["/feed"] = answer(200, rss(title="Harbour Post</title><link>https://harbour.example/</link><title>"))

    command("add_feed", server.url("/feed"))

    assert Feed.objects.get().source != gazette


def test_a_page_that_leads_to_several_feeds_lists_them(server, command):
    links = b"".join(
        b'<link rel="alternate" type="application/rss+xml" href="/%d.xml" title="No %d">' % (n, n) for n in (1, 2)
    )
    server.answers["/"] = answer(200, b"<!doctype html>" + links, "Content-Type: text/html")

    with pytest.raises(CommandError, match=r"leads to 2 feeds(.|\n)*/1\.xml"):
        command("add_feed", server.url("/"))


def test_what_a_feed_calls_its_language_is_judged(server, command):
    hostile = rss(("tide", "High")).replace(
        b"<title>Harbour", b"<language>&lt;svg/onload=alert(1)&gt;</language><title>Harbour"
    )
    server.answers["/feed"] = answer(200, hostile)

    command("add_feed", server.url("/feed"))

    assert Feed.objects.get().source.language == ""


def test_only_what_is_new_or_changed_is_read_and_the_rest_counts_as_the_same(server):
    flood, ebb = ("flood", "Up"), ("ebb", "Down")
    server.answers["/feed"] = [
        answer(200, rss(flood, ebb)), answer(200, rss(("spring", "Very high"), flood, ("ebb", "Far down"))),
        answer(200, rss(("spring", "Very high"), flood)),
    ]  # fmt: skip
    feed = feed_at(server, "/feed")

    counts = [ingest()["feed"].counts for _ in range(3)]

    assert counts == [Counts(new=2), Counts(new=1, changed=1, same=1), Counts(same=2)]
    feed.refresh_from_db()
    assert (feed.entry_count, feed.version, len(feed.item_digests)) == (2, "rss20", 2 * digests.ROW)


def test_an_entry_whose_article_is_gone_is_not_passed_over(server):
    flood, ebb = ("flood", "Up"), ("ebb", "Down")
    server.answers["/feed"] = [answer(200, rss(flood, ebb)), answer(200, rss(("spring", "High"), flood, ebb))]
    feed = feed_at(server, "/feed")
    ingest()
    standing.remove(Article.objects.filter(headline="flood"), "It never happened.", timezone.now())
    Article.objects.filter(headline="ebb").delete()

    counts = ingest()["feed"].counts

    assert counts == Counts(new=2, dropped=1)
    assert set(Article.objects.values_list("headline", flat=True)) == {"spring", "ebb"}
    feed.refresh_from_db()
    assert not feed.item_digests


def test_a_newcomer_under_an_old_name_of_an_unchanged_entry_is_an_article_of_its_own(server):
    item = "<item><title>{0}</title><link>https://harbour.example/{1}</link><guid>{2}</guid></item>"
    flood = item.format("Flood", "flood", "urn:flood")
    moved = flood.replace("urn:flood", "urn:moved")
    newcomer = item.format("Flood again", "again", "http://old.example/7")
    first = item.format("Flood", "flood", "https://old.example/7")
    documents = [first, flood, flood + moved.replace("/flood<", "/far<"), newcomer + flood]
    server.answers["/feed"] = [answer(200, rss().replace(b"</channel>", f"{d}</channel>".encode())) for d in documents]
    feed_at(server, "/feed")

    for _ in documents:
        ingest()

    assert set(Article.objects.values_list("headline", "url")) == {
        ("Flood", "https://harbour.example/flood"),
        ("Flood", "https://harbour.example/far"),
        ("Flood again", "https://harbour.example/again"),
    }

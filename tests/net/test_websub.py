"""WebSub from end to end: a feed that names a hub, the hub, our callback served for real, and real rows."""

import asyncio
import datetime as dt
import hashlib
import hmac
import io
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from articles.models import Article
from ingest import ledger, rounds
from ingest.models import Feed, Fetch, Host, Notice, Push, Subscription
from ingest.pipeline import Settings
from ingest.values import Limits
from ingest.websub import drain, promises, pushes
from ingest.websub import hub as hubs
from ingest.workers import Workers
from tests.factories import SourceFactory
from tests.net.conftest import LOOPBACK
from tests.net.hub import Hub, call
from tests.net.scripted import answer
from tests.net.test_pipeline import ITEM, rss

pytestmark = pytest.mark.django_db(transaction=True)
SETTINGS = Settings(Limits(), LOOPBACK, "Newsroom/test", concurrency=10, processes=1)
DAY = dt.timedelta(days=1)
HOUR = dt.timedelta(hours=1)
State = Subscription.State


@pytest.fixture
def hub():
    with Hub() as hub:
        yield hub


@pytest.fixture
def site(live_server, settings):
    """Serve the callback, and let hubs know where it is."""
    settings.SITE_URL = live_server.url
    settings.WEBSUB = True
    return live_server


@pytest.fixture(scope="module")
def workers():
    with Workers(1, Limits()) as workers:
        yield workers


@pytest.fixture
def poll(workers):
    """Refresh all feeds, due or not."""

    def poll():
        return rounds.ingest(Feed.objects.all(), SETTINGS, workers=workers).results

    return poll


@pytest.fixture
def feed(server, hub, poll):
    """A feed that was read once and names its hub in a Link header."""
    server.answers["/feed"] = named(server, hub, rss(("tide", "High")))
    feed, _ = ledger.add_feed(SourceFactory(), server.url("/feed"), now=timezone.now())
    poll()
    feed.refresh_from_db()
    return feed


@pytest.fixture
def form(site, hub, feed):
    """The request for the feed's subscription, which the hub has confirmed."""
    renew()
    return hub.asked[0]


def named(server, hub, document, *headers):
    return answer(200, document, f'Link: <{hub.url}>; rel="hub", <{server.url("/feed")}>; rel="self"', *headers)


def renew(later=dt.timedelta(0)):
    return hubs.renew_due(SETTINGS, timezone.now() + later)


def row():
    return Subscription.objects.get(feed__isnull=False)


def dated(guid, when):
    item = ITEM.format(guid, "News").replace("</item>", f"<pubDate>{when:%a, %d %b %Y %H:%M:%S} +0000</pubDate></item>")
    return rss().replace(b"</channel>", f"{item}</channel>".encode())


# Discovery ------------------------------------------------------------------------------------------------------------
def test_the_link_header_wins_over_the_links_in_the_document(server, hub, poll):
    inside = b'<link xmlns="http://www.w3.org/2005/Atom" rel="hub" href="https://other.example/hub"/>'
    document = rss(("tide", "High")).replace(b"<title>Harbour", inside + b"<title>Harbour")
    server.answers["/feed"] = named(server, hub, document)
    server.answers["/plain"] = answer(200, document)
    for path in ("/feed", "/plain"):
        ledger.add_feed(SourceFactory(), server.url(path), now=timezone.now())

    poll()

    assert set(Feed.objects.values_list("hub_url", "topic_url")) == {
        (hub.url, server.url("/feed")),
        ("https://other.example/hub", ""),
    }


# Subscribing ----------------------------------------------------------------------------------------------------------
def test_a_feed_that_names_a_hub_is_subscribed_to_even_if_the_question_overtakes_the_answer(site, hub, feed):
    count = renew()

    (form,), (verified,) = hub.asked, hub.verified
    assert count == 1
    assert (form["hub.mode"], form["hub.topic"], form["hub.lease_seconds"]) == ("subscribe", feed.topic_url, "864000")
    assert form["hub.callback"] == f"{site.url}/websub/{row().token}/"
    assert form["hub.secret"] == row().secret
    assert len(row().token) >= 43
    assert 32 <= len(form["hub.secret"]) < 200
    assert (verified.status, verified.body) == (200, "c0ffee")
    assert verified.headers["content-type"].startswith("text/plain")
    assert verified.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in verified.headers["content-security-policy"]
    assert (row().state, row().tries) == (State.ACTIVE, 0)
    assert ledger.look(feed.pk, timezone.now()).is_pushed


def test_a_hub_may_ask_back_later_and_twice(site, hub, feed):
    hub.when = "after"
    renew()
    before = row().state

    answers = [hub.verify(hub.asked[0]) for _ in range(2)]

    assert before == State.ASKED
    assert [one.status for one in answers] == [200, 200]
    assert row().state == State.ACTIVE


def test_nothing_is_asked_twice_before_its_time(site, hub, feed):
    assert [renew(), renew(), renew(HOUR)] == [1, 0, 0]


def test_a_feed_that_is_pushed_is_polled_once_a_day(form, feed, poll):
    poll()

    feed.refresh_from_db()
    assert feed.next_at - timezone.now() > dt.timedelta(hours=23)
    assert "its hub brings what is new" in feed.next_why


@pytest.mark.parametrize("public", [True, False])
def test_hubs_that_could_not_call_back_are_not_asked(site, settings, hub, feed, public):
    settings.WEBSUB = public

    assert renew() == len(hub.asked) == public


def test_a_secret_for_a_feed_over_tls_is_never_sent_in_the_clear(site, hub, feed):
    Feed.objects.update(url="https://harbour.example/feed")

    assert renew() == 0
    assert not Subscription.objects.exists()


@pytest.mark.parametrize("url", ["http://192.168.0.7/hub", "http://169.254.169.254/latest", "http://127.0.0.1:22/"])
def test_a_feed_cannot_make_us_call_into_our_own_network(site, settings, feed, url):
    Feed.objects.update(hub_url=url)
    closed = Settings(Limits(), (), "Newsroom/test", concurrency=10, processes=1)

    hubs.renew_due(closed, timezone.now())

    assert row().state == State.ASKED
    assert "not" in row().error


@pytest.mark.parametrize(("status", "follows"), [(307, True), (308, True), (301, False), (302, False), (303, False)])
def test_a_form_follows_only_what_asks_for_it_again(site, hub, feed, status, follows):
    hub.status, hub.location = status, "/elsewhere"

    renew()

    assert hub.paths == ["/hub", *(["/elsewhere"] if follows else [])]
    assert row().state == (State.ACTIVE if follows else State.ASKED)
    assert follows or row().error == f"Its hub answered {status}."


def test_a_redirect_into_our_own_network_is_refused(site, hub, feed):
    hub.status, hub.location = 307, "http://10.0.0.1/hub"

    renew()

    assert hub.asked == []
    assert "redirects to where we do not go" in row().error


def test_a_hub_that_redirects_in_a_circle_is_left(site, hub, feed):
    hub.status, hub.location = 308, "/hub"

    renew()

    assert hub.paths == ["/hub"]
    assert "in a circle" in row().error


def test_a_hub_that_sends_without_end_is_not_listened_to(site, server, feed):
    async def flood(writer):
        writer.write(b"HTTP/1.1 202 Accepted\r\nTransfer-Encoding: chunked\r\n\r\n")
        while True:
            writer.write(b"10000\r\n" + b"x" * 65_536 + b"\r\n")
            await writer.drain()

    server.answers["/flood"] = flood
    Feed.objects.update(hub_url=server.url("/flood"))
    began = time.monotonic()

    assert renew() == 1
    assert time.monotonic() - began < 3
    assert row().error == ""


def test_a_hub_that_never_answers_holds_up_nothing_for_long(site, server, feed, monkeypatch):
    async def silence(_writer):
        await asyncio.sleep(20)

    monkeypatch.setattr(hubs, "PATIENCE", dt.timedelta(seconds=0.5))
    server.answers["/silence"] = silence
    source = SourceFactory()
    for number in range(3):
        ledger.add_feed(source, f"http://127.0.0.1:9/{number}", now=timezone.now())
    Feed.objects.update(hub_url=server.url("/silence"), topic_url="https://harbour.example/feed")
    began = time.monotonic()

    asked = renew()

    assert time.monotonic() - began < 3
    assert asked == 1
    assert Subscription.objects.filter(error__contains="took longer", tries=1, next_at__gt=timezone.now()).count() == 4


def test_a_hub_waits_until_its_host_may_be_asked(site, hub, feed, monkeypatch):
    monkeypatch.setattr(hubs, "PATIENCE", dt.timedelta(seconds=0.5))
    ledger.hosts_of([hub.url])
    Host.objects.update(free_at=timezone.now() + HOUR)

    assert [renew(), len(hub.asked)] == [0, 0]
    assert row().tries == 0
    assert [renew(2 * HOUR), len(hub.asked)] == [1, 1]


def test_a_hub_that_fails_is_asked_again_after_a_growing_pause(site, hub, feed):
    hub.status, hub.when = 500, "never"

    moments = [0, 0.9, 1.1, 2.9, 3.2, 400]
    asked = [renew(HOUR * hours) for hours in moments]

    assert asked == [1, 0, 1, 0, 1, 1]
    assert (row().state, row().tries, row().error) == (State.ASKED, 4, "Its hub answered 500.")


def test_two_workers_do_not_ask_the_same(site, hub, feed):
    both = Barrier(2)

    def work(_):
        both.wait()
        try:
            return renew()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        asked = sum(pool.map(work, range(2)))

    assert asked == len(hub.asked) == 1


def test_a_hub_gets_a_few_requests_at_a_time(site, hub, feed):
    source = SourceFactory()
    for number in range(14):
        ledger.add_feed(source, f"http://127.0.0.1:9/{number}", now=timezone.now())
    Feed.objects.update(hub_url=hub.url, topic_url="https://harbour.example/feed")

    assert [renew(), renew(), renew()] == [10, 5, 0]


# Leases ---------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("granted", "kept"),
    [("864000", 10 * DAY), ("99999999", 14 * DAY), ("7200", 2 * HOUR), ("", 10 * DAY)],
)
def test_a_lease_is_at_most_a_fortnight_and_renewed_at_two_thirds(site, hub, feed, granted, kept):
    hub.lease = granted
    renew()

    lease, renewal = row().lease_until - timezone.now(), row().next_at - timezone.now()
    hub.lease = "864000"
    asked = [renew(kept * 0.66), renew(kept * 0.67)]

    assert abs(lease - kept) < dt.timedelta(seconds=30)
    assert abs(renewal - kept * 2 / 3) < dt.timedelta(seconds=30)
    assert asked == [0, 1]
    assert hub.modes == ["subscribe", "subscribe"]
    assert hub.asked[0] == hub.asked[1]
    assert row().state == State.ACTIVE


@pytest.mark.parametrize("granted", ["1", "0", "-5", "soon", "1e9", "٣٦٠٠٠٠", "9" * 5000])
def test_a_lease_that_makes_no_sense_is_not_agreed_to(site, hub, feed, granted):
    hub.lease = granted

    renew()

    assert [one.status for one in hub.verified] == [404]
    assert row().state == State.ASKED


def test_where_a_renewal_fails_the_feed_is_polled_as_usual_when_the_lease_is_over(form, hub, feed):
    hub.when, hub.status = "never", 503

    for days in (7, 8, 9):
        renew(DAY * days)
    before = row().state
    renew(10 * DAY + HOUR)

    assert before == State.ACTIVE
    assert row().state == State.ASKED
    assert not ledger.look(feed.pk, timezone.now()).is_pushed
    hub.when, hub.status = "before", 202
    renew(12 * DAY)
    assert row().state == State.ACTIVE


# What hubs say --------------------------------------------------------------------------------------------------------
def test_a_topic_that_we_never_asked_for_is_not_confirmed(site, hub, feed):
    hub.topic = "https://lies.example/feed"

    renew()

    assert [one.status for one in hub.verified] == [404]
    assert "c0ffee" not in hub.verified[0].body
    assert row().state == State.ASKED


def test_a_subscription_that_we_have_not_asked_for_yet_is_not_confirmed(site, hub, feed):
    promises.keep_up(timezone.now(), is_reachable=True)
    form = {"hub.mode": "subscribe", "hub.topic": feed.topic_url, "hub.callback": f"{site.url}/websub/{row().token}/"}

    assert hub.verify(form, hub_lease_seconds="864000").status == 404
    assert row().state == State.ASKED


@pytest.mark.parametrize("challenge", ["", "x" * 2001])
def test_a_challenge_has_bounds(form, hub, challenge):
    assert hub.verify(form, hub_challenge=challenge).status == 404


def test_a_challenge_comes_back_as_it_is_and_as_plain_text(form, hub):
    said = hub.verify(form, hub_challenge="<script>alert(1)</script>\r\nSet-Cookie: x=1 \N{SNOWMAN}")

    assert said.body == "<script>alert(1)</script>\r\nSet-Cookie: x=1 \N{SNOWMAN}"
    assert said.headers["content-type"].startswith("text/plain")
    assert "set-cookie" not in said.headers


@pytest.mark.parametrize("mode", ["unsubscribe", "publish", "", "subscribe\x00"])
def test_a_hub_cannot_end_or_change_what_we_want(form, hub, mode):
    assert hub.verify(form, hub_mode=mode).status == 404
    assert row().state == State.ACTIVE


@pytest.mark.parametrize("token", ["x", "a" * 43, "a" * 3000, "%00", "..%2f"])
def test_guessed_tokens_find_nothing(site, token):
    assert call("GET", f"{site.url}/websub/{token}/?hub.mode=subscribe&hub.challenge=c").status == 404
    assert call("POST", f"{site.url}/websub/{token}/", b"x").status == 404


def test_a_refusal_is_kept_with_its_reason_and_asked_again_a_week_later(site, hub, feed):
    hub.when = "never"
    renew()

    said = hub.verify(hub.asked[0], hub_mode="denied", hub_reason="No\x00 more <b>room</b>" + "x" * 400)

    assert said.status == 200
    assert row().state == State.REFUSED
    assert row().error.startswith("Refused: No more <b>room</b>x")
    assert [renew(6 * DAY), renew(8 * DAY)] == [0, 1]


def test_a_refusal_of_another_topic_changes_nothing(form, hub):
    assert hub.verify(form, hub_mode="denied", hub_topic="https://lies.example/").status == 404
    assert row().state == State.ACTIVE


def test_a_refusal_ends_what_was_promised(form, hub, feed):
    hub.verify(form, hub_mode="denied")

    assert row().state == State.REFUSED
    assert not ledger.look(feed.pk, timezone.now()).is_pushed
    assert hub.push(form, rss(("ebb", "Low"))).status == 410


# Pushes ---------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("method", ["sha1", "sha256", "sha384", "sha512"])
def test_what_a_hub_pushes_is_stored_by_the_next_round(form, hub, feed, workers, method):
    said = hub.push(form, rss(("ebb", "Low")), method)

    assert said.status == 202
    assert not Article.objects.filter(headline="ebb").exists()
    assert drain.read_waiting(workers) == 1
    assert Article.objects.filter(headline="ebb", source=feed.source).exists()
    fetch = Fetch.objects.get(cause="push")
    assert (fetch.outcome, fetch.new, fetch.body_bytes) == ("ok", 1, len(rss(("ebb", "Low"))))
    assert (row().pushes, row().forgeries) == (1, 0)
    assert bytes(Push.objects.get().body) == b""


def test_a_push_leaves_alone_what_is_known_of_the_polled_document(server, form, hub, workers, poll):
    Feed.objects.update(etag='"a1"')
    columns = {"etag", "last_modified", "body_digest", "item_digests", "keys", "entry_count", "next_at", "turn_at"}
    columns |= {"next_why", "lease_token", "failures", "hub_url", "topic_url", "full_at", "last_ok_at", "title"}
    before = Feed.objects.values(*columns).get()

    hub.push(form, rss(("ebb", "Low"), title="Another name"))
    drain.read_waiting(workers)

    after = Feed.objects.values(*columns).get()
    assert after == before
    server.answers["/feed"] = named(server, hub, rss(("ebb", "Low"), ("tide", "High")))
    counts = poll()[0].counts
    assert (counts.new, counts.changed, counts.same) == (0, 0, 2)


def test_what_was_pushed_counts_for_the_rhythm_as_if_it_was_polled(form, hub, feed, workers):
    Feed.objects.update(newest_at=timezone.now() - HOUR, gap_seconds=7200.0)

    hub.push(form, rss(("ebb", "Low")))
    drain.read_waiting(workers)

    feed.refresh_from_db()
    assert timezone.now() - feed.newest_at < dt.timedelta(minutes=1)
    assert 6400 < feed.gap_seconds < 6500


@pytest.mark.parametrize(
    "signature",
    ["", "sha256=", "sha256=00", "md5=00", "sha256", "sha256=" + "\xe9" * 64, "=", "crc32=1", "sha256=" + "0" * 64],
)
def test_content_without_a_good_signature_is_dropped_and_counted(form, hub, signature):
    said = hub.push(form, rss(("ebb", "Low")), X_Hub_Signature=signature)

    assert said.status == 202
    assert not Push.objects.exists()
    assert (row().pushes, row().forgeries) == (0, 1)


def test_the_wrong_secret_is_of_no_use(form, hub):
    forged = {**form, "hub.secret": "guessed"}

    assert hub.push(forged, rss(("ebb", "Low"))).status == 202
    assert not Push.objects.exists()


def test_a_signature_is_of_its_body(form, hub):
    signed = hub.push(form, rss(("ebb", "Low"))).status
    stolen = hmac.new(form["hub.secret"].encode(), rss(("ebb", "Low")), hashlib.sha256).hexdigest()
    hub.push(form, rss(("flood", "Forged")), X_Hub_Signature=f"sha256={stolen}")

    assert signed == 202
    assert Push.objects.count() == 1
    assert row().forgeries == 1


def test_content_of_another_topic_is_dropped(form, hub):
    hub.push(form, rss(("ebb", "Low")), Link='<https://other.example/feed>; rel="self"')

    assert not Push.objects.exists()
    assert row().forgeries == 1


def test_the_same_body_again_costs_nothing(form, hub, workers):
    body = rss(("ebb", "Low"))
    hub.push(form, body)
    drain.read_waiting(workers)

    again = [hub.push(form, body).status for _ in range(3)]

    assert again == [202, 202, 202]
    assert (Push.objects.count(), row().pushes) == (1, 1)
    assert drain.read_waiting(workers) == 0
    assert Fetch.objects.filter(cause="push").count() == 1


def test_an_older_body_sent_again_does_not_bring_old_words_back(form, hub, workers):
    old, new = rss(("ebb", "First words")), rss(("ebb", "Better words"))
    for body in (old, new, old):
        hub.push(form, body)
        drain.read_waiting(workers)

    assert Article.objects.get(headline="ebb").dek == "Better words"


def test_pushes_of_one_feed_are_read_in_the_order_in_which_they_came(form, hub, workers):
    for words in ("One", "Two", "Three"):
        hub.push(form, rss(("ebb", words)))

    assert drain.read_waiting(workers) == 3
    assert Article.objects.get(headline="ebb").dek == "Three"


def test_a_body_that_is_too_large_is_refused_before_it_is_read(form, hub, settings):
    settings.LIMITS = Limits(body_bytes=1000)
    parts = urlsplit(form["hub.callback"])
    with socket.create_connection((parts.hostname, parts.port), timeout=10) as sock:
        sock.sendall(f"POST {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nContent-Length: 1001\r\n\r\n".encode())
        said = sock.recv(100)

    assert b" 413 " in said
    assert hub.push(form, b"x" * 1000).status == 202


def test_a_body_of_unknown_length_is_refused(form):
    assert call("POST", form["hub.callback"], iter([b"x"]), {"Transfer-Encoding": "chunked"}).status == 411


def test_a_hub_can_bring_only_so_much_before_it_is_read_and_in_an_hour(form, hub, workers, monkeypatch):
    def bring(number):
        return hub.push(form, rss((f"n{number}", "Flood"))).status

    waiting = [bring(number) for number in range(pushes.WAITING + 1)]
    drain.read_waiting(workers)
    monkeypatch.setattr(pushes, "AN_HOUR", pushes.WAITING + 1)
    lately = [bring(number) for number in range(20, 22)]

    assert waiting == [202] * pushes.WAITING + [429]
    assert lately == [202, 429]


def test_a_push_that_is_no_feed_is_noted_and_costs_the_feed_nothing(form, hub, feed, workers):
    hub.push(form, b"<!doctype html><title>Sorry</title>", Content_Type="text/html")

    assert drain.read_waiting(workers) == 1
    fetch = Fetch.objects.get(cause="push")
    feed.refresh_from_db()
    assert (fetch.outcome, fetch.error_class) == ("failed", "NotAFeed")
    assert (feed.failures, feed.last_error) == (0, "")
    assert drain.read_waiting(workers) == 0
    assert row().misses == 1


def test_a_hub_that_brings_bombs_is_soon_left(form, hub, feed, workers):
    for number in range(3):
        hub.push(form, b"<!DOCTYPE x [%d]><bomb/>" % number)

    assert drain.read_waiting(workers) == 3
    assert row().state == State.DEMOTED
    assert hub.push(form, b"<rss/>").status == 410


def test_a_reader_that_died_leaves_its_push_to_the_next(form, hub, workers):
    hub.push(form, rss(("ebb", "Low")))
    (dead,) = pushes.take_waiting(timezone.now())

    held = drain.read_waiting(workers)
    later = drain.read_waiting(workers, clock=lambda: timezone.now() + ledger.LEASE)

    assert (held, later) == (0, 1)
    with pytest.raises(ledger.LeaseLost):
        pushes.mark_read(dead, timezone.now())


def test_two_workers_read_a_push_once(form, hub):
    for number in range(4):
        hub.push(form, rss((f"n{number}", "News")))
    both = Barrier(2)

    def work(_):
        with Workers(1, Limits()) as own:
            both.wait()
            try:
                return drain.read_waiting(own)
            finally:
                connection.close()

    with ThreadPoolExecutor(2) as pool:
        counts = list(pool.map(work, range(2)))
    with Workers(1, Limits()) as own:
        left = drain.read_waiting(own)

    assert sum(counts) + left == 4
    assert Fetch.objects.filter(cause="push", new=1).count() == 4


def test_what_is_pushed_belongs_to_the_source_of_the_subscription(form, hub, feed, workers):
    other = SourceFactory(home_url="https://gazette.example/")

    hub.push(form, rss(("https://gazette.example/1", "Claims to be the Gazette's")))
    drain.read_waiting(workers)

    assert not Article.objects.filter(source=other).exists()
    assert Article.objects.filter(source=feed.source).count() == 2


def test_what_came_long_ago_is_forgotten(form, hub, workers):
    hub.push(form, rss(("ebb", "Low")))
    drain.read_waiting(workers)

    renew(13 * DAY)
    kept = Push.objects.count()
    renew(15 * DAY)

    assert (kept, Push.objects.count()) == (1, 0)


# Endings --------------------------------------------------------------------------------------------------------------
def goodbye(hub):
    return [form["hub.mode"] for form in hub.asked[1:]]


@pytest.mark.parametrize("end", ["pause", "retire", "delete", "lose its hub"])
def test_what_is_wanted_no_more_is_ended_and_its_callback_answers_410(form, hub, feed, end):
    match end:
        case "pause":
            ledger.pause(Feed.objects.all(), "enough", timezone.now())
        case "retire":
            ledger.retire(feed.pk, "over", timezone.now())
        case "delete":
            feed.delete()
        case "lose its hub":
            Feed.objects.update(hub_url="", topic_url="")

    asked = [renew(), renew()]

    assert asked == [1, 0]
    assert goodbye(hub) == ["unsubscribe"]
    assert hub.asked[1]["hub.callback"] == form["hub.callback"]
    assert "hub.secret" not in hub.asked[1]
    assert (hub.verified[1].status, hub.verified[1].body) == (200, "c0ffee")
    assert hub.push(form, rss(("ebb", "Low"))).status == 410
    assert hub.verify(form).status == 404
    renew(15 * DAY)
    assert not Subscription.objects.exists()
    assert hub.push(form, rss(("ebb", "Low"))).status == 404


def test_a_paused_feed_takes_nothing_even_before_its_hub_was_told(form, hub, feed):
    ledger.pause(Feed.objects.all(), "enough", timezone.now())

    assert hub.push(form, rss(("ebb", "Low"))).status == 410


def test_a_resumed_feed_is_subscribed_to_anew(form, hub, feed):
    ledger.pause(Feed.objects.all(), "enough", timezone.now())
    renew()
    ledger.resume(Feed.objects.all(), timezone.now())

    renew()

    assert hub.modes == ["subscribe", "unsubscribe", "subscribe"]
    assert hub.asked[2]["hub.callback"] != form["hub.callback"]
    assert hub.asked[2]["hub.secret"] != form["hub.secret"]
    assert row().state == State.ACTIVE


def test_when_the_hub_changes_the_old_one_is_told_and_the_new_one_asked(form, hub, feed):
    with Hub() as other:
        Feed.objects.update(hub_url=other.url)

        renew()

        assert goodbye(hub) == ["unsubscribe"]
        assert other.modes == ["subscribe"]
        assert row().hub_url == other.url
        assert hub.push(form, rss(("ebb", "Low"))).status == 410


def test_a_hub_that_does_not_let_go_is_told_three_times(form, hub):
    ledger.pause(Feed.objects.all(), "enough", timezone.now())
    hub.when, hub.status = "never", 500

    for hours in range(0, 200, 10):
        renew(HOUR * hours)

    assert goodbye(hub) == ["unsubscribe"] * 3


# Trust ----------------------------------------------------------------------------------------------------------------
def promised(hours):
    """Let the hub's promise be so many hours old."""
    Subscription.objects.update(confirmed_at=timezone.now() - HOUR * hours)


def find(server, hub, poll, guid, age):
    """Let a poll find an entry of this age."""
    server.answers["/feed"] = named(server, hub, dated(guid, timezone.now() - age))
    return poll()


def test_a_hub_that_misses_what_two_polls_find_is_demoted(server, form, hub, feed, poll):
    promised(5)
    find(server, hub, poll, "one", HOUR)
    feed.refresh_from_db()
    once, soon = (row().state, row().misses), feed.next_at - timezone.now()

    find(server, hub, poll, "two", HOUR)

    assert once == (State.ACTIVE, 1)
    assert soon < dt.timedelta(hours=3)
    assert row().state == State.DEMOTED
    feed.refresh_from_db()
    assert "hub" not in feed.next_why
    assert feed.next_at - timezone.now() < dt.timedelta(hours=3)
    notice = Notice.objects.get(kind="demoted", feed=feed, ended_at=None)
    assert hub.url in notice.text
    assert [renew(), renew(2 * DAY), renew(30 * DAY)] == [1, 0, 0]
    assert goodbye(hub) == ["unsubscribe"]
    assert hub.push(form, rss(("ebb", "Low"))).status == 410


def test_a_demoted_feed_that_names_another_hub_gets_another_chance(server, form, hub, feed, poll):
    promised(5)
    for guid in ("one", "two"):
        find(server, hub, poll, guid, HOUR)
    renew()
    with Hub() as other:
        Feed.objects.update(hub_url=other.url)

        renew()

        assert other.modes == ["subscribe"]
        assert row().state == State.ACTIVE
        assert not Notice.objects.filter(kind="demoted", ended_at=None).exists()


@pytest.mark.parametrize(
    "age", [pytest.param(HOUR / 12, id="may be on its way"), pytest.param(6 * HOUR, id="before it was promised")]
)
def test_what_could_not_be_pushed_in_time_is_no_miss(server, form, hub, poll, age):
    promised(5)

    for guid in ("one", "two"):
        find(server, hub, poll, guid, age)

    assert (row().state, row().misses) == (State.ACTIVE, 0)


def test_what_was_pushed_is_no_miss_when_a_poll_finds_it_too(server, form, hub, poll, workers):
    promised(5)
    for guid in ("one", "two"):
        hub.push(form, dated(guid, timezone.now() - HOUR))
        drain.read_waiting(workers)
        find(server, hub, poll, guid, HOUR)

    assert (row().state, row().misses) == (State.ACTIVE, 0)


def test_what_waits_to_be_read_is_no_miss(server, form, hub, poll):
    promised(5)
    hub.push(form, dated("one", timezone.now() - HOUR))

    find(server, hub, poll, "one", HOUR)

    assert row().misses == 0


def test_a_renewal_forgives_one_miss_but_a_hub_cannot_forgive_itself(server, form, hub, poll):
    promised(5)
    find(server, hub, poll, "one", HOUR)

    hub.verify(form)
    unasked = row().misses
    renew(8 * DAY)

    assert (unasked, row().misses) == (1, 0)


# The command ----------------------------------------------------------------------------------------------------------
def test_one_run_of_the_command_subscribes_and_the_next_reads_what_was_pushed(site, settings, server, hub):
    settings.FETCH_ALLOW = LOOPBACK
    server.answers["/feed"] = named(server, hub, rss(("tide", "High")))
    ledger.add_feed(SourceFactory(), server.url("/feed"), now=timezone.now())

    call_command("ingest", stdout=io.StringIO())
    hub.push(hub.asked[0], rss(("ebb", "Low")))
    call_command("ingest", stdout=io.StringIO())

    assert set(Article.objects.values_list("headline", flat=True)) == {"tide", "ebb"}
    assert server.paths() == ["/feed"]

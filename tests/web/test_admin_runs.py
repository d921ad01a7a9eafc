"""What the desk shows of runs and attempts, lists of feeds in and out, and orders that leave nobody waiting."""

import datetime as dt
from ipaddress import ip_network

import pytest
from django.contrib.auth.models import Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.models import SearchText, Source
from ingest import ledger, opml, rounds
from ingest.models import Draft, Feed, Fetch, Run, Subscription
from ingest.pipeline import Settings
from tests.factories import NOON, SourceFactory
from tests.net.scripted import ScriptedServer, answer

pytestmark = pytest.mark.django_db
FEED = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>Harbour Post</title>
<item><title>High water</title><guid>1</guid><description>At noon.</description></item></channel></rss>"""
LIST = b"""<?xml version="1.0"?><opml version="2.0" xmlns:newsroom="urn:newsroom:opml:1"><head><title>My reader</title></head><body>
<outline text="Coast"><outline text="Ebb" xmlUrl="https://ebb.example/feed" htmlUrl="https://ebb.example/" newsroom:rights="full"/>
<outline text="Flow" xmlUrl="https://flow.example/feed"/></outline><outline text="Odd" xmlUrl="ftp://odd.example/"/>
</body></opml>"""


@pytest.fixture
def site(settings):
    settings.FETCH_ALLOW = (ip_network("127.0.0.0/8"),)
    with ScriptedServer() as server:
        server.answers |= {"/feed": answer(200, FEED)}
        yield server


def form(feed):
    return reverse("admin:ingest_feed_change", args=[feed.pk])


# Runs and attempts ----------------------------------------------------------------------------------------------------
def test_a_round_leaves_a_line_that_leads_to_what_failed(admin_client, site):
    for path in ("/feed", "/gone"):
        ledger.add_feed(SourceFactory(), site.url(path), path, now=timezone.now())
    rounds.ingest(None, Settings.from_django())
    rounds.ingest(None, Settings.from_django())

    page = admin_client.get(reverse("admin:ingest_run_changelist")).content.decode()
    _, _, rest = page.partition('<td class="field-faults"><a href="')
    failed = admin_client.get(rest.partition('"')[0].replace("&amp;", "&")).content.decode()

    run = Run.objects.get()
    assert (run.feeds, run.ok, run.failed, run.new) == (2, 1, 1, 1)
    assert "1 fetch" in failed
    assert "404" in failed


@pytest.mark.parametrize(
    ("fault", "errors"),
    [
        ("network", ["TimedOut"]), ("status", ["Gone"]), ("document", ["NotAFeed"]), ("ours", ["KeyError"]),
        ("", ["Gone", "KeyError", "NotAFeed", "TimedOut"]),
    ],
)  # fmt: skip
def test_attempts_are_found_by_why_they_failed(admin_client, fault, errors):
    feed, _ = ledger.add_feed(SourceFactory(), "https://ebb.example/feed", now=NOON)
    said = {"feed": feed, "started_at": NOON, "next_at": NOON, "next_why": "later", "outcome": "failed"}
    for name in ("TimedOut", "Gone", "NotAFeed", "KeyError"):
        Fetch.objects.create(**said, error_class=name, error=f"It was {name}")

    page = admin_client.get(reverse("admin:ingest_fetch_changelist"), {"fault": fault}).content.decode()

    assert [name for name in ("Gone", "KeyError", "NotAFeed", "TimedOut") if f"It was {name}" in page] == errors


def test_attempts_are_found_by_their_feed_without_reading_all_of_them(admin_client):
    source = SourceFactory()
    feeds = [ledger.add_feed(source, f"https://ebb.example/{n}", f"Feed {n}", now=NOON)[0] for n in range(40)]
    Fetch.objects.bulk_create(
        Fetch(
            feed=feed, started_at=NOON + dt.timedelta(minutes=n), next_at=NOON, next_why="later", outcome="not_modified"
        )
        for feed in feeds
        for n in range(400)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE ingest_fetch")

    for asked in ({}, {"outcome__exact": "failed"}, {"q": "Feed 17"}, {"fault": "network"}):
        with CaptureQueriesContext(connection) as queries:
            page = admin_client.get(reverse("admin:ingest_fetch_changelist"), asked)
        plans = "\n".join(_plans(queries))
        assert page.status_code == 200
        assert len(queries) <= 15
        assert "Index" in plans
        assert "Seq Scan on ingest_fetch " not in plans


def _plans(queries):
    for query in queries:
        if "ingest_fetch" in query["sql"] and query["sql"].startswith("SELECT"):
            with connection.cursor() as cursor:
                cursor.execute("EXPLAIN " + query["sql"])
                yield from (row[0] for row in cursor.fetchall())


def test_the_secrets_of_a_subscription_are_not_shown(admin_client):
    feed, _ = ledger.add_feed(SourceFactory(), "https://ebb.example/feed", "Ebb", now=NOON)
    row = Subscription.objects.create(
        feed=feed, hub_url="https://hub.example/", topic_url=feed.url, token="hidden-token", secret="hidden-secret",
        asked_at=NOON, next_at=NOON, state="refused", error="No such topic",
    )  # fmt: skip

    listed = admin_client.get(reverse("admin:ingest_subscription_changelist")).content.decode()
    shown = admin_client.get(reverse("admin:ingest_subscription_change", args=[row.pk])).content.decode()

    assert "No such topic" in listed
    assert "https://hub.example/" in shown
    assert "hidden-" not in listed + shown
    assert (
        admin_client.post(reverse("admin:ingest_subscription_change", args=[row.pk]), {"state": "active"}).status_code
        == 403
    )


# Orders ---------------------------------------------------------------------------------------------------------------
def heartbeat():
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now())")


def test_where_a_worker_lives_polling_now_leaves_it_to_the_worker(admin_client, site):
    heartbeat()
    feed, _ = ledger.add_feed(SourceFactory(), site.url(), now=timezone.now())
    Feed.objects.update(next_at=timezone.now() + dt.timedelta(days=1), turn_at=timezone.now() + dt.timedelta(days=1))

    page = admin_client.post(form(feed), {"_fetch": "now"}, follow=True).content.decode()

    assert "1 feed due now" in page
    assert "Due since" in page
    assert ledger.due(timezone.now()).get() == feed
    assert site.paths() == []


def test_where_nobody_polls_it_is_fetched_at_once_and_found(admin_client, site):
    feed, _ = ledger.add_feed(SourceFactory(), site.url(), "Ebb", now=timezone.now())

    page = admin_client.post(form(feed), {"_fetch": "now"}, follow=True).content.decode()

    assert "Ebb: 1 new" in page
    assert SearchText.objects.count() == 1
    assert "Due since" not in page


def test_a_feed_whose_source_is_not_read_is_not_polled(admin_client, site):
    feed, _ = ledger.add_feed(SourceFactory(state="paused"), site.url(), now=timezone.now())

    polled = admin_client.post(form(feed), {"_fetch": "now"}, follow=True).content.decode()
    resumed = admin_client.post(form(feed), {"_resume": "now"}, follow=True).content.decode()

    assert "its source is not read just now" in polled
    assert "take up the source first" in resumed
    assert site.paths() == []


def test_a_pause_says_why(admin_client):
    feed, _ = ledger.add_feed(SourceFactory(), "https://ebb.example/feed", now=timezone.now())

    silent = admin_client.post(form(feed), {"_pause": "now"}, follow=True).content.decode()
    told = admin_client.post(form(feed), {"_pause": "now", "reason": "Too loud"}, follow=True).content.decode()

    assert "Nothing done: say why first." in silent
    assert "paused by admin: Too loud" in told
    assert Feed.objects.get().state == "paused"


# Lists ----------------------------------------------------------------------------------------------------------------
def send(client, body=LIST, **more):
    said = {"file": SimpleUploadedFile("feeds.opml", body), "state": "trial", **more}
    return client.post(reverse("admin:ingest_feed_opml"), said).content.decode()


def test_a_list_says_what_it_would_do_and_then_does_it(admin_client):
    ledger.add_feed(SourceFactory(), "https://flow.example/feed", now=NOON)

    page = send(admin_client)
    before = Feed.objects.count()
    said = admin_client.post(
        reverse("admin:ingest_feed_opml"),
        {"_import": "1", "token": Draft.objects.get().token, "state": "trial"},
        follow=True,
    ).content.decode()

    assert "1 new feed of 1 new source, 1 here already, 1 refused or odd." in page
    assert "ftp://odd.example/" in page
    assert before == 1
    assert "1 feeds of 1 new sources were added; 1 were here already." in said
    ebb = Source.objects.get(name="Ebb")
    assert (ebb.state, ebb.rights_mode, ebb.section.name) == ("trial", "full", "Coast")
    assert not Draft.objects.exists()


def test_a_list_grants_no_rights_where_its_sender_may_not(client):
    user = User.objects.create_user("operator", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["operate_feed", "view_feed"]))
    client.force_login(user)

    send(client)
    client.post(
        reverse("admin:ingest_feed_opml"), {"_import": "1", "token": Draft.objects.get().token, "state": "proposed"}
    )

    assert set(Source.objects.values_list("rights_mode", "state")) == {("excerpt", "proposed")}
    assert set(Feed.objects.values_list("state", flat=True)) == {"resting"}


def test_what_is_no_list_says_so(admin_client):
    page = send(admin_client, b"<html><p>Not here</p></html>")

    assert "This is not an OPML list" in page
    assert "Export it once more" in page
    assert not Draft.objects.exists()


@pytest.mark.parametrize("token", ["", "x", "123e4567-e89b-12d3-a456-426614174000"])
def test_a_list_that_is_kept_no_longer_is_asked_for_again(admin_client, token):
    said = admin_client.post(
        reverse("admin:ingest_feed_opml"), {"_import": "1", "token": token, "state": "trial"}, follow=True
    )

    assert "send it again" in said.content.decode()


def test_our_own_list_can_be_taken_along(admin_client):
    ledger.add_feed(SourceFactory(name="Ebb"), "https://ebb.example/feed", now=NOON)

    listed = opml.read(admin_client.get(reverse("admin:ingest_feed_export")).content)

    assert [(one.title, one.url) for one in listed.outlines] == [("Ebb", "https://ebb.example/feed")]

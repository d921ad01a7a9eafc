"""The rules of feeds, hosts, attempts, notices and hubs are Postgres's own: each is tried to be broken."""

import datetime as dt
import uuid

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from articles.digest import sha256
from ingest import ledger
from ingest.models import Draft, Feed, Fetch, Host, Notice, Push, Run, Subscription
from tests.db.breaking import Break, assert_refused, constraints_of, models_of, name_of
from tests.factories import NOON, SourceFactory

DIGESTS = (sha256("a"), sha256("b"))


def _feeds():
    source = SourceFactory()
    urls = ("https://x.example/1.xml", "https://y.example/2.xml")
    return [ledger.add_feed(source, url, now=NOON)[0] for url in urls]


def _fetches():
    for feed in _feeds():
        Fetch.objects.create(feed=feed, started_at=NOON, outcome="ok", next_at=NOON, next_why="As usual")


def _notices():
    for feed in _feeds():
        Notice.objects.create(feed=feed, kind="failing", text="It fails", began_at=NOON)


def _pushes():
    feed = _feeds()[0]
    for digest in DIGESTS:
        Push.objects.create(feed=feed, received_at=NOON, body=b"<rss/>", digest=digest)


def _subscriptions():
    for number, feed in enumerate(_feeds()):
        Subscription.objects.create(
            feed=feed,
            hub_url="https://hub.example/",
            topic_url=feed.url,
            token=f"token-{number}",
            secret="secret",
            asked_at=NOON,
            next_at=NOON,
        )


def _drafts():
    owner = User.objects.create_user("importer")
    for _ in range(2):
        Draft.objects.create(owner=owner, made_at=NOON, body=b"<rss/>")


def _runs():
    for _ in range(2):
        Run.objects.create(began_at=NOON, seconds=1.5, feeds=2, ok=1, not_modified=1, failed=0)


LAWFUL = {
    Draft: _drafts,
    Feed: _feeds,
    Fetch: _fetches,
    Host: _feeds,
    Notice: _notices,
    Push: _pushes,
    Run: _runs,
    Subscription: _subscriptions,
}
"""How to make two lawful rows of each model, alike in everything but what must differ."""

BREAKS: list[Break] = [
    (Draft, "draft_holds_something", {"body": b""}),
    (Draft, "ingest_draft.token", {"token": uuid.UUID(int=1)}),
    (Feed, "feed_url_is_http", {"url": "file:///etc/passwd"}),
    (Feed, "feed_state_known", {"state": "asleep"}),
    (Feed, "feed_lease_is_whole", {"lease_until": NOON}),
    (Feed, "feed_lease_is_whole", {"lease_token": uuid.UUID(int=1)}),
    (Feed, "feed_url_digest_is_sha256", {"url_digest": b"short"}),
    (Feed, "ingest_feed.url_digest", {"url_digest": DIGESTS[0]}),
    (Fetch, "fetch_outcome_known", {"outcome": "perhaps"}),
    (Fetch, "fetch_cause_known", {"cause": "whim"}),
    (Fetch, "fetch_failure_says_why", {"outcome": "failed", "error": ""}),
    (Host, "host_has_name", {"name": ""}),
    (Host, "host_lease_is_whole", {"lease_until": NOON}),
    (Host, "host_lease_is_whole", {"lease_token": uuid.UUID(int=1)}),
    (Host, "ingest_host.name", {"name": "same.example"}),
    (Notice, "notice_kind_known", {"kind": "gossip"}),
    (Notice, "notice_says_something", {"text": ""}),
    (Notice, "notice_open_once", {"feed": None}),
    (Push, "push_once_a_feed", {"digest": DIGESTS[0]}),
    (Push, "push_digest_is_sha256", {"digest": b"short"}),
    (Push, "push_is_emptied_when_read", {"read_at": NOON}),
    (Push, "push_is_emptied_when_read", {"read_at": NOON, "body": b"", "lease_until": NOON}),
    (Run, "run_did_something", {"feeds": 0}),
    (Subscription, "subscription_state_known", {"state": "hoped"}),
    (Subscription, "subscription_active_has_lease", {"state": "active"}),
    (Subscription, "subscription_has_secret", {"secret": ""}),
    (Subscription, "subscription_has_secret", {"token": ""}),
    (Subscription, "ingest_subscription.token", {"token": "same"}),
]


@pytest.mark.django_db
@pytest.mark.parametrize("model", LAWFUL, ids=lambda model: model.__name__)
def test_lawful_rows_are_taken(model):
    LAWFUL[model]()

    assert model.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize(("model", "constraint", "change"), BREAKS, ids=map(name_of, BREAKS))
def test_postgres_refuses(model, constraint, change):
    LAWFUL[model]()

    assert_refused(model, constraint, change)


@pytest.mark.django_db
def test_of_one_kind_many_notices_may_be_over_but_one_is_open():
    feed = _feeds()[0]
    for _ in range(3):
        began = ledger.notice(Notice.Kind.GAP, "Missed", NOON, feed.pk)
        again = ledger.notice(Notice.Kind.GAP, "Missed", timezone.now(), feed.pk)
        ledger.settle(Notice.Kind.GAP, NOON + dt.timedelta(days=1), feed.pk)
        assert (began, again) == (True, False)

    assert Notice.objects.count() == 3


def test_every_constraint_has_its_try():
    assert {constraint for _, constraint, _ in BREAKS} == constraints_of("ingest")


def test_every_model_has_lawful_rows():
    assert set(LAWFUL) == models_of("ingest")

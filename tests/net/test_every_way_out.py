"""Whoever makes us fetch, by whatever way: there is one door, and what is forbidden is not reached through any other.

A feed, a page or an editor of the outside (127.0.0.1) names an address inside (127.0.0.2), where somebody listens. Each way is
tried twice: where inside is forbidden nobody comes, and where the operator allows it somebody does, so that the way is real.
"""

import ast
import io
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from articles.models import Article
from ingest import ledger, pictures, rounds
from ingest.models import Draft, Feed, Host, Subscription
from ingest.pipeline import Settings
from ingest.values import Limits
from ingest.websub import hub
from tests.factories import ArticleFactory, SourceFactory
from tests.net.scripted import ScriptedServer, answer
from tests.net.test_engine import document

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).resolve().parents[2]
OUTSIDE, EVERYWHERE = (ip_network("127.0.0.1/32"),), (ip_network("127.0.0.0/8"),)
RSS = document(range(3))
DECLARES = '<!doctype html><title>Quay</title><link rel="alternate" type="application/rss+xml" href="{}">'
BODY = '<p>Look.</p><img src="{}" alt="A quay"><p>There.</p>'


class Site:
    """What the operator allows, as settings of Django and as what a run of ingest may use."""

    def __init__(self, settings):
        self._settings = settings
        settings.WEBSUB = True
        self.begin(OUTSIDE)

    def begin(self, networks):
        """Forget what was tried before, and allow these networks."""
        for model in (Subscription, Feed, Host, Article):
            model.objects.all().delete()
        self._settings.FETCH_ALLOW = networks
        self.now = timezone.now()
        self.run = Settings(Limits(), networks, "Newsroom/test", concurrency=4, processes=1)

    def ingest(self, now=None):
        return rounds.ingest(Feed.objects.all(), self.run, clock=lambda: now or self.now)

    def browser(self):
        user, _ = User.objects.get_or_create(username="keeper", is_staff=True, is_superuser=True)
        browser = Browser()
        browser.force_login(user)
        return browser


def by_polling(site, outside, inside):
    ledger.add_feed(SourceFactory(), inside.url(), now=site.now)
    site.ingest()


def by_a_redirect(site, outside, inside):
    outside.answers["/moved"] = answer(302, b"", f"Location: {inside.url()}", "Connection: close")
    ledger.add_feed(SourceFactory(), outside.url("/moved"), now=site.now)
    site.ingest()


def by_the_archive_of_a_feed(site, outside, inside):
    older, later = f'<atom:link rel="prev-archive" href="{inside.url()}"/>', site.now + timedelta(days=5)
    outside.answers["/feed"] = [
        answer(200, document(range(10), "", site.now)),
        answer(200, document(range(30, 40), older, later)),
    ]
    ledger.add_feed(SourceFactory(), outside.url("/feed"), now=site.now)
    site.ingest()
    site.ingest(later)


def by_the_hub_of_a_feed(site, outside, inside):
    outside.answers["/feed"] = answer(
        200, RSS, f'Link: <{inside.url()}>; rel="hub", <{outside.url("/feed")}>; rel="self"'
    )
    ledger.add_feed(SourceFactory(), outside.url("/feed"), now=site.now)
    site.ingest()
    hub.renew_due(site.run, site.now + timedelta(days=2))


def by_the_hub_of_a_feed_that_redirects(site, outside, inside):
    outside.answers |= {
        "/feed": answer(200, RSS, f'Link: <{outside.url("/hub")}>; rel="hub", <{outside.url("/feed")}>; rel="self"'),
        "/hub": answer(307, b"", f"Location: {inside.url()}", "Connection: close"),
    }
    ledger.add_feed(SourceFactory(), outside.url("/feed"), now=site.now)
    site.ingest()
    hub.renew_due(site.run, site.now + timedelta(days=2))


def by_a_feed_added_at_the_desk(site, outside, inside):
    site.browser().post(reverse("admin:ingest_feed_add"), {"url": inside.url()}, follow=True)


def by_a_page_that_declares_a_feed(site, outside, inside):
    outside.answers["/page"] = answer(200, DECLARES.format(inside.url()).encode(), "Content-Type: text/html")
    site.browser().post(reverse("admin:ingest_feed_add"), {"url": outside.url("/page")}, follow=True)


def by_a_feed_added_at_the_terminal(site, outside, inside):
    with suppress(CommandError):
        call_command("add_feed", inside.url(), stdout=io.StringIO(), stderr=io.StringIO())


def by_a_list_of_feeds(site, outside, inside):
    listed = f'<opml version="2.0"><head/><body><outline type="rss" text="Quay" xmlUrl="{inside.url()}"/></body></opml>'
    browser, address = site.browser(), reverse("admin:ingest_feed_opml")
    browser.post(address, {"file": SimpleUploadedFile("feeds.opml", listed.encode()), "state": "active"})
    browser.post(address, {"_import": "1", "token": Draft.objects.latest("pk").token, "state": "active"})
    assert Feed.objects.exists()
    site.ingest()


def by_the_lead_picture_of_an_article(site, outside, inside):
    ArticleFactory(source=SourceFactory(images_allowed=True), image_url=inside.url("/quay.jpg"))
    pictures.mirror(site.run)


def by_a_picture_in_a_text(site, outside, inside):
    ArticleFactory(source=SourceFactory(full=True), body__html=BODY.format(inside.url("/quay.jpg")))
    pictures.mirror(site.run)


WAYS = [
    by_polling, by_a_redirect, by_the_archive_of_a_feed, by_the_hub_of_a_feed, by_the_hub_of_a_feed_that_redirects,
    by_a_feed_added_at_the_desk, by_a_page_that_declares_a_feed, by_a_feed_added_at_the_terminal, by_a_list_of_feeds,
    by_the_lead_picture_of_an_article, by_a_picture_in_a_text,
]  # fmt: skip
CALLERS = {
    "ingest/pipeline.py": "by_polling",
    "ingest/archives.py": "by_the_archive_of_a_feed",
    "ingest/websub/hub.py": "by_the_hub_of_a_feed",
    "ingest/seek.py": "by_a_page_that_declares_a_feed",
    "ingest/pictures.py": "by_the_lead_picture_of_an_article",
    "ingest/reaching.py": "by_polling",  # Asks for feeds that are polled.
}
"""Whoever calls the one door, and the way above that leads through it."""


@pytest.fixture
def site(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return Site(settings)


@pytest.fixture
def inside():
    with ScriptedServer("127.0.0.2") as listener:
        listener.default = answer(200, RSS)
        yield listener


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_nobody_inside_is_reached(site, server, inside, way):
    way(site, server, inside)
    forbidden = inside.connections

    site.begin(EVERYWHERE)
    way(site, server, inside)

    assert forbidden == 0
    assert inside.connections > 0, "the way itself leads nowhere: this test could not fail"


def test_whoever_calls_the_door_is_in_the_table_of_ways():
    found = {
        file.relative_to(ROOT).as_posix()
        for app in ("ingest", "articles", "newsroom")
        for file in (ROOT / app).rglob("*.py")
        if any(_is_asking(node) for node in ast.walk(ast.parse(file.read_text("utf-8"))))
    }

    assert found - set(CALLERS) == set(), "a new way out: add it to WAYS and to CALLERS"
    assert set(CALLERS.values()) <= {way.__name__ for way in WAYS}


def _is_asking(node):
    """Tell whether this calls ``client.fetch`` or ``client.post``, whatever the client is called."""
    if not (
        isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in {"fetch", "post"}
    ):
        return False
    owner = node.func.value
    return "client" in (owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")).lower()


def test_a_document_type_that_lies_inside_is_not_fetched(site, server, inside):
    entity = f'<?xml version="1.0"?><!DOCTYPE rss SYSTEM "{inside.url("/rss.dtd")}">'.encode()
    server.answers["/feed"] = answer(200, RSS.replace(b'<?xml version="1.0"?>', entity))
    ledger.add_feed(SourceFactory(), server.url("/feed"), now=site.now)
    site.run = replace(site.run, allow=EVERYWHERE)

    site.ingest()

    assert inside.connections == 0

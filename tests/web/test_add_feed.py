"""The form that adds a feed: what it offers where a page leads to several, and what it costs."""

import re
from ipaddress import ip_network

import pytest
from django.urls import reverse
from django.utils import timezone

from articles.models import Article
from ingest import ledger
from ingest.models import Feed
from tests.factories import SectionFactory, SourceFactory
from tests.net.scripted import ScriptedServer, answer

pytestmark = pytest.mark.django_db
FEED = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>Harbour Post</title>
<item><title>High water</title><guid>1</guid><description>At noon.</description></item></channel></rss>"""
HOSTILE = b"&lt;/label&gt;&lt;script&gt;alert(1)&lt;/script&gt;"
PAGE = (
    b'<!doctype html><link rel="alternate" type="application/rss+xml" href="/a.xml" title="All &amp; more">'
    b'<link rel="alternate" type="application/rss+xml" href="/b.xml"><link rel="feed" href="/c.xml" title="%s">'
    % HOSTILE
)


@pytest.fixture
def site(settings):
    settings.FETCH_ALLOW = (ip_network("127.0.0.0/8"),)
    with ScriptedServer() as server:
        server.answers |= {"/": answer(200, PAGE, "Content-Type: text/html"), "/b.xml": answer(200, FEED)}
        yield server


@pytest.fixture
def add(admin_client):
    return lambda url, **more: admin_client.post(reverse("admin:ingest_feed_add"), {"url": url, **more}, follow=True)


def test_several_feeds_are_offered_in_place_of_the_address(site, add):
    ledger.add_feed(SourceFactory(), site.url("/a.xml"), now=timezone.now())

    form = add(site.url("/")).content.decode()

    offered = re.findall(r'<input type="radio" name="url" value="([^"]+)"', form)
    assert offered == [site.url("/a.xml"), site.url("/b.xml"), site.url("/c.xml")]
    assert "Choose one of the feeds that this page leads to." in form
    assert re.findall(r"<bdi>(.*?)</bdi>(.*)", form)[-3:] == [
        ("All &amp; more", ' <span class="state">Here already</span>'),
        ("Without a title", ""),
        ("&lt;/label&gt;&lt;script&gt;alert(1)&lt;/script&gt;", ""),
    ]
    assert 'name="url" type="url"' not in form


def test_what_is_chosen_is_added_without_another_look_at_the_page(site, add):
    section = SectionFactory()
    offer = add(site.url("/"), section=section.pk, probe="on").content.decode()

    answer = add(site.url("/b.xml"), section=section.pk, probe="on")

    assert f'<option value="{section.pk}" selected>' in offer
    assert "1 articles came with it" in answer.content.decode()
    assert Article.objects.get().section == section
    assert site.paths() == ["/", "/b.xml"]


def test_a_choice_that_cannot_be_had_gives_the_box_back_with_the_reason(site, add):
    form = add(site.url("/c.xml")).content.decode()

    assert re.search(rf'<input type="url" name="url" value="{site.url("/c.xml")}"', form)
    assert "404" in form
    assert not Feed.objects.exists()


def test_the_box_for_the_usual_places_is_a_choice_of_the_editor(site, add):
    site.answers |= {"/bare": answer(200, b"<!doctype html><p>", "Content-Type: text/html"), "/feed": answer(200, FEED)}

    refused = add(site.url("/bare")).content.decode()
    add(site.url("/bare"), probe="on")

    assert "an HTML page, not a feed" in refused
    assert Feed.objects.get().url == site.url("/feed")
    assert site.paths() == ["/bare", "/bare", "/feed"]

"""Adding a feed: what the first screen offers where a page leads to several, what the second shows, and what it costs."""

import re
import time
from dataclasses import replace
from ipaddress import ip_network

import pytest
from django.contrib.auth.models import Permission, User
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, AuditLine, Rule, SearchText, Source
from ingest import drafts, ledger
from ingest.models import Draft, Feed, Host
from tests.factories import NOON, SectionFactory, SourceFactory
from tests.net.scripted import ScriptedServer, answer

pytestmark = pytest.mark.django_db
FEED = b"""<?xml version="1.0"?><rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"><channel>
<title>Harbour Post</title><link>https://harbour.example/</link><language>en</language>
<item><title>High water</title><link>https://harbour.example/1</link><guid>1</guid><description>At noon it stood high.</description>
<pubDate>Sat, 14 Mar 2026 12:00:00 GMT</pubDate><media:content url="https://harbour.example/1.jpg" medium="image"/></item>
<item><title>Low water</title><guid isPermaLink="false">2</guid></item>
<item><title>&lt;script&gt;alert(1)&lt;/script&gt;</title><link>https://harbour.example/3</link><guid>3</guid></item>
</channel></rss>"""
HOSTILE = b"&lt;/label&gt;&lt;script&gt;alert(1)&lt;/script&gt;"
PAGE = (
    b'<!doctype html><link rel="alternate" type="application/rss+xml" href="/a.xml" title="All &amp; more">'
    b'<link rel="alternate" type="application/rss+xml" href="/b.xml"><link rel="feed" href="/c.xml" title="%s">'
    % HOSTILE
)
ADD = "admin:ingest_feed_add"
CHOICES = {
    "whose": "Harbour Post",
    "begins": "active",
    "publishing": "automatic",
    "rights_mode": "excerpt",
    "excerpt_words": 60,
}


@pytest.fixture
def site(settings):
    settings.FETCH_ALLOW = (ip_network("127.0.0.0/8"),)
    with ScriptedServer() as server:
        server.answers |= {"/": answer(200, PAGE, "Content-Type: text/html"), "/b.xml": answer(200, FEED)}
        yield server


@pytest.fixture
def look(admin_client):
    return lambda url, **more: admin_client.post(reverse(ADD), {"url": url, **more}, follow=True)


@pytest.fixture
def second(admin_client, look, site):
    """Return what posts to the second screen of the feed at /b.xml."""
    path = look(site.url("/b.xml")).redirect_chain[-1][0]
    return lambda **more: admin_client.post(path, {**CHOICES, **more}, follow=True)


# The first screen -----------------------------------------------------------------------------------------------------
def test_several_feeds_are_offered_in_place_of_the_address(site, look):
    ledger.add_feed(SourceFactory(), site.url("/a.xml"), now=timezone.now())

    form = look(site.url("/")).content.decode()

    offered = re.findall(r'<input type="radio" name="url" value="([^"]+)"', form)
    assert offered == [site.url("/a.xml"), site.url("/b.xml"), site.url("/c.xml")]
    assert "Choose one of the feeds that this page leads to." in form
    assert re.findall(r"<bdi>(.*?)</bdi>(.*)", form)[-3:] == [
        ("All &amp; more", ' <span class="state">Here already</span>'),
        ("Without a title", ""),
        ("&lt;/label&gt;&lt;script&gt;alert(1)&lt;/script&gt;", ""),
    ]
    assert 'name="url" type="url"' not in form


def test_what_is_chosen_is_shown_without_another_look_at_the_page_and_nothing_is_stored(site, look):
    look(site.url("/"))

    page = look(site.url("/b.xml")).content.decode()

    assert "As readers would see it" in page
    assert site.paths() == ["/", "/b.xml"]
    assert [model.objects.count() for model in (Feed, Article, Source, Host)] == [0, 0, 0, 0]


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/c.xml", ("404", "Open it in your browser")),
        ("/bare", ("an HTML page, not a feed", "tick the box below")),
        ("/hangs", ("took longer than", "Try it again in a minute")),
    ],
)
def test_what_cannot_be_had_says_what_to_do_and_keeps_what_was_typed(site, look, settings, path, said):
    async def hang(_writer):
        import asyncio

        await asyncio.sleep(30)

    settings.LIMITS = replace(settings.LIMITS, total_seconds=1.5, read_seconds=5.0)
    site.answers |= {"/bare": answer(200, b"<!doctype html><p>", "Content-Type: text/html"), "/hangs": hang}
    began = time.monotonic()

    form = look(site.url(path)).content.decode()

    assert all(words in form for words in said)
    assert f'value="{site.url(path)}"' in form
    assert time.monotonic() - began < 15
    assert not Draft.objects.exists()


def test_the_box_for_the_usual_places_is_a_choice_of_the_editor(site, look):
    site.answers |= {"/bare": answer(200, b"<!doctype html><p>", "Content-Type: text/html"), "/feed": answer(200, FEED)}

    look(site.url("/bare"))
    found = look(site.url("/bare"), probe="on").content.decode()

    assert "As readers would see it" in found
    assert site.paths() == ["/bare", "/bare", "/feed"]


def test_a_feed_that_is_here_is_shown_and_not_fetched(site, look):
    feed, _ = ledger.add_feed(SourceFactory(), site.url("/b.xml"), now=NOON)

    said = look(site.url("/b.xml"))

    assert said.redirect_chain[-1][0] == reverse("admin:ingest_feed_change", args=[feed.pk])
    assert "This feed is here already" in said.content.decode()
    assert site.paths() == []


# The second screen ----------------------------------------------------------------------------------------------------
def test_the_entries_are_shown_as_they_would_become_with_what_is_odd_about_them(site, look):
    page = look(site.url("/b.xml")).content.decode()

    assert re.findall(r"<h3>(.*?)</h3>", page) == ["High water", "Low water", "&lt;script&gt;alert(1)&lt;/script&gt;"]
    assert "At noon it stood high." in page
    for words in (
        "Has a picture, which these rights do not show", "It has no link to its publisher.", "It has no date",
        "It has a headline and nothing else.", "14 Mar 2026, 12:00",
    ):  # fmt: skip
        assert words in page
    assert '<option value="Harbour Post">' not in page
    assert 'value="Harbour Post"' in page


def test_the_cards_are_shown_under_the_rights_that_are_chosen(second):
    shown = second(rights_mode="headline", images_allowed="on", _show="1").content.decode()

    assert "At noon it stood high." not in shown
    assert "With its picture" in shown
    assert "Headline only, pictures" in shown
    assert not Feed.objects.exists()


def test_a_known_source_lends_its_own_rights(second):
    SourceFactory(name="Ebb and Flow", full=True)

    shown = second(whose="ebb and flow", _show="1").content.decode()

    assert "as <bdi>Ebb and Flow</bdi> granted" in shown
    assert "With its picture" in shown


def test_it_is_added_without_another_request_and_found_at_once(site, second, admin_client):
    section = SectionFactory(name="Harbour")

    said = second(section=section.pk, rights_evidence="A letter", _add="1").content.decode()

    feed, source = Feed.objects.get(), Source.objects.get()
    assert "3 articles came with it." in said
    assert (source.name, source.home_url, source.state, source.section, source.rights_evidence) == (
        "Harbour Post", "https://harbour.example/", "active", section, "A letter",
    )  # fmt: skip
    assert (feed.url, feed.section, feed.entry_count) == (site.url("/b.xml"), None, 3)
    assert site.paths() == ["/b.xml"]
    assert SearchText.objects.count() == Article.objects.filter(status="published", story__isnull=False).count() == 3
    assert not Draft.objects.exists()
    assert AuditLine.objects.get(verb="feed added").name == "Harbour Post"


@pytest.mark.parametrize("held", [{"begins": "trial"}, {"publishing": "review"}])
def test_what_is_on_trial_or_to_be_reviewed_waits_for_an_editor(second, held):
    said = second(**held, _add="1").content.decode()

    assert "3 articles came with it, and wait for an editor." in said
    assert set(Article.objects.values_list("status", flat=True)) == {"pending"}


def test_a_feed_of_a_known_source_goes_to_its_own_section(second):
    source, section = SourceFactory(name="Ebb and Flow"), SectionFactory()

    second(whose="Ebb and Flow", section=section.pk, _add="1")

    assert (Feed.objects.get().source, Feed.objects.get().section) == (source, section)
    assert Source.objects.count() == 1


@pytest.mark.parametrize("wrong", [{"whose": ""}, {"excerpt_words": 4}, {"whose": "Twice"}, {"section": 99_999}])
def test_what_is_wrong_is_said_and_nothing_is_lost(site, second, wrong):
    SourceFactory.create_batch(2, name="Twice")

    page = second(**wrong, licence_name="CC BY 4.0", _add="1").content.decode()

    assert "Please mend what is marked below" in page
    assert 'value="CC BY 4.0"' in page
    assert not Feed.objects.exists()
    assert site.paths() == ["/b.xml"]


@pytest.fixture
def rule():
    """A rule that publishes whatever speaks of water."""
    rule = Rule.objects.create(
        name="Water", position=1, standing="publish", is_enabled=True, changed_at=NOON, made_at=NOON
    )
    rule.conditions.create(field="headline", operator="contains", value="water")
    return rule


def test_the_rules_that_would_hit_are_named(second, rule):
    shown = second(_show="1").content.decode()

    assert shown.count("The rule “Water” hits (published)") == 2


def test_no_rule_publishes_what_is_on_trial(second, rule):
    second(begins="trial", _add="1")

    assert set(Article.objects.values_list("status", "status_reason")) == {("pending", "its source is on trial")}


def operator(client, *more):
    user = User.objects.create_user("operator", is_staff=True)
    user.user_permissions.set(
        Permission.objects.filter(codename__in=["operate_feed", "view_feed", "change_feed", *more])
    )
    client.force_login(user)
    return user


def test_who_may_not_grant_rights_adds_a_feed_without_any(client, site):
    operator(client)
    path = client.post(reverse(ADD), {"url": site.url("/b.xml")}, follow=True).redirect_chain[-1][0]

    page = client.post(path, {**CHOICES, "rights_mode": "full", "images_allowed": "on", "_add": "1"}, follow=True)

    assert page.status_code == 200
    source = Source.objects.get()
    assert (source.rights_mode, source.images_allowed) == ("excerpt", False)


def test_a_draft_is_its_owners_and_lasts_a_day(client, admin_client, site):
    owner = operator(client)
    path = client.post(reverse(ADD), {"url": site.url("/b.xml")}, follow=True).redirect_chain[-1][0]

    others = admin_client.get(path)
    drafts.forget(timezone.now() + drafts.LASTS)
    too_late = client.get(path, follow=True).content.decode()

    assert others.status_code == 302
    assert "is kept for a day" in too_late
    assert not Draft.objects.filter(owner=owner).exists()


def test_who_does_not_operate_feeds_adds_none(client, site):
    user = User.objects.create_user("looker", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    client.force_login(user)

    answers = [client.post(reverse(ADD), {"url": site.url("/b.xml")}), client.get(reverse("admin:ingest_feed_opml"))]

    assert [one.status_code for one in answers] == [403, 403]
    assert site.paths() == []

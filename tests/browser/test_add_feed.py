"""Adding a feed in two screens, in a real browser: at every width, in both schemes, by keyboard, without scripts."""

from ipaddress import ip_network

import pytest
from django.urls import reverse
from django.utils import timezone

from ingest import ledger
from ingest.models import Feed
from tests.browser.accessibility import problems
from tests.factories import SectionFactory, SourceFactory
from tests.net.scripted import ScriptedServer, answer

pytestmark = pytest.mark.django_db(transaction=True)
FEED = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>Harbour Post</title>
<item><title>High water</title><guid>1</guid><description>At noon.</description></item></channel></rss>"""
LINK = '<link rel="alternate" type="application/rss+xml" href="{}" title="{}">'
LONG = "/feeds/" + "a-very-long-path-without-any-end/" * 6 + "all.xml"


@pytest.fixture
def site(settings):
    """A site with four feeds: one that we have, one with a long address, one in another script, one without a name."""
    settings.FETCH_ALLOW = (ip_network("127.0.0.0/8"),)
    SectionFactory()
    titles = {"/a.xml": "All the news", LONG: "W" * 60, "/c.xml": "أخبار الميناء", "/d.xml": ""}
    with ScriptedServer() as server:
        page = "<!doctype html><title>Harbour</title>" + "".join(LINK.format(*pair) for pair in titles.items())
        server.answers |= {"/": answer(200, page.encode(), "Content-Type: text/html"), "/c.xml": answer(200, FEED)}
        ledger.add_feed(SourceFactory(), server.url("/a.xml"), now=timezone.now())
        yield server


@pytest.fixture
def ask(live_server, admin_user, site):
    """Return what signs a page in, asks the form for the site and comes back when the feeds are there."""

    def offered(page):
        page.goto(live_server.url + reverse("admin:ingest_feed_add"))
        page.fill("#id_username", "admin")
        page.fill("#id_password", "password")
        page.click("[type=submit]")
        page.fill("#id_url", site.url("/"))
        page.press("#id_url", "Enter")
        page.wait_for_selector("[type=radio]")
        return page

    return offered


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_the_feeds_of_a_page_are_offered_to_everyone(page, ask, width, scheme):
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)

    ask(page)

    assert page.locator("[type=radio][name=url]").count() == 4
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing may stick out"
    assert problems(page) == []
    sizes = [label.bounding_box() for label in page.locator(".field-url .radiolist label").all()]
    assert all(size["height"] >= 24 and size["width"] >= 200 for size in sizes)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_what_would_come_is_shown_to_everyone(page, ask, width, scheme):
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)

    ask(page).check("#id_url_2")
    page.click("[name=_look]")
    page.wait_for_selector(".entry-cards")

    assert page.inner_text(".entry-cards h3") == "High water"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing may stick out"
    assert problems(page) == []


def test_a_feed_is_chosen_and_added_by_keyboard(page, ask, site):
    ask(page).focus("#id_url_0")

    for key in ("ArrowDown", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    page.wait_for_selector(".entry-cards")
    page.focus("#id_whose")
    page.keyboard.press("Enter")
    page.wait_for_selector(".messagelist")

    assert "1 article came with it, and wait for an editor." in page.inner_text(".messagelist")
    assert Feed.objects.filter(url=site.url("/c.xml")).exists()
    assert site.paths() == ["/", "/c.xml"]


def test_a_feed_is_chosen_decided_and_added_without_scripts(chromium, ask, site):
    context = chromium.new_context(java_script_enabled=False)
    page = ask(context.new_page())

    page.check("#id_url_2")
    page.click("[name=_look]")
    page.select_option("#id_rights_mode", "headline")
    page.click("[name=_show]")
    shown = page.inner_text(".entry-cards")
    page.check("[name=begins][value=active]")
    page.click("[name=_add]")

    assert "At noon." not in shown
    assert "1 article came with it." in page.inner_text(".messagelist")
    assert Feed.objects.get(url=site.url("/c.xml")).source.rights_mode == "headline"
    context.close()

"""Which feeds a page names."""

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.discover import FoundFeed, discover

PAGE = "https://harbour.example.org/news/today.html"
RSS = "application/rss+xml"


def urls(html: str | bytes, content_type: str = "text/html; charset=utf-8", page: str = PAGE) -> list[str]:
    raw = html.encode() if isinstance(html, str) else html
    return [feed.url for feed in discover(raw, content_type, page)]


def test_a_declared_feed_has_its_url_title_and_type():
    html = b'<!doctype html><head><link rel="alternate" type="application/rss+xml" title=" Harbour\n Post " href="/rss.xml">'

    found = discover(html, "text/html", PAGE)

    assert found == (FoundFeed("https://harbour.example.org/rss.xml", "Harbour Post", RSS),)


@pytest.mark.parametrize(
    "link",
    [
        '<LINK REL="Alternate" TYPE="Application/RSS+XML" HREF="/rss.xml">',
        "<link rel=alternate type=application/rss+xml href=/rss.xml />",
        '<link href=" /rss.xml " type=" application/rss+xml; charset=utf-8 " rel="home alternate ">',
        '<link rel="&#97;lternate" type="application/rss&#43;xml" href="/rss.xml#top">',
        '<link rel="feed" href="/rss.xml">',
        '<link rel="alternate" type="text/xml" href="https://harbour.example.org/rss.xml">',
        '<link rel="alternate" type="application/atom+xml" href="//harbour.example.org/rss.xml">',
        '<link rel="alternate" type="application/feed+json" href="../rss.xml">',
        '<body><div><link rel="alternate" type="application/rss+xml" href="/rss.xml"></div>',
        '<base href="https://harbour.example.org/x/"><link rel="alternate" type="application/rss+xml" href="../rss.xml">',
        '<link rel="alternate" type="application/rss+xml" href="../rss.xml"><base href="/x/y">',
    ],
)
def test_a_feed_is_declared_in_many_ways(link):
    assert urls(f"<html><head><title>t</title>{link}") == ["https://harbour.example.org/rss.xml"]


@pytest.mark.parametrize(
    "html",
    [
        *("", " ", "plain words", "\0\0\0", "<", "{}", "<?xml version='1.0'?><a/>"),
        '<link rel="alternate stylesheet" type="text/xml" href="/style.xml">',
        '<link rel="alternate" type="text/html" hreflang="de" href="/de/">',
        '<link rel="alternate" type="application/rss+xml">',
        '<link rel="alternate" type="application/rss+xml" href="">',
        '<link rel="alternate" type="application/rss+xml" href="javascript:alert(1)">',
        '<link rel="alternate" type="application/rss+xml" href="file:///etc/passwd">',
        '<link rel="alternate" type="application/rss+xml" href="http://user@harbour.example.org/">',
        '<link rel="alternate" type="application/json" href="/wp-json/wp/v2/posts/1">',
        '<!-- <link rel="alternate" type="application/rss+xml" href="/rss.xml"> -->',
        "<script>\"<link rel='alternate' type='application/rss+xml' href='/rss.xml'>\"</script>",
        '<a href="/about">About us</a><a href="mailto:feed@example.org">Feed</a><a>RSS</a>',
    ],
)
def test_what_declares_no_feed_gives_none(html):
    assert urls(html) == []


def test_feeds_come_in_the_order_of_the_page_each_once_and_without_comments():
    html = "".join(
        f'<link rel="alternate" type="application/rss+xml" href="{href}">'
        for href in ("/b", "/a", "/b", "/comments/feed/", "?feed=comments-rss2")
    )

    assert urls(html) == ["https://harbour.example.org/b", "https://harbour.example.org/a"]


@pytest.mark.parametrize(
    "href", ["/feed", "/feed/", "/rss.xml", "/.rss", "/index.xml", "/a/atom", "/?feed=rss2", "/FEED"]
)
def test_without_a_declaration_links_that_look_like_feeds_are_offered(href):
    html = f'<p><a href="/about">About</a> <a href="{href}"><b>Sub</b>scribe</a></p>'

    found = discover(html.encode(), "text/html", PAGE)

    assert found == (FoundFeed(f"https://harbour.example.org{href}", "Subscribe"),)


def test_links_that_only_say_feed_are_the_last_choice():
    html = '<a href="/subscribe">RSS</a> <a href="/feedback">Feedback</a>'

    assert urls(html) == ["https://harbour.example.org/subscribe"]
    assert urls(html + '<a href="/feed">here</a>') == ["https://harbour.example.org/feed"]
    assert urls(html + '<link rel="alternate" type="text/xml" href="/x">') == ["https://harbour.example.org/x"]


def test_a_page_that_names_itself_leads_nowhere():
    link = '<link rel="alternate" type="application/rss+xml" href="{}">'

    assert urls(link.format("today.html#top") + link.format("/rss")) == ["https://harbour.example.org/rss"]
    assert urls(link.format("/news/today.html")) == []


def test_a_title_is_read_in_the_encoding_of_the_page():
    html = '<link rel="alternate" type="application/rss+xml" href="/rss" title="Zürcher Hafen">'.encode("latin-1")

    found = discover(html, "text/html; charset=iso-8859-1", PAGE)

    assert found[0].title == "Zürcher Hafen"


def test_entities_of_the_pages_own_are_not_expanded():
    html = '<!DOCTYPE html [<!ENTITY f SYSTEM "file:///etc/passwd">]><link rel="feed" href="/rss" title="&f;x">'

    found = discover(html.encode(), "text/html", PAGE)

    assert [feed.title for feed in found] in (["&f;x"], ["x"])


@pytest.mark.parametrize(
    "html",
    [
        *("<div>" * 400_000, "<a " * 600_000, "<!--" * 500_000, "&" * 2_000_000, "<" * 2_000_000, "<table>" * 250_000),
        *('<a href="/rss.xml">rss</a>' * 80_000, "<link " + "a=b " * 500_000 + ">", "<a>rss" * 300_000),
        '<a href="/a">' + "<b>rss</b>" * 200_000,
        "".join(f'<link rel="feed" href="/{number}">' for number in range(60_000)),
    ],
    ids=[
        "divs",
        "open tags",
        "comments",
        "ampersands",
        "angles",
        "tables",
        "links",
        "attributes",
        "anchors",
        "bold",
        "feeds",
    ],
)
def test_a_hostile_page_costs_little_and_offers_little(html):
    started = time.process_time()

    found = discover(html.encode(), "text/html", PAGE)

    assert time.process_time() - started < 5
    assert len(found) <= 20


@given(st.binary(max_size=200), st.text(max_size=30), st.text(max_size=30))
def test_no_page_makes_discovery_fail(html, content_type, base_url):
    for feed in discover(b'<link rel=feed href="' + html, content_type, base_url):
        assert feed.url.startswith(("http://", "https://"))


@pytest.mark.shared
def test_the_pages_of_two_other_readers_give_what_their_tests_expect(shared):
    corpus = shared / "corpus" / "hfeed-discovery"
    wrong = []

    for name, expected in json.loads((corpus / "miniflux" / "expected.json").read_text()).items():
        if expected["base_url"] and expected["count"] >= 0:
            got = urls((corpus / "miniflux" / name).read_bytes(), page=expected["base_url"])
            is_right = len(got) == expected["count"] and got[: len(expected["urls"])] == expected["urls"]
            wrong += [] if is_right else [(name, got, expected)]
    for case in json.loads((corpus / "feedscout" / "html-pairs.json").read_text()):
        if "<a" in case["html"] or "${" in case["html"] or "\\" in case["html"]:
            continue  # Links are our second choice only; some cases are source code that was not filled in.
        got = urls(case["html"])
        wanted = [
            feed.url
            for href in case["expected"]
            for feed in discover(f'<link rel=feed href="{href}">'.encode(), "", PAGE)
        ]
        wrong += [(case["name"], got, wanted)] if got != wanted else []

    assert wrong == []


@pytest.mark.shared
def test_every_page_of_the_autodiscovery_suite_names_its_feed(shared):
    pages = sorted((shared / "corpus" / "hfeed-discovery" / "diveintomark-autodiscovery").glob("html4-*.html"))

    found = {page.stem: urls(page.read_bytes(), page="http://suite.example.org/") for page in pages}

    assert len(found) > 50
    assert [name for name, feeds in found.items() if [url.rpartition("/")[2] for url in feeds] != [f"{name}.xml"]] == []

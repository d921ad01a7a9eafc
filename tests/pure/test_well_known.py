"""well_known: pages whose feed is known by a rule that their publisher documents, and those where nothing is certain."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.addresses import read_url
from ingest.discover import FoundFeed, discover
from ingest.well_known import RULES, feed_of

CHANNEL = "UC" + "aB3_-" * 4 + "xy"
OTHER = "UC" + "z" * 22
OF_CHANNEL = f"https://www.youtube.com/feeds/videos.xml?channel_id={CHANNEL}"


@pytest.mark.parametrize(
    ("page", "feed"),
    [
        (f"https://www.youtube.com/channel/{CHANNEL}", OF_CHANNEL),
        (f"http://youtube.com/channel/{CHANNEL}/videos?view=0", OF_CHANNEL),
        (f"https://m.youtube.com/channel/{CHANNEL}?app=desktop", OF_CHANNEL),
        (f"HTTPS://WWW.YOUTUBE.COM:443/channel/{CHANNEL}#about", OF_CHANNEL),
        (
            "https://www.youtube.com/playlist?list=PL0123456789abcdef",
            "https://www.youtube.com/feeds/videos.xml?playlist_id=PL0123456789abcdef",
        ),
        (
            "https://www.youtube.com/playlist?app=desktop&list=PL0123456789abcdef&si=x",
            "https://www.youtube.com/feeds/videos.xml?playlist_id=PL0123456789abcdef",
        ),
        ("https://github.com/harbour/tide.py/releases", "https://github.com/harbour/tide.py/releases.atom"),
        ("https://github.com/harbour/tide/tags/", "https://github.com/harbour/tide/tags.atom"),
        ("https://github.com/harbour/tide/commits/main", "https://github.com/harbour/tide/commits/main.atom"),
        ("https://github.com/harbour/tide/commits/a/b-1.2/", "https://github.com/harbour/tide/commits/a/b-1.2.atom"),
        ("https://www.reddit.com/r/harbours/", "https://www.reddit.com/r/harbours/.rss"),
        ("https://old.reddit.com/r/harbours/new", "https://www.reddit.com/r/harbours/new/.rss"),
        ("https://medium.com/@harbour.post", "https://medium.com/feed/@harbour.post"),
        ("https://medium.com/tag/high-tide", "https://medium.com/feed/tag/high-tide"),
        ("https://harbour.substack.com", "https://harbour.substack.com/feed"),
        ("https://harbour.substack.com/archive", "https://harbour.substack.com/feed"),
    ],
)
def test_a_rule_of_the_publisher_gives_the_feed_without_reading_the_page(page, feed):
    assert feed_of(read_url(page).url) == feed


@pytest.mark.parametrize(
    "page",
    [
        "https://www.youtube.com/",
        "https://www.youtube.com/@harbour",
        "https://www.youtube.com/user/harbour",
        "https://www.youtube.com/c/harbour",
        "https://www.youtube.com/channel/UCshort",
        f"https://www.youtube.com/channel/{CHANNEL}x",
        f"https://www.youtube.com.harbour.example/channel/{CHANNEL}",
        f"https://harbour.example/?https://www.youtube.com/channel/{CHANNEL}",
        f"https://wwwxyoutube.com/channel/{CHANNEL}",
        f"https://www.youtube.com:8443/channel/{CHANNEL}",
        "https://www.youtube.com/playlist?list=WL",
        "https://www.youtube.com/watch?v=0123456789a&list=PL0123456789abcdef",
        "https://github.com/harbour/tide",
        "https://github.com/harbour/tide/releases/tag/v1",
        "https://github.com/harbour/tide/releases.atom",
        "https://github.com/harbour/tide/commits/main.atom",
        "https://www.reddit.com/r/harbours/comments/1/high_water/",
        "https://www.reddit.com/r/harbours/.rss",
        "https://medium.com/harbour-post",
        "https://medium.com/feed/@harbour",
        "https://harbour.substack.com/p/high-water",
        "https://harbour.substack.com/feed",
        OF_CHANNEL,
    ],
)
def test_where_no_rule_is_certain_nothing_is_guessed(page):
    assert feed_of(read_url(page).url) == ""


@given(
    st.text(max_size=80),
    st.sampled_from(["", "https://www.youtube.com/", "https://github.com/", "https://x.substack.com/"]),
)
def test_a_feed_is_no_page_and_is_a_plain_address(text, start):
    feed = feed_of(start + text)

    assert feed == "" or (read_url(feed).url == feed and feed_of(feed) == "")


def test_a_rule_stays_quick_on_a_long_address():
    long = [
        "https://www.youtube.com/playlist?" + "list=&" * 700,
        "https://github.com/a/b/commits/" + "./" * 2_000 + "!",
    ]
    began = time.monotonic()

    found = [feed_of(url) for url in long]

    assert found == ["", ""]
    assert time.monotonic() - began < 0.5
    assert len(RULES) < 20, "these are tried one after the other"


@pytest.mark.parametrize(
    "html",
    [
        f'<link rel="alternate" type="application/rss+xml" title="RSS" href="{OF_CHANNEL}">',
        f'<link rel="canonical" href="https://www.youtube.com/channel/{CHANNEL}">',
        f'<body itemscope><meta itemprop="identifier" content="{CHANNEL}">',
        f'<meta itemprop="channelId" content="{CHANNEL}"><script>var x = {{"channelId":"{OTHER}"}}</script>',
        f'<script>{{"browseId":"{OTHER}","channelMetadataRenderer":{{"title":"Tides","externalId":"{CHANNEL}"}}}}</script>',
    ],
)
@pytest.mark.parametrize("page", ["https://www.youtube.com/@harbour", "https://m.youtube.com/c/harbour/videos"])
def test_a_page_of_youtube_names_its_channel(page, html):
    found = discover(f"<!doctype html><title>Tides</title>{html}".encode(), "text/html; charset=utf-8", page)

    assert [feed.url for feed in found] == [OF_CHANNEL]


def test_a_channel_that_another_site_names_is_not_its_feed():
    html = f'<!doctype html><script>{{"externalId":"{CHANNEL}"}}</script><a href="/rss">RSS</a>'.encode()

    found = discover(html, "text/html", "https://harbour.example/")

    assert found == (FoundFeed("https://harbour.example/rss", "RSS"),)

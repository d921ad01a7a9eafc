"""Which addresses of feeds readers may be told, and which may hold somebody's key."""

import pytest

from articles.feed_address import may_be_told


@pytest.mark.parametrize(
    "url",
    [
        "https://harbour.example/feed.xml",
        "https://harbour.example/2026/11/23/all-the-news-of-the-day/rss",
        "https://harbour.example/sections/environment-and-agriculture/index.xml",
        "https://harbour.example/feeds/top10stories2026.xml",
        "https://harbour.example/%D8%A3%D8%AE%D8%A8%D8%A7%D8%B1/feed",
        "https://harbour.example/keynotes/feed.xml",
    ],
)
def test_an_address_made_of_words_may_be_told(url):
    assert may_be_told(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://harbour.example/feed.xml?key=4711",
        "https://reader:secret@harbour.example/feed.xml",
        "https://harbour.example/feeds/9f86d081884c7d659a2feaa0c55ad015/all.xml",
        "https://harbour.example/u/Zk3x9Q7aB2mN5pR8tW1y/rss",
        "https://harbour.example/123e4567-e89b-12d3-a456-426614174000.xml",
        "https://harbour.example/private/abc.xml",
        "https://harbour.example/feed/token-abc.xml",
        "https://harbour.example/" + "abcdefgh" * 4,
        "http://[",
    ],
)
def test_what_may_be_somebodys_key_is_not_told(url):
    assert not may_be_told(url)

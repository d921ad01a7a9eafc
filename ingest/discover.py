"""Pure: an HTML page -> the feeds that it names (https://html.spec.whatwg.org/multipage/links.html#rel-alternate).

First choice is what a page declares in ``<link>``, then the channel that a page of YouTube names; only where there is
neither, its ``<a>`` links that look like feeds are offered. libxml2 reads the page: it stays linear on hostile input, and
its HTML mode knows no entities of the page's own.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from lxml import etree

from ingest.encoding import decode
from ingest.links import absolute
from ingest.well_known import feed_of_channel

PAGE_BYTES = 2_000_000
LINKS_LOOKED_AT = 5_000
FEEDS_OFFERED = 20
TITLE_CHARACTERS = 200

FEED_TYPES = frozenset(
    (
        *("application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml"),
        *(
            "application/json",
            "application/xml",
            "text/xml",
            "application/rss",
            "application/atom",
            "application/x-atom+xml",
        ),
    )
)
_LOOKS_LIKE_FEED = re.compile(
    r"/(?:feeds?|rss2?|atom|index\.(?:xml|rdf|rss|json))/?$|\.(?:rss|atom|rdf)$|(?:feed|rss2?|atom)\.(?:xml|json|php)$"
    r"|[?&](?:feed|format|alt)=(?:rss2?|atom|feed|json)\b",
    re.IGNORECASE,
)
_SAYS_FEED = re.compile(r"\b(?:rss|atom|feeds?)\b", re.IGNORECASE)
_WORDPRESS_API = re.compile(r"/wp-json/", re.IGNORECASE)
_COMMENTS = re.compile(r"/comments/(?:feed|default)|[?&]feed=comments", re.IGNORECASE)
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class FoundFeed:
    """A feed that a page names: an absolute http(s) URL, a title and a media type ("" where the page says none)."""

    url: str
    title: str = ""
    type: str = ""


def discover(html: bytes, content_type: str, base_url: str) -> tuple[FoundFeed, ...]:
    """Find the feeds of a page, in the page's order, each URL once, at most 20.

    ``content_type`` is the header as sent; ``base_url`` is where the page came from. Nothing raises: a document that
    is no page names no feeds. A feed of comments is left out: it is not what anyone subscribes to a site for. So is the
    page itself, which we have just seen to be none.
    """
    text = decode(html[:PAGE_BYTES], content_type)
    page = _parsed(text)
    if page is None:
        return ()
    base = next((href for element in page.iter("base") if (href := element.get("href", "").strip())), "")
    anchors = list(islice(page.iter("a"), LINKS_LOOKED_AT))
    choices = (
        _declared(islice(page.iter("link"), LINKS_LOOKED_AT)),
        (FoundFeed(feed) for feed in (feed_of_channel(text, base_url),)),
        (found for found in _named(anchors) if _LOOKS_LIKE_FEED.search(found.url.partition("#")[0])),
        (found for found in _named(anchors) if _SAYS_FEED.search(found.title)),
    )
    for choice in choices:
        if feeds := _resolved(choice, base, base_url):
            return feeds
    return ()


def _parsed(text: str) -> etree._Element | None:
    """Read a page into a tree; None where there is nothing to read."""
    parser = etree.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, encoding="utf-8")
    try:
        return etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError):
        return None


def _declared(links: Iterable[etree._Element]) -> Iterator[FoundFeed]:
    """Take the ``<link>`` elements that declare a feed."""
    for link in links:
        relations = link.get("rel", "").lower().split()
        kind = link.get("type", "").partition(";")[0].strip().lower()
        is_alternate = "alternate" in relations and "stylesheet" not in relations and kind in FEED_TYPES
        if is_alternate or "feed" in relations:
            yield FoundFeed(link.get("href", ""), _title(link.get("title", "")), kind)


def _named(anchors: Iterable[etree._Element]) -> Iterator[FoundFeed]:
    """Take ``<a>`` elements with the words that a reader sees on them."""
    for anchor in anchors:
        words = "".join(islice((str(text) for text in anchor.itertext()), 20))
        kind = anchor.get("type", "").strip().lower()
        yield FoundFeed(anchor.get("href", "").strip(), _title(words), kind if kind in FEED_TYPES else "")


def _title(text: str) -> str:
    return _BLANKS.sub(" ", text[: 4 * TITLE_CHARACTERS]).strip()[:TITLE_CHARACTERS]


def _resolved(feeds: Iterable[FoundFeed], base: str, base_url: str) -> tuple[FoundFeed, ...]:
    """Make URLs absolute, and drop what cannot be a feed of this site: other schemes, APIs, comments, repetitions."""
    found: dict[str, FoundFeed] = {}
    page = absolute(base_url, "", base_url).partition("#")[0]
    for feed in feeds:
        url = absolute(feed.url.strip(), base, base_url).partition("#")[0]
        if url and url != page and not _WORDPRESS_API.search(url) and not _COMMENTS.search(url):
            found.setdefault(url, FoundFeed(url, feed.title, feed.type))
        if len(found) == FEEDS_OFFERED:
            break
    return tuple(found.values())

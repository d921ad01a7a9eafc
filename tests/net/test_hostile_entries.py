"""Hostile entries through the whole pipeline into a real Postgres: none may cost its feed the others."""

import json
from html import escape
from ipaddress import ip_network
from typing import Any

import pytest
from django.utils import timezone

from ingest import ledger, rounds
from ingest.ledger import Counts
from ingest.models import Feed
from ingest.pipeline import Settings
from ingest.values import Limits
from tests.factories import SourceFactory
from tests.net.scripted import answer

pytestmark = pytest.mark.django_db(transaction=True)
LOOPBACK = (ip_network("127.0.0.0/8"),)
NAMESPACES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        "content": "http://purl.org/rss/1.0/modules/content/",
        "dc": "http://purl.org/dc/elements/1.1/",
        "media": "http://search.yahoo.com/mrss/",
        "creativeCommons": "http://backend.userland.com/creativeCommonsRssModule",
        "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    }.items()
)
POISONS = (
    "\x00NUL\x00", "&#0;nul&#xD800;&#xFFFF;&#x110000;", "\ud800", "\ufffe\uffff", "a" * 100_000, "é" * 5_000,
    "a\u0301\u0301" * 3_000, "a" + "\u0301" * 50_000, "\u202e\u200b\u200d", " ", "\n\t\r", "%00%ff%", "🏴" * 3_000, "ﷺ" * 3_000,
    "0", "-1", "9" * 5_000, "9" * 18, "99999999999", "NaN", "Infinity", "1e400", "９９９９９９９", "²³", "1,000,000,000,000,000",
    "http://", "http://[::1", "http://a\x00b/", "HTTP://HARBOUR.EXAMPLE/%00", "http://x" + "y" * 3_000 + ".example/",
    "http://harbour.example/" + "ä" * 2_030, "http://harbour.example/?" + "q=ä&" * 500, "//harbour.example:99999/", "http://ﷺ.example/",
    "javascript:alert(1)", "http://a:b@c.example/", "data:text/html,x", "mailto:" + "a" * 500 + "@harbour.example",
    "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "1989-12-31T23:59:59Z", "1990-01-01T00:00:00+02:00",
    "Thu, 99 Foo 99999 99:99:99 +9999", "-9999999999999", "2200-01-01", "253402300800",
    "<p>" * 3_000, "<a href='" + "x" * 70_000 + "'>", "<img src=x width=999999999999 height=-1 alt='" + "b" * 9_000 + "'>",
    "<img src='http://harbour.example/a.jpg' width='99999' height='99999' alt='&#0;\x00'>", "]]>", "<![CDATA[", "&lt;&amp;lt;", "\\u0000",
    "x-" + "long-" * 30, "en_" + "US" * 40, "' ; DROP TABLE x; --", "{}", "$1 %s %(a)s {0}",
)  # fmt: skip
FIELDS = (
    "<guid>{0}</guid>", "<link>{0}</link>", "<title>{0}</title>", "<description>{0}</description>",
    "<content:encoded>{0}</content:encoded>", "<author>{0}</author>", "<dc:creator>{0}</dc:creator>", "<category>{0}</category>",
    "<pubDate>{0}</pubDate>", "<dc:date>{0}</dc:date>", "<source url='{0}'>{0}</source>", "<dc:rights>{0}</dc:rights>",
    "<enclosure url='https://harbour.example/a.jpg' type='{0}' length='{0}'/>", "<enclosure url='{0}' type='image/png' length='1'/>",
    "<media:content url='https://harbour.example/b.jpg' medium='{0}' width='{0}' height='{0}' fileSize='{0}'/>",
    "<media:content url='https://harbour.example/b.jpg'><media:title>{0}</media:title><media:credit>{0}</media:credit></media:content>",
    "<creativeCommons:license>{0}</creativeCommons:license>", "<itunes:image href='{0}'/>", "<dc:language>{0}</dc:language>",
)  # fmt: skip
PLAIN_FIELDS = ("url", "title", "content_html", "content_text", "summary", "image", "date_published", "language")
ATTRIBUTES = ("xml:lang='{0}'", "xml:base='{0}'")


def _written(poison):
    return escape(poison).encode("utf-8", "surrogatepass")


def _rss(field, attribute=""):
    """Write a feed with one poisoned entry for every poison, between two sound ones."""
    items = [b"<item><guid>first</guid><title>First</title></item>"]
    for number, poison in enumerate(POISONS):
        name = f"<guid>g{number}</guid><title>T{number}</title>"
        where, what = (part.encode().replace(b"{0}", _written(poison)) for part in (attribute, field))
        items.append(b"<item " + where + b">" + name.encode() + what + b"</item>")
    items.append(b"<item><guid>last</guid><title>Last</title></item>")
    return (
        f"<rss version='2.0' {NAMESPACES}><channel><title>Harbour</title>".encode()
        + b"".join(items)
        + b"</channel></rss>"
    )


def _json():
    """Write a JSON Feed with one entry for every poison in every field."""
    numbers = (10**400, -(10**18), 1.5, float("nan"), float("inf"))
    values: tuple[Any, ...] = (*POISONS, *numbers, True, None, [], {}, [[]])
    items = [
        {"id": f"{number}-{field}", "title": f"T{number}"} | {field: value}
        for number, poison in enumerate(values)
        for field, value in {
            **dict.fromkeys(PLAIN_FIELDS, poison),
            "tags": [poison] * 3,
            "authors": [{"name": poison, "url": poison}],
            "attachments": [{"url": poison, "mime_type": poison, "size_in_bytes": poison, "title": poison}],
        }.items()
    ]
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": POISONS[0],
        "language": POISONS[-4],
        "items": items,
    }
    return json.dumps(document).encode(), len(items)


@pytest.fixture
def ingest():
    settings = Settings(
        Limits(entries=5_000, body_bytes=30_000_000), LOOPBACK, "Newsroom/test", concurrency=10, processes=2
    )

    def run():
        return {result.url.rpartition("/")[2]: result for result in rounds.ingest(Feed.objects.all(), settings).results}

    return run


def _failed(results):
    return [(name, result.error) for name, result in results.items() if result.outcome != "ok"]


def test_no_field_of_an_entry_can_poison_its_feed(server, ingest):
    documents = [_rss(field) for field in FIELDS] + [_rss("", attribute) for attribute in ATTRIBUTES]
    for number, document in enumerate(documents):
        server.answers[f"/{number}"] = answer(200, document)
        ledger.add_feed(SourceFactory(), server.url(f"/{number}"), now=timezone.now())

    first = ingest()
    Feed.objects.update(body_digest=None)
    second = ingest()

    assert _failed(first) == _failed(second) == []
    kept = {name: sum((r.counts.new, r.counts.same)) for name, r in first.items()}
    assert set(kept.values()) == {len(POISONS) + 2}
    assert {(r.counts.new, r.counts.changed, r.counts.dropped) for r in second.values()} == {(0, 0, 0)}


def test_no_value_of_a_json_feed_can_poison_it(server, ingest):
    document, entries = _json()
    server.answers["/feed"] = answer(200, document, "Content-Type: application/feed+json")
    ledger.add_feed(SourceFactory(), server.url("/feed"), now=timezone.now())

    first = ingest()["feed"]
    Feed.objects.update(body_digest=None)
    second = ingest()["feed"]

    assert (first.outcome, first.counts) == ("ok", Counts(new=entries))
    assert (second.outcome, second.counts) == ("ok", Counts(same=entries))


def test_no_header_can_poison_a_feed(server, ingest):
    headers = (
        'ETag: "' + "a" * 8_000 + '"', 'ETag: W/"\xff\x80"', "ETag: ' OR 1=1", "Last-Modified: \x01", "Last-Modified: \xed\xa0\x80",
        "Content-Type: text/xml; charset=\xff", "Content-Type: \x80" + "x" * 8_000, "Retry-After: \xff",
    )  # fmt: skip
    for number, header in enumerate(headers):
        server.answers[f"/{number}"] = answer(200, b"<rss><channel><item><guid>1</guid></item></channel></rss>", header)
        ledger.add_feed(SourceFactory(), server.url(f"/{number}"), now=timezone.now())

    first, second = ingest(), ingest()

    assert _failed(first) == _failed(second) == []

"""mending: a second opinion where feedparser finds no entry in a document that plainly holds some."""

import time
from contextlib import suppress

import pytest

from ingest.errors import DocumentError
from ingest.parse import parse
from ingest.values import Limits
from tests.pure.hostile import hostile_texts

ITEMS = "".join(f"<item><guid>{n}</guid><title>Ferry {n}</title></item>" for n in "123")
ENTRIES = ITEMS.replace("item>", "entry>").replace("guid>", "id>")
NOTE = "broken: its entries were found by a second opinion only"


def rss(inside, attributes='version="2.0"'):
    return f"<rss {attributes}><channel>{inside}</channel></rss>"


def read(document, **options):
    return parse(document.encode(errors="replace"), "application/xml", Limits(), **options)


@pytest.mark.parametrize(
    "document",
    [
        rss(f"<title><![CDATA[Quay</title>{ITEMS}"),
        rss(f"<!-- made by hand >{ITEMS}"),
        f"{rss('<title>Quay</title>')}{ITEMS}",
        rss("<title>Quay</title>") + rss(ITEMS),
        rss(ITEMS.replace("item>", "x:item>")),
        rss(ITEMS.replace("item>", "x:item>"), 'version="2.0" xmlns:x="https://unknown.example/"'),
        rss(ITEMS.replace("<", "<rss:").replace("<rss:/", "</rss:"), "rss:version=2.0"),
        rss(
            ITEMS.replace("<", "<rss:")
            .replace("<rss:/", "</rss:")
            .replace("rss:guid>", "rss:guid rss:isPermaLink=no>", 1),
            "a=b/",
        ),
        (
            '<feed xmlns="http://www.w3.org/2005/Atom"><title>Quay</title><subtitle type="xhtml"><div><svg><title>x</title>'
            f"</div></subtitle>{ENTRIES}</feed>"
        ),
        f'<Channel xmlns="http://purl.org/net/rss1.1#" xmlns:r="http://purl.org/net/rss1.1#"><title>Quay</title><items>{ITEMS}</items></Channel>',
    ],
    ids=[
        "a CDATA section that never ends",
        "a comment that never ends",
        "a root that ends too soon",
        "two roots",
        "an unbound prefix",
        "a prefix of an unknown vocabulary",
        "an attribute without quotes, and unbound prefixes",
        "attributes without quotes everywhere",
        "a picture that never ends",
        "a vocabulary that feedparser does not know",
    ],
)
def test_entries_are_found_in_spite_of(document):
    feed = read(document)

    assert [entry.title for entry in feed.entries] == ["Ferry 1", "Ferry 2", "Ferry 3"]
    assert feed.notes == (NOTE,)
    assert not feed.is_well_formed


def test_what_the_items_say_survives_the_mending():
    items = "<x:item><x:title>AT&T &eacute; &amp;amp; &nope;</x:title><x:description><![CDATA[<p a=b>1 & 2</p>]]></x:description></x:item>"

    entry = read(rss(items)).entries[0]

    assert (entry.title, entry.summary) == ("AT&T é &amp; &nope;", "<p a=b>1 & 2</p>")


def test_stray_bytes_cost_at_most_the_item_that_holds_them():
    document = rss(f"<!-- made by hand >{ITEMS}").encode().replace(b"Ferry 2", b"Ferry\xff\x00\x1b 2")

    feed = parse(document, "application/xml", Limits())

    assert [entry.guid for entry in feed.entries] == ["1", "2", "3"]


@pytest.mark.parametrize(
    "hidden",
    [f"<!-- {ITEMS} -->", f"<description><![CDATA[{ITEMS}]]></description>", f"<itemised/><entry-form/>{ITEMS[:6]}"],
)
def test_items_that_are_hidden_or_never_end_are_none(hidden):
    feed = read(rss(f"<title>Quay</title>{hidden}", 'version="2.0"'), truncated=True)

    assert feed.title == "Quay"
    assert (feed.entries, NOTE in feed.notes) == ((), False)


def test_a_half_item_at_the_end_is_not_believed():
    document = rss(f"<!-- made by hand >{ITEMS}").rpartition("3</title>")[0]

    feed = read(document, truncated=True)

    assert [entry.title for entry in feed.entries] == ["Ferry 1", "Ferry 2"]
    assert NOTE in feed.notes


def test_a_document_that_was_read_at_first_is_not_mended():
    assert read(rss("<title>Quay</title><item><title>a</title><item><title>b</title>")).notes == ()


@pytest.mark.parametrize("root", ["<rss>", "<feed>", '<rss a="'])
def test_hostile_runs_are_mended_in_bounded_time(root):
    for text in (*hostile_texts(), "=a" * 100_000, "<item>" * 40_000, "<!-- <item>" * 20_000, "&harbour;" * 20_000):
        began = time.perf_counter()
        with suppress(DocumentError):
            read(f"{root}<!-- <item>{text}</item>")
        assert time.perf_counter() - began < 5, text[:20]

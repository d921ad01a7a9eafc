"""Documents that are larger than the limit: whatever was whole before the cut is kept, and the note says so."""

import json
from datetime import UTC, datetime

import pytest

from ingest.encoding import decode
from ingest.errors import NotAFeed
from ingest.parse import parse
from ingest.reading import read
from ingest.values import FeedContext, Fetched, Limits, Validators

NAMESPACES = (
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
    'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
)
TEXT = "<![CDATA[<p>Ebb &amp; flow: größer — 潮汐 🌊</p></item></entry>]]>"


def item(number, tag="item", guid="guid", about=""):
    return (
        f"<{tag}{about}><{guid}>q{number}</{guid}><title>Fähre {number} &#8211; &eacute; &amp; more</title><!-- no </{tag}> -->"
        f"<dc:description>{TEXT}</dc:description><dc:rights>x</dc:rights></{tag}>\n"
    )


RSS = f'<?xml version="1.0"?><rss version="2.0" {NAMESPACES}><channel><title>Quay</title>{{}}</channel></rss>'
ATOM = f'<feed xmlns="http://www.w3.org/2005/Atom" {NAMESPACES}><title>Quay</title>{{}}</feed>'
RDF = f'<rdf:RDF xmlns="http://purl.org/rss/1.0/" {NAMESPACES}><channel><title>Quay</title></channel>{{}}</rdf:RDF>'
DOCUMENTS = {
    "rss": RSS.format(item(1) + item(2)),
    "atom": ATOM.format(item(1, "entry", "id") + item(2, "entry", "id")),
    "rdf": RDF.format(item(1, guid="dc:identifier", about=' rdf:about="1"') + item(2, guid="dc:identifier")),
}


def too_large(kept):
    return f"larger than the size limit: what was whole was kept (entries: {kept}), the rest was left out"


def cuts(document, encoding):
    """Yield the document cut at each of its bytes from the title on, and how many items end before the cut."""
    body = document.encode(encoding)
    pieces = document.split("</dc:rights>")
    closing = pieces[1].index(">") + 1
    ends = [
        len(("</dc:rights>".join(pieces[:number]) + "</dc:rights>" + pieces[number][:closing]).encode(encoding))
        for number in (1, 2)
    ]
    for cut in range(len(document[: document.index("<title>")].encode(encoding)), len(body) - 4):
        yield body[:cut], sum(end <= cut for end in ends)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("family", DOCUMENTS)
def test_wherever_xml_is_cut_the_whole_entries_are_kept_as_they_are(family, encoding):
    document = DOCUMENTS[family]
    whole = parse(document.encode(encoding), "", Limits()).entries
    assert len(whole) == 2

    for body, count in cuts(document, encoding):
        feed = parse(body, "", Limits(), truncated=True)

        assert feed.entries == whole[:count], body[-40:]
        assert feed.notes == (too_large(count),)


@pytest.mark.parametrize("family", DOCUMENTS)
def test_flaws_before_the_cut_cost_no_entry(family):
    document = DOCUMENTS[family].replace("Quay", "Quay & <Dock>")
    whole = parse(document.encode(), "", Limits()).entries

    for body, count in [*cuts(document, "utf-8")][::7]:
        assert len(parse(body, "", Limits(), truncated=True).entries) == count <= len(whole)


def test_json_is_kept_up_to_its_last_whole_item():
    items = [
        {"id": str(n), "title": 'Fähre "1" \\', "tags": ["}", "]"], "_ours": {"items": [{"id": "no"}]}}
        for n in range(3)
    ]
    head = {"version": "https://jsonfeed.org/version/1.1", "title": "Quay", "_about": {"items": [{"id": "no"}]}}
    body = json.dumps({**head, "items": items, "language": "de"}, ensure_ascii=False).encode()
    ends = [body.index(b'"no"}]}}', body.index(b'"id": "%d"' % n)) + 8 for n in range(3)]
    whole = parse(body, "", Limits())

    for cut in range(body.index(b'"items": [{"id": "0"') + 12, len(body) - 1):
        feed = parse(body[:cut], "", Limits(), truncated=True)

        count = sum(end <= cut for end in ends)
        assert (feed.version, feed.title, feed.entries) == ("json11", "Quay", whole.entries[:count])
        assert feed.notes == (too_large(count),)


def test_json_cut_before_its_items_is_not_taken_for_a_feed():
    with pytest.raises(NotAFeed):
        parse(b'{"version": "https://jsonfeed.org/version/1.1", "title": "Qua', "", Limits(), truncated=True)


@pytest.mark.parametrize("declared", ["text/xml; charset=iso-8859-1", "text/xml; charset=windows-1252", ""])
@pytest.mark.parametrize("letter", ["é", "潮", "🌊"])
def test_half_a_letter_at_the_end_does_not_change_the_others(letter, declared):
    body = f"<title>Größe {letter}".encode()

    for missing in range(1, len(letter.encode())):
        assert decode(body[:-missing], declared) == "<title>Größe "


def test_a_last_letter_of_another_encoding_is_kept():
    assert decode("<title>Größe é".encode("latin-1"), "text/xml; charset=iso-8859-1") == "<title>Größe é"


def test_a_feed_of_much_markup_is_not_refused_because_it_was_cut():
    items = "".join(
        f"<item><guid>{n}</guid><description>{'&lt;p&gt;' * 2_500}</description></item>" for n in range(200)
    )
    document = f'<rss version="2.0"><channel>{items}<item><guid>half</guid>'

    feed = parse(document.encode(), "", Limits(), truncated=True)

    assert (len(feed.entries), feed.notes) == (200, (too_large(200),))


def test_more_entries_than_the_limit_say_that_rather_than_the_size():
    feed = parse(DOCUMENTS["rss"][:-200].encode(), "", Limits(entries=1), truncated=True)

    assert feed.notes == ("more than 1 entries: the first 1 were kept",)


def test_a_tombstone_before_the_cut_is_kept():
    tombstone = '<a:deleted-entry xmlns:a="http://purl.org/atompub/tombstones/1.0" ref="tag:1"/>'

    feed = parse(
        DOCUMENTS["atom"].replace("<entry>", tombstone + "<entry>", 1)[:-50].encode(), "", Limits(), truncated=True
    )

    assert [deletion.ref for deletion in feed.deleted] == ["tag:1"]


def test_the_note_comes_through_to_the_ledger():
    url = "https://quay.example/feed"
    answer = Fetched(url, 200, {}, DOCUMENTS["rss"][:-60].encode(), Validators(), truncated=True)

    reading = read(answer, FeedContext(url, url, "Quay", "en", datetime(2026, 3, 1, tzinfo=UTC)), Limits())

    assert ([entry.guid for entry in reading.entries], reading.dropped) == (["q1"], 1)
    assert reading.notes == (too_large(1),)
    assert reading.item_digests == b""

import random
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest import digests, items, reading
from ingest.values import FeedContext, Fetched, Limits, Reading, Validators
from tests.pure.hostile import seconds

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
CONTEXT = FeedContext("https://harbour.example/feed", "https://harbour.example/feed", "Harbour Post", "en", NOW)
ITEM = "<item><title>{0}</title><link>https://harbour.example/{0}</link><guid>{0}</guid><description>{1}</description></item>"
HEAD = '<?xml version="1.0"?><rss version="2.0"><channel><title>Harbour Post</title>{0}'
TAIL = "</channel></rss>"
ONE, TWO, THREE = (ITEM.format(name, "Water rose.") for name in ("ebb", "tide", "flood"))

names = st.text("abcdé&;<>]-!/ \n", max_size=12)
texts = st.one_of(
    names.map(lambda text: text.replace("&", "&amp;").replace("<", "&lt;")),
    names.map(lambda text: f"<![CDATA[<item>{text.replace(']]>', '')}]]>"),
    names.map(lambda text: f"<!--</item>{text.replace('-', '')}-->"),
    names.map(lambda text: f"<p>{text.replace('&', '').replace('<', '')}</p>"),
)


def rss(*listed: str, head: str = "", tail: str = TAIL) -> str:
    return HEAD.format(head) + "".join(listed) + tail


def read(text: str, known: bytes = b"", context: FeedContext = CONTEXT) -> Reading:
    answer = Fetched("https://harbour.example/feed", 200, {}, text.encode(), Validators())
    return reading.read(answer, replace(context, item_digests=known), Limits())


@given(st.lists(st.tuples(texts, st.sampled_from(["", " ", "\n\t"])), min_size=1, max_size=6))
def test_the_pieces_put_together_are_the_text(listed: list[tuple[str, str]]) -> None:
    text = rss(*(f"<item>{text}</item>{blank}" for text, blank in listed))

    document = items.split(text)

    assert document is not None
    assert [item.rstrip() for item in document.items] == [f"<item>{text}</item>" for text, _ in listed]
    assert document.without(()) == text
    assert document.without(range(len(listed))) == document.head + document.tail


@pytest.mark.parametrize(
    "text",
    [
        "",
        '{"version": "https://jsonfeed.org/version/1.1", "items": []}',
        rss(),
        rss(f"<item>{ONE}</item>"),
        rss(ONE, "<item>"),
        rss(ONE, "</item>"),
        rss(ONE, "<item/>", TWO),
        rss(ONE, "<title>Between</title>", TWO),
        rss(ONE, "<!-- between -->", TWO),
        rss("<rss:item></rss:item>"),
        rss("<ITEM></item>"),
        rss(ONE, "<item><![CDATA[</item>"),
        rss(ONE, "<item><!-- </item>"),
        rss('<item><media:thumbnail xmlns:media="http://search.yahoo.com/mrss/"/></item>'),
        '<!DOCTYPE rss [<!ENTITY tide "high">]>' + rss(ONE),
    ],
)
def test_what_is_not_plain_to_see_is_not_split(text: str) -> None:
    assert items.split(text) is None


@pytest.mark.parametrize(
    "run",
    [
        "<item>",
        "</item>",
        "<item></item>",
        "<item></item",
        "<!--",
        "<![CDATA[",
        "<?",
        "<a",
        "<a:",
        "<pubDate>",
        "<updated a",
        "<generator> ",
        "xmlns",
        " ",
        "<!---->",
    ],
)
def test_a_megabyte_of_anything_is_looked_through_in_no_time(run: str) -> None:
    for text in (run * (1_000_000 // len(run)), rss(run * 90_000, ONE), "<" + run[1:] * 500_000):
        assert seconds(items.split, text) < 1


def test_what_a_feed_says_anew_at_every_build_makes_no_item_unknown() -> None:
    first = read(rss(ONE, TWO, head="<lastBuildDate>Mon</lastBuildDate><!-- built in 3 ms -->"))

    again = read(
        rss(ONE, TWO, head="<lastBuildDate>Tue</lastBuildDate>", tail=f"{TAIL}<!-- 4 ms -->"), first.item_digests
    )

    assert (len(again.entries), len(again.skipped)) == (0, 2)
    assert again.item_digests == first.item_digests
    assert (again.version, again.title) == (first.version, first.title)


@pytest.mark.parametrize("name", ["feed_url", "final_url", "source_name", "source_language"])
def test_another_context_makes_every_item_unknown(name: str) -> None:
    first = read(rss(ONE))

    again = read(rss(ONE), first.item_digests, replace(CONTEXT, **{name: "https://other.example/"}))

    assert len(again.entries) == 1


@pytest.mark.parametrize("head", ["<language>nl</language>", "<link>https://other.example/</link>"])
def test_another_head_makes_every_item_unknown(head: str) -> None:
    assert len(read(rss(ONE, head=head), read(rss(ONE)).item_digests).entries) == 1


def test_other_rules_make_every_item_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    first = read(rss(ONE))
    monkeypatch.setattr(digests, "READING", digests.READING + 1)

    assert len(read(rss(ONE), first.item_digests).entries) == 1


@pytest.mark.parametrize(
    "newcomer",
    [
        ITEM.format("ebb", "The same guid and link."),
        ITEM.format("ebb", "The same link.").replace("<guid>ebb", "<guid>other"),
        ITEM.format("ebb", "The same guid.").replace("/ebb<", "/other<"),
        "<item></item>",
        "<item><title>A & B</title></item>",
        "<item><title>A</b></title></item>",
        ONE,
    ],
)
def test_a_newcomer_that_concerns_other_items_has_the_document_read_whole(newcomer: str) -> None:
    known = read(rss(ONE, TWO)).item_digests

    found = read(rss(newcomer, ONE, TWO), known)

    assert found == read(rss(newcomer, ONE, TWO))
    assert (found.skipped, found.item_digests) == ((), b"")


@pytest.mark.parametrize("seed", range(20))
def test_versions_of_a_document_read_in_part_say_what_they_say_read_whole(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  It varies a test and keeps no secret.
    listed = [ITEM.format(n, "Water rose.") for n in range(8)]
    parts: dict[str, object] = {}
    known, skipped = b"", 0
    for version in range(12):
        text = rss(*listed)
        part, whole = read(text, known), read(text)
        parts |= {entry.guid: entry for entry in part.entries}
        for entry in whole.entries:
            assert parts[entry.guid] == entry or [e.guid for e in whole.entries].count(entry.guid) > 1
        assert len(part.entries) + len(part.skipped) == len(whole.entries)
        assert set(digests.unpack(part.item_digests)) == set(digests.unpack(whole.item_digests))
        known, skipped = part.item_digests, skipped + len(part.skipped)
        listed.insert(0, ITEM.format(f"new-{version}", "It fell again."))
        listed[chance.randrange(len(listed))] = ITEM.format(f"changed-{version}", "A correction.")
        if chance.random() < 0.5:
            listed[3] = listed[3].replace("</description>", " And more.</description>")
        if chance.random() < 0.2:
            listed.append(listed[0].replace("It fell", "A double of it fell"))
        del listed[10:]
    assert skipped > 20

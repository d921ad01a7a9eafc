from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.entry import Enclosure, Entry, Origin
from ingest.enclosures import MOST, enclosures
from ingest.errors import EmptyEntry, IngestError
from ingest.licences import Licence, find_licence
from ingest.normalize import BODY, SUMMARY_IS_BODY, normalize
from ingest.values import FeedContext, ParsedEntry, ParsedFeed, ParsedMedia
from tests.pure.hostile import any_text, hostile_texts, is_storable, seconds

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
FEED = ParsedFeed("rss20", title="Second Paper", home_url="https://second.example/", language="en-us")
CONTEXT = FeedContext("https://second.example/feed", "https://second.example/feed.xml", "Second Paper", "nl", NOW)
PARSED = ParsedEntry(
    guid="7", link="/bridge?utm_source=rss#top", title="Harbour bridge opens", content="<p>It opened.</p>"
)
TAIL = '<p>The post <a href="https://first.example/bridge">Harbour bridge opens</a> appeared first on <a href="https://first.example">First Paper</a>.</p>'


def entry(**changes: object) -> Entry:
    return normalize(replace(PARSED, **changes), FEED, CONTEXT)


def test_links_are_absolute_and_canonical_and_relative_texts_have_a_base() -> None:
    result = entry()

    assert result.url == "https://second.example/bridge"
    assert result.base_url == "https://second.example/bridge?utm_source=rss#top"


def test_xml_base_resolves_the_link_and_the_texts() -> None:
    result = entry(base="archive/", link="bridge")

    assert result.url == "https://second.example/archive/bridge"
    assert result.base_url == "https://second.example/archive/"


def test_a_guid_that_is_a_url_serves_as_link_where_there_is_none() -> None:
    assert entry(guid="https://second.example/p/7", link="").url == "https://second.example/p/7"
    assert entry(guid="urn:x:7", link="").url == ""


def test_a_guid_is_trimmed_and_otherwise_verbatim() -> None:
    assert entry(guid=" tag:E.example,2020:/É?x=1&y#z\n").guid == "tag:E.example,2020:/É?x=1&y#z"


@pytest.mark.parametrize(
    ("changes", "headline", "kind"),
    [
        ({}, "Harbour bridge opens", "html"),
        ({"title": " Bread\n &amp;amp; <b>butter</b> "}, "Bread &amp; <b>butter</b>", "html"),
        ({"title": "It&#039;s open", "title_kind": "text"}, "It's open", "text"),
        ({"title": "<b></b>"}, "It opened.", "text"),
        ({"title": "", "summary": "A dek."}, "A dek.", "text"),
        ({"title": "", "content": "<p>" + "word " * 40}, "word " * 11 + "word…", "text"),
        ({"title": "", "content": ""}, "Bridge", "text"),
        ({"title": "", "content": "", "link": ""}, "7", "text"),
        ({"title": "", "content": "", "link": "https://other.example"}, "other.example", "text"),
    ],
)
def test_every_entry_has_a_headline(changes: dict[str, str], headline: str, kind: str) -> None:
    result = entry(**changes)

    assert (result.headline, result.headline_kind) == (headline, kind)


def test_content_is_the_body_and_summary_the_dek() -> None:
    result = entry(summary="A bridge [&#8230;]", summary_kind="text")

    assert (result.body, result.body_kind) == ("<p>It opened.</p>", "html")
    assert (result.dek, result.dek_kind) == ("A bridge…", "text")


@pytest.mark.parametrize("summary", ["word " * (SUMMARY_IS_BODY // 5 + 1), "<p>One.</p><p>Two.</p><p>Three.</p>"])
def test_a_long_summary_alone_is_the_body_too(summary: str) -> None:
    result = entry(content="", summary=summary)

    assert result.body == result.dek == summary.strip()


def test_a_short_summary_alone_is_no_body() -> None:
    result = entry(content="", summary="<p>It opened on Monday.</p>")

    assert (result.body, result.dek) == ("", "<p>It opened on Monday.</p>")


def test_a_self_closed_frame_does_not_swallow_the_rest() -> None:
    assert entry(content='<iframe src="https://v.example/1"/><p>After.</p>').body.endswith("></iframe><p>After.</p>")


def test_the_tail_leaves_body_and_dek_and_becomes_the_origin() -> None:
    result = entry(content=f"<p>It opened.</p>{TAIL}", summary=f"<p>A dek [&#8230;]</p>\n{TAIL}")

    assert (result.body, result.dek) == ("<p>It opened.</p>", "<p>A dek…")
    assert result.origin == Origin("First Paper", "https://first.example/bridge")


def test_the_tail_of_the_deliverer_itself_is_taken_off_and_names_no_origin() -> None:
    own = '<p>The post <a href="/bridge">Harbour bridge opens</a> appeared first on <a href="https://www.second.example">Second</a>.</p>'

    result = entry(content=f"<p>It opened.</p>{own}")

    assert (result.body, result.origin) == ("<p>It opened.</p>", Origin())


@pytest.mark.parametrize(
    ("changes", "origin"),
    [
        (
            {"source_name": "First Paper", "source_url": "https://first.example/feed"},
            Origin("First Paper", "https://first.example/feed"),
        ),
        (
            {
                "source_name": "First Paper",
                "source_url": "https://first.example/feed",
                "link": "https://www.first.example/bridge",
            },
            Origin("First Paper", "https://www.first.example/bridge"),
        ),
        ({"source_name": "Second paper", "source_url": "https://elsewhere.example/"}, Origin()),
        ({"source_name": "Second", "source_url": "https://second.example/feed"}, Origin()),
        ({"source_name": "First Paper"}, Origin("First Paper")),
        ({"source_name": "Ida Example / First Agency"}, Origin()),
        (
            {"source_name": "Third", "source_url": "https://third.example/", "content": TAIL},
            Origin("First Paper", "https://first.example/bridge"),
        ),
    ],
)
def test_the_source_element_names_the_origin_where_no_tail_does(changes: dict[str, str], origin: Origin) -> None:
    assert entry(**changes).origin == origin


def test_dates_are_judged_by_the_time_of_the_fetch() -> None:
    good = entry(published="Mon, 09 Mar 2026 10:00:00 +0100", updated="2026-03-10T20:00:00Z")
    wild = entry(published="Mon, 09 Mar 2037 10:00:00 +0100")

    assert (good.published, good.updated, good.date_suspect) == (NOW - timedelta(hours=27), NOW, False)
    assert (wild.published, wild.date_suspect) == (None, True)


@pytest.mark.parametrize(
    ("own", "of_feed", "of_source", "expected"),
    [
        ("fr_FR", "de", "nl", "fr-FR"),
        ("", "de", "nl", "de"),
        ("", "", "nl", "nl"),
        ("?", "x", "", ""),
        ("", "English", "nl", "nl"),
    ],
)
def test_the_language_is_the_entrys_then_the_feeds_then_the_sources(
    own: str, of_feed: str, of_source: str, expected: str
) -> None:
    result = normalize(
        replace(PARSED, language=own), replace(FEED, language=of_feed), replace(CONTEXT, source_language=of_source)
    )

    assert result.language == expected


def test_authors_are_people_and_atom_entries_inherit_those_of_the_feed() -> None:
    atom = replace(FEED, version="atom10", authors=("Otto Sample",))

    assert entry(authors=("admin", "Ida Example", "Second Paper")).authors == ("Ida Example",)
    assert normalize(PARSED, atom, CONTEXT).authors == ("Otto Sample",)
    assert normalize(replace(PARSED, authors=("admin",)), atom, CONTEXT).authors == ()
    assert normalize(PARSED, replace(FEED, authors=("Otto Sample",)), CONTEXT).authors == ()


def test_tags_are_kept_once_and_bounded() -> None:
    result = entry(tags=(" Bridges ", "bridges", "", "Har\x00bour", *map(str, range(100))))

    assert result.tags[:2] == ("Bridges", "Harbour")
    assert len(result.tags) == 30


def test_rights_are_the_entrys_else_the_feeds() -> None:
    feed = replace(FEED, rights="© Second Paper, CC BY-SA 4.0")

    inherited, own = (
        normalize(PARSED, feed, CONTEXT),
        normalize(replace(PARSED, rights="Ours <b>alone</b>"), feed, CONTEXT),
    )

    assert (inherited.rights_text, inherited.licence_name) == ("© Second Paper, CC BY-SA 4.0", "CC BY-SA 4.0")
    assert own.rights_text == "Ours alone"


@pytest.mark.parametrize(
    ("text", "licence"),
    [
        ("http://creativecommons.org/licenses/by/4.0/", Licence("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/")),
        ("https://creativecommons.org/licenses/by-nc-nd/3.0/us/", Licence("CC BY-NC-ND 3.0 US", "https://creativecommons.org/licenses/by-nc-nd/3.0/us/")),
        ("https://creativecommons.org/licenses/by-sa/4.0/deed.de", Licence("CC BY-SA 4.0", "https://creativecommons.org/licenses/by-sa/4.0/")),
        ("https://creativecommons.org/publicdomain/zero/1.0/", Licence("CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/")),
        ("Text: CC BY-NC-ND 4.0.", Licence("CC BY-NC-ND 4.0", "https://creativecommons.org/licenses/by-nc-nd/4.0/")),
        ("cc-by 3.0", Licence("CC BY 3.0", "https://creativecommons.org/licenses/by/3.0/")),
        ("Creative Commons Attribution-NonCommercial-ShareAlike 4.0", Licence("CC BY-NC-SA 4.0", "https://creativecommons.org/licenses/by-nc-sa/4.0/")),
        ("Creative Commons Attribution", Licence("CC BY", "")),
        ("CC0", Licence("CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/")),
        ("© 2026 Second Paper. All rights reserved.", Licence()),
        ("https://creativecommons.org/licenses/sampling/1.0/", Licence()),
        ("cc: by post", Licence()),
    ],
)  # fmt: skip
def test_creative_commons_licences_are_recognised(text: str, licence: Licence) -> None:
    assert find_licence("", text) == licence


def test_a_licence_at_the_end_of_a_body_counts_only_where_it_says_that_it_is_the_texts() -> None:
    link = '<a {}href="https://creativecommons.org/licenses/by/4.0/">CC BY</a>'

    licensed = entry(content=f"<p>It opened.</p><p>{link.format('rel=license ')}</p>")
    picture = entry(content=f"<p>It opened.</p><p>Photo: {link.format('')}</p>")

    assert (licensed.licence_name, picture.licence_name) == ("CC BY 4.0", "")


def test_files_are_judged_and_merged() -> None:
    media = (
        ParsedMedia(
            "/a.jpg", type="IMAGE/JPEG; q=1", length="1,234", width="640", height="0", credit="<b>Ida</b> Example"
        ),
        ParsedMedia("https://second.example/a.jpg", medium="Image", height="480px", title="Bridge", is_thumbnail=True),
        ParsedMedia("javascript:alert(1)"),
        ParsedMedia("b.mp3", type="junk", length="-5", width="NaN", height="1e9", medium="smell"),
    )

    files = enclosures(media, "https://second.example/")

    assert files == (
        Enclosure("https://second.example/a.jpg", "image/jpeg", 1234, "image", 640, 480, "Bridge", "Ida Example"),
        Enclosure("https://second.example/b.mp3"),
    )


@pytest.mark.parametrize("number", ["", "-1", "0", "NaN", "inf", "9" * 5_000, "1e5", "0x10", "twelve"])
def test_a_number_that_makes_no_sense_is_none(number: str) -> None:
    (file,) = enclosures([ParsedMedia("https://second.example/a", length=number, width=number, height=number)])

    assert (file.length, file.width, file.height) == (None, None, None)


def test_at_most_thirty_files_are_kept() -> None:
    assert len(enclosures([ParsedMedia(f"https://second.example/{number}") for number in range(1_000)])) == MOST


def test_an_entry_that_says_nothing_is_refused_and_only_that() -> None:
    for nothing in (ParsedEntry(), ParsedEntry(title=" \x00\n", authors=("Ida Example",), published="2026-01-01")):
        with pytest.raises(EmptyEntry):
            normalize(nothing, FEED, CONTEXT)
    for something in (
        ParsedEntry(guid="7"),
        ParsedEntry(link="/x"),
        ParsedEntry(title="T"),
        ParsedEntry(summary="S"),
        ParsedEntry(media=(ParsedMedia("/a"),)),
    ):
        assert normalize(something, FEED, CONTEXT).headline
    assert not issubclass(EmptyEntry, IngestError)


parsed_entries = st.builds(
    ParsedEntry,
    **{field.name: any_text for field in fields(ParsedEntry) if field.type == "str" or field.type is str},
    title_kind=st.sampled_from(["html", "text"]),
    summary_kind=st.sampled_from(["html", "text"]),
    content_kind=st.sampled_from(["html", "text"]),
    authors=st.lists(any_text, max_size=3).map(tuple),
    tags=st.lists(any_text, max_size=3).map(tuple),
    media=st.lists(st.builds(ParsedMedia, *[any_text] * 8, st.booleans()), max_size=3).map(tuple),
)


def texts_of(result: Entry) -> list[str]:
    plain = [getattr(result, field.name) for field in fields(Entry)]
    files = [getattr(file, field.name) for file in result.enclosures for field in fields(Enclosure)]
    values = [*plain, *result.authors, *result.tags, *files, result.origin.name, result.origin.url]
    return [value for value in values if isinstance(value, str)]


@settings(max_examples=200, deadline=None)
@given(parsed=parsed_entries, title=any_text, url=any_text)
def test_any_entry_becomes_something_that_postgres_takes(parsed: ParsedEntry, title: str, url: str) -> None:
    feed = ParsedFeed(
        title, title=title, home_url=url, language=title, base=url, authors=(title,), rights=title, licence_url=url
    )
    context = FeedContext(url, url, title, title, NOW)

    try:
        result = normalize(parsed, feed, context)
    except EmptyEntry:
        return

    assert result.headline
    assert all(is_storable(text) and len(text) <= BODY + 1 for text in texts_of(result))
    assert result.published is None or datetime(1990, 1, 1, tzinfo=UTC) <= result.published <= NOW


def test_hostile_entries_cost_linear_time() -> None:
    def run(text: str) -> Entry:
        media = tuple(ParsedMedia(*[text[:20_000]] * 8) for _ in range(3))
        parsed = ParsedEntry(
            *[text] * 3, "html", text, "html", text, "html", (text,), *[text] * 4, (text,), media, *[text] * 4
        )
        return normalize(parsed, FEED, CONTEXT)

    assert max(seconds(run, text) for text in hostile_texts()) < 4

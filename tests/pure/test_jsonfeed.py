"""jsonfeed: our own reader of JSON Feed 1.0 and 1.1, patient with types and hard on nonsense."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import DocumentError, DocumentRefused, NotAFeed
from ingest.parse import parse
from ingest.values import Limits, ParsedMedia

VERSION = "https://jsonfeed.org/version/1.1"
LARGER = "larger than the size limit: what was whole was kept (entries: {}), the rest was left out"


def read(*items, limits=None, truncated=False, **head):
    body = json.dumps({"version": VERSION, "title": "Harbour news", **head, "items": list(items)}).encode()
    return parse(body, "application/feed+json", limits or Limits(), truncated)


def test_a_whole_feed_is_read():
    feed = read(
        {
            "id": "a-1",
            "url": "https://harbour.example/1",
            "external_url": "https://elsewhere.example/",
            "title": "Ferry <late> & full",
            "summary": "Two hours.",
            "content_html": "<p>Two hours late.</p>",
            "content_text": "Two hours late.",
            "date_published": "2026-03-14T12:00:00+01:00",
            "date_modified": "2026-03-14T13:00:00+01:00",
            "language": "nl",
            "tags": ["ferries", "ferries", "ports"],
            "authors": [{"name": "J. Visser"}, {"name": "A. Smit"}],
            "image": "https://harbour.example/1.jpg",
            "attachments": [
                {
                    "url": "https://harbour.example/1.mp3",
                    "mime_type": "audio/mpeg",
                    "size_in_bytes": 1234,
                    "title": "Listen",
                }
            ],
        },
        home_page_url="https://harbour.example/",
        description="From the quay",
        icon="https://harbour.example/icon.png",
        language="en",
        authors=[{"name": "The desk"}],
    )

    entry = feed.entries[0]
    assert (feed.version, feed.title, feed.home_url) == ("json11", "Harbour news", "https://harbour.example/")
    assert (feed.description, feed.language, feed.authors) == ("From the quay", "en", ("The desk",))
    assert feed.image_url == "https://harbour.example/icon.png"
    assert (entry.guid, entry.link, entry.language) == ("a-1", "https://harbour.example/1", "nl")
    assert (entry.title, entry.title_kind) == ("Ferry <late> & full", "text")
    assert (entry.summary, entry.summary_kind) == ("Two hours.", "text")
    assert (entry.content, entry.content_kind) == ("<p>Two hours late.</p>", "html")
    assert (entry.published, entry.updated) == ("2026-03-14T12:00:00+01:00", "2026-03-14T13:00:00+01:00")
    assert (entry.tags, entry.authors) == (("ferries", "ports"), ("J. Visser", "A. Smit"))
    assert entry.media == (
        ParsedMedia(url="https://harbour.example/1.jpg", medium="image"),
        ParsedMedia(url="https://harbour.example/1.mp3", type="audio/mpeg", length="1234", title="Listen"),
    )


def test_version_1_names_its_author_in_the_singular():
    feed = read({"id": "1", "author": {"name": "J. Visser"}}, version="https://jsonfeed.org/version/1")

    assert feed.version == "json1"
    assert feed.entries[0].authors == ("J. Visser",)


def test_plain_text_stays_plain_text():
    entry = read({"id": "1", "content_text": "1 < 2 & <b>so on</b>"}).entries[0]

    assert (entry.content, entry.content_kind) == ("1 < 2 & <b>so on</b>", "text")


@pytest.mark.parametrize(
    ("written", "guid"), [("7", "7"), ("1.50", "1.50"), ("9" * 5000, "9" * 5000), ('" x "', "x"), ("1e400", "1e400")]
)
def test_an_id_may_be_a_number_and_keeps_its_digits(written, guid):
    body = f'{{"version": "{VERSION}", "items": [{{"id": {written}}}]}}'.encode()

    assert parse(body, "", Limits()).entries[0].guid == guid


def test_an_item_without_an_id_lives_if_it_has_a_url():
    feed = read({"url": "https://harbour.example/1"}, {"external_url": "https://harbour.example/2"}, {"title": "Lost"})

    assert [entry.link for entry in feed.entries] == ["https://harbour.example/1", "https://harbour.example/2"]
    assert feed.dropped == 1


def test_items_of_wrong_types_are_dropped_and_counted():
    feed = read(None, 5, "x", [], {}, {"id": {}}, {"id": None, "url": ["x"]}, {"id": "kept"})

    assert [entry.guid for entry in feed.entries] == ["kept"]
    assert feed.dropped == 7


def test_fields_of_wrong_types_are_as_if_not_said():
    wrong = {
        "title": ["x"],
        "content_html": None,
        "authors": "x",
        "tags": [1.5, None, {}],
        "attachments": {},
        "image": 0,
    }

    entry = read({"id": "1", **wrong}).entries[0]

    assert (entry.title, entry.content, entry.authors, entry.media[1:]) == ("", "", (), ())


def test_not_a_number_is_no_value():
    body = f'{{"version": "{VERSION}", "items": [{{"id": NaN, "url": Infinity}}]}}'.encode()

    feed = parse(body, "", Limits())

    assert (feed.entries, feed.dropped) == ((), 1)


def test_surrogates_and_control_characters_do_not_come_through():
    body = f'{{"version": "{VERSION}", "items": [{{"id": "\\udfff", "title": "a\\u0000b\\ud83dc"}}]}}'.encode()

    entry = parse(body, "", Limits()).entries[0]

    assert (entry.guid, entry.title) == ("\ufffd", "ab\ufffdc")


def test_only_the_first_items_are_kept_and_it_says_so():
    feed = read(*({"id": str(n)} for n in range(9)), limits=Limits(entries=4))

    assert [entry.guid for entry in feed.entries] == ["0", "1", "2", "3"]
    assert feed.notes == ("more than 4 entries: the first 4 were kept",)


def test_a_document_that_is_cut_short_keeps_its_whole_items():
    body = json.dumps({"version": VERSION, "title": "Cut", "items": [{"id": "1"}, {"id": "2"}, {"id": "3"}]}).encode()

    feed = parse(body[:-8], "", Limits(), truncated=True)

    assert (feed.version, feed.title) == ("json11", "Cut")
    assert [entry.guid for entry in feed.entries] == ["1", "2"]
    assert feed.notes == (LARGER.format(2),)
    assert feed.dropped == 1


@pytest.mark.parametrize(
    "body",
    [
        b"{}",
        b"[]",
        b'{"items": {"a": 1}}',
        b'{"items": []}',
        b'{"version": "https://jsonfeed.org/version/1.1"}',
        b'{"version": 7, "items": [1, 2]}',
        b'{"version": "https://jsonfeed.org/version/1.1", "items":',
        b"{not json",
    ],
)
def test_other_json_is_not_a_feed(body):
    with pytest.raises(NotAFeed, match="JSON"):
        parse(body, "application/json", Limits())


@pytest.mark.parametrize("body", [b"[" * 1_000_000, b'{"items":' * 200_000])
def test_bottomless_nesting_is_refused(body):
    with pytest.raises(DocumentRefused):
        parse(body, "application/json", Limits())


def test_an_empty_feed_is_a_feed():
    assert read().entries == ()


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "url", "name"]), inner),
    max_leaves=6,
)
FIELDS = ["id", "url", "title", "content_html", "authors", "author", "tags", "attachments", "image", "language"]


@given(st.lists(st.dictionaries(st.sampled_from(FIELDS), ANYTHING) | ANYTHING, max_size=4), ANYTHING)
def test_whatever_stands_in_the_items_nothing_but_our_errors_comes_out(items, title):
    body = json.dumps({"version": VERSION, "title": title, "items": items}).encode()

    try:
        feed = parse(body, "", Limits())
    except DocumentError:
        return

    assert len(feed.entries) + feed.dropped == len(items)


def test_items_behind_a_flaw_are_missed_and_it_says_so():
    body = json.dumps({"version": VERSION, "title": "Flaw", "items": [{"id": "1"}, {"id": "2"}, {"id": "3"}]})

    feed = parse(body.replace('"id": "2"', '"id": "2').encode(), "", Limits())

    assert [entry.guid for entry in feed.entries] == ["1"]
    assert (feed.dropped, feed.notes) == (1, ("broken: nothing behind a flaw could be read (entries kept: 1)",))


def test_a_flaw_before_the_items_costs_no_item():
    body = json.dumps({"version": VERSION, "title": "Flaw", "language": "nl", "items": [{"id": "1"}]})

    feed = parse(body.replace('"nl"', '"n"l"').encode(), "", Limits())

    assert (feed.title, [entry.guid for entry in feed.entries]) == ("Flaw", ["1"])


# What the feed says of itself -----------------------------------------------------------------------------------------


def test_hubs_that_speak_websub_are_found():
    hubs = [
        {"type": "WebSub", "url": "https://hub.example/"},
        {"type": "rssCloud", "url": "https://cloud.example/"},
        {"type": "websub", "url": "https://hub.example/"},
        {"type": "WebSub", "url": None},
        {"url": "https://nameless.example/"},
        "https://bare.example/",
    ]

    feed = read(hubs=hubs, feed_url="https://harbour.example/feed.json")

    assert (feed.hubs, feed.self_url) == (("https://hub.example/",), "https://harbour.example/feed.json")


@pytest.mark.parametrize(
    ("expired", "is_expired"), [(True, True), (False, False), ("true", False), (1, False), (None, False)]
)
def test_a_feed_expires_only_where_it_plainly_says_so(expired, is_expired):
    assert read(expired=expired).pace.is_expired is is_expired


@pytest.mark.parametrize("hubs", [None, 7, "x", {}, [[]], [None], [{"type": ["WebSub"], "url": "x"}]])
def test_hubs_that_are_none_are_no_flaw(hubs):
    assert read(hubs=hubs).hubs == ()

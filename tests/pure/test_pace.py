"""pace: what a feed says of its rhythm, and how much of it can be meant."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest import pace
from ingest.pace import Pace
from ingest.parse import parse
from ingest.reading import read
from ingest.values import Deletion, FeedContext, Fetched, Limits, Validators

SY = 'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"'
NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def pace_of(channel, attributes=SY):
    document = f'<rss version="2.0" {attributes}><channel><title>Quay</title>{channel}</channel></rss>'
    return parse(document.encode(), "", Limits()).pace


def reading(document, url="https://quay.example/news/feed", item_digests=b""):
    answer = Fetched(url=url, status=200, headers={}, body=document.encode(), validators=Validators())
    return read(answer, FeedContext(url, url, "Quay", "en", NOW, item_digests), Limits())


# Time to live and period ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("60", 60),
        (" \n60\t", 60),
        ("+60", 60),
        ("90.5", 90),
        ("0", 0),
        ("", 0),
        ("-60", 0),
        ("abc", 0),
        ("1e99", 0),
        ("60 minutes", 0),
        ("٦٠", 0),
        ("999999999", 43_200),
        ("9" * 400, 0),
    ],
)
def test_a_time_to_live_is_a_number_of_minutes_or_not_said(text, minutes):
    assert pace_of(f"<ttl>{text}</ttl>").ttl == minutes


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("<sy:updatePeriod>\n\thourly\t</sy:updatePeriod><sy:updateFrequency>1</sy:updateFrequency>", 3_600),
        ("<sy:updatePeriod>Daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>", 21_600),
        ("<sy:updatePeriod>weekly</sy:updatePeriod>", 604_800),
        ("<sy:updateFrequency>2</sy:updateFrequency>", 43_200),
        ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>", 3_600),
        ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>-3</sy:updateFrequency>", 3_600),
        ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>99999999</sy:updateFrequency>", 60),
        ("<sy:updatePeriod>now and then</sy:updatePeriod>", 0),
        ("<sy:updateBase>2026-03-01T00:00:00Z</sy:updateBase>", 0),
    ],
)
def test_a_period_is_divided_by_its_frequency(said, seconds):
    assert pace_of(said).period == seconds


def test_the_syndication_module_counts_under_any_prefix():
    said = "<often:updatePeriod>hourly</often:updatePeriod>"

    pace = pace_of(said, SY.replace("sy", "often", 1))

    assert pace.period == 3_600


def test_an_entry_does_not_set_the_pace_of_its_feed():
    said = "<item><title>x</title><ttl>5</ttl><hour>3</hour><day>Monday</day></item>"

    assert pace_of(said) == Pace()


# Hours and days to skip -----------------------------------------------------------------------------------------------


def hours(*texts):
    return pace_of(f"<skipHours>{''.join(f'<hour>{text}</hour>' for text in texts)}</skipHours>").skip_hours


def days(*texts):
    return pace_of(f"<skipDays>{''.join(f'<day>{text}</day>' for text in texts)}</skipDays>").skip_days


@pytest.mark.parametrize(
    ("texts", "skipped"),
    [
        ([0, 1, " 23 "], {0, 1, 23}),
        ([24], {0}),
        (["03", 3], {3}),
        ([25, -1, "abc", "", "1e99", "9" * 400], set()),
        (range(24), set()),
        (range(1, 25), set()),
        (range(23), set(range(23))),
    ],
)
def test_hours_to_skip_are_those_of_a_day_but_never_all(texts, skipped):
    assert hours(*texts) == skipped


@pytest.mark.parametrize(
    ("texts", "skipped"),
    [
        (["Saturday", "SUNDAY "], {5, 6}),
        (["Mon"], {0}),
        (["Maandag", "", "7"], set()),
        (["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"], set()),
    ],
)
def test_days_to_skip_are_english_names_but_never_the_whole_week(texts, skipped):
    assert days(*texts) == skipped


def test_thousands_of_hours_are_not_collected():
    assert hours(*["abc"] * 5_000, 3) == set()


def test_an_element_named_like_a_list_of_ours_does_no_harm():
    assert pace_of("<hours>x</hours><skiphours>9</skiphours><skipHours><hour>1</hour></skipHours>").skip_hours == {1}


@given(st.lists(st.text(max_size=20), max_size=5), st.text(max_size=400), st.text(max_size=20))
def test_no_text_makes_a_reader_fail_or_leave_its_bounds(texts, text, other):
    read_hours, read_days = pace.hours(texts), pace.days(texts)

    assert 0 <= pace.minutes(text) <= pace.MOST_MINUTES
    assert pace.period(text, other) == 0 or 60 <= pace.period(text, other) <= 366 * 86_400
    assert read_hours < set(range(24))
    assert read_days < set(range(7))


# As it travels --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "said",
    [Pace(), Pace(60, 3_600, frozenset({0, 23}), frozenset({5, 6}), is_expired=True), Pace(skip_days=frozenset({0}))],
)
def test_a_pace_survives_a_column_of_json(said):
    column = json.loads(json.dumps({**said.as_json(), "hub": "beside it"}))

    assert Pace.from_json(column) == said


def test_what_is_not_said_takes_no_room_in_the_column():
    assert Pace().as_json() == {}
    assert Pace(ttl=60).as_json() == {"ttl": 60}


# Hubs and archives ----------------------------------------------------------------------------------------------------

ATOM = 'xmlns:a="http://www.w3.org/2005/Atom"'


def atom(inside, attributes=""):
    return f'<feed xmlns="http://www.w3.org/2005/Atom" {attributes}><title>Quay</title>{inside}</feed>'


def test_the_feeds_own_links_are_found_in_rss():
    links = """<a:link rel="hub" href="https://hub.example/"/><a:link rel="hub" href="//second.example/"/>
      <a:link rel="SELF" href="/news/feed?all=1"/><a:link rel="prev-archive" href="2026-02"/>"""

    read = reading(f'<rss version="2.0" {ATOM}><channel><title>Quay</title>{links}</channel></rss>')

    assert read.hubs == ("https://hub.example/", "https://second.example/")
    assert read.self_url == "https://quay.example/news/feed?all=1"
    assert read.prev_archive == "https://quay.example/news/2026-02"


def test_links_are_resolved_against_the_base_in_force():
    links = '<link rel="hub" href="hub"/><link rel="self" xml:base="deeper/" href="feed"/>'

    read = reading(atom(links, 'xml:base="https://base.example/a/"'))

    assert (read.hubs, read.self_url) == (("https://base.example/a/hub",), "https://base.example/a/deeper/feed")


@pytest.mark.parametrize("href", ["javascript:alert(1)", "file:///etc/passwd", "ftp://hub.example/", "http://[", ""])
def test_a_hub_that_is_no_web_address_is_none(href):
    read = reading(atom(f'<link rel="hub" href="{href}"/><link rel="self" href="{href}"/>'))

    assert (read.hubs, read.self_url) == ((), "")


def test_hubs_by_the_hundred_are_bounded_and_each_counts_once():
    links = "".join(f'<link rel="hub" href="https://hub{number // 2}.example/"/>' for number in range(200))

    assert len(set(reading(atom(links)).hubs)) == 10


def test_the_links_of_an_entry_are_not_the_feeds():
    links = '<link rel="hub" href="https://hub.example/"/><link rel="prev-archive" href="https://quay.example/1"/>'

    read = reading(atom(f"<entry><id>1</id><title>x</title>{links}</entry>"))

    assert (read.hubs, read.prev_archive) == ((), "")


@pytest.mark.parametrize(
    ("mark", "flags"), [("archive", (True, False)), ("complete", (False, True)), ("x", (False,) * 2)]
)
def test_archives_and_complete_feeds_say_so_under_any_prefix(mark, flags):
    read = reading(atom(f"<old:{mark}/>", 'xmlns:old="http://purl.org/syndication/history/1.0"'))

    assert (read.is_archive, read.is_complete) == flags


# Tombstones -----------------------------------------------------------------------------------------------------------

DEAD = 'xmlns:dead="http://purl.org/atompub/tombstones/1.0"'
ENTRY = "<entry><id>tag:quay.example,2026:{0}</id><title>Ferry {0}</title></entry>"


def test_deleted_entries_are_noted_with_their_time():
    tombstones = """<dead:deleted-entry ref=" tag:quay.example,2026:1 " when="2026-02-28T10:00:00+01:00"/>
      <dead:deleted-entry ref="tag:quay.example,2026:2" when="lately"/><dead:deleted-entry/>"""

    read = reading(atom(tombstones, DEAD))

    assert read.deleted == (
        Deletion("tag:quay.example,2026:1", datetime(2026, 2, 28, 9, 0, tzinfo=UTC)),
        Deletion("tag:quay.example,2026:2"),
    )


def test_a_tombstone_may_be_in_the_default_namespace_of_its_own():
    tombstone = '<deleted-entry xmlns="http://purl.org/atompub/tombstones/1.0" ref="tag:1"/>'

    assert reading(atom(tombstone)).deleted == (Deletion("tag:1"),)


def test_what_stands_in_a_tombstone_is_not_said_of_the_feed():
    inside = """<dead:by><name>Desk</name></dead:by><dead:comment xml:lang="en">Spam</dead:comment>
      <link href="https://spam.example/"/><link rel="hub" href="https://spam.example/hub"/><ttl>5</ttl>"""
    tombstone = f'<dead:deleted-entry ref="tag:1">{inside}</dead:deleted-entry>'

    feed = parse(atom(f'{tombstone}<link href="https://quay.example/"/>', DEAD).encode(), "", Limits())

    assert (feed.home_url, feed.hubs, feed.pace, feed.authors) == ("https://quay.example/", (), Pace(), ())
    assert [deletion.ref for deletion in feed.deleted] == ["tag:1"]


def test_a_tombstone_that_never_ends_costs_no_entry():
    document = atom(f'<dead:deleted-entry ref="tag:1">{ENTRY.format(1)}{ENTRY.format(2)}', DEAD).removesuffix("</feed>")

    read = reading(document + "&</feed>")

    assert ([entry.guid[-1] for entry in read.entries], read.deleted) == (["1", "2"], (Deletion("tag:1"),))


def test_tombstones_by_the_thousand_are_bounded():
    tombstones = "".join(f'<dead:deleted-entry ref="tag:{number}"/>' for number in range(2_000))

    assert len(reading(atom(tombstones, DEAD)).deleted) == 500


@pytest.mark.parametrize("place", ["before", "between", "behind"])
def test_tombstones_are_found_where_most_items_are_known_already(place):
    tombstone = '<dead:deleted-entry ref="tag:gone"/>'
    spots = {"before": (tombstone, "", ""), "between": ("", tombstone, ""), "behind": ("", "", tombstone)}[place]

    def document(last):
        entries = [ENTRY.format(number) for number in (*range(20), last)]
        return atom("".join((spots[0], *entries[:10], spots[1], *entries[10:], spots[2])), DEAD)

    first = reading(document(20))
    second = reading(document(21), item_digests=first.item_digests)

    assert first.deleted == second.deleted == (Deletion("tag:gone"),)
    assert len(second.entries) + len(second.skipped) == 21


def test_a_new_tombstone_is_found_though_every_item_is_known():
    entries = "".join(ENTRY.format(number) for number in range(20))
    first = reading(atom(entries, DEAD))

    second = reading(atom(f'{entries}<dead:deleted-entry ref="tag:gone"/>', DEAD), item_digests=first.item_digests)

    assert second.deleted == (Deletion("tag:gone"),)


def test_pace_and_hubs_are_known_in_a_partial_reading_too():
    links = '<link rel="hub" href="https://hub.example/"/><ttl>60</ttl>'
    first = reading(atom(links + ENTRY.format(1) + ENTRY.format(2)))

    second = reading(atom(links + ENTRY.format(3) + ENTRY.format(2)), item_digests=first.item_digests)

    assert len(second.skipped) == 1
    assert (second.hubs, second.pace) == (("https://hub.example/",), Pace(ttl=60))

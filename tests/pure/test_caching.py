"""caching: how long an answer stays fresh, as RFC 9111 has it and as servers write it."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.caching import LONGEST, Freshness, after_304, freshness

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
DATE = "Sun, 01 Mar 2026 09:00:00 GMT"  # This server's clock is three hours behind ours.


def seconds(**headers):
    return freshness({name.replace("_", "-"): value for name, value in headers.items()}, NOW).seconds


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("max-age=600", 600),
        ("public, Max-Age=600", 600),
        ('max-age="600"', 600),
        ("max-age = 600", 600),
        ("max-age=600; public", 600),
        ("max-age=600, max-age=900", 600),
        ("s-maxage=900, max-age=600", 600),
        ('extension="max-age=900", max-age=600', 600),
        ('extension="unclosed, max-age=600', 600),
        ("max-age=0", 0),
        ("max-age=" + "9" * 400, LONGEST),
        ("max-age=99999999999", LONGEST),
    ],
)
def test_max_age_is_read_however_it_is_written(value, expected):
    assert freshness({"cache-control": value}, NOW) == Freshness(expected, has_hint=True)


@pytest.mark.parametrize(
    "value",
    ["", "public", "s-maxage=900", "x-max-age=900", "max-age", "max-age=", "max-age=-1", "max-age=٣٠", "max-age=1e9"],
)
def test_what_says_nothing_of_time_is_no_hint(value):
    assert freshness({"cache-control": value}, NOW) == Freshness()


def test_without_any_header_there_is_no_hint():
    assert freshness({}, NOW) == Freshness()


def test_age_is_taken_off():
    assert seconds(cache_control="max-age=600", age="200") == 400
    assert seconds(cache_control="max-age=600", age="900") == 0
    assert seconds(expires="Sun, 01 Mar 2026 09:10:00 GMT", date=DATE, age="200") == 400


@pytest.mark.parametrize("age", ["-5", "soon", "", "1.5"])
def test_an_age_that_cannot_be_read_is_none(age):
    assert seconds(cache_control="max-age=600", age=age) == 600


def test_expires_counts_from_the_servers_own_clock():
    assert seconds(expires="Sun, 01 Mar 2026 09:10:00 GMT", date=DATE) == 600


def test_expires_counts_from_our_clock_where_the_server_gives_no_date():
    assert seconds(expires="Sun, 01 Mar 2026 12:10:00 GMT") == 600
    assert seconds(expires="Sun, 01 Mar 2026 12:10:00 GMT", date="noon") == 600


def test_max_age_beats_expires():
    assert seconds(cache_control="max-age=60", expires="Sun, 01 Mar 2026 09:10:00 GMT", date=DATE) == 60
    assert seconds(cache_control="public", expires="Sun, 01 Mar 2026 09:10:00 GMT", date=DATE) == 600


@pytest.mark.parametrize("expires", ["0", "-1", "never", "Thu, 01 Jan 1970 00:00:00 GMT"])
def test_what_expired_already_is_a_hint_of_no_seconds(expires):
    assert freshness({"expires": expires, "date": DATE}, NOW) == Freshness(0, has_hint=True)


def test_what_expires_in_a_thousand_years_stays_a_year():
    assert seconds(expires="Fri, 01 Mar 9026 09:10:00 GMT", date=DATE) == LONGEST


@pytest.mark.parametrize("value", ["no-cache", "no-store", "No-Cache, max-age=600", "max-age=600, no-store"])
def test_who_wants_to_be_asked_each_time_is_heard(value):
    answer = freshness({"cache-control": value, "expires": "Sun, 01 Mar 2026 15:00:00 GMT"}, NOW)

    assert answer == Freshness(0, is_no_cache=True, has_hint=True)


def test_no_cache_for_one_field_is_not_about_the_body():
    assert seconds(cache_control='no-cache="Set-Cookie, Date", max-age=600') == 600


def test_pragma_counts_only_where_cache_control_is_silent():
    assert freshness({"pragma": "no-cache"}, NOW).is_no_cache
    assert seconds(pragma="no-cache", cache_control="max-age=600") == 600


# After a 304 ----------------------------------------------------------------------------------------------------------

HOUR, DAY = Freshness(3_600, has_hint=True), Freshness(86_400, has_hint=True)
NO_CACHE = Freshness(is_no_cache=True, has_hint=True)


@pytest.mark.parametrize(
    ("full", "again", "kept"),
    [
        (HOUR, DAY, HOUR),
        (DAY, HOUR, HOUR),
        (HOUR, Freshness(), HOUR),
        (Freshness(), HOUR, HOUR),
        (HOUR, NO_CACHE, NO_CACHE),
        (NO_CACHE, DAY, NO_CACHE),
        (Freshness(0, has_hint=True), DAY, Freshness(0, has_hint=True)),
    ],
)
def test_a_304_shortens_and_never_lengthens(full, again, kept):
    assert after_304(full, again) == kept


# Properties -----------------------------------------------------------------------------------------------------------

names = st.sampled_from(["cache-control", "expires", "date", "age", "pragma"])
pieces = st.sampled_from(
    ["max-age", "no-cache", "=", '"', ",", ";", " ", "\\", "-1", "60", "9" * 30, DATE, "0", "é", "\x00"]
)
values = st.one_of(st.text(max_size=60), st.lists(pieces, max_size=12).map("".join))


@given(st.dictionaries(names, values))
def test_no_header_makes_the_reader_fail_or_leave_its_bounds(headers):
    answer = freshness(headers, NOW)

    assert 0 <= answer.seconds <= LONGEST
    assert answer.has_hint or answer == Freshness()
    assert not answer.is_no_cache or answer.seconds == 0


def test_long_runs_of_junk_are_read_in_a_moment():
    for run in ('a="', "a=\\", '"', "\\", " ", "=", "a,", ";", 'no-cache="'):
        freshness({"cache-control": (run * 65_536)[:65_536]}, NOW)

"""schedule: when we poll next, and what we say about it."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest import schedule
from ingest.pace import Pace
from ingest.schedule import Rhythm, after_answer, after_failure, after_gone, after_outage, observe

NOON = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)  # A Saturday.
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def wait(rhythm, chance=0.0, now=NOON):
    return after_answer(now, rhythm, chance).at - now


def polite(gap=None, **said):
    """A rhythm of a server that knows validators, whose newest entry came just now."""
    gap_seconds = gap.total_seconds() if gap else None
    return Rhythm(**{"gap_seconds": gap_seconds, "newest_at": NOON, "has_validators": True, **said})


# The feed's own rhythm ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("gap", "expected"),
    [
        (MINUTE, 15 * MINUTE),
        (30 * MINUTE, 15 * MINUTE),
        (40 * MINUTE, 20 * MINUTE),
        (8 * HOUR, 4 * HOUR),
        (48 * HOUR, 24 * HOUR),
        (20 * DAY, 24 * HOUR),
        (None, 30 * MINUTE),
    ],
)
def test_we_come_after_half_of_the_mean_gap_from_a_quarter_of_an_hour_to_a_day(gap, expected):
    assert wait(polite(gap)) == expected


def test_a_silence_that_lasts_makes_the_gap_longer():
    busy = polite(HOUR, newest_at=NOON - 11 * HOUR)

    assert wait(busy) == 90 * MINUTE  # A fifth of the ten hours beyond the usual one, and half of all that.


def test_a_silence_shorter_than_the_gap_changes_nothing():
    assert wait(polite(10 * HOUR, newest_at=NOON - 9 * HOUR)) == 5 * HOUR


@pytest.mark.parametrize(
    ("silence", "expected"), [(29 * DAY, 71 * HOUR + 15 * MINUTE), (30 * DAY, 24 * HOUR), (4000 * DAY, 24 * HOUR)]
)
def test_a_feed_that_was_silent_for_thirty_days_is_asked_daily(silence, expected):
    assert wait(polite(MINUTE, newest_at=NOON - silence)) == min(expected, DAY)
    assert ("nothing new for" in after_answer(NOON, polite(MINUTE, newest_at=NOON - silence), 0.0).why) == (
        silence >= 30 * DAY
    )


def test_a_feed_that_says_it_has_ended_is_asked_daily():
    assert wait(polite(HOUR, pace=Pace(is_expired=True))) == DAY


def test_a_feed_that_is_pushed_is_asked_daily_all_the_same():
    assert wait(polite(HOUR, is_pushed=True)) == DAY


# What the publisher asks for ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        ({"fresh_seconds": 7_200}, "2 h: its server says that the answer is fresh for so long"),
        ({"pace": Pace(ttl=120)}, "2 h: its ttl says so"),
        ({"pace": Pace(period=7_200)}, "2 h: its update period says so"),
    ],
)
def test_a_wish_holds_where_it_is_longer_and_is_named(wish, words):
    chosen = after_answer(NOON, polite(HOUR, **wish), 0.0)

    assert (chosen.at, chosen.why) == (NOON + 2 * HOUR, words)
    assert wait(polite(8 * HOUR, **wish)) == 4 * HOUR


@pytest.mark.parametrize(
    "wish", [{"fresh_seconds": 31_536_000}, {"pace": Pace(ttl=43_200)}, {"pace": Pace(period=31_536_000)}]
)
def test_no_wish_counts_for_more_than_a_day(wish):
    assert wait(polite(HOUR, **wish)) == DAY


@pytest.mark.parametrize(
    ("server", "expected"),
    [
        ({"has_validators": False}, 60 * MINUTE),
        ({"has_validators": False, "fresh_seconds": 0}, 15 * MINUTE),
        ({"has_validators": True}, 15 * MINUTE),
    ],
)
def test_a_server_without_validators_and_cache_headers_is_asked_hourly_at_most(server, expected):
    assert wait(polite(10 * MINUTE, **server)) == expected


def test_hours_that_are_skipped_are_waited_for():
    chosen = after_answer(NOON, polite(HOUR, pace=Pace(skip_hours=frozenset((12, 13, 14)))), 0.5)

    assert chosen.at == NOON.replace(hour=15) + 15 * MINUTE
    assert chosen.why == "30 min: something new comes every 60 min; then the next hour that it does not skip"


def test_days_that_are_skipped_are_waited_for():
    weekend = Pace(skip_days=frozenset((5, 6)))

    assert after_answer(NOON, polite(HOUR, pace=weekend), 0.0).at == datetime(2026, 3, 16, 0, 0, tzinfo=UTC)


def test_days_and_hours_that_are_skipped_work_together():
    only = Pace(skip_days=frozenset(range(7)) - {4}, skip_hours=frozenset(range(24)) - {23})

    assert after_answer(NOON, polite(HOUR, pace=only), 0.0).at == datetime(2026, 3, 20, 23, 0, tzinfo=UTC)


def test_a_feed_that_would_skip_everything_is_asked_as_if_it_had_said_nothing():
    assert wait(polite(HOUR, pace=Pace(skip_hours=frozenset(range(24))))) == 30 * MINUTE


@pytest.mark.parametrize(
    ("gap", "chance", "expected"),
    [
        (10 * HOUR, 0.0, 300 * MINUTE),
        (10 * HOUR, 0.5, 315 * MINUTE),
        (10 * HOUR, 1.0, 330 * MINUTE),
        (60 * HOUR, 1.0, 24 * HOUR + 30 * MINUTE),
    ],
)
def test_luck_adds_up_to_a_tenth_and_at_most_half_an_hour(gap, chance, expected):
    assert wait(polite(gap), chance) == expected


# Failures -------------------------------------------------------------------------------------------------------------


def pause(failures, failing=HOUR, retry_after=None, chance=0.0):
    return after_failure(NOON, failures, failing, retry_after, chance).at - NOON


def test_each_failure_in_a_row_doubles_the_pause_up_to_a_day():
    hours = [pause(failures) / HOUR for failures in range(1, 10)]

    assert hours == [0.5, 1, 2, 4, 8, 16, 24, 24, 24]


def test_after_thirty_days_of_failures_one_probe_a_week_is_left_for_ever():
    assert pause(40, 30 * DAY) == DAY
    assert pause(40, 30 * DAY + MINUTE) == 7 * DAY
    assert pause(1_000_000, 4_000 * DAY) == 7 * DAY


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (None, HOUR), (0, HOUR), (60, HOUR), (3_600, HOUR + MINUTE), (7_200, 2 * HOUR + MINUTE),
        (5 * 86_400, 5 * DAY + MINUTE), (8 * 86_400, 7 * DAY + MINUTE), (1e300, 7 * DAY + MINUTE),
    ],
)  # fmt: skip
def test_we_come_a_minute_after_retry_after_of_up_to_seven_days(asked, expected):
    assert pause(2, retry_after=asked) == expected


@pytest.mark.parametrize(
    ("failures", "failing", "retry_after", "words"),
    [
        (1, HOUR, None, "30 min: failed once"),
        (3, HOUR, None, "2 h: failed 3 times in a row"),
        (3, 31 * DAY, None, "7 days: a probe, for it has failed for 31 days"),
        (1, HOUR, 3_600, "60 min: the server said Retry-After"),
    ],
)
def test_the_reason_for_a_pause_is_said_in_words(failures, failing, retry_after, words):
    assert after_failure(NOON, failures, failing, retry_after, 0.0).why == words


def test_what_is_gone_is_asked_once_more_a_day_later():
    assert after_gone(NOON, 0.0).at == NOON + DAY
    assert after_gone(NOON, 1.0).at == NOON + DAY + 30 * MINUTE


def test_after_an_outage_of_ours_we_try_again_within_ten_minutes():
    assert [after_outage(NOON, chance).at - NOON for chance in (0.0, 1.0)] == [5 * MINUTE, 10 * MINUTE]


# What is learned of a feed --------------------------------------------------------------------------------------------


def test_the_first_document_tells_the_gap_by_its_own_dates():
    published = [NOON - hours * HOUR for hours in (9, 3, 6)]

    assert observe(Rhythm(), NOON, 3, published) == (3 * 3_600, NOON - 3 * HOUR)


def test_entries_of_the_future_tell_nothing():
    assert observe(Rhythm(), NOON, 2, [NOON + DAY, NOON - HOUR]) == (None, NOON - HOUR)


def test_entries_of_one_moment_tell_no_gap():
    assert observe(Rhythm(), NOON, 3, [NOON - HOUR] * 3) == (None, NOON - HOUR)


@pytest.mark.parametrize("new", [0, 20])
def test_where_nothing_is_dated_the_first_look_counts_as_the_newest_moment(new):
    gap, newest = observe(Rhythm(), NOON, new, [])

    assert (gap, newest) == (None, NOON)
    assert observe(Rhythm(gap, newest), NOON + 6 * HOUR, 2, []) == (3 * 3_600, NOON + 6 * HOUR)


def test_a_new_entry_pulls_the_mean_a_fifth_of_the_way():
    rhythm = Rhythm(gap_seconds=3_600, newest_at=NOON - 2 * HOUR)

    assert observe(rhythm, NOON, 1, []) == (pytest.approx(4_320), NOON)


def test_nothing_new_changes_nothing():
    rhythm = Rhythm(gap_seconds=3_600, newest_at=NOON - 2 * HOUR)

    assert observe(rhythm, NOON, 0, [NOON]) == (3_600, NOON - 2 * HOUR)


@pytest.mark.parametrize(("elapsed", "new", "gap"), [(MINUTE, 400, 60), (4_000 * DAY, 1, 60 * 86_400), (-DAY, 1, 60)])
def test_the_mean_stays_between_a_minute_and_sixty_days(elapsed, new, gap):
    assert observe(Rhythm(None, NOON - elapsed), NOON, new, [])[0] == gap


# Whatever a feed says -------------------------------------------------------------------------------------------------

moments = st.timedeltas(-10_000 * DAY, 10_000 * DAY).map(NOON.__add__)
chances = st.floats(0, 1)
paces = st.builds(
    Pace,
    ttl=st.integers(0, 43_200),
    period=st.integers(0, 31_536_000),
    skip_hours=st.frozensets(st.integers(0, 23), max_size=23),
    skip_days=st.frozensets(st.integers(0, 6), max_size=6),
    is_expired=st.booleans(),
)
rhythms = st.builds(
    Rhythm,
    gap_seconds=st.none() | st.floats(60, 5_184_000),
    newest_at=st.none() | moments,
    pace=paces,
    fresh_seconds=st.none() | st.integers(0, 31_536_000),
    has_validators=st.booleans(),
    is_pushed=st.booleans(),
)


@given(moments, rhythms, chances)
def test_after_an_answer_we_come_not_before_a_quarter_of_an_hour_and_not_after_a_day(now, rhythm, chance):
    chosen = after_answer(now, rhythm, chance)

    latest = now + schedule.LONGEST + schedule.MOST_JITTER
    skipped = 8 * DAY if rhythm.pace.skip_days or rhythm.pace.skip_hours else timedelta(0)
    assert now + schedule.SHORTEST <= chosen.at <= latest + skipped
    assert 0 < len(chosen.why) <= 200


@given(moments, rhythms, chances)
def test_no_poll_falls_into_what_a_feed_skips(now, rhythm, chance):
    at = after_answer(now, rhythm, chance).at

    assert at.hour not in rhythm.pace.skip_hours
    assert at.weekday() not in rhythm.pace.skip_days


@given(moments, rhythms, chances, st.tuples(*[st.integers(0, 31_536_000)] * 3))
def test_a_longer_wish_never_brings_us_sooner(now, rhythm, chance, wishes):
    fresh, ttl, period = wishes

    def at(fresh, ttl, period):
        pace = Pace(ttl, period, is_expired=rhythm.pace.is_expired)
        said = Rhythm(rhythm.gap_seconds, rhythm.newest_at, pace, fresh, rhythm.has_validators, rhythm.is_pushed)
        return after_answer(now, said, chance).at

    begun = at(fresh, ttl, period)

    assert begun <= min(at(fresh * 2, ttl, period), at(fresh, ttl * 2, period), at(fresh, ttl, period * 2))


@given(
    moments,
    st.integers(1, 10**9),
    st.timedeltas(timedelta(0), timedelta(days=10_000)),
    st.none() | st.floats(0),
    chances,
)
def test_after_a_failure_we_always_come_again_and_never_before_the_server_allows(now, failures, failing, asked, chance):
    chosen = after_failure(now, failures, failing, asked, chance)

    assert (
        now + schedule.FIRST_BACKOFF
        <= chosen.at
        <= now + schedule.PROBE + schedule.ANSWERED_WITHIN + schedule.MOST_JITTER
    )
    assert chosen.at - now >= min(timedelta(seconds=min(asked or 0, 1e9)), schedule.LONGEST_RETRY_AFTER)
    assert 0 < len(chosen.why) <= 200


@given(
    st.none() | st.floats(60, 5_184_000),
    st.none() | moments,
    moments,
    st.integers(0, 500),
    st.lists(moments, max_size=20),
)
def test_whatever_is_seen_the_gap_stays_in_its_bounds_and_the_newest_moment_is_not_ahead(
    gap, newest, now, new, published
):
    seen, at = observe(Rhythm(gap, newest and min(newest, now)), now, new, published)

    assert seen is None or 60 <= seen <= 5_184_000
    assert at <= now

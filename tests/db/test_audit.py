"""audit: each rule finds a pair of attempts that breaks it, and leaves one alone that keeps it."""

import tracemalloc
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from ingest import ledger
from ingest.audit import COLUMNS, Rule, Violation, audit, report
from ingest.ledger.claims import VALIDATORS_LAST
from ingest.models import Feed, Fetch
from tests.factories import SourceFactory

pytestmark = pytest.mark.django_db
SINCE = datetime(2026, 3, 1, 0, 0, tzinfo=UTC)
NOW = SINCE + timedelta(days=14)
NOON = SINCE + timedelta(hours=12)
SECOND, MINUTE, HOUR, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def feed_at(url="http://127.0.0.1:8900/feed"):
    return ledger.add_feed(SourceFactory(), url, now=SINCE)[0]


def attempt(feed, at, **said):
    """An attempt that read a document, and whose next one was an hour later, unless something else is said."""
    facts = {
        "outcome": "ok", "status": 200, "started_at": at, "next_at": at + HOUR, "next_why": "60 min: its ttl says so",
    }  # fmt: skip
    return Fetch.objects.create(feed=feed, **(facts | said))


def failed(feed, at, **said):
    return attempt(feed, at, **{"outcome": "failed", "error": "no", "status": 500, **said})


def rules(since=SINCE, now=NOW):
    return [violation.rule for violation in audit(since, now)]


def test_an_empty_ledger_is_blameless():
    assert audit(SINCE, NOW) == []


# Validators -----------------------------------------------------------------------------------------------------------

GAVE = {"got_etag": '"a"', "got_last_modified": "Sun, 01 Mar 2026 10:00:00 GMT"}
SENT = {"sent_etag": '"a"', "sent_last_modified": "Sun, 01 Mar 2026 10:00:00 GMT"}


def test_a_plain_question_after_validators_is_found():
    feed = feed_at()
    attempt(feed, NOON, **GAVE)
    attempt(feed, NOON + HOUR)

    (found,) = audit(SINCE, NOW)

    assert found == Violation(
        feed.pk, feed.url, NOON + HOUR, Rule.UNCONDITIONAL,
        "asked without condition, though the answer before gave ETag '\"a\"' and "
        "Last-Modified 'Sun, 01 Mar 2026 10:00:00 GMT'",
    )  # fmt: skip


@pytest.mark.parametrize(
    "sent", [SENT, {"sent_etag": SENT["sent_etag"]}, {"sent_last_modified": SENT["sent_last_modified"]}]
)
def test_a_question_with_the_validators_given_is_right(sent):
    feed = feed_at()
    attempt(feed, NOON, **GAVE)
    attempt(feed, NOON + HOUR, **sent)

    assert rules() == []


def test_a_failure_in_between_does_not_excuse_a_plain_question():
    feed = feed_at()
    attempt(feed, NOON, **GAVE)
    failed(feed, NOON + HOUR, **SENT)
    attempt(feed, NOON + 2 * HOUR)

    assert rules() == [Rule.UNCONDITIONAL]


def test_a_plain_question_after_an_answer_without_validators_is_right():
    feed = feed_at()
    attempt(feed, NOON, **GAVE)
    attempt(feed, NOON + HOUR, **SENT)
    attempt(feed, NOON + 2 * HOUR)

    assert rules() == []


@pytest.mark.parametrize(("age", "found"), [(VALIDATORS_LAST - HOUR, [Rule.UNCONDITIONAL]), (VALIDATORS_LAST, [])])
def test_eight_days_after_a_full_answer_a_plain_question_is_meant(age, found):
    feed = feed_at()
    attempt(feed, NOON, **GAVE)
    attempt(feed, NOON + age - HOUR, outcome="not_modified", status=304, **GAVE, **SENT)
    attempt(feed, NOON + age)

    assert rules() == found


@pytest.mark.parametrize(
    "sent", [{"sent_etag": "a"}, {"sent_etag": 'W/"a"'}, {"sent_etag": '"a"', "sent_last_modified": "Sun, 01 Mar 2026"}]
)
def test_validators_that_were_not_given_so_are_found(sent):
    feed = feed_at()
    attempt(feed, NOON, **GAVE)
    attempt(feed, NOON + HOUR, **sent)

    assert rules() == [Rule.INVENTED]


def test_validators_that_a_304_replaced_are_found():
    feed = feed_at()
    attempt(feed, NOON, **GAVE)
    attempt(feed, NOON + HOUR, outcome="not_modified", status=304, got_etag='"b"', **SENT)
    attempt(feed, NOON + 2 * HOUR, **SENT)

    assert rules() == [Rule.INVENTED]


def test_what_an_older_page_or_a_push_says_is_nothing_to_be_asked_with():
    feed = feed_at()
    attempt(feed, NOON, **GAVE)
    attempt(feed, NOON + MINUTE, cause="archive")
    attempt(feed, NOON + 2 * MINUTE, cause="push")
    attempt(feed, NOON + HOUR, **SENT)

    assert rules() == []


# Time -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("early", "found"), [(SECOND, [Rule.EARLY]), (0 * SECOND, [])])
def test_a_scheduled_poll_before_its_time_is_found(early, found):
    feed = feed_at()
    attempt(feed, NOON)
    attempt(feed, NOON + HOUR - early)

    assert rules() == found


def test_somebody_may_ask_before_the_schedule():
    feed = feed_at()
    attempt(feed, NOON, fresh_seconds=3_600)
    attempt(feed, NOON + MINUTE, cause="request")

    assert rules() == []


@pytest.mark.parametrize("cause", ["schedule", "request"])
@pytest.mark.parametrize(("early", "found"), [(SECOND, [Rule.EARLY]), (0 * SECOND, [])])
def test_nobody_may_ask_before_the_end_of_retry_after(cause, early, found):
    feed = feed_at()
    failed(feed, NOON, status=503, wait_seconds=7_200)
    attempt(feed, NOON + 2 * HOUR - early, cause=cause)

    assert rules() == found


def test_a_retry_after_of_months_holds_for_seven_days():
    feed = feed_at()
    failed(feed, NOON, status=503, wait_seconds=10**9)
    attempt(feed, NOON + 6 * DAY)
    attempt(feed, NOON + 7 * DAY)

    assert [violation.at for violation in audit(SINCE, NOW)] == [NOON + 6 * DAY]


@pytest.mark.parametrize(
    ("fresh", "pause", "found"),
    [
        (7_200, 2 * HOUR - SECOND, [Rule.EARLY]),
        (7_200, 2 * HOUR, []),
        (10**6, DAY - SECOND, [Rule.EARLY]),
        (10**6, DAY, []),
    ],
)
def test_a_poll_while_the_answer_is_fresh_is_found_for_up_to_a_day(fresh, pause, found):
    feed = feed_at()
    attempt(feed, NOON, fresh_seconds=fresh)
    attempt(feed, NOON + pause)

    assert rules() == found


def test_a_304_may_shorten_how_long_an_answer_is_fresh_and_not_lengthen_it():
    feed = feed_at()
    attempt(feed, NOON, fresh_seconds=3_600)
    attempt(feed, NOON + HOUR, outcome="not_modified", status=304, fresh_seconds=36_000)
    attempt(feed, NOON + 2 * HOUR, outcome="not_modified", status=304, fresh_seconds=0, next_at=NOON + 2.5 * HOUR)
    attempt(feed, NOON + 2.5 * HOUR)

    assert rules() == []


def test_where_a_clock_was_set_back_nothing_is_early():
    feed = feed_at()
    attempt(feed, NOON + DAY)
    attempt(feed, NOON)

    assert rules() == []


# Bursts ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("pause", "found"), [(14 * MINUTE, [Rule.BURST]), (15 * MINUTE, [])])
def test_two_polls_of_a_feed_within_a_quarter_of_an_hour_are_found(pause, found):
    feed = feed_at()
    attempt(feed, NOON, next_at=NOON + pause)
    attempt(feed, NOON + pause)

    assert rules() == found


def test_after_an_outage_of_ours_we_may_come_soon():
    feed = feed_at()
    failed(feed, NOON, status=None, next_at=NOON + 5 * MINUTE)
    attempt(feed, NOON + 5 * MINUTE)

    assert rules() == []


@pytest.mark.parametrize(("pause", "found"), [(1.9 * SECOND, [Rule.BURST]), (2 * SECOND, [])])
@pytest.mark.parametrize("cause", ["schedule", "request", "archive"])
def test_two_requests_to_a_strangers_host_within_two_seconds_are_found(cause, pause, found):
    attempt(feed_at("http://quay.example.org/feed"), NOON)
    second = feed_at("https://www.quay.example.org/other")
    attempt(second, NOON + pause, cause=cause)

    violations = audit(SINCE, NOW)

    assert [violation.rule for violation in violations] == found
    assert [violation.detail for violation in violations] == ["asked 1.9 s after its host was"] * len(found)
    assert {violation.feed_id for violation in violations} <= {second.pk}


def test_hosts_of_our_own_and_different_hosts_may_be_asked_at_once():
    for url in (
        "http://127.0.0.1:8900/a",
        "http://127.0.0.1:8900/b",
        "http://one.example.org/",
        "http://two.example.org/",
    ):
        attempt(feed_at(url), NOON)

    assert rules() == []


def test_a_push_and_a_replay_are_no_requests():
    attempt(feed_at("http://quay.example.org/feed"), NOON)
    other = feed_at("http://quay.example.org/other")
    attempt(other, NOON, cause="push")
    attempt(other, NOON, cause="replay")

    assert rules() == []


def test_retry_after_holds_for_every_feed_of_a_strangers_host():
    failed(feed_at("http://quay.example.org/feed"), NOON, status=429, wait_seconds=3_600)
    other = feed_at("http://quay.example.org/other")
    attempt(other, NOON + 59 * MINUTE)
    attempt(other, NOON + 2 * HOUR)

    (found,) = audit(SINCE, NOW)

    assert (found.feed_id, found.at, found.rule) == (other.pk, NOON + 59 * MINUTE, Rule.EARLY)
    assert found.detail == "asked 1 min before the end of its host's Retry-After"


def test_retry_after_of_a_host_that_we_were_sent_to_holds_there_and_for_the_feed():
    feed = feed_at("http://quay.example.org/feed")
    failed(feed, NOON, status=429, wait_seconds=3_600, final_url="http://elsewhere.example.org/feed")
    attempt(feed_at("http://quay.example.org/other"), NOON + MINUTE)

    assert rules() == []


def test_what_a_feed_asked_before_it_moved_went_to_another_host():
    feed = feed_at("http://old.example.org/feed")
    attempt(feed_at("http://new.example.org/feed"), NOON)
    attempt(feed, NOON)
    ledger.move(feed.pk, "http://new.example.org/moved", NOON)

    assert rules() == []


# What is over ---------------------------------------------------------------------------------------------------------


def gone(feed, at):
    return failed(feed, at, status=410, next_at=at + 25 * HOUR)


def test_a_poll_after_410_was_confirmed_is_found():
    feed = feed_at()
    gone(feed, NOON)
    gone(feed, NOON + 25 * HOUR)
    gone(feed, NOON + 50 * HOUR)

    assert [(violation.rule, violation.at) for violation in audit(SINCE, NOW)] == [(Rule.GONE, NOON + 50 * HOUR)]


def test_a_410_between_answers_confirms_nothing():
    feed = feed_at()
    gone(feed, NOON)
    attempt(feed, NOON + 25 * HOUR)
    gone(feed, NOON + 50 * HOUR)
    gone(feed, NOON + 75 * HOUR)

    assert rules() == []


def test_who_resumes_a_feed_that_was_gone_begins_anew():
    feed = feed_at()
    gone(feed, NOON)
    gone(feed, NOON + 25 * HOUR)
    failed(feed, NOON + 30 * HOUR, status=410, cause="request", next_at=NOON + 55 * HOUR)
    gone(feed, NOON + 55 * HOUR)

    assert rules() == []


@pytest.mark.parametrize(
    ("later", "cause", "found"),
    [(6 * MINUTE, "schedule", [Rule.PAUSED]), (4 * MINUTE, "schedule", []), (6 * MINUTE, "request", [])],
)
def test_a_scheduled_poll_of_a_paused_feed_is_found_once_what_was_under_way_is_over(later, cause, found):
    feed = feed_at()
    ledger.pause(Feed.objects.filter(id=feed.pk), "enough", NOON)
    attempt(feed, NOON + later, cause=cause)

    assert rules() == found


def test_a_resumed_feed_is_polled_again():
    feed = feed_at()
    ledger.pause(Feed.objects.filter(id=feed.pk), "enough", NOON)
    ledger.resume(Feed.objects.filter(id=feed.pk), NOON + HOUR)
    attempt(feed, NOON + HOUR)

    assert rules() == []


def test_who_resumes_a_feed_has_asked_for_its_next_poll():
    feed = feed_at()
    ledger.pause(Feed.objects.filter(id=feed.pk), "enough", NOON)
    ledger.resume(Feed.objects.filter(id=feed.pk), NOON + HOUR)

    (claim,) = ledger.claim(timezone.now(), 1).claims

    assert claim.cause == Fetch.Cause.REQUEST


# The whole ------------------------------------------------------------------------------------------------------------


def test_only_what_happened_in_the_time_asked_for_is_judged_by_what_went_before():
    feed = feed_at()
    attempt(feed, SINCE - 3 * HOUR, **GAVE)
    attempt(feed, SINCE - 2 * HOUR)
    attempt(feed, SINCE - HOUR, **GAVE)
    attempt(feed, SINCE + HOUR)
    attempt(feed, NOW + HOUR, sent_etag='"z"')

    assert [violation.at for violation in audit(SINCE, NOW)] == [SINCE + HOUR]


def test_the_attempts_of_two_feeds_are_not_mixed_up():
    first, second = feed_at("http://127.0.0.1:8900/a"), feed_at("http://127.0.0.1:8900/b")
    for n in range(3):
        attempt(first, NOON + n * HOUR, **GAVE, **(SENT if n else {}))
        attempt(second, NOON + n * HOUR)

    assert rules() == []


def many_attempts(feed, count):
    """Write so many polls, a quarter of an hour from one to the next."""
    times = [NOW - n * 15 * MINUTE for n in range(count, 0, -1)]
    row = {"feed": feed, "outcome": "ok", "status": 200, "next_why": "15 min: something new comes every 20 min"}
    Fetch.objects.bulk_create([Fetch(started_at=at, next_at=at + 15 * MINUTE, **row) for at in times])


def peak_of(work):
    """How many bytes this takes at most."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_the_ledger_is_read_in_a_stream():
    for n in range(6):
        many_attempts(feed_at(f"http://127.0.0.1:8900/{n}"), 1_250)

    whole = peak_of(lambda: list(Fetch.objects.values_list(*COLUMNS)))

    assert peak_of(lambda: audit(SINCE, NOW)) < whole / 4


def test_a_blameless_report_says_so():
    assert report([]) == "Courtesy: no violation.\nCookies and referers: none, the client has neither."


def test_a_report_counts_and_names_what_was_found():
    found = [
        Violation(7, "http://quay.example.org/feed", NOON, Rule.EARLY, "asked 5 min before its time"),
        Violation(9, "http://quay.example.org/other", NOON, Rule.BURST, "asked 1.0 s after its host was"),
        Violation(7, "http://quay.example.org/feed", NOON + HOUR, Rule.EARLY, "asked 2 min before its time"),
    ]

    first, *cases, _ = report(found).splitlines()

    assert first == "Courtesy: 2 early, 1 burst."
    assert cases[0] == (
        "2026-03-01 12:00:00  early          feed 7  asked 5 min before its time  http://quay.example.org/feed"
    )
    assert len(cases) == 3

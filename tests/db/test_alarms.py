import datetime as dt

import pytest
from django.db import connection

from articles.models import Article, Sighting
from ingest import alarms, ledger
from ingest.models import Feed, Notice
from tests.factories import NOON, ArticleFactory, SightingFactory, SourceFactory

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)


def feed_of(source, number=1, host="tides", **state):
    """A feed that was read at noon."""
    feed, _ = ledger.add_feed(source, f"https://{host}.example/{source.slug}/{number}", now=NOON - 90 * DAY)
    Feed.objects.filter(pk=feed.pk).update(
        **{"created_at": NOON - 90 * DAY, "last_attempt_at": NOON, "last_ok_at": NOON, "turn_at": NOON + HOUR, **state}
    )
    feed.refresh_from_db()
    return feed


def arrivals(source, *moments):
    """Pieces that the source delivered at these moments."""
    article = ArticleFactory(source=source, body=None)
    first = Sighting.objects.count() + 1
    Sighting.objects.bulk_create(
        SightingFactory.build(article=article, deliverer=source, feed_number=first + number, first_seen_at=moment)
        for number, moment in enumerate(moments)
    )


def rhythm(source, pauses, last, each=HOUR):
    """So many pauses of that length, the last arrival at ``last``."""
    arrivals(source, *[last - number * each for number in range(pauses + 1)])


def open_kinds():
    return sorted(Notice.objects.filter(ended_at=None).values_list("kind", flat=True))


# Quiet ----------------------------------------------------------------------------------------------------------------


def test_a_source_that_is_silent_for_longer_than_it_ever_is_is_reported_for_each_of_its_feeds():
    source = SourceFactory()
    feeds = [feed_of(source, number) for number in (1, 2)]
    rhythm(source, 30, NOON - 8 * HOUR)

    began = alarms.check(NOON)

    assert began == 2
    assert set(Notice.objects.values_list("feed", "kind", "began_at")) == {(f.pk, "quiet", NOON) for f in feeds}
    assert Notice.objects.first().text == "Nothing new for 8 hours; 99 of 100 pauses were no longer than 1 hour."


@pytest.mark.parametrize(
    ("pauses", "each", "silent"),
    [
        (19, HOUR, 8 * HOUR),  # Too little is known.
        (30, HOUR, 5 * HOUR),  # A night is no alarm, however busy it is by day.
        (30, 12 * HOUR, 11 * HOUR),  # It often is.
    ],
)
def test_a_silence_that_may_be_is_no_alarm(pauses, each, silent):
    source = SourceFactory()
    feed_of(source)
    rhythm(source, pauses, NOON - silent, each)

    assert alarms.check(NOON) == 0


def test_one_long_pause_in_two_hundred_does_not_keep_the_alarm_from_ringing_but_the_usual_weekend_does():
    often, once = SourceFactory(), SourceFactory()
    for source, weekends in ((often, 5), (once, 1)):
        feed_of(source)
        moments, at = [], NOON - 20 * HOUR
        for number in range(200):
            moments.append(at)
            at -= 60 * HOUR if number < weekends else HOUR
        arrivals(source, *moments)

    alarms.check(NOON)

    assert set(Notice.objects.values_list("feed__source", flat=True)) == {once.pk}


def test_many_pieces_at_one_moment_are_one_arrival():
    source = SourceFactory()
    feed_of(source)
    arrivals(source, *[NOON - 9 * HOUR] * 40)

    assert alarms.check(NOON) == 0


@pytest.mark.parametrize(
    "state",
    [
        {"last_ok_at": NOON - 6 * HOUR},  # We were away ourselves, or could not read it.
        {"failures": 2},
        {"state": "paused"},
        {"last_ok_at": None},
    ],
)
def test_what_we_did_not_read_is_not_silent(state):
    source = SourceFactory()
    feed_of(source, **state)
    rhythm(source, 30, NOON - 9 * HOUR)

    alarms.check(NOON)

    assert "quiet" not in open_kinds()


def test_a_silence_is_told_once_even_where_an_editor_lays_it_aside():
    source = SourceFactory()
    feed = feed_of(source)
    rhythm(source, 30, NOON - 8 * HOUR)
    alarms.check(NOON)

    again = alarms.check(NOON + HOUR)
    ledger.end(Notice.objects.all(), NOON + HOUR)
    Feed.objects.filter(pk=feed.pk).update(last_ok_at=NOON + 2 * HOUR)
    once_more = alarms.check(NOON + 2 * HOUR)

    assert (again, once_more) == (0, 0)
    assert Notice.objects.count() == 1


def test_it_is_over_when_something_new_comes_and_the_next_silence_is_told_anew():
    source = SourceFactory()
    feed = feed_of(source)
    rhythm(source, 30, NOON - 8 * HOUR)
    alarms.check(NOON)

    arrivals(source, NOON + HOUR)
    over = alarms.check(NOON + HOUR)
    Feed.objects.filter(pk=feed.pk).update(last_ok_at=NOON + DAY)
    alarms.check(NOON + DAY)

    assert over == 1
    assert list(Notice.objects.order_by("pk").values_list("began_at", "ended_at")) == [
        (NOON, NOON + HOUR),
        (NOON + DAY, None),
    ]


# Stalled --------------------------------------------------------------------------------------------------------------


def test_two_hours_without_a_feed_though_one_is_due_is_a_standstill_until_one_is_read():
    late = feed_of(SourceFactory(), last_ok_at=NOON - 3 * HOUR, turn_at=NOON - 2 * HOUR)

    assert alarms.check(NOON) == 1
    assert alarms.check(NOON + HOUR) == 0
    assert open_kinds() == ["stalled"]
    assert "since 2026-03-14 09:00 UTC" in Notice.objects.get().text

    Feed.objects.filter(pk=late.pk).update(last_ok_at=NOON + HOUR)
    assert alarms.check(NOON + HOUR) == 1
    assert open_kinds() == []


@pytest.mark.parametrize(("hosts", "is_alarm"), [(3, True), (2, False)])
def test_feeds_asked_in_vain_are_a_standstill_where_they_are_at_several_hosts(hosts, is_alarm):
    for number in range(hosts):
        feed_of(SourceFactory(), host=f"down{number}", last_ok_at=NOON - 3 * HOUR, last_attempt_at=NOON - HOUR)
    feed_of(SourceFactory(), host="daily", last_ok_at=NOON - 20 * HOUR, last_attempt_at=NOON - 20 * HOUR)

    alarms.check(NOON)

    assert (open_kinds() == ["stalled"]) is is_alarm


def test_the_only_feed_that_there_is_stands_for_all():
    feed_of(SourceFactory(), last_ok_at=NOON - 3 * HOUR, last_attempt_at=NOON - HOUR)

    alarms.check(NOON)

    assert open_kinds() == ["stalled"]


@pytest.mark.parametrize(
    "state",
    [
        {"last_ok_at": NOON - 20 * HOUR, "last_attempt_at": NOON - 20 * HOUR},  # Nothing was due.
        {"last_ok_at": None, "turn_at": NOON - 3 * HOUR, "created_at": NOON - HOUR},  # It was only just added.
        {"last_ok_at": NOON - 9 * HOUR, "turn_at": NOON - 9 * HOUR, "state": "paused"},
    ],
)
def test_where_nothing_was_to_be_read_nothing_stands_still(state):
    feed_of(SourceFactory(), **state)

    assert alarms.check(NOON) == 0


# What is over ---------------------------------------------------------------------------------------------------------


def begun(kind, feed, at=NOON - HOUR):
    ledger.notice(kind, "Something", at, feed.pk)
    return Notice.objects.get(kind=kind, feed=feed)


def test_a_batch_is_no_longer_held_when_no_piece_of_it_waits():
    source = SourceFactory()
    feed = feed_of(source)
    piece = ArticleFactory(
        source=source, status=Article.Status.PENDING, published_at=NOON - DAY, first_seen_at=NOON - HOUR
    )
    SightingFactory(article=piece, feed_number=feed.pk)
    held = begun(Notice.Kind.HELD, feed)

    while_it_waits = alarms.check(NOON)
    Article.objects.filter(pk=piece.pk).update(status=Article.Status.PUBLISHED)
    after = alarms.check(NOON)

    held.refresh_from_db()
    assert (while_it_waits, after, held.ended_at) == (0, 1, NOON)


@pytest.mark.parametrize(
    ("kind", "state", "is_over"),
    [
        ("retired", "active", True),
        ("retired", "retired", False),
        ("failing", "paused", True),
        ("failing", "active", False),
        ("quiet", "paused", True),
    ],
)
def test_the_state_of_a_feed_ends_what_it_contradicts(kind, state, is_over):
    begun(kind, feed_of(SourceFactory(), state=state))

    alarms.check(NOON)

    assert Notice.objects.filter(ended_at=NOON).exists() is is_over


@pytest.mark.parametrize("kind", ["gap", "moved"])
def test_what_happened_once_is_over_after_a_week(kind):
    begun(kind, feed_of(SourceFactory(), turn_at=NOON + 30 * DAY))

    early = alarms.check(NOON + 6 * DAY)
    late = alarms.check(NOON + 7 * DAY)

    assert (early, late) == (0, 1)


# What it costs --------------------------------------------------------------------------------------------------------


def test_a_check_asks_the_same_few_questions_for_any_number_of_sources(django_assert_max_num_queries):
    for number in range(12):
        source = SourceFactory()
        feed_of(source, host=f"h{number}")
        rhythm(source, 25, NOON - 9 * HOUR)

    with django_assert_max_num_queries(6):
        assert alarms.check(NOON) == 12


def test_arrivals_are_read_from_the_index():
    source = SourceFactory()
    feed_of(source)
    rhythm(source, 2_000, NOON - 9 * HOUR, each=HOUR / 2)
    asked = {"since": NOON - HOUR, "newest": 200, "known": 20, "least": 6 * HOUR}

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE articles_sighting")
        cursor.execute("EXPLAIN " + alarms.SILENT, asked)
        plan = "\n".join(row[0] for row in cursor.fetchall())

    assert plan.count("using sighting_by_deliverer") == 2
    assert "Seq Scan on articles_sighting" not in plan


def test_a_notice_is_new_once():
    feed = feed_of(SourceFactory())

    assert ledger.notice(Notice.Kind.GAP, "One", NOON, feed.pk) is True
    assert ledger.notice(Notice.Kind.GAP, "Two", NOON, feed.pk) is False
    assert ledger.notice(Notice.Kind.OUTAGE, "Down", NOON) is True
    assert ledger.notice(Notice.Kind.OUTAGE, "Down", NOON) is False

"""moves: when a permanent redirect of a feed is believed."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.moves import Move, judge_move
from ingest.values import Hop

NOW = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
UNMOVED = Move()
OLD, NEW, OTHER = "http://quay.example/feed", "http://news.quay.example/feed", "http://elsewhere.example/feed"


def judge(*hops, url=OLD, before=UNMOVED, now=NOW):
    return judge_move(url, [Hop(status, to) for status, to in hops], before, now)


@pytest.mark.parametrize("status", [301, 308])
def test_a_move_for_good_is_noted_and_not_believed_at_once(status):
    assert judge((status, NEW)) == Move(NEW, NOW)


def test_a_move_is_believed_when_it_was_the_same_for_seven_days():
    noted = Move(NEW, NOW)

    assert judge((301, NEW), before=noted, now=NOW + 7 * DAY - timedelta(seconds=1)) == noted
    assert judge((301, NEW), before=noted, now=NOW + 7 * DAY) == Move(NEW, NOW, is_believed=True)


def test_another_target_restarts_the_clock():
    assert judge((301, OTHER), before=Move(NEW, NOW - 8 * DAY)) == Move(OTHER, NOW)


def test_an_answer_without_redirect_ends_the_move():
    assert judge(before=Move(NEW, NOW - 8 * DAY)) == UNMOVED


@pytest.mark.parametrize("status", [300, 302, 303, 307])
def test_a_move_for_a_while_is_never_one_for_good(status):
    assert judge((status, NEW), before=Move(NEW, NOW - 30 * DAY)) == UNMOVED
    assert judge((301, OTHER), (status, NEW), before=Move(NEW, NOW - 30 * DAY)) == UNMOVED
    assert judge((status, OTHER), (301, NEW), before=Move(NEW, NOW - 30 * DAY)) == UNMOVED


def test_of_several_redirects_the_last_target_counts():
    assert judge((301, OTHER), (308, NEW)) == Move(NEW, NOW)


def test_https_for_the_same_address_is_believed_at_once():
    assert judge((301, "https://quay.example/feed")).is_believed


@pytest.mark.parametrize(
    ("url", "to"),
    [
        (OLD, "https://quay.example/feed/"),
        (OLD, "https://www.quay.example/feed"),
        (OLD, "https://quay.example/feed?x=1"),
        ("https://quay.example/feed", "http://quay.example/feed"),
        ("https://quay.example/feed", "https://news.quay.example/feed"),
    ],
)
def test_any_other_address_is_believed_after_a_week_only(url, to):
    assert judge((301, to), url=url) == Move(to, NOW)
    assert judge((301, to), url=url, before=Move(to, NOW - 7 * DAY)).is_believed


def test_https_for_a_while_is_not_believed():
    assert judge((302, "https://quay.example/feed")) == UNMOVED


@given(
    st.lists(
        st.builds(Hop, st.sampled_from((301, 302, 303, 307, 308)), st.sampled_from((OLD, NEW, OTHER))), max_size=5
    ),
    st.sampled_from((UNMOVED, Move(NEW, NOW), Move(OTHER, NOW - DAY))),
    st.timedeltas(timedelta(0), 20 * DAY),
)
def test_nothing_is_believed_that_was_not_the_same_for_a_week(hops, before, later):
    move = judge_move(OLD, hops, before, NOW + later)

    assert move.is_believed == (move.since is not None and NOW + later - move.since >= 7 * DAY)
    assert (move.to == "") == (move.since is None)

"""batches: whether what a document brought looks right."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.batches import Before, Judgement, describe_gap, judge
from tests.entries import clean_entry

NOON = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def entries(count, headline=None, published=None):
    """New entries with titles and dates of their own, or with the same."""
    return [clean_entry(headline=headline or f"Tide {n}", published=published or NOON - n * HOUR) for n in range(count)]


def keys(first, last):
    return [n.to_bytes(32) for n in range(first, last)]


def before(known=(), elapsed=HOUR, gap_seconds=3_600.0):
    return Before(frozenset(known), elapsed, gap_seconds)


def test_some_new_entries_among_known_ones_are_news():
    assert judge(entries(3), keys(7, 20), before(keys(0, 10))) == Judgement()


def test_nothing_new_is_nothing_to_judge():
    assert judge([], keys(0, 10), before(keys(20, 30))) == Judgement()


def test_a_first_document_is_neither_swapped_nor_late():
    assert judge(entries(50), keys(0, 50), before()) == Judgement()
    assert judge(entries(50, published=NOON), keys(0, 50), before()) == Judgement()


@pytest.mark.parametrize(("count", "held"), [(4, ""), (5, "5 new entries have one and the same headline")])
def test_five_new_entries_with_one_headline_are_held_even_in_a_first_document(count, held):
    assert judge(entries(count, headline="Welcome"), keys(0, count), before()).held == held
    assert judge(entries(count, headline="Welcome"), keys(5, 9 + count), before(keys(0, 9))).held == held


@pytest.mark.parametrize(("count", "held"), [(7, ""), (8, "8 new entries have one and the same date")])
def test_eight_new_entries_with_one_date_are_held(count, held):
    assert judge(entries(count, published=NOON), keys(5, 9 + count), before(keys(0, 9))).held == held


def test_entries_without_dates_do_not_count_as_of_one_date():
    undated = [clean_entry(headline=f"Tide {n}") for n in range(20)]

    assert judge(undated, keys(5, 29), before(keys(0, 9))) == Judgement()


def test_a_document_that_shares_nothing_with_the_one_before_has_left_entries_out():
    assert judge(entries(7), keys(20, 27), before(keys(0, 10), elapsed=HOUR)) == Judgement(missed=True)


def test_many_new_entries_are_missed_ones_where_the_feed_could_have_published_them():
    known = keys(0, 10)

    assert judge(entries(20), keys(20, 40), before(known, elapsed=5 * HOUR)) == Judgement(missed=True)
    assert judge(entries(20), keys(20, 40), before(known, elapsed=4 * HOUR)).held == (
        "all 20 entries are new at once, far more than the feed could have published"
    )


def test_a_feed_of_unknown_pace_could_have_published_anything():
    assert judge(entries(20), keys(20, 40), before(keys(0, 10), gap_seconds=None)) == Judgement(missed=True)


def test_one_shared_key_is_enough_for_no_gap():
    assert judge(entries(9), keys(9, 18), before(keys(0, 10))) == Judgement()


def test_entries_known_from_elsewhere_are_no_gap():
    assert judge(entries(9), keys(20, 30), before(keys(0, 10))) == Judgement()


@given(st.integers(0, 30), st.integers(0, 30), st.integers(0, 20), st.none() | st.floats(60, 5_184_000))
def test_whatever_comes_a_batch_is_never_both_held_and_missed(new, known, shared, gap_seconds):
    judged = judge(
        entries(new), keys(known - min(shared, known), known + new), before(keys(0, known), gap_seconds=gap_seconds)
    )

    assert not (judged.held and judged.missed)
    assert not (shared and known and (judged.held or judged.missed))


def test_a_gap_is_described_by_both_its_ends():
    assert "between 2026-03-14 12:00 and 2026-03-14 18:00 UTC" in describe_gap(NOON, NOON + 6 * HOUR)

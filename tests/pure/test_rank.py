"""The rank of a story: one number, and the terms that it is the sum of."""

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.rank import EPOCH, LABELS, PIN, rank

NOON = dt.datetime(2026, 3, 14, 12, 0, tzinfo=dt.UTC)


def test_ten_publishers_weigh_as_much_as_half_a_day():
    of_ten = rank(families=10, lately=0, last_report=NOON)
    of_one = rank(families=1, lately=0, last_report=NOON + dt.timedelta(hours=12))

    assert of_ten.total == pytest.approx(of_one.total)


def test_each_term_is_there_and_has_a_label():
    ranked = rank(
        families=100,
        lately=9,
        last_report=EPOCH + dt.timedelta(hours=18),
        boost=-1.5,
        section_weight=0.25,
        is_pinned=True,
    )

    assert ranked.terms == {"families": 2.0, "lately": 0.3, "boost": -1.5, "section": 0.25, "pin": PIN, "time": 1.5}
    assert ranked.total == pytest.approx(2.0 + 0.3 - 1.5 + 0.25 + PIN + 1.5)
    assert set(ranked.terms) == set(LABELS)


@given(
    st.lists(st.tuples(st.integers(1, 500), st.integers(0, 400)), min_size=2, max_size=5),
)
def test_more_publishers_never_rank_lower(counts):
    totals = [rank(families=f, lately=r, last_report=NOON).total for f, r in sorted(counts)]
    wider = [rank(families=f + 1, lately=r, last_report=NOON).total for f, r in sorted(counts)]

    assert all(more >= less for less, more in zip(totals, wider, strict=True))


def test_a_pin_stands_above_whatever_else_can_add_up():
    best = rank(families=10**6, lately=10**6, last_report=NOON, boost=10, section_weight=2)
    worst = rank(
        families=1, lately=0, last_report=NOON - dt.timedelta(days=30), boost=-10, section_weight=-2, is_pinned=True
    )

    assert worst.total > best.total


def test_the_same_facts_give_the_same_number():
    totals = {rank(families=3, lately=2, last_report=NOON).total for _ in itertools.repeat(None, 5)}

    assert len(totals) == 1

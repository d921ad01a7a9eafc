"""The instruments of ``make load``: whoever was not answered well, and whatever grows, must be seen."""

from random import Random

import pytest

from bench.load import mix, outcome
from bench.load.memory import Memory
from bench.load.mix import Kind
from bench.load.outcome import Asked


def asked(**statuses):
    """Return what readers got: of one kind, so often each status."""
    counts = {status.removeprefix("of_"): count for status, count in statuses.items()}
    times = [float(number) for number in range(sum(counts.values()))]
    return Asked({"front": {"statuses": counts, "milliseconds": times}}, 10, 5)


def memory_of(megabytes):
    """Return a watch that has seen so many MB, every ten seconds."""
    watch = Memory({"web": 1})
    watch.samples["web"] = [(number * 10.0, float(held)) for number, held in enumerate(megabytes)]
    return watch


def test_whoever_got_no_answer_or_an_error_of_ours_was_not_answered_well():
    found = asked(of_200=90, of_304=5, of_404=1, of_0=2, of_500=1, of_503=1)

    assert found.failed == 4
    assert found.per_second == 10


def test_of_a_hundred_requests_the_slowest_is_told():
    found = asked(of_200=101)

    assert found.quantile(99) == pytest.approx(99, abs=1)


def test_a_short_run_that_asked_for_something_once_has_its_table_too():
    assert "front" in outcome.told(asked(of_200=1))


def test_what_a_process_adds_is_told_by_the_hour_and_its_first_minutes_do_not_count():
    grows = memory_of([10, 50, 90, *range(100, 106)])
    rests = memory_of([10, 50, 90, *[100] * 6])

    assert grows.slope("web") == pytest.approx(360)
    assert grows.first_and_last("web") == (pytest.approx(100), pytest.approx(105))
    assert rests.slope("web") == pytest.approx(0)


def test_a_kind_is_asked_for_as_often_as_its_share_says():
    kinds, dice = [Kind("often", 90, ["/"]), Kind("seldom", 10, ["/latest/"])], Random(1)  # noqa: S311  Dice, not secrets.

    drawn = [mix.draw(kinds, dice)[0].name for _ in range(1_000)]

    assert 850 < drawn.count("often") < 950

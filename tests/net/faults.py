"""A small stage for ``bench/faults``, on the project's own farm: what ``make faults`` does at large, a test does once."""

from collections.abc import Iterator
from contextlib import contextmanager
from random import Random

import pytest

from bench.farm import OURS
from bench.faults.__main__ import stage_of, try_fault
from bench.faults.stage import SMALL, Stage


@contextmanager
def small_stage() -> Iterator[Stage]:
    """Prepare it with moments that are the same at each run."""
    with stage_of(SMALL, OURS, Random(7)) as made:  # noqa: S311  It draws moments.
        yield made


def hurt(stage: Stage, name: str) -> None:
    """Do it once; skip where this machine does not allow it, and fail where something promised was broken."""
    row = try_fault(name, stage, 1)
    if row.left_out:
        pytest.skip(row.left_out)
    assert row.outcomes, "it always came too late"
    assert row.wrong == []

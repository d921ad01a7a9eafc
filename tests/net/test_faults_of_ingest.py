"""Ingest is hurt once in each way, and must become whole again; ``make faults`` does it often, and more of it."""

import pytest

from tests.net.faults import hurt, small_stage

pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
def stage():
    with small_stage() as made:
        yield made


@pytest.mark.parametrize("name", ["group", "terminate", "bombs", "segfault", "stop-watch"])
def test_after_a_fault_ingest_is_whole_again(stage, name):
    hurt(stage, name)

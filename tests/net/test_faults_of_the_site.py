"""The site is hurt once in each way while readers read; ``make faults`` does it often, and more of it."""

import pytest

from tests.net.faults import hurt, small_stage

pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
def stage():
    with small_stage() as made:
        yield made


@pytest.mark.parametrize("name", ["web-restart", "limits", "disk-database", "worker", "migration", "backup"])
def test_readers_get_pages_or_an_honest_503(stage, name):
    hurt(stage, name)

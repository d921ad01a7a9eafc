"""A clock that was set back: nobody waits for the time to come round. ``make faults`` does it to a whole site."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from ingest import ledger
from ingest.models import Feed, Host
from ingest.watching import Duty
from tests.factories import SourceFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def feed(now):
    feed, _ = ledger.add_feed(SourceFactory(), "https://quay.example/feed", now=now)
    return feed


def set_back(feed, now, **columns):
    """Write these columns, as the time was a day from now."""
    Feed.objects.filter(id=feed.id).update(next_at=now + DAY, turn_at=now + DAY, **columns)


@pytest.mark.parametrize(
    "columns",
    [
        pytest.param({"last_attempt_at": DAY}, id="tried in the future"),
        pytest.param({"created_at": DAY}, id="added in the future and never tried"),
        pytest.param({"lease_until": DAY, "lease_token": uuid4()}, id="held until the future"),
    ],
)
def test_a_feed_of_the_future_is_due_at_once(feed, now, columns):
    set_back(feed, now, **{name: now + value if value == DAY else value for name, value in columns.items()})

    ledger.heal_clock(now)

    assert [claim.feed_id for claim in ledger.claim(now, 10).claims] == [feed.id]


def test_a_feed_that_waits_for_its_turn_or_is_held_now_is_left_alone(feed, now):
    until = now + ledger.LEASE
    other, _ = ledger.add_feed(feed.source, "https://quay.example/other", now=now)
    set_back(feed, now, last_attempt_at=now)
    Feed.objects.filter(id=other.id).update(lease_until=until, turn_at=until, lease_token=uuid4())

    assert ledger.heal_clock(now) == 0

    assert not ledger.claim(now, 10).claims


def test_a_host_of_the_future_is_free_unless_it_asked_for_a_pause(feed, now):
    ledger.add_feed(feed.source, "https://pier.example/feed", now=now)
    Host.objects.filter(id=feed.host_id).update(
        free_at=now + DAY, slot_at=now + DAY, lease_until=now + DAY, lease_token=uuid4()
    )
    ledger.penalize("pier.example", now + DAY, "it answered 429", now, is_throttled=True)

    ledger.heal_clock(now)

    assert [claim.feed_id for claim in ledger.claim(now, 10).claims] == [feed.id]


def test_a_host_that_spoke_to_us_again_has_no_reason_to_be_left_alone(feed, now):
    ledger.penalize("quay.example", now - DAY, "it answered 429", now - DAY, is_throttled=True)
    Host.objects.filter(id=feed.host_id).update(free_at=now - DAY, why="it answered 429")
    (claim,) = ledger.claim(now, 1).claims

    ledger.leave_hosts([(claim.host_id, claim.token, now)])

    assert Host.objects.get(id=feed.host_id).why == ""


def test_a_duty_is_done_again_after_the_clock_was_set_back(now):
    done = []
    duty = Duty(done.append, timedelta(hours=1), now)

    duty.do_if_due(now)
    duty.do_if_due(now + timedelta(minutes=5))
    duty.do_if_due(now - DAY)

    assert done == [now, now - DAY]

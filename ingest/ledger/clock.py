"""What a clock leaves behind that was set back: moments in the future, for which nobody should have to wait."""

from datetime import datetime, timedelta

from django.db.models import F, Q

from ingest.ledger.claims import LEASE
from ingest.models import Feed, Host

MAY_DIFFER = timedelta(minutes=5)
LONGEST_PAUSE = timedelta(days=8)
"""No host that asked us for a pause is left alone for longer than this."""


def heal_clock(now: datetime) -> int:
    """Make due what was tried, added or taken in the future. Return how many feeds that were.

    A worker that still holds one finds its lease lost. Hosts that asked for a pause keep it.
    """
    ahead, held = now + MAY_DIFFER, Q(lease_until__gt=now + LEASE + MAY_DIFFER)
    Host.objects.filter(held).update(lease_until=None, lease_token=None)
    late = Q(free_at__gt=ahead, why="") | Q(free_at__gt=now + LONGEST_PAUSE)
    Host.objects.filter(late).update(free_at=now, slot_at=now, why="")
    waits = Q(last_attempt_at__gt=ahead) & ~Q(next_at__lt=F("last_attempt_at"))
    is_new = Q(last_attempt_at=None, created_at__gt=ahead, next_at__gt=ahead)
    return Feed.objects.filter(held | ((waits | is_new) & Q(lease_until=None))).update(
        next_at=now, turn_at=now, lease_until=None, lease_token=None, next_why="the clock was set back"
    )

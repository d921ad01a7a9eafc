"""How far we are with a publisher, and its feeds with it: a claim asks for the feed's own state and nothing else."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from articles import source_states
from articles.models import Source
from ingest.ledger.feeds import RESUMED
from ingest.models import Feed


@transaction.atomic
def take_step(source_id: int, state: str, reason: str, actor: User | None, now: datetime) -> tuple[Source, int]:
    """Take a source into another state, and have its feeds rest or be polled with it. Return it, and how many feeds.

    Feeds that an editor paused, or that are gone for good, stay so. What a worker holds just now it may end.
    Raises ``source_states.NoWay``.
    """
    source = Source.objects.select_for_update().get(pk=source_id)
    source_states.step(source, state, reason, actor, now)
    return source, _wake(source, now) if state in Source.READ else _rest(source, reason, now)


def _wake(source: Source, now: datetime) -> int:
    """Poll the feeds again that rested, beginning now."""
    return Feed.objects.filter(source=source, state=Feed.State.RESTING).update(
        state=Feed.State.ACTIVE, state_at=now, next_at=now, turn_at=now, next_why=RESUMED, failures=0
    )


def _rest(source: Source, reason: str, now: datetime) -> int:
    """Poll none of its feeds until it is read again."""
    why = f"its source is {source.get_state_display().lower()}: {reason}"
    polled = Feed.objects.filter(source=source, state=Feed.State.ACTIVE)
    return polled.update(state=Feed.State.RESTING, state_at=now, next_why=why[:200])

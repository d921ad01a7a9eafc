"""Where sources stand: proposed -> trial -> active -> paused -> closed. The only writer of their states.

What becomes of the feeds of a source is for ``ingest/ledger/sources.py``, which calls this inside of its transaction.
"""

from collections.abc import Mapping
from datetime import datetime

from django.contrib.auth.models import User

from articles import audit, desk_log
from articles.audit import Change
from articles.models import Source

State = Source.State
NEXT: Mapping[str, tuple[State, ...]] = {
    State.PROPOSED: (State.TRIAL, State.ACTIVE, State.CLOSED),
    State.TRIAL: (State.ACTIVE, State.PAUSED, State.CLOSED),
    State.ACTIVE: (State.TRIAL, State.PAUSED, State.CLOSED),
    State.PAUSED: (State.TRIAL, State.ACTIVE, State.CLOSED),
    State.CLOSED: (State.TRIAL, State.ACTIVE),
}
"""Where a source may go from where it stands."""


class NoWay(Exception):
    """A source cannot go from its state to that one."""


def step(source: Source, state: str, reason: str, actor: User | None, now: datetime) -> None:
    """Take a source into another state; readers are told where they find or lose it. Raises ``NoWay``."""
    if state not in NEXT[source.state]:
        ways = ", ".join(way.label.lower() for way in NEXT[source.state])
        raise NoWay(f"{source} is {source.get_state_display().lower()}; next it can be: {ways}.")
    before = source.state
    source.state, source.state_at, source.state_by, source.state_reason = State(state), now, actor, reason
    source.save(update_fields=["state", "state_at", "state_by", "state_reason"])
    change = Change(source, {"state": State(before).label}, {"state": State(state).label})
    audit.record(source.get_state_display().lower(), [change], actor=actor, reason=reason, now=now)
    kind = _told(before, state)
    if kind:
        desk_log.tell_of_sources(kind, [source], now, actor=actor, reason=reason)


def _told(before: str, after: str) -> desk_log.Kind | None:
    """Return what readers are told: that a publisher came, went, or came back."""
    was_read, is_read = before in Source.READ, after in Source.READ
    if was_read == is_read:
        return None
    if was_read:
        return desk_log.Kind.SOURCE_CLOSED
    return desk_log.Kind.SOURCE_ADDED if before == State.PROPOSED else desk_log.Kind.SOURCE_REOPENED

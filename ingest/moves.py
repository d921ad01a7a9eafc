"""Pure: what a permanent redirect of a feed means for its address.

A redirect that says "for good" is believed after a week of the same answer: captive portals and half-done moves say so,
too. Only https for http, at the very same address, is believed at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from ingest.values import Hop

PERMANENT = frozenset((301, 308))
BELIEVED_AFTER = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Move:
    """Where a feed says that it moved ("" where it does not), since when, and whether we believe it now."""

    to: str = ""
    since: datetime | None = None
    is_believed: bool = False


def judge_move(url: str, hops: Sequence[Hop], before: Move, now: datetime) -> Move:
    """Return where the feed at ``url`` moved, given the redirects of an answer that could be read."""
    if not hops or any(hop.status not in PERMANENT for hop in hops):
        return Move()
    to = hops[-1].url
    since = before.since if before.to == to and before.since else now
    is_upgrade = to.startswith("https://") and url == f"http://{to.removeprefix('https://')}"
    return Move(to, since, is_upgrade or now - since >= BELIEVED_AFTER)

"""Notices of takedown: taken in with a bound, answered by an editor, and forgotten in time.

Nothing tells one reader from another here, no address is kept: programs are told by their haste (``stamp``) and the flood
by its measure.
"""

import secrets
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from django.core.signing import BadSignature, Signer
from django.db.models import QuerySet

from articles.models import Takedown

MOST_AN_HOUR = 60
"""Notices of an hour, of the whole site: beyond that it is no person who writes."""

HOUR = timedelta(hours=1)
KEPT = timedelta(days=365)
"""So long after the answer it is known who asked."""

FASTEST = timedelta(seconds=3)
"""Nobody fills the form in faster."""

LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""No letter that is taken for another when it is read aloud."""


def receive(said: Mapping[str, str], now: datetime) -> Takedown | None:
    """Keep a notice (name, email, urls, right, statement) under a new receipt; None where there are too many just now."""
    if Takedown.objects.filter(received_at__gt=now - HOUR).count() >= MOST_AN_HOUR:
        return None
    return Takedown.objects.create(receipt=_receipt(), received_at=now, **said)


def close(notices: QuerySet[Takedown], status: Takedown.Status, now: datetime) -> int:
    """Close what is open, one way or the other. Return how many that were."""
    return notices.filter(status=Takedown.Status.OPEN).update(status=status, closed_at=now)


def forget(now: datetime) -> int:
    """Erase who asked, a year after the answer; which pages, and what became of it, stays. Return how many notices."""
    over = Takedown.objects.filter(forgotten_at=None, closed_at__lt=now - KEPT)
    return over.update(name="", email="", statement="", answer="", forgotten_at=now)


def stamp(now: datetime) -> str:
    """Return when a form was shown, signed, for the form itself to bring back."""
    return _signer().sign(str(int(now.timestamp())))


def is_hasty(stamp: str, now: datetime) -> bool:
    """Tell whether a form came back sooner than a person writes, or with a stamp that is none of ours."""
    try:
        shown = datetime.fromtimestamp(int(_signer().unsign(stamp)), UTC)
    except BadSignature:
        return True
    return now - shown < FASTEST


def _signer() -> Signer:
    return Signer(salt="takedown")


def _receipt() -> str:
    """Return a number that nobody guesses, in groups that can be read aloud: "7K3M-Q9XT-24HB"."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(3))

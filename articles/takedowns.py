"""Notices of takedown: taken in with a bound, answered by an editor, and forgotten in time.

Nothing tells one reader from another here, no address is kept: programs are told by their haste (``stamp``) and the flood
by its measure.
"""

import re
import secrets
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import User
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.db.models import QuerySet

from articles import audit, standing
from articles.models import Article, Takedown

MOST_AN_HOUR = 60
"""Notices of an hour, of the whole site: beyond that it is no person who writes."""

HOUR = timedelta(hours=1)
KEPT = timedelta(days=365)
"""So long after the answer it is known who asked."""

FASTEST = timedelta(seconds=3)
"""Nobody fills the form in faster."""

LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""No letter that is taken for another when it is read aloud."""


PAGE = re.compile(r"/article/([0-9]{1,18})(?:-|/|$)")
MOST_NAMED = 200
"""So many articles of one notice are looked up."""

REASON = "Taken down after a notice."
"""What readers are told: never who asked, nor why."""


@transaction.atomic
def receive(said: Mapping[str, str], now: datetime) -> Takedown | None:
    """Keep a notice (name, email, urls, right, statement) under a new receipt; None where there are too many just now.

    Those of our articles that it names are found and kept with it.
    """
    if Takedown.objects.filter(received_at__gt=now - HOUR).count() >= MOST_AN_HOUR:
        return None
    notice = Takedown.objects.create(receipt=_receipt(), received_at=now, **said)
    notice.articles.set(named(notice.urls))
    return notice


def named(urls: str) -> QuerySet[Article]:
    """Return the articles whose pages on this site these addresses (one a line) lead to."""
    numbers = [number for line in urls.split() if (number := _number(line))]
    return Article.objects.filter(pk__in=numbers[:MOST_NAMED])


def _number(address: str) -> int | None:
    """Return the number of our article that an address leads to; None where it is no such page of this site."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    found = PAGE.match(parts.path)
    return int(found[1]) if found and parts.hostname in (None, settings.SITE_HOST) else None


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said to the writer, by whom and when."""

    words: str
    by: User
    at: datetime


# The answer -----------------------------------------------------------------------------------------------------------
@transaction.atomic
def take_on(notice: Takedown, actor: User, now: datetime) -> bool:
    """Let this person look after an open notice, whoever did before. Return whether it was open."""
    found = _open(notice)
    if found is None:
        return False
    change = audit.Change(found, {"taken by": found.taken_by}, {"taken by": actor})
    Takedown.objects.filter(pk=found.pk).update(taken_by=actor)
    audit.record("taken on", [change], actor=actor, now=now)
    return True


@transaction.atomic
def grant(notice: Takedown, articles: Iterable[Article], answer: Answer, *, legal: bool = False) -> int | None:
    """Withdraw these articles (``legal``: their pages answer 451) and close the notice as granted.

    Return how many were withdrawn; None where somebody closed it meanwhile, and nothing was done.
    """
    found = _open(notice)
    if found is None:
        return None
    chosen = [article.pk for article in articles]
    found.articles.add(*chosen)
    gone = standing.withdraw(Article.objects.filter(pk__in=chosen), REASON, answer.by, legal=legal)
    _close(found, Takedown.Status.GRANTED, answer.at, answer)
    return gone


@transaction.atomic
def refuse(notice: Takedown, answer: Answer) -> bool:
    """Close a notice and leave everything as it was, with an answer that says why. Return whether it was open."""
    found = _open(notice)
    if found:
        _close(found, Takedown.Status.REFUSED, answer.at, answer)
    return found is not None


@transaction.atomic
def close(notices: QuerySet[Takedown], status: Takedown.Status, now: datetime) -> int:
    """Close what is open, one way or the other, without a word to the writers. Return how many that were."""
    chosen = list(notices.filter(status=Takedown.Status.OPEN).select_for_update())
    for notice in chosen:
        _close(notice, status, now)
    return len(chosen)


def _open(notice: Takedown) -> Takedown | None:
    return Takedown.objects.select_for_update().filter(pk=notice.pk, status=Takedown.Status.OPEN).first()


def _close(notice: Takedown, status: Takedown.Status, now: datetime, answer: Answer | None = None) -> None:
    """Close one. The audit has no word of the answer: what was written goes in time, and the audit stays."""
    words, actor = (answer.words.strip(), answer.by) if answer else ("", None)
    change = audit.Change(notice, {"status": notice.status}, {"status": status})
    Takedown.objects.filter(pk=notice.pk).update(status=status, closed_at=now, answer=words)
    audit.record(str(status.value), [change], actor=actor, now=now)


def mark_mailed(notices: Collection[Takedown], column: str, now: datetime) -> None:
    """Remember that a mail about these went out: ``receipt_mailed_at``, or another such column."""
    Takedown.objects.filter(pk__in=[notice.pk for notice in notices]).update(**{column: now})


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

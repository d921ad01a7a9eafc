"""Mail about notices of takedown: to the desk when one comes and before it is due, to its writer the receipt and the answer.

The writer's address is whatever somebody typed. So a receipt says nothing but our own fixed words and the number: nobody can
have us write to others what they like. A mailbox gets one in a day and three in a month, however many notices name it and in
whatever spelling, and the whole site sends a hundred a day; what is beyond that waits. All of it is counted in the notices
themselves, no address is kept besides. An answer is an editor's. What cannot be sent is tried again for three days.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import Q, QuerySet
from django.urls import reverse

from articles import takedowns
from articles.models import Takedown
from articles.models.takedown import ANSWERED_WITHIN
from ingest import mails

DAY = timedelta(days=1)
TRIED = 3 * DAY
MONTH = 30 * DAY
A_MONTH = 3
"""So many receipts a mailbox gets in a month."""
A_DAY = 100
"""So many receipts the site sends in a day."""
REMINDED = 2 * DAY
"""So long before an answer is due the desk is reminded."""

BACKEND = "django.contrib.auth.backends.ModelBackend"

RECEIPT = """Somebody gave this address in a notice of takedown to {site}. Its number is

    {receipt}

How the matter stands: {address}
An editor answers by {due:%Y-%m-%d}. If you wrote no such notice you need do nothing.
"""
ANSWER = """Our answer to your notice {receipt}:

{answer}

How the matter stands: {address}
"""
NEWS = "Notice {receipt} waits for an answer, due on {due:%Y-%m-%d}:\n    {desk}\n"


def send(now: datetime) -> None:
    """Send what is to be sent, if mail is set up at all."""
    if not settings.MAIL_FROM:
        return
    notices = Takedown.objects.filter(forgotten_at=None)
    _to_desk(notices.filter(status="open", desk_mailed_at=None, received_at__gt=now - TRIED), "desk_mailed_at", now)
    soon = notices.filter(status="open", reminded_at=None, received_at__lt=now - ANSWERED_WITHIN + REMINDED)
    _to_desk(soon, "reminded_at", now)
    new = notices.filter(receipt_mailed_at=None, received_at__gt=now - TRIED).exclude(email="")
    _to_writers(_within_bounds(new, now), "receipt_mailed_at", now, _receipt)
    answered = notices.filter(answer_mailed_at=None, closed_at__gt=now - TRIED).exclude(Q(answer="") | Q(email=""))
    _to_writers(answered.order_by("received_at", "pk"), "answer_mailed_at", now, _answer)


def _to_desk(notices: QuerySet[Takedown], column: str, now: datetime) -> None:
    """Write one mail about these to everybody who answers notices."""
    found = list(notices.order_by("received_at", "pk"))
    if not found:
        return
    text = "\n".join(_told(notice, NEWS) for notice in found)
    words = "waits" if len(found) == 1 else "wait"
    if mails.post(f"{len(found)} of takedown {words} for an answer", text, _desk()):
        takedowns.mark_mailed(found, column, now)


def _desk() -> Sequence[str]:
    """Return the addresses of those who may answer; where nobody has one, those of the operators."""
    people = User.objects.with_perm("articles.change_takedown", backend=BACKEND, include_superusers=False)
    return sorted(set(people.exclude(email="").values_list("email", flat=True))) or settings.OPERATORS


def _to_writers(
    notices: Iterable[Takedown], column: str, now: datetime, write: Callable[[Takedown, datetime], str | None]
) -> None:
    """Write to each of them; one that has nothing to hear counts as written to."""
    for notice in notices:
        text = write(notice, now)
        if text is None or mails.post(f"Your notice {notice.receipt}", text, [notice.email]):
            takedowns.mark_mailed([notice], column, now)


def _within_bounds(new: QuerySet[Takedown], now: datetime) -> QuerySet[Takedown]:
    """Return those whose turn it is, the first that came: as many as the site may still write to today."""
    mailed = Takedown.objects.filter(receipt_mailed_at__gt=now - DAY).exclude(email="")
    mailboxes = {_mailbox(email) for email in mailed.values_list("email", flat=True)}
    return new.order_by("received_at", "pk")[: max(0, A_DAY - len(mailboxes))]


def _receipt(notice: Takedown, now: datetime) -> str | None:
    """Return the receipt; None where this mailbox got one in the last day, or enough in the last month.

    Who got none is marked as mailed, too: a receipt was mailed where none was marked in the day before.
    """
    name, _, host = _mailbox(notice.email).partition("@")
    near = Takedown.objects.filter(
        receipt_mailed_at__gt=now - MONTH, email__istartswith=name, email__iendswith=f"@{host}"
    )
    marked = near.order_by("receipt_mailed_at").values_list("email", "receipt_mailed_at")
    marks = [at for email, at in marked if at and _mailbox(email) == _mailbox(notice.email)]
    mailed = [at for before, at in pairwise([now - MONTH - DAY, *marks]) if at - before > DAY]
    if (marks and now - marks[-1] < DAY) or len(mailed) >= A_MONTH:
        return None
    return _told(notice, RECEIPT)


def _mailbox(email: str) -> str:
    """Return one spelling for addresses that reach one mailbox: "Quay+7@Port.example" is quay@port.example."""
    name, _, host = email.casefold().rpartition("@")
    return f"{name.partition('+')[0]}@{host}"


def _answer(notice: Takedown, _now: datetime) -> str:
    return _told(notice, ANSWER)


def _told(notice: Takedown, words: str) -> str:
    return words.format(
        site=settings.SITE_NAME,
        receipt=notice.receipt,
        due=notice.due_at,
        answer=notice.answer,
        address=settings.SITE_URL + reverse("takedown_receipt", args=[notice.receipt]),
        desk=settings.SITE_URL + reverse("admin:articles_takedown_change", args=[notice.pk]),
    )

"""Tries to sign in: counted by account and by address, and refused while too many of them fail. The only writer of ``Attempt``.

A try is written down before it is judged, so that many at once cannot all pass. One that is refused is not kept: nobody makes
a lock longer by trying. Whoever comes from an address from which the account signed in lately is judged by what fails
there alone: a stranger's tries do not keep an editor out.
"""

import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.utils.crypto import salted_hmac

from newsroom.access.models import Attempt

FAMILIAR = timedelta(days=30)
"""So long an address is remembered from which somebody signed in."""
AN_ADDRESS_MAY = 3
"""So many times as much as an account: behind one address may be a whole desk."""


@dataclass(frozen=True, slots=True)
class Lock:
    """No try is taken before ``until``."""

    until: datetime


def account_digest(name: str) -> bytes:
    """Return by what the tries for the account of that name are counted."""
    return _digest("account", unicodedata.normalize("NFKC", name).casefold())


def begin(name: str, address: str, now: datetime) -> Attempt | Lock:
    """Write a try down, as failed for now, or say until when none is taken. ``address`` may be empty: not known."""
    _forget(now)
    account, place = account_digest(name), _digest("address", address) if address else None
    attempt = Attempt.objects.create(account=account, address=place, made_at=now)
    failed = _failed(now).exclude(pk=attempt.pk)
    of_account = failed.filter(account=account)
    if place and _is_familiar(account, place):
        of_account = of_account.filter(address=place)
    most = settings.SIGN_IN_FAILURES
    ends = [_end(of_account, most)]
    if place:
        ends.append(_end(failed.filter(address=place), most * AN_ADDRESS_MAY))
    until = max((end for end in ends if end), default=None)
    if until is None:
        return attempt
    attempt.delete()
    return Lock(until)


def succeed(attempt: Attempt) -> None:
    """Say that a try succeeded: what failed at the same place before counts no longer."""
    Attempt.objects.filter(account=attempt.account, address=attempt.address, has_succeeded=False).exclude(
        pk=attempt.pk
    ).delete()
    attempt.has_succeeded = True
    attempt.save(update_fields=["has_succeeded"])


def leave_open(attempt: Attempt) -> None:
    """Count a try neither way: the password was right, a code is yet to come."""
    attempt.delete()


def locked_until(name: str, now: datetime) -> datetime | None:
    """Return until when the account of that name is locked for strangers, or None."""
    return _end(_failed(now).filter(account=account_digest(name)), settings.SIGN_IN_FAILURES)


def locked_accounts(now: datetime) -> set[bytes]:
    """Return the digests of all accounts that are locked for strangers."""
    counted = _failed(now).values("account").annotate(tries=Count("pk")).filter(tries__gte=settings.SIGN_IN_FAILURES)
    return {bytes(account) for account in counted.values_list("account", flat=True)}


def free(name: str) -> None:
    """Forget the tries that failed for an account, and all that failed at the addresses they came from."""
    failed = Attempt.objects.filter(has_succeeded=False)
    of_account = Q(account=account_digest(name))
    places = list(failed.filter(of_account, address__isnull=False).values_list("address", flat=True))
    failed.filter(of_account | Q(address__in=places)).delete()


def _window() -> timedelta:
    return timedelta(minutes=settings.SIGN_IN_MINUTES)


def _failed(now: datetime) -> QuerySet[Attempt]:
    return Attempt.objects.filter(has_succeeded=False, made_at__gt=now - _window())


def _end(failed: QuerySet[Attempt], most: int) -> datetime | None:
    """Return when so many of the tries are no longer counted that another may be made; None: now."""
    times = failed.order_by("-made_at").values_list("made_at", flat=True)
    counted = times[most - 1 : most].first()
    return counted + _window() if counted else None


def _is_familiar(account: bytes, place: bytes) -> bool:
    return Attempt.objects.filter(account=account, address=place, has_succeeded=True).exists()


def _forget(now: datetime) -> None:
    """Delete what is counted no longer."""
    over = Q(has_succeeded=False, made_at__lte=now - _window()) | Q(made_at__lte=now - FAMILIAR)
    Attempt.objects.filter(over).delete()


def _digest(kind: str, text: str) -> bytes:
    return salted_hmac(f"newsroom.access.{kind}", text, algorithm="sha256").digest()

"""The second factor: codes of an authenticator app, and recovery codes for when it is lost. The only writer of it."""

import re
import secrets
from datetime import datetime
from hmac import compare_digest

import pyotp
import segno
from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.utils.crypto import salted_hmac

from newsroom.access.models import SecondFactor

STEP = 30
"""Seconds that a code is for (RFC 6238). One step before and one after are taken, too: clocks differ."""
RECOVERY_CODES = 10
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""None that can be taken for another."""


def has_second_factor(user: User) -> bool:
    """Tell whether somebody signs in with a code."""
    return SecondFactor.objects.filter(user=user).exists()


def new_secret() -> str:
    """Return a fresh secret for an authenticator app, in base32."""
    return pyotp.random_base32()


def picture_of(secret: str, user: User) -> str:
    """Return the QR code that an app reads the secret from, as the address of an inline picture."""
    uri = pyotp.TOTP(secret).provisioning_uri(name=user.get_username(), issuer_name=settings.SITE_NAME)
    return str(segno.make(uri, error="m").svg_data_uri(scale=5, border=4, dark="#000", light="#fff"))


def enrol(user: User, secret: str, code: str, now: datetime) -> list[str] | None:
    """Make ``secret`` somebody's second factor if ``code`` shows that their app has it. Return the recovery codes."""
    step = _step_of(secret, code, now, after=0)
    if step is None:
        return None
    recovery = _new_recovery()
    SecondFactor.objects.update_or_create(
        user=user,
        defaults={"secret": secret, "last_step": step, "made_at": now, "recovery": [_digest(c) for c in recovery]},
    )
    return recovery


def renew_recovery(user: User) -> list[str]:
    """Replace the recovery codes. Return the new ones, which are kept nowhere."""
    recovery = _new_recovery()
    SecondFactor.objects.filter(user=user).update(recovery=[_digest(code) for code in recovery])
    return recovery


def take_away(user: User) -> bool:
    """Let somebody sign in without a code; tell whether there was one."""
    return SecondFactor.objects.filter(user=user).delete()[0] > 0


def verify(user: User, code: str, now: datetime) -> bool:
    """Tell whether ``code`` is right, and use it up: no code is taken twice, whoever saw it."""
    with transaction.atomic():
        factor = SecondFactor.objects.select_for_update().filter(user=user).first()
        if factor is None:
            return False
        step = _step_of(factor.secret, code, now, after=factor.last_step)
        digest = _digest(code)
        if step is None and digest not in factor.recovery:
            return False
        factor.last_step = factor.last_step if step is None else step
        factor.recovery = [kept for kept in factor.recovery if kept != digest]
        factor.save(update_fields=["last_step", "recovery"])
        return True


def _step_of(secret: str, code: str, now: datetime, *, after: int) -> int | None:
    """Return the time step that ``code`` is of, if it is one near ``now`` and later than ``after``."""
    digits = re.sub(r"\s", "", code)
    if not re.fullmatch(r"[0-9]{6}", digits):
        return None
    current = int(now.timestamp()) // STEP
    codes = pyotp.TOTP(secret)
    near = [step for step in (current - 1, current, current + 1) if step > after]
    return next((step for step in near if compare_digest(codes.generate_otp(step), digits)), None)


def _new_recovery() -> list[str]:
    """Return codes that nobody guesses: 59 bits each."""
    words = ["".join(secrets.choice(LETTERS) for _ in range(12)) for _ in range(RECOVERY_CODES)]
    return [f"{word[:4]}-{word[4:8]}-{word[8:]}" for word in words]


def _digest(code: str) -> str:
    letters = re.sub(r"[^a-z0-9]", "", code.casefold())
    return salted_hmac("newsroom.access.recovery", letters, algorithm="sha256").hexdigest()

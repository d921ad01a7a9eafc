"""Settings: what Django's own checks say, how the site is reached, and who can read its secrets.

A setting that cannot be right at all stops every command before it begins, and says so itself.
"""

import stat
from pathlib import Path

from django.conf import settings
from django.core import checks

from newsroom.operating.doctor.finding import Finding

MONTH_SECONDS = 30 * 86_400
OTHERS = stat.S_IRWXG | stat.S_IRWXO


def settings_are_sound() -> Finding:
    """Ask what ``manage.py check --deploy`` asks."""
    said = checks.run_checks(include_deployment_checks=True)
    found = [message for message in said if message.level >= checks.WARNING and not message.is_silenced()]
    if found:
        names = ", ".join(f"{message.id} {message.msg}" for message in found)
        return Finding.to_do(names, "manage.py check --deploy says more.")
    return Finding.fine(f"release {settings.VERSION}, {settings.SITE_URL}, nothing that check --deploy warns of")


def site_speaks_tls() -> Finding:
    """Look whether browsers are kept on TLS, and whether the proxy that does it is believed."""
    if not settings.TLS:
        where = "on a network that you trust" if settings.INSECURE_HTTP else "on this machine only"
        return Finding.fine(f"plain http, {where}")
    if not settings.PROXY:
        return Finding.to_do(
            "the site is https:// but no proxy is believed, so every page leads to itself",
            "put a proxy with TLS in front (deploy/), have it set X-Forwarded-Proto, and set NEWSROOM_PROXY=true.",
        )
    if settings.SECURE_HSTS_SECONDS < MONTH_SECONDS:
        return Finding.to_do(
            f"browsers insist on TLS for {settings.SECURE_HSTS_SECONDS} seconds only",
            "when all is well, leave NEWSROOM_HSTS_SECONDS away.",
        )
    return Finding.fine(f"browsers insist on TLS for {settings.SECURE_HSTS_SECONDS // 86_400} days")


def secrets_are_ours() -> Finding:
    """Look whether anybody else on this machine can read the files with secrets."""
    files = [settings.VAR / "secret_key", settings.BASE_DIR / ".env"]
    open_to_others = [str(file) for file in files if file.exists() and is_open(file)]
    if open_to_others:
        listed = " ".join(open_to_others)
        return Finding.to_do(f"others on this machine may read {listed}", f"chmod 600 {listed}")
    return Finding.fine("no file with secrets is open to others on this machine")


def is_open(file: Path) -> bool:
    """Tell whether anybody but the owner may do anything with a file."""
    return bool(stat.S_IMODE(file.stat().st_mode) & OTHERS)

"""How mail leaves the house: a server named by NEWSROOM_MAIL_URL."""

from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

PORTS = {"smtps": 465, "smtp": 587, "smtp+plain": 25}
"""TLS from the first byte, TLS by STARTTLS or not at all, and none."""

TIMEOUT_SECONDS = 10.0


class MailSettingError(ValueError):
    """NEWSROOM_MAIL_URL, or an address, is not one that we can use."""


class MailServer(NamedTuple):
    """What Django must know of it; ``host`` is "" where there is none."""

    host: str = ""
    port: int = 0
    user: str = ""
    password: str = ""
    use_ssl: bool = False
    use_starttls: bool = False


def from_url(url: str) -> MailServer:
    """Read a NEWSROOM_MAIL_URL; an empty one names no server. What is refused never tells the password."""
    if not url:
        return MailServer()
    try:
        parts = urlsplit(url)
        port = parts.port or PORTS.get(parts.scheme, 0)
    except ValueError:
        raise MailSettingError(
            "NEWSROOM_MAIL_URL: cannot be read; write special characters as %40 and so on, and the port as a number."
        ) from None
    if parts.scheme not in PORTS or not parts.hostname or parts.path.strip("/") or parts.query or parts.fragment:
        raise MailSettingError("NEWSROOM_MAIL_URL: is not like smtps://user:password@mail.example.org:465.")
    if parts.password and parts.scheme == "smtp+plain":
        raise MailSettingError("NEWSROOM_MAIL_URL: would send the password in the clear; use smtps:// or smtp://.")
    return MailServer(
        parts.hostname,
        port,
        unquote(parts.username or ""),
        unquote(parts.password or ""),
        use_ssl=parts.scheme == "smtps",
        use_starttls=parts.scheme == "smtp",
    )


def require_address(name: str, given: str) -> None:
    """Refuse what is no mail address (without a name before it), and say which setting is wrong."""
    try:
        validate_email(given)
    except ValidationError:
        raise MailSettingError(f"{name}: {given!r} is no mail address.") from None

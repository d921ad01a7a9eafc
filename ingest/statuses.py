"""Pure: an HTTP status that is not a feed -> the error that says what it means for an editor."""

from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from urllib.parse import urlsplit

from ingest.errors import BadStatus, Gone
from ingest.retry_after import retry_after

# 203 is a 200 that a proxy has altered. Other 2xx promise no complete document: 202 is often a robot check, 206 a part.
SUCCESSES = frozenset((200, 203))
REDIRECTS = frozenset((301, 302, 303, 307, 308))
REPEATS = frozenset((307, 308))
"""The redirects that ask for the same request again, form and all."""

_MEANINGS = {
    304: "says that nothing changed, although we had nothing to compare with",
    401: "asks for a user name and password; feeds behind a sign-in cannot be read",
    402: "asks for payment",
    403: "refuses us access; the publisher may block feed readers",
    404: "has no such page; check the URL of the feed",
    406: "does not offer the page as a feed",
    407: "is a proxy that asks for a password",
    410: "says that the feed is gone for good",
    429: "says that we ask too often",
    451: "may not show the feed for legal reasons",
    503: "is busy or under maintenance",
}


def bad_status(status: int, url: str, headers: Mapping[str, str], now: datetime) -> BadStatus:
    """Build the error for a status; ``url`` answered so, ``headers`` have lower-case names, ``now`` is aware."""
    host = urlsplit(url).hostname or url
    wait = retry_after(headers.get("retry-after", ""), headers.get("date", ""), now)
    message = f"{host} {_meaning(status)} ({_named(status)})."
    if wait:
        message = f"{message} It asks us to wait {_span(wait)}."
    return (Gone if status == HTTPStatus.GONE else BadStatus)(message, status, wait, url, "cf-mitigated" in headers)


def _meaning(status: int) -> str:
    if status in _MEANINGS:
        return _MEANINGS[status]
    return "has a fault of its own" if status >= 500 else "gave an answer that is no feed"


def _named(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def _span(seconds: float) -> str:
    """Say how long, in the unit that a person would use."""
    for unit, length in (("days", 86_400), ("hours", 3_600), ("minutes", 60)):
        if seconds >= 2 * length:
            return f"{seconds / length:.0f} {unit}"
    return f"{seconds:.0f} seconds"

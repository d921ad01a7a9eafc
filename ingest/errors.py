"""The error tree of ingest. Stages raise these; the one ``except IngestError`` stands in ``pipeline.py``.

    IngestError                 something kept one feed from being refreshed; str() says what, for an editor's eyes
    |-- FetchError              the network or the other server
    |   |-- AddressRefused      the URL, its host or its address is not one that we may connect to
    |   |-- Unreachable         no name, no route, refused, reset, TLS failure: no answer at all
    |   |-- TimedOut            an answer too slow: connect, read or total limit
    |   |-- BadStatus           an answer, but not a feed: 4xx, 5xx; carries ``status`` and ``retry_after``
    |   |   `-- Gone            410: the publisher says that it is over
    |   |-- RedirectRefused     too many, a loop, no Location, or a scheme that is not http(s)
    |   `-- BodyRefused         too large, a compression bomb, broken encoding, cut short
    `-- DocumentError           we have the bytes, but nothing that we can use comes out of them
        |-- NotAFeed            HTML, binary, empty: nothing that is a feed
        |-- DocumentRefused     an attack or a bomb: entities, giant tags, nesting
        |-- PictureRefused      what came is no picture that we can show
        `-- ParserDied          the worker process ran out of time or memory, or crashed

Every one can be pickled: they travel from worker processes.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ingest.discover import FoundFeed


class IngestError(Exception):
    """Base of all: one feed could not be refreshed."""


class FetchError(IngestError):
    """The network or the other server."""


class AddressRefused(FetchError):
    """The URL, its host or its address is not one that we may connect to."""


class Unreachable(FetchError):
    """No answer at all."""


class TimedOut(FetchError):
    """An answer too slow."""


class BadStatus(FetchError):
    """An answer, but not a feed.

    ``status`` is the HTTP status; ``retry_after`` the header in seconds from now (relative to the server's own Date
    where it is a date), or None; ``url`` is what answered so, after redirects; ``is_challenge`` tells that not the
    publisher but a guard before it refused, which wants to see a browser.
    """

    def __init__(
        self,
        message: str,
        status: int = 0,
        retry_after: float | None = None,
        url: str = "",
        is_challenge: bool = False,
    ) -> None:
        super().__init__(message, status, retry_after, url, is_challenge)
        self.status = status
        self.retry_after = retry_after
        self.url = url
        self.is_challenge = is_challenge

    def __str__(self) -> str:
        return str(self.args[0])


class Gone(BadStatus):
    """410: the publisher says that it is over."""


class RedirectRefused(FetchError):
    """Too many redirects, a loop, no Location, or a scheme that is not http(s)."""


class BodyRefused(FetchError):
    """A body that is too large, a bomb, broken or cut short."""


class DocumentError(IngestError):
    """We have the bytes, but nothing that we can use comes out of them."""


class NotAFeed(DocumentError):
    """Nothing that is a feed. ``found`` are the feeds that it leads to, where it is a page."""

    def __init__(self, message: str, found: "tuple[FoundFeed, ...]" = ()) -> None:
        super().__init__(message, found)
        self.found = found

    def __str__(self) -> str:
        urls = [feed.url[:150] for feed in self.found]
        if not urls:
            return str(self.args[0])
        if len(urls) == 1:
            return f"{self.args[0]} It leads to {urls[0]}; did the feed move there?"
        more = f" and {len(urls) - 2} more" if len(urls) > 2 else ""
        return f"{self.args[0]} It leads to {', '.join(urls[:2])}{more}; did the feed move to one of them?"


class DocumentRefused(DocumentError):
    """An attack or a bomb."""


class PictureRefused(DocumentError):
    """No picture that we can show: another kind of file, too small, too large."""


class ParserDied(DocumentError):
    """The worker process ran out of time or memory, or crashed."""


class EmptyEntry(Exception):
    """An entry that says nothing: no guid, link, title, text or file. It is dropped and counted; its feed goes on."""

"""Seek: a URL of a feed, or of a page that leads to one -> the feed's document, read. Nothing is stored here.

a feed                            1 GET: what was fetched is what will be stored
a page whose feed a rule tells    1 GET, of the feed (``well_known.py``)
a page that leads to one feed     2 GETs
a page that leads to several      1 GET, and the editor chooses: ``SeveralFeeds``
a page that leads to none         1 GET; with ``probe`` the usual places are asked too, at most 3
"""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from urllib.parse import urljoin

from ingest.addresses import read_url
from ingest.discover import FoundFeed
from ingest.errors import BadStatus, IngestError, NotAFeed, TimedOut
from ingest.fetch import Client
from ingest.hosts import host_key, spacing
from ingest.pipeline import Settings
from ingest.values import FeedContext, Fetched, Limits, Reading
from ingest.workers import Workers

USUAL_PLACES = ("/feed", "/rss.xml", "/atom.xml")
"""Where many sites keep a feed that they do not declare. They are asked only where an editor says so."""

LEAVE_ALONE = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)


class SeveralFeeds(IngestError):
    """A page leads to several feeds (``found``): the editor chooses."""

    def __init__(self, found: tuple[FoundFeed, ...]) -> None:
        listed = "".join(f"\n  {feed.url}  {feed.title}" for feed in found)
        super().__init__(f"The page leads to {len(found)} feeds; add the one you mean:{listed}")
        self.found = found


@dataclass(frozen=True, slots=True)
class Sought:
    """A feed that was found: the URL that was asked for it, what came back, and what it says."""

    asked: str
    answer: Fetched
    reading: Reading


async def seek(url: str, settings: Settings, now: datetime, *, probe: bool = False) -> Sought:
    """Return the feed at ``url``, or the one feed that the page there leads to.

    Raises ``IngestError`` where none can be had, saying why; after ``longest`` at the latest.
    """
    seconds = longest(settings.limits)
    try:
        async with asyncio.timeout(seconds), settings.client() as client:
            with Workers(1, settings.limits) as workers:
                return await _Seeker(client, workers, now).seek(url, probe=probe)
    except TimeoutError as error:
        raise TimedOut(f"No feed was found within {seconds:g} seconds.") from error


async def reread(url: str, answer: Fetched, settings: Settings, now: datetime) -> Sought:
    """Read what came when ``url`` was asked for; nobody is asked anything. Raises ``DocumentError``."""
    with Workers(1, settings.limits) as workers:
        return Sought(url, answer, await workers.read(answer, _unknown(answer, now)))


def longest(limits: Limits) -> float:
    """Return how long an editor may have to wait, in seconds: for a page and for the feed that it leads to."""
    return 2 * (limits.total_seconds + limits.parse_seconds)


class _Seeker:
    """Asks one server after the other, and none of them twice without a pause."""

    def __init__(self, client: Client, workers: Workers, now: datetime) -> None:
        self._client = client
        self._workers = workers
        self._now = now
        self._last = ""

    async def seek(self, url: str, *, probe: bool) -> Sought:
        """Read what is there; follow a page to its feed."""
        answer = await self._get(url)
        try:
            return await self._read(url, answer)
        except NotAFeed as error:
            if not error.found:
                if not probe:
                    raise
                return await self._probe(answer.url, error)
            found = error.found
        if len(found) > 1:
            raise SeveralFeeds(found)
        url = read_url(found[0].url).url
        return await self._read(url, await self._get(url))

    async def _probe(self, page: str, why: NotAFeed) -> Sought:
        """Try the usual places of a site; raise ``why`` its page is no feed where none is there."""
        for place in USUAL_PLACES:
            url = urljoin(page, place)
            try:
                return await self._read(url, await self._get(url))
            except NotAFeed:
                continue
            except BadStatus as error:
                if error.status in LEAVE_ALONE:
                    raise
        raise NotAFeed(f"{why} Nor is there one at {', '.join(USUAL_PLACES)}.")

    async def _get(self, url: str) -> Fetched:
        """Fetch without a condition, after the pause that is due to a server that was asked just now."""
        key = host_key(url)
        if key == self._last:
            await asyncio.sleep(spacing(key).total_seconds())
        self._last = key
        answer = await self._client.fetch(url)
        if not isinstance(answer, Fetched):
            raise NotAFeed("the server said 304 Not Modified to a question without a condition")
        return answer

    async def _read(self, asked: str, answer: Fetched) -> Sought:
        """Read a document whose source we do not know yet."""
        return Sought(asked, answer, await self._workers.read(answer, _unknown(answer, self._now)))


def _unknown(answer: Fetched, now: datetime) -> FeedContext:
    return FeedContext(answer.url, answer.url, source_name="", source_language="", now=now)

"""Add a feed by its URL, or by that of the site: one GET where it is the feed itself, two where a page leads to it."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from asgiref.sync import async_to_sync, sync_to_async
from django.db import transaction
from django.utils import timezone

from articles import store
from articles.dedupe import is_own
from articles.digest import sha256
from articles.models import Section, Source
from ingest import ledger, pipeline
from ingest.addresses import read_url
from ingest.discover import FoundFeed, discover
from ingest.errors import IngestError, NotAFeed
from ingest.fetch import Client
from ingest.languages import language_tag
from ingest.models import Feed
from ingest.outcomes import Result
from ingest.pipeline import Settings
from ingest.values import FeedContext, Fetched, Reading
from ingest.workers import Workers


class SeveralFeeds(IngestError):
    """A page leads to several feeds (``found``): the editor chooses."""

    def __init__(self, found: tuple[FoundFeed, ...]) -> None:
        listed = "".join(f"\n  {feed.url}  {feed.title}" for feed in found)
        super().__init__(f"The page leads to {len(found)} feeds; add the one you mean:{listed}")
        self.found = found


@dataclass(frozen=True, slots=True)
class Added:
    """A feed that we have now: whether it is new here, and what its first reading brought."""

    feed: Feed
    is_new: bool
    result: Result | None


def add(url: str, settings: Settings, section: Section | None = None) -> Added:
    """Fetch what is at ``url``, find the feed, add it with its source, and store its entries from the same response.

    Raises ``IngestError`` where no feed can be had there, saying why.
    """
    url = read_url(url).url
    known = Feed.objects.filter(url_digest=sha256(url)).first()
    if known:
        return Added(known, is_new=False, result=None)
    asked, answer, reading = async_to_sync(_find)(url, settings)
    return _keep_first(asked, answer, reading, section)


async def _find(url: str, settings: Settings) -> tuple[str, Fetched, Reading]:
    """Return the feed at ``url``, or the one feed that the page there leads to, with the URL that was asked for it."""
    connections = settings.concurrency
    async with Client(settings.limits, settings.allow, user_agent=settings.agent, connections=connections) as client:
        answer = await _get(client, url)
        with Workers(1, settings.limits) as workers:
            try:
                return url, answer, await _read(workers, answer)
            except NotAFeed:
                found = discover(answer.body, answer.content_type, answer.url)
                if not found:
                    raise
            if len(found) > 1:
                raise SeveralFeeds(found)
            url = read_url(found[0].url).url
            answer = await _get(client, url)
            return url, answer, await _read(workers, answer)


async def _get(client: Client, url: str) -> Fetched:
    """Fetch without a condition."""
    answer = await client.fetch(url)
    if not isinstance(answer, Fetched):
        raise NotAFeed("the server said 304 Not Modified to a question without a condition")
    return answer


async def _read(workers: Workers, answer: Fetched) -> Reading:
    """Read a document whose source we do not know yet."""
    now = await sync_to_async(timezone.now)()
    context = FeedContext(answer.url, answer.url, source_name="", source_language="", now=now)
    return await workers.read(answer, context)


@transaction.atomic
def _keep_first(asked: str, answer: Fetched, reading: Reading, section: Section | None) -> Added:
    """Make the source and the feed, and store the first document."""
    now = timezone.now()
    url = answer.url if _moved_for_good(answer) else asked
    known = Feed.objects.filter(url_digest=sha256(url)).first()
    if known:
        return Added(known, is_new=False, result=None)
    feed, _ = ledger.add_feed(_source(url, reading, section), url, reading.title, section, now=now)
    return Added(feed, is_new=True, result=pipeline.keep(ledger.take(feed, now), answer, reading, now))


def _source(url: str, reading: Reading, section: Section | None) -> Source:
    """Return whose feed it is: a publisher that we have only where the feed comes from the host of its home page.

    What a feed says of itself proves nothing; a stranger must not get at the articles and rights of another.
    """
    name = reading.title or urlsplit(url).hostname or url
    facts: dict[str, Any] = {
        "home_url": reading.home_url,
        "language": language_tag(reading.language),
        "section": section,
    }
    make = store.ensure_source if is_own(reading.home_url, url) else store.make_source
    return make(name=name, **facts)


def _moved_for_good(answer: Fetched) -> bool:
    """Tell whether every redirect on the way was a permanent one."""
    return all(hop.status in (301, 308) for hop in answer.hops)

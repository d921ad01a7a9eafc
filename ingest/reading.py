"""Pure: the CPU half of the pipeline, from bytes to clean entries. It runs in a worker process (``workers.py``)."""

import logging

from articles.entry import CleanEntry
from articles.sanitize import plain_text, sanitize
from ingest import links
from ingest.errors import EmptyEntry
from ingest.languages import language_tag
from ingest.normalize import normalize
from ingest.parse import parse
from ingest.values import FeedContext, Fetched, Limits, ParsedEntry, ParsedFeed, Reading

log = logging.getLogger(__name__)


def read(answer: Fetched, context: FeedContext, limits: Limits) -> Reading:
    """Parse, normalize and sanitize one document.

    An entry that cannot be made sense of is dropped and counted; a document that cannot raises ``DocumentError``.
    """
    feed = parse(answer.body, answer.content_type, limits, truncated=answer.truncated)
    entries = [clean for parsed in feed.entries if (clean := _entry(parsed, feed, context)) is not None]
    return Reading(
        version=feed.version,
        title=plain_text(feed.title, 500),
        home_url=links.absolute(feed.home_url, context.final_url),
        language=language_tag(feed.language),
        entries=tuple(entries),
        dropped=feed.dropped + len(feed.entries) - len(entries),
        notes=feed.notes,
    )


def _entry(parsed: ParsedEntry, feed: ParsedFeed, context: FeedContext) -> CleanEntry | None:
    """Make one entry fit to be stored, or nothing of one that cannot be."""
    try:
        return sanitize(normalize(parsed, feed, context))
    except EmptyEntry:
        return None
    except Exception:
        # An entry that breaks our code is our bug; it must not cost its feed the other entries.
        log.exception("entry dropped: %r", parsed.guid or parsed.link)
        return None

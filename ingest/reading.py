"""Pure: the CPU half of the pipeline, from bytes to clean entries. It runs in a worker process (``workers.py``).

Most of a document is what we read the last time. Where its items are plain to see, only the unknown ones are read, inside
the same head; where anything about that is not as plain as it was, the document is read whole.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace

from articles.entry import CleanEntry
from articles.sanitize import plain_text, sanitize
from ingest import digests, items, links
from ingest.dates import parse_date
from ingest.digests import ItemDigest
from ingest.discover import discover
from ingest.encoding import decode
from ingest.errors import DocumentError, EmptyEntry, NotAFeed
from ingest.items import Split
from ingest.languages import language_tag
from ingest.normalize import guid_of, normalize
from ingest.parse import parse_text
from ingest.values import Deletion, FeedContext, Fetched, Limits, ParsedEntry, ParsedFeed, Reading

log = logging.getLogger(__name__)


def read(answer: Fetched, context: FeedContext, limits: Limits) -> Reading:
    """Parse, normalize and sanitize one document, less the items that are known.

    An entry that cannot be made sense of is dropped and counted; a document that cannot raises ``DocumentError``: one
    that is a page says which feeds it leads to.
    """
    try:
        return _read(answer, context, limits)
    except NotAFeed as error:
        raise NotAFeed(str(error), discover(answer.body, answer.content_type, answer.url)) from error


def _read(answer: Fetched, context: FeedContext, limits: Limits) -> Reading:
    text = decode(answer.body, answer.content_type)
    document = None if answer.truncated else items.split(text)
    if document is None or len(document.items) > min(limits.entries, digests.MOST):
        return _reading(parse_text(text, answer.body, limits, answer.truncated), context)
    written = digests.written(document, context)
    return _read_unknown(document, written, context, limits) or _read_rest(document, written, {}, context, limits)


def _read_unknown(document: Split, written: Sequence[bytes], context: FeedContext, limits: Limits) -> Reading | None:
    """Read the items that are not known; None where there is nothing to skip, or the others may have a say in it."""
    known = digests.unpack(context.item_digests)
    skipped = {number: known[digest] for number, digest in enumerate(written) if digest in known}
    if not skipped:
        return None
    try:
        reading = _read_rest(document, written, skipped, context, limits)
    except DocumentError:
        return None
    return reading if reading.item_digests else None


def _read_rest(
    document: Split, written: Sequence[bytes], skipped: Mapping[int, ItemDigest], context: FeedContext, limits: Limits
) -> Reading:
    """Read the document less the skipped items, and say what to remember of all of them."""
    text = document.without(skipped)
    feed = parse_text(text, text.encode("utf-8", "replace"), limits)
    reading = _reading(feed, context)
    unread = [digest for number, digest in enumerate(written) if number not in skipped]
    if not feed.is_well_formed or reading.notes or reading.dropped or len(unread) != len(reading.entries):
        return reading
    rows = [*skipped.values(), *map(ItemDigest.of, unread, reading.entries)]
    keys = tuple(row.key for row in skipped.values())
    return replace(reading, skipped=keys, item_digests=digests.pack(rows))


def _reading(feed: ParsedFeed, context: FeedContext) -> Reading:
    """Make clean what was parsed."""
    entries = [clean for parsed in feed.entries if (clean := _entry(parsed, feed, context)) is not None]
    return Reading(
        version=feed.version,
        title=plain_text(feed.title, 500),
        home_url=links.absolute(feed.home_url, context.final_url),
        language=language_tag(feed.language),
        entries=tuple(entries),
        dropped=feed.dropped + len(feed.entries) - len(entries),
        notes=feed.notes,
        pace=feed.pace,
        hubs=tuple(dict.fromkeys(filter(None, (_address(hub, feed, context) for hub in feed.hubs)))),
        self_url=_address(feed.self_url, feed, context),
        prev_archive=_address(feed.prev_archive, feed, context),
        is_archive=feed.is_archive,
        is_complete=feed.is_complete,
        deleted=tuple(Deletion(guid_of(deletion.ref), parse_date(deletion.when)) for deletion in feed.deleted),
    )


def _address(link: str, feed: ParsedFeed, context: FeedContext) -> str:
    """Return one of the feed's own links as an absolute http(s) URL, or ""."""
    return links.absolute(link, feed.base, context.final_url)


def _entry(parsed: ParsedEntry, feed: ParsedFeed, context: FeedContext) -> CleanEntry | None:
    """Make one entry fit to be stored, or nothing of one that cannot be."""
    try:
        return sanitize(normalize(parsed, feed, context))
    except EmptyEntry:
        return None
    except Exception:
        # An entry that breaks our code is our bug; it must not cost its feed the other entries.
        log.exception("entry_dropped", extra={"entry": parsed.guid or parsed.link})
        return None

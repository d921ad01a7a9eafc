"""The last raw documents of each feed, kept compressed, so that they can be read again without asking the publisher.

A file is two gzip members: a line of JSON about the answer, and the body. Where the server compressed it, the second one
is what it sent, byte for byte. Losing such a file costs nothing but a replay: an error here never fails a refresh.
"""

import gzip
import json
import logging
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages

from ingest.models import Feed
from ingest.values import Fetched, Validators

log = logging.getLogger(__name__)

FASTEST = 1


def keep(feed_id: int, answer: Fetched, now: datetime) -> None:
    """Keep a document, and only the newest few of its feed."""
    if not settings.REPLAY_BODIES:
        return
    facts = {"url": answer.url, "status": answer.status, "headers": answer.headers, "truncated": answer.truncated}
    head = gzip.compress(json.dumps({"at": now.isoformat(), **facts}).encode() + b"\n", FASTEST)
    body = answer.packed or gzip.compress(answer.body, FASTEST)
    storage, path = storages["bodies"], f"{feed_id}/{now:%Y%m%dT%H%M%S%f}.gz"
    try:
        for name in _names(feed_id)[: 1 - settings.REPLAY_BODIES or None]:
            storage.delete(f"{feed_id}/{name}")
        storage.save(path, ContentFile(head + body))
    except OSError as error:
        log.warning("body_not_kept", extra={"feed": feed_id, "error": str(error)})
        with suppress(OSError):
            storage.delete(path)  # A full disk leaves a file that is cut off, or empty.


def kept(feed_id: int) -> Iterator[tuple[datetime, Fetched]]:
    """Yield the kept documents of a feed with the moments they came, newest first; broken files are passed over."""
    for name in reversed(_names(feed_id)):
        try:
            with storages["bodies"].open(f"{feed_id}/{name}") as file:
                head, _, body = gzip.decompress(file.read()).partition(b"\n")
            facts = json.loads(head)
        except (OSError, EOFError, ValueError) as error:
            log.warning("body_not_readable", extra={"feed": feed_id, "file": name, "error": str(error)})
            continue
        moment = datetime.fromisoformat(facts.pop("at"))
        yield moment, Fetched(body=body, validators=Validators(), **facts)


def sweep(*, is_dry: bool = False) -> int:
    """Delete the documents of feeds that are no longer there. Return how many."""
    try:
        folders = {int(name) for name in storages["bodies"].listdir("")[0] if name.isdecimal()}
    except FileNotFoundError:
        return 0
    strangers = folders - set(Feed.objects.filter(id__in=folders).values_list("id", flat=True))
    left = [f"{feed_id}/{name}" for feed_id in sorted(strangers) for name in _names(feed_id)]
    for path in left if not is_dry else ():
        storages["bodies"].delete(path)
    return len(left)


def _names(feed_id: int) -> list[str]:
    """Return the names of a feed's files, which sort by time, oldest first."""
    try:
        return sorted(storages["bodies"].listdir(str(feed_id))[1])
    except FileNotFoundError:
        return []

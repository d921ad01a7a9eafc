"""The last raw documents of each feed, kept compressed, so that they can be read again without asking the publisher.

A file is two gzip members: a line of JSON about the answer, and the body. Where the server compressed it, the second one
is what it sent, byte for byte. Losing such a file costs nothing but a replay: an error here never fails a refresh.
"""

import gzip
import json
import logging
from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages

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
    try:
        storage = storages["bodies"]
        storage.save(f"{feed_id}/{now:%Y%m%dT%H%M%S%f}.gz", ContentFile(head + body))
        for name in _names(feed_id)[: -settings.REPLAY_BODIES]:
            storage.delete(f"{feed_id}/{name}")
    except OSError as error:
        log.warning("body_not_kept", extra={"feed": feed_id, "error": str(error)})


def kept(feed_id: int) -> Iterator[tuple[datetime, Fetched]]:
    """Yield the kept documents of a feed with the moments they came, oldest first; broken files are passed over."""
    for name in _names(feed_id):
        try:
            with storages["bodies"].open(f"{feed_id}/{name}") as file:
                head, _, body = gzip.decompress(file.read()).partition(b"\n")
            facts = json.loads(head)
        except (OSError, EOFError, ValueError) as error:
            log.warning("body_not_readable", extra={"feed": feed_id, "file": name, "error": str(error)})
            continue
        moment = datetime.fromisoformat(facts.pop("at"))
        yield moment, Fetched(body=body, validators=Validators(), **facts)


def _names(feed_id: int) -> list[str]:
    """Return the names of a feed's files, which sort by time."""
    try:
        return sorted(storages["bodies"].listdir(str(feed_id))[1])
    except FileNotFoundError:
        return []

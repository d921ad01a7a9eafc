"""Pure: the document in an answer: what tells it from another, and how it is held while it waits to be read.

A large one is held as gzip, as most servers sent it, so that many that come at once don't fill our memory; the process
that reads it unpacks it, within its own limits.
"""

import gzip
import hashlib
import sys
from dataclasses import replace

from ingest.decoding import Body
from ingest.values import Fetched, NotModified

LARGE_BYTES = 262_144
FASTEST = 1


def digest_of(answer: Fetched) -> bytes:
    """Return what tells whether the same bytes came again (and would be read the same way)."""
    if answer.digest:
        return answer.digest
    digest = hashlib.sha256(f"{answer.content_type}\n{answer.truncated}\n".encode())
    digest.update(answer.body)
    return digest.digest()


def is_large(answer: Fetched) -> bool:
    """Tell whether holding it as gzip is worth the time."""
    return len(answer.body) > LARGE_BYTES


def packed(answer: Fetched) -> Fetched:
    """Return an answer with its document as gzip alone, and its digest."""
    return replace(
        answer, packed=answer.packed or gzip.compress(answer.body, FASTEST), body=b"", digest=digest_of(answer)
    )


def emptied(answer: Fetched | NotModified) -> Fetched | NotModified:
    """Return an answer without its document, for those who only ask what came with it."""
    return replace(answer, packed=b"", body=b"") if isinstance(answer, Fetched) else answer


def single(answer: Fetched) -> Fetched:
    """Return an answer whose document is not in it twice."""
    return replace(answer, packed=b"") if answer.body else answer


def unpacked(answer: Fetched) -> Fetched:
    """Return an answer with its document as text; it was within the limits when it came."""
    if answer.body or not answer.packed:
        return answer
    body = Body("gzip", limit=sys.maxsize, ratio=sys.maxsize)
    body.feed(answer.packed)
    return replace(answer, packed=b"", body=body.finish())

"""Pure: the document in an answer: what tells it from another, and how it is held while it waits to be read.

A large one is there as gzip alone (``holding``); the process that reads it unpacks it, within its own limits.
"""

import gzip
import hashlib
from dataclasses import replace

from ingest.values import Fetched, NotModified


def digest_of(answer: Fetched) -> bytes:
    """Return what tells whether the same bytes came again (and would be read the same way)."""
    body = answer.digest or hashlib.sha256(answer.body).digest()
    return hashlib.sha256(f"{answer.content_type}\n{answer.truncated}\n".encode() + body).digest()


def size_of(answer: Fetched) -> int:
    """Return how many bytes its document has, unpacked."""
    return len(answer.body) or answer.size


def emptied(answer: Fetched | NotModified) -> Fetched | NotModified:
    """Return an answer without its document, for those who only ask what came with it."""
    return replace(answer, packed=b"", body=b"") if isinstance(answer, Fetched) else answer


def single(answer: Fetched) -> Fetched:
    """Return an answer whose document is not in it twice."""
    return replace(answer, packed=b"") if answer.body else answer


def unpacked(answer: Fetched) -> Fetched:
    """Return an answer with its document as text; it was within the limits when it came, and we packed it."""
    if answer.body or not answer.packed:
        return answer
    return replace(answer, packed=b"", body=gzip.decompress(answer.packed))

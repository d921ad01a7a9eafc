"""Pure: what is remembered of each item of a feed's last document, so that it need not be read again unchanged."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import NamedTuple, Self

from articles import identity, sanitize
from articles.entry import CleanEntry
from ingest.items import Split
from ingest.values import FeedContext

READING = 1
"""The version of the rules in parse.py and normalize.py: raise it when they change, so that old items are read again."""

MOST = 500
"""So many items of a feed are remembered: 28 kB."""

SIZES = (16, 32, 8)
ROW = sum(SIZES)


class ItemDigest(NamedTuple):
    """One item: the hash of how it is written, its entry's key, and the beginning of its link's (zeros without one)."""

    written: bytes
    key: bytes
    link: bytes

    @classmethod
    def of(cls, written: bytes, entry: CleanEntry) -> Self:
        """Return what is to be remembered of an item that became this entry."""
        names = identity.names(entry)
        return cls(written, names.key, names.link[: SIZES[2]] or bytes(SIZES[2]))


def pack(rows: Iterable[ItemDigest]) -> bytes:
    """Return the column that holds these, or b"" where two of them claim one name: then none can be read alone."""
    rows = list(rows)
    links = [row.link for row in rows if any(row.link)]
    is_plain = all(len(set(names)) == len(names) for names in (links, [row.key for row in rows]))
    return b"".join(field for row in rows for field in row) if is_plain else b""


def unpack(column: bytes) -> dict[bytes, ItemDigest]:
    """Return what is remembered, by the hash of how each item is written."""
    rows = [column[start : start + ROW] for start in range(0, len(column) - ROW + 1, ROW)]
    return {row[:16]: ItemDigest(row[:16], row[16:48], row[48:]) for row in rows}


def written(document: Split, context: FeedContext) -> Sequence[bytes]:
    """Return the hash of each item together with all that its reading depends on, in order."""
    depends = (READING, sanitize.VERSION, context.feed_url, context.final_url, context.source_name)
    around = "\n".join(map(str, (*depends, context.source_language, document.frame)))
    key = hashlib.sha256(around.encode("utf-8", "replace")).digest()
    return [
        hashlib.blake2b(item.rstrip().encode("utf-8", "replace"), digest_size=SIZES[0], key=key).digest()
        for item in document.items
    ]

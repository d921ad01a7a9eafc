"""What dedupe is asked with and what it answers, as values: Known goes in, a Decision an entry comes out. No Django."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from articles.entry import CleanEntry
from articles.identity import Identity


class Verdict(StrEnum):
    """What is to be done with an entry."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    SEEN = "seen"  # Another source brought the article before: only the sighting is new.
    ADOPTED = "adopted"  # Another source brought it before, but it is ours: we are the host of its URL.
    REPEATED = "repeated"  # The same entry stands twice in the document.
    BURIED = "buried"  # A tombstone bears its key.


@dataclass(frozen=True, slots=True)
class KnownArticle:
    """What deciding needs of a stored article; ``feed_urls`` are the feeds of its own source that carried it."""

    id: int
    source_id: int
    url: str
    fingerprint: bytes
    updated: datetime | None
    hash_updates: int
    feed_urls: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """What the database holds of the entries of one document: by key in this source, and by URL in any.

    ``tombstones`` are those of this source, ``elsewhere`` the links of entries that others' tombstones bear. ``skipped`` says
    which articles the entries are that stand in it but were not read.
    """

    articles: Mapping[int, KnownArticle] = field(default_factory=dict)
    by_digest: Mapping[bytes, int] = field(default_factory=dict)
    by_url: Mapping[bytes, int] = field(default_factory=dict)
    tombstones: frozenset[bytes] = frozenset()
    elsewhere: frozenset[bytes] = frozenset()
    skipped: Mapping[bytes, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Decision:
    """One entry, and what to do with it; ``article`` is the stored one, where there is one."""

    verdict: Verdict
    entry: CleanEntry
    identity: Identity
    fingerprint: bytes
    article: KnownArticle | None = None

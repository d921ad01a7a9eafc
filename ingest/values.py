"""What travels inside ingest, as frozen values: no Django, no clock, no settings.

(url, Validators, Limits) --fetch--> Fetched | NotModified --parse--> ParsedFeed(ParsedEntry...) --normalize--> Entry
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from articles.entry import CleanEntry
from ingest.pace import Pace

TextKind = Literal["html", "text"]


@dataclass(frozen=True, slots=True)
class Limits:
    """What one feed may cost: seconds, bytes and counts. The defaults are those of docs/settings.md."""

    connect_seconds: float = 5.0
    read_seconds: float = 20.0
    total_seconds: float = 30.0
    redirects: int = 5
    body_bytes: int = 10_000_000
    compression_ratio: int = 100
    header_bytes: int = 8_192
    entries: int = 500
    parse_seconds: float = 20.0
    parse_cpu_seconds: int = 10
    parse_memory_bytes: int = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Validators:
    """HTTP validators, byte for byte as the server sent them ("" where it sent none)."""

    etag: str = ""
    last_modified: str = ""

    def __bool__(self) -> bool:
        """Tell whether there is anything to ask a conditional question with."""
        return bool(self.etag or self.last_modified)


@dataclass(frozen=True, slots=True)
class Hop:
    """One redirect that was followed: the status and where it led (absolute URL)."""

    status: int
    url: str


@dataclass(frozen=True, slots=True)
class Fetched:
    """A 200 (or other success) with its decoded body.

    ``url`` is where the body came from, after redirects; ``headers`` have lower-case names; ``address`` is the IP that
    was connected to; ``wire_bytes`` counts the body as sent; ``truncated`` says that the size limit cut the body;
    ``packed`` is the body as gzip where the server sent it so, else b"". ``digest`` is the SHA-256 of the body, or b"". A large
    document of ``size`` bytes may be there as ``packed`` alone (``documents``).
    """

    url: str
    status: int
    headers: dict[str, str]
    body: bytes
    validators: Validators
    address: str = ""
    wire_bytes: int = 0
    milliseconds: int = 0
    hops: tuple[Hop, ...] = ()
    truncated: bool = False
    packed: bytes = b""
    digest: bytes = b""
    size: int = 0

    @property
    def content_type(self) -> str:
        """The Content-Type header as sent, or ""."""
        return self.headers.get("content-type", "")


@dataclass(frozen=True, slots=True)
class NotModified:
    """A 304: nothing new; its headers may refresh the validators."""

    url: str
    headers: dict[str, str]
    validators: Validators
    address: str = ""
    milliseconds: int = 0
    hops: tuple[Hop, ...] = ()
    status: int = 304


@dataclass(frozen=True, slots=True)
class ParsedMedia:
    """A file an entry names, raw: the URL may be relative, the numbers are text. See ``articles.entry.Enclosure``."""

    url: str
    type: str = ""
    length: str = ""
    medium: str = ""
    width: str = ""
    height: str = ""
    title: str = ""
    credit: str = ""
    is_thumbnail: bool = False


@dataclass(frozen=True, slots=True)
class ParsedEntry:
    """One item of a document as raw strings; nothing resolved, cleaned or judged. "" means: not said.

    ``content`` comes only from content:encoded, atom:content, xhtml:body, or JSON Feed content_*; ``summary`` from
    description, atom:summary or JSON Feed summary. ``base`` is the xml:base in force ("" without).
    ``source_name``/``source_url`` come from RSS ``<source url>`` or ``atom:source``.
    """

    guid: str = ""
    link: str = ""
    title: str = ""
    title_kind: TextKind = "html"
    summary: str = ""
    summary_kind: TextKind = "html"
    content: str = ""
    content_kind: TextKind = "html"
    authors: tuple[str, ...] = ()
    published: str = ""
    updated: str = ""
    language: str = ""
    base: str = ""
    tags: tuple[str, ...] = ()
    media: tuple[ParsedMedia, ...] = ()
    source_name: str = ""
    source_url: str = ""
    rights: str = ""
    licence_url: str = ""


@dataclass(frozen=True, slots=True)
class ParsedDeletion:
    """An entry that its publisher took back (RFC 6721, at:deleted-entry), raw: its guid, and when it was deleted."""

    ref: str
    when: str = ""


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """A whole document as raw strings.

    ``version`` as feedparser names it ("rss20", "atom10", "json11", ...). ``dropped`` counts items that could not be
    read; ``notes`` says in plain words what was unusual ("breaks off: the half entry at the end was left out").
    ``is_well_formed`` tells that it was read as the XML it is, so that no item has a say in how others are read.
    ``hubs``, ``self_url`` and ``prev_archive`` may be relative to ``base`` or to the document's address; ``is_archive``
    and ``is_complete`` are those of RFC 5005.
    """

    version: str
    title: str = ""
    home_url: str = ""
    description: str = ""
    language: str = ""
    base: str = ""
    authors: tuple[str, ...] = ()
    rights: str = ""
    licence_url: str = ""
    image_url: str = ""
    entries: tuple[ParsedEntry, ...] = ()
    dropped: int = 0
    notes: tuple[str, ...] = ()
    is_well_formed: bool = False
    pace: Pace = field(default_factory=Pace)
    hubs: tuple[str, ...] = ()
    self_url: str = ""
    prev_archive: str = ""
    is_archive: bool = False
    is_complete: bool = False
    deleted: tuple[ParsedDeletion, ...] = ()


@dataclass(frozen=True, slots=True)
class FeedContext:
    """What normalize must know besides the entry: where the document came from, whose it is, and the time.

    ``source_language`` is used where neither entry nor feed names one. ``now`` is aware UTC: the moment of the fetch.
    ``item_digests`` is what is remembered of the last document's items (``digests.py``); b"" has all of them read.
    """

    feed_url: str
    final_url: str
    source_name: str
    source_language: str
    now: datetime
    item_digests: bytes = b""


@dataclass(frozen=True, slots=True)
class Deletion:
    """An entry that its publisher took back: its guid as ``CleanEntry`` has it, and when (aware UTC), if that was said.

    An entry of the same guid that was updated after ``when`` is there again (RFC 6721, section 3).
    """

    guid: str
    when: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a worker process makes of one document: clean entries and what the feed says of itself.

    ``skipped`` are the keys of the entries that stand in it unchanged and were not read again; ``item_digests`` is what
    to remember of all its items, b"" where they cannot be told apart or read alone.

    ``pace`` is what it says of its rhythm. ``hubs`` push it (WebSub) under the name ``self_url``; ``prev_archive`` leads
    to older entries. An archive (``is_archive``) never changes any more; a complete document (``is_complete``) holds all
    entries there are, so those it no longer holds are gone (RFC 5005, sections 2 and 4). URLs are absolute http(s), or "".
    """

    version: str
    title: str
    home_url: str
    language: str
    entries: tuple[CleanEntry, ...]
    dropped: int = 0
    notes: tuple[str, ...] = field(default=())
    skipped: tuple[bytes, ...] = ()
    item_digests: bytes = b""
    pace: Pace = field(default_factory=Pace)
    hubs: tuple[str, ...] = ()
    self_url: str = ""
    prev_archive: str = ""
    is_archive: bool = False
    is_complete: bool = False
    deleted: tuple[Deletion, ...] = ()

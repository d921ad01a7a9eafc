"""The seam between ingest and articles: what a feed says, as values.

ingest makes an ``Entry`` (text as the publisher wrote it, absolute links, aware dates); ``articles/sanitize.py`` turns
it into a ``CleanEntry``, and ``articles/store.py`` takes nothing else. All values are frozen, hold plain data only and
can be pickled, because they travel between processes. No Django here.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, NewType

SafeHTML = NewType("SafeHTML", str)
"""HTML that ``articles/sanitize.py`` made; nothing else may make one."""

TextKind = Literal["html", "text"]


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that travels with an entry: a picture, a sound, a video (RSS ``enclosure``, Media RSS, Atom link).

    ``url`` is absolute http(s); ``type`` a MIME type or ""; ``length`` in bytes, ``width``/``height`` in pixels, None
    where not said; ``medium`` as Media RSS has it ("image", "video", "audio", "document") or "".
    """

    url: str
    type: str = ""
    length: int | None = None
    medium: str = ""
    width: int | None = None
    height: int | None = None
    title: str = ""
    credit: str = ""
    is_thumbnail: bool = False


@dataclass(frozen=True, slots=True)
class LeadImage:
    """The picture that stands for an article: absolute URL, size in pixels where said, alternative text, credit."""

    url: str
    width: int | None = None
    height: int | None = None
    alt: str = ""
    caption: str = ""
    credit: str = ""


@dataclass(frozen=True, slots=True)
class Origin:
    """Who wrote and published the text first, where the entry names it and it is not the deliverer itself."""

    name: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a feed says about one item, normalized but not yet clean: every text field may still hold markup.

    ``guid`` is verbatim (trimmed); ``url`` the absolute canonical link or ""; ``base_url`` resolves what is relative in
    the texts. Dates are aware UTC or None. ``body`` is the full content, ``dek`` the summary; each with its kind.
    """

    guid: str
    url: str
    base_url: str
    headline: str
    headline_kind: TextKind = "html"
    dek: str = ""
    dek_kind: TextKind = "html"
    body: str = ""
    body_kind: TextKind = "html"
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    published: datetime | None = None
    updated: datetime | None = None
    date_suspect: bool = False
    language: str = ""
    enclosures: tuple[Enclosure, ...] = ()
    origin: Origin = field(default_factory=Origin)
    licence_name: str = ""
    licence_url: str = ""
    rights_text: str = ""


@dataclass(frozen=True, slots=True)
class CleanEntry:
    """An entry that may be stored: plain fields are plain text, ``body`` is SafeHTML, ``raw_body`` is kept beside it.

    ``dek`` is plain text. ``body`` is "" where the feed gave no full content (then ``dek`` is all there is).
    ``raw_body`` is the publisher's text, bounded, for a later ``resanitize``; it is never shown.
    """

    guid: str
    url: str
    base_url: str
    headline: str
    dek: str
    body: SafeHTML
    raw_body: str
    body_kind: TextKind
    sanitizer_version: int
    authors: tuple[str, ...]
    tags: tuple[str, ...]
    published: datetime | None
    updated: datetime | None
    date_suspect: bool
    language: str
    enclosures: tuple[Enclosure, ...]
    lead_image: LeadImage | None
    origin: Origin
    licence_name: str
    licence_url: str
    rights_text: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """One feed hands over its entries: whose feed it is, where its articles go, and when (aware UTC).

    ``feed_number`` and ``feed_url`` name the feed without articles having to know ingest. ``held`` says why new articles
    wait for an editor, whatever the source's rule ("" where they do not).
    """

    source_id: int
    feed_number: int
    feed_url: str
    section_id: int | None
    publish: bool
    now: datetime
    held: str = ""

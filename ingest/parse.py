"""Parse: bytes -> ParsedFeed. The only user of feedparser, which works here in a cage (docs/decisions/0003).

    bytes --decode--> text --split--> Document --strict, else loose, else mended--> findings --> ParsedFeed
                        `-- "{" --> JSON Feed

feedparser's two parsers are driven directly, never through ``feedparser.parse()``, which opens files and addresses. Their
handlers are overridden where they resolve, guess or mix up what we want verbatim, and where they cost more than they may.
"""

import re
from typing import Any

from feedparser.api import LooseFeedParser, StrictFeedParser  # noqa: TID251  The one place that knows feedparser.
from feedparser.mixin import _FeedParserMixin  # noqa: TID251  As above.

from ingest import findings, jsonfeed, lookalike, mending, notes, prolog
from ingest.encoding import decode
from ingest.errors import DocumentRefused, NotAFeed
from ingest.expat import Expat
from ingest.handlers import TAG_CHARACTERS, VOCABULARIES, Handlers
from ingest.machinery import TAG_ATTRIBUTES, Machinery
from ingest.media import Media
from ingest.values import Limits, ParsedFeed

ELEMENTS = 100_000
MARKUP_IF_LOOSE = 800_000
TERMS = 100
ROOT_END = re.compile(r"</\s*(?:\w+:)?(?:rss|feed|rdf|channel)\s*>\s*(?:<!--[^<]*-->\s*)*$", re.IGNORECASE)
HTML_ROOT = re.compile(r"<html\b", re.IGNORECASE)
FEED_ROOT = re.compile(r"<(?:[\w.-]+:)?(?:rss|feed|rdf)\b", re.IGNORECASE)
FEED_TAG = re.compile(r"<(?:[\w.-]+:)?(?:rss|feed|rdf|channel|item|entry)\b", re.IGNORECASE)


def parse(body: bytes, content_type: str, limits: Limits, truncated: bool = False) -> ParsedFeed:
    """Read a document of any kind of feed; opens no file and no socket.

    ``content_type`` is the header as sent or "", ``truncated`` tells that the size limit cut the body. Raises NotAFeed
    where no feed is in it, DocumentRefused where it is an attack; nothing else.
    """
    return parse_text(decode(body, content_type), body, limits, truncated)


def parse_text(text: str, body: bytes, limits: Limits, truncated: bool = False) -> ParsedFeed:
    """Read a document that is decoded already; ``body`` tells what it is where it is no feed. Raises as ``parse`` does."""
    try:
        if text.lstrip()[:1] in ("{", "["):
            return jsonfeed.read(text, limits.entries, truncated=truncated)
        return _read_xml(body, text, limits, truncated=truncated)
    except (RecursionError, MemoryError) as error:
        raise DocumentRefused("The document is built to exhaust a parser.") from error


class _Enough(Exception):
    """All that is wanted has been read."""


class _Cage(Machinery, Handlers, _FeedParserMixin):  # type: ignore[misc]  # feedparser has no types.
    """What both of feedparser's parsers share: our handlers, and a bound to what an element may cost.

    ``media[i]`` are the files of ``entries[i]``; ``is_open`` tells that the last entry has not ended, ``cut`` which limit
    ended the reading, ``is_exact`` that nothing had to be mended or guessed, ``is_mended`` that a second opinion found the entries.
    """

    is_exact = is_mended = False
    _matchnamespaces = {uri.lower(): prefix for uri, prefix in (_FeedParserMixin.namespaces | VOCABULARIES).items()}

    def __init__(self, limit: int, *more: Any) -> None:
        super().__init__("", None, "utf-8", *more)
        self.resolve_relative_uris = self.sanitize_html = False
        self.limit = limit
        self.media: list[Media] = []
        self.is_open = False
        self.cut = ""
        self._elements = 0

    # What an element may cost ------------------------------------------------------------------------------------------

    def unknown_starttag(self, tag: str, attrs: list[tuple[str, str]]) -> None:
        """Refuse a giant tag; end the reading where there are more elements than any feed has.

        A giant value is emptied, no more: it is a picture inside its own address, and one entry's.
        """
        if attrs:
            if len(attrs) > TAG_ATTRIBUTES or sum(len(name) for name, _ in attrs) > TAG_CHARACTERS:
                raise DocumentRefused(f"A tag of the document (<{tag[:40]}>) is larger than any feed needs.")
            attrs = [(name, value if len(value) <= TAG_CHARACTERS else "") for name, value in attrs]
        self._elements += 1
        if self._elements > ELEMENTS:
            self._stop(f"more than {ELEMENTS:,} elements: what follows them was left out")
        super().unknown_starttag(tag, attrs)

    def _stop(self, why: str) -> None:
        self.cut = why
        raise _Enough

    def _add_tag(self, term: str, scheme: str, label: str) -> None:
        """Keep a bounded number: feedparser compares each tag to all."""
        if len(self._get_context().get("tags") or ()) < TERMS:
            super()._add_tag(term, scheme, label)

    # Entries -----------------------------------------------------------------------------------------------------------

    def _start_item(self, attrs: dict[str, str]) -> None:
        if len(self.entries) >= self.limit:
            self._stop(notes.too_many(self.limit))
        self.insource = 0  # A source or a tombstone before it that was never closed ends here.
        super()._start_item(attrs)
        self.media.append(Media())
        self.is_open = True

    _start_entry = _start_item

    def _end_item(self) -> None:
        super()._end_item()
        self.is_open = False
        if self.media:
            self.media[-1].share_credits()

    _end_entry = _end_item

    def resolve_uri(self, uri: str) -> str:
        """Leave addresses, and with them guids, as they are written."""
        return uri

    def _start_link(self, attrs: dict[str, str]) -> None:
        if attrs.get("rel") == "enclosure":
            self._file(attrs.get("href"), attrs)
        super()._start_link({**attrs, "base": self.baseuri})

    def _start_itunes_image(self, attrs: dict[str, str]) -> None:
        self._file(attrs.get("href") or attrs.get("url"), {}, medium="image")
        super()._start_itunes_image(attrs)

    _start_itunes_link = _start_itunes_image


class _Strict(Expat, _Cage, StrictFeedParser):  # type: ignore[misc]  # feedparser has no types.
    """The parser for XML."""

    def __init__(self, limit: int, *, is_cut: bool = False) -> None:
        super().__init__(limit)
        self.is_cut = is_cut

    def is_done(self) -> None:
        """Stop behind the root element: what servers append there is not ours to read."""
        raise _Enough


class _Loose(_Cage, LooseFeedParser):  # type: ignore[misc]  # feedparser has no types.
    """The parser for what is almost XML."""

    def __init__(self, limit: int, entities: dict[str, str]) -> None:
        super().__init__(limit, entities)

    def read(self, document: str) -> None:
        """Read what can be read; each mark costs microseconds here, so millions are refused."""
        if document.count("<") + document.count("&") > MARKUP_IF_LOOSE:
            raise DocumentRefused("The document is not XML, and has more markup than any feed needs.")
        self.feed(document)

    def handle_charref(self, ref: str) -> None:
        """Put U+FFFD for a number that is no character; feedparser raises."""
        try:
            super().handle_charref(ref)
        except (ValueError, OverflowError):
            self.handle_data("\ufffd")


def _read_xml(body: bytes, text: str, limits: Limits, *, truncated: bool) -> ParsedFeed:
    document = prolog.split(text)
    if HTML_ROOT.match(document.root) and not FEED_ROOT.search(document.root):
        raise NotAFeed(lookalike.describe(body, text))
    parser = _run(document, limits.entries, is_cut=truncated)
    if not parser.entries and (mending.holds_items if parser.version else FEED_TAG.search)(document.root):
        parser = _second_opinion(document, limits.entries, parser)
    version = "rss091n" if "netscape" in document.doctype.lower() else parser.version
    if not parser.entries and not version:
        raise NotAFeed(lookalike.describe(body, text))
    return _as_feed(parser, version, document.root, truncated=truncated)


def _run(document: prolog.Document, limit: int, *, is_cut: bool) -> _Cage:
    """Return the parser that has read the document: the strict one, or the loose one where it is not XML."""
    for attempt in (document, document.mended()):
        strict = _Strict(limit, is_cut=is_cut)
        if _reads(strict, attempt.as_xml()):
            strict.is_exact = attempt is document
            return strict
    loose = _Loose(limit, document.entities)
    if _reads(loose, document.root):
        return loose
    return max(strict, loose, key=lambda parser: len(parser.entries))


def _reads(parser: Any, document: bytes | str) -> bool:
    """Tell whether the parser came to the end of the document, or of what is wanted of it."""
    try:
        parser.read(document)
    except _Enough:
        return True
    except (DocumentRefused, RecursionError, MemoryError):
        raise
    except Exception:  # noqa: BLE001  feedparser raises whatever a hostile document makes it raise.
        return False
    return True


def _second_opinion(document: prolog.Document, limit: int, first: _Cage) -> _Cage:
    """Return the parser that has read most of what the document may have meant; the first where nothing comes of that."""
    read = [strict for opinion in mending.opinions(document) if _reads(strict := _Strict(limit), opinion.as_xml())]
    best = max(read, key=lambda parser: len(parser.entries), default=first)
    if not best.entries and (first.version or not best.version):
        return first
    best.version, best.is_mended = best.version or first.version, True
    return best


def _as_feed(parser: _Cage, version: str, root: str, *, truncated: bool) -> ParsedFeed:
    """Return what was read, less the half entry at the end of a document that was cut short."""
    is_half = parser.is_open and bool(parser.cut or truncated or not ROOT_END.search(root[-1_000:]))
    found = list(zip(parser.entries, parser.media, strict=True))[: -1 if is_half else None]
    feed = parser.feeddata
    said = (
        parser.cut,
        notes.second_opinion(was_asked=parser.is_mended),
        notes.broken_off(len(found), is_half=is_half and not parser.cut, is_too_large=truncated and not parser.cut),
    )
    return ParsedFeed(
        version=version,
        title=findings.text(feed, "title"),
        home_url=findings.home_url(feed),
        description=findings.text(feed, "subtitle", "itunes_summary", "dc_description", "info"),
        language=findings.text(feed, "language"),
        base=findings.base(feed),
        authors=findings.authors(feed),
        rights=findings.text(feed, "rights", "media_copyright"),
        licence_url=findings.licence_url(feed),
        image_url=findings.image_url(feed),
        entries=tuple(findings.entry(item, media.files()) for item, media in found),
        dropped=int(is_half),
        notes=tuple(filter(None, said)),
        is_well_formed=parser.is_exact,
        pace=findings.rhythm(feed),
        hubs=findings.related(feed, "hub"),
        self_url=next(iter(findings.related(feed, "self")), ""),
        prev_archive=next(iter(findings.related(feed, "prev-archive")), ""),
        is_archive="fh_archive" in feed,
        is_complete="fh_complete" in feed,
        deleted=findings.deletions(feed),
    )

"""Pure: ParsedEntry -> Entry. Raw strings become absolute links, aware dates, named people, and text Postgres takes.

Nothing here is safe to show: headline, dek and body may still hold markup, and are cleaned after this, never before.
"""

import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from articles.entry import Entry, Origin, TextKind
from ingest.bylines import bylines
from ingest.dates import judge_dates, parse_date
from ingest.enclosures import enclosures
from ingest.errors import EmptyEntry
from ingest.languages import first_language
from ingest.licences import find_licence
from ingest.links import absolute, canonical, host_of
from ingest.provenance import Deliverer, origin_of_source, origin_of_tail
from ingest.tail import Tail, take_tail
from ingest.teasers import without_teaser
from ingest.text import close_frames, decode_plain, one_line, storable, tidy, undouble, words_of
from ingest.values import FeedContext, ParsedEntry, ParsedFeed

GUID = 2_048
HEADLINE = 2_000
BODY = 400_000
RIGHTS = 500
TAG = 200
TAGS = 30
"""The longest of each, in characters before cleaning; and how many tags."""

SUMMARY_IS_BODY = 600
"""From this many characters of text on, a summary without any content beside it is the body."""

HEADLINE_WORDS = 12

_PARAGRAPH = re.compile(r"<p\b[^<>]*>|<br\s*/?>\s*<br\s*/?>", re.IGNORECASE)
_LICENCE_LINK = re.compile(r"\brel\s*=\s*[\"']?license\b|licen[sc]ed under|under an? creative commons", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Texts:
    """Dek and body with their kinds, and the tail that was taken off them."""

    dek: str
    dek_kind: TextKind
    body: str
    body_kind: TextKind
    tail: Tail | None


def normalize(parsed: ParsedEntry, feed: ParsedFeed, context: FeedContext) -> Entry:
    """Return what a feed says about one item; raises ``EmptyEntry`` where it says nothing at all."""
    if _is_empty(parsed):
        raise EmptyEntry
    bases = (parsed.base, feed.base, feed.home_url, context.final_url)
    link = absolute(parsed.link, *bases) or absolute(parsed.guid)
    url = canonical(link)
    base_url = absolute(parsed.base, *bases[1:]) or link or absolute(context.final_url)
    texts = _texts(parsed)
    deliverer = Deliverer.of(feed, context)
    published, updated, suspect = judge_dates(parse_date(parsed.published), parse_date(parsed.updated), context.now)
    headline, headline_kind = _headline(parsed, texts, url)
    licence = find_licence(parsed.licence_url, parsed.rights, *_licence_notes(texts), feed.licence_url, feed.rights)
    return Entry(
        guid=guid_of(parsed.guid),
        url=url,
        base_url=base_url,
        headline=headline,
        headline_kind=headline_kind,
        dek=texts.dek,
        dek_kind=texts.dek_kind,
        body=texts.body,
        body_kind=texts.body_kind,
        authors=_authors(parsed, feed, context),
        tags=_tags(parsed.tags),
        published=published,
        updated=updated,
        date_suspect=suspect,
        language=first_language(parsed.language, feed.language, context.source_language),
        enclosures=enclosures(parsed.media, base_url),
        origin=_origin(parsed, texts.tail, url, deliverer, base_url),
        licence_name=licence.name,
        licence_url=licence.url,
        rights_text=one_line(words_of((parsed.rights or feed.rights)[:4_000]), RIGHTS),
    )


def guid_of(written: str) -> str:
    """Return the publisher's own name for an entry, verbatim as far as Postgres takes it."""
    return storable(written[: 4 * GUID].strip(), GUID)


def _is_empty(parsed: ParsedEntry) -> bool:
    """Tell whether an entry has no guid, link, title, text or file."""
    texts = (parsed.guid, parsed.link, parsed.title, parsed.summary, parsed.content)
    return not parsed.media and not any(storable(text, len(text)).strip() for text in texts)


def _texts(parsed: ParsedEntry) -> _Texts:
    """Return dek and body: content is the body, summary the dek; a long summary alone is both."""
    body, body_tail = _text(parsed.content, parsed.content_kind, parsed.title)
    dek, dek_tail = _text(parsed.summary, parsed.summary_kind, parsed.title)
    body_kind = parsed.content_kind
    if not body and _is_long(dek, parsed.summary_kind):
        body, body_kind = dek, parsed.summary_kind
    else:
        dek = without_teaser(dek)
    return _Texts(dek, parsed.summary_kind, body, body_kind, body_tail or dek_tail)


def _text(text: str, kind: TextKind, title: str) -> tuple[str, Tail | None]:
    """Return one long text that Postgres takes, its frames closed and its tail taken off, and the tail."""
    closed = close_frames(text) if kind == "html" else text
    kept, tail = take_tail(tidy(closed, BODY), title)
    return kept, tail


def _is_long(summary: str, kind: TextKind) -> bool:
    """Tell whether a summary is long enough, or has paragraphs enough, to be the piece itself."""
    if kind == "html" and len(_PARAGRAPH.findall(summary)) > 2:
        return True
    return len(summary) > SUMMARY_IS_BODY and len(words_of(summary)) > SUMMARY_IS_BODY


def _headline(parsed: ParsedEntry, texts: _Texts, url: str) -> tuple[str, TextKind]:
    """Return the title with its kind; without one, the first words of the text, or what else names the entry."""
    title = one_line(parsed.title[: 4 * HEADLINE], HEADLINE)
    if words_of(title):
        return (undouble(title), "html") if parsed.title_kind == "html" else (decode_plain(title), "text")
    for text in (texts.dek, texts.body, *(file.title for file in parsed.media[:1])):
        words = words_of(text[:HEADLINE])
        if words:
            return _first_words(words), "text"
    return one_line(_slug_words(url) or parsed.guid[:200], 200) or "…", "text"


def _first_words(words: str) -> str:
    """Return the beginning of a text that has no title, as its headline: up to 12 words or 100 characters."""
    first = " ".join(words.split()[:HEADLINE_WORDS])
    if len(first) > 100:
        first = first[:100].rpartition(" ")[0] or first[:100]
    return one_line(first, 200) + "…" * (len(first) < len(words))


def _slug_words(url: str) -> str:
    """Return the last part of a link's path as words, or the host: better than no headline at all."""
    last = unquote(urlsplit(url).path.rstrip("/").rpartition("/")[2]).rpartition(".")
    words = re.sub(r"[-_+]+", " ", last[0] or last[2]).strip()
    return words.capitalize() if words else host_of(url)


def _authors(parsed: ParsedEntry, feed: ParsedFeed, context: FeedContext) -> tuple[str, ...]:
    """Return the bylines; an Atom or JSON entry without an author has its feed's (RFC 4287, section 4.2.1)."""
    inherits = feed.version.startswith(("atom", "json")) and not parsed.authors
    own_names = (words_of(feed.title[:1_000]), context.source_name, host_of(absolute(feed.home_url)))
    return bylines(feed.authors if inherits else parsed.authors, *own_names)


def _tags(tags: tuple[str, ...]) -> tuple[str, ...]:
    """Return the tags in order, each once whatever its case."""
    kept: dict[str, str] = {}
    for tag in tags[: 10 * TAGS]:
        line = one_line(tag[: 4 * TAG], TAG)
        if line:
            kept.setdefault(line.casefold(), line)
    return tuple(kept.values())[:TAGS]


def _origin(parsed: ParsedEntry, tail: Tail | None, url: str, deliverer: Deliverer, base_url: str) -> Origin:
    """Return who published first: what the tail says, else what the feed's source element says."""
    by_tail = origin_of_tail(tail, deliverer, base_url) if tail else Origin()
    return by_tail if by_tail.name else origin_of_source(parsed, url, deliverer, base_url)


def _licence_notes(texts: _Texts) -> tuple[str, ...]:
    """Return what a text says at its end of its own licence. A bare badge may be a picture's and does not count."""
    end = (texts.body or texts.dek)[-1_000:]
    is_licensed = "licen" in (lower := end.lower()) or "creative commons" in lower
    is_licensed = is_licensed and bool(_LICENCE_LINK.search(end))
    return ((texts.tail.words,) if texts.tail else ()) + ((end,) if is_licensed else ())

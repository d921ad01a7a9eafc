"""Findings: what feedparser's handlers collected -> our values.

A hostile document decides which keys are there and what stands in them, so nothing is taken without a look at its type.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urljoin

from ingest import pace
from ingest.encoding import scrub
from ingest.handlers import DELETED, SKIPPED_DAYS, SKIPPED_HOURS
from ingest.pace import Pace
from ingest.values import ParsedDeletion, ParsedEntry, ParsedMedia, TextKind

Found = Mapping[str, Any]

HTML_TYPES = frozenset({"text/html", "application/xhtml+xml", "html", "xhtml"})
VOID_TAG = re.compile(r"<(?:br|hr|img|wbr)\b", re.IGNORECASE)
PERSONS = (
    re.compile(r"[^\s@]+@[^\s@]+\s*\(([^()]+)\)"),
    re.compile(r"([^<>@]+)<[^\s@]+@[^\s@]+>"),
    re.compile(r"([^()@]+)\([^\s@]+@[^\s@]+\)"),
)
AUTHORS = 50
RELATED = 10
RELATION = "http://www.iana.org/assignments/relation/"
ADDRESS = ("http://", "https://", "/")
NOT_THE_ENTRY = frozenset({"self", "enclosure", "license", "edit", "replies", "next", "hub", "service.post", "image"})


def entry(found: Found, media: tuple[ParsedMedia, ...]) -> ParsedEntry:
    """Return one item as raw strings."""
    guid = text(found, "id")
    content, content_kind = _content(found)
    summary, summary_kind = _summary(found)
    source = found.get("source")
    source = source if isinstance(source, Mapping) else {}
    return ParsedEntry(
        guid=guid,
        link=_link(found, guid),
        title=text(found, "title", "media_title"),
        title_kind=_title_kind(found),
        summary=summary,
        summary_kind=summary_kind,
        content=content,
        content_kind=content_kind,
        authors=authors(found),
        published=text(found, "published", "dc_date", "created"),
        updated=text(found, "updated"),
        language=text(found, "language") or _inherited(found, "language"),
        base=_inherited(found, "base"),
        tags=_tags(found),
        media=media,
        source_name=text(source, "title"),
        source_url=text(source, "href", "link"),
        rights=text(found, "rights", "media_copyright"),
        licence_url=licence_url(found),
    )


def text(found: Found, *keys: str) -> str:
    """Return the first of ``keys`` that holds text, trimmed."""
    for key in keys:
        # The class's own look-up answers "updated" with "published".
        value = dict.get(found, key) if isinstance(found, dict) else found.get(key)
        if isinstance(value, str) and (kept := scrub(value).strip()):
            return kept
    return ""


def authors(found: Found) -> tuple[str, ...]:
    """Return each author's name once, or the address where no name is given."""
    named = (_name(text(author, "name") or text(author, "email")) for author in _mappings(found, "authors"))
    return tuple(dict.fromkeys(name for name in named if name))[:AUTHORS]


def _name(author: str) -> str:
    """Return the name of ``ferry@quay.example (J. Visser)`` (RSS 2.0), ``J. Visser <ferry@...>`` and ``J. Visser (ferry@...)``."""
    person = next(filter(None, (pattern.fullmatch(author) for pattern in PERSONS)), None)
    return person[1].strip() if person else author


def licence_url(found: Found) -> str:
    """Return the address of the licence, from cc:license, creativeCommons:license, media:license or a link."""
    links = [text(link, "href") for link in _mappings(found, "links") if text(link, "rel") == "license"]
    media = found.get("media_license")
    return next(filter(None, [*links, text(media, "href") if isinstance(media, Mapping) else ""]), "")


def home_url(found: Found) -> str:
    """Return the page that a feed belongs to."""
    return next(_alternates(found), "") or text(found, "link")


def image_url(found: Found) -> str:
    """Return the picture of a feed."""
    image = found.get("image")
    return (text(image, "href", "url") if isinstance(image, Mapping) else "") or text(found, "logo", "icon")


def rhythm(found: Found) -> Pace:
    """Return how often a feed says that it changes, and when it need not be asked."""
    return Pace(
        ttl=pace.minutes(text(found, "ttl")),
        period=pace.period(text(found, "sy_updateperiod"), text(found, "sy_updatefrequency")),
        skip_hours=pace.hours(_texts(found, SKIPPED_HOURS)),
        skip_days=pace.days(_texts(found, SKIPPED_DAYS)),
    )


def related(found: Found, relation: str) -> tuple[str, ...]:
    """Return where a feed's links of this relation lead, each once, after the xml:base in force at the link."""
    links = (link for link in _mappings(found, "links") if _relates(link, relation))
    addresses = (_resolved(text(link, "base"), text(link, "href")) for link in links)
    return tuple(dict.fromkeys(filter(None, addresses)))[:RELATED]


def _relates(link: Found, relation: str) -> bool:
    """Tell whether a link is of this relation, by its name or its registered address (RFC 4287, section 4.2.7.2)."""
    return any(word.removeprefix(RELATION) == relation for word in text(link, "rel").split())


def _resolved(base: str, href: str) -> str:
    """Return an address that may still be relative to the document."""
    try:
        return urljoin(base, href) if href else ""
    except ValueError:
        return ""


def deletions(found: Found) -> tuple[ParsedDeletion, ...]:
    """Return the entries that a feed took back."""
    taken_back = (ParsedDeletion(text(each, "ref"), text(each, "when")) for each in _mappings(found, DELETED))
    return tuple(deletion for deletion in taken_back if deletion.ref)


def base(found: Found) -> str:
    """Return the xml:base that was in force for the feed's own texts."""
    return _inherited(found, "base")


def _mappings(found: Found, key: str) -> Iterator[Found]:
    value = found.get(key)
    return (item for item in value if isinstance(item, Mapping)) if isinstance(value, list) else iter(())


def _texts(found: Found, key: str) -> Iterator[str]:
    value = found.get(key)
    return (item for item in value if isinstance(item, str)) if isinstance(value, list) else iter(())


def _alternates(found: Found) -> Iterator[str]:
    """Yield the addresses that are said to be this entry as a page: HTML before other types."""
    links = [link for link in _mappings(found, "links") if text(link, "rel") == "alternate" and text(link, "href")]
    links.sort(key=lambda link: text(link, "type") not in HTML_TYPES)
    return (text(link, "href") for link in links)


def _link(found: Found, guid: str) -> str:
    """Return the entry's page: the publisher's own link before a proxy's, an alternate before others, the guid last."""
    if link := text(found, "feedburner_origlink") or next(_alternates(found), "") or text(found, "link"):
        return link
    if found.get("guidislink") and guid.startswith(ADDRESS):
        return guid
    others = (text(link, "href") for link in _mappings(found, "links") if text(link, "rel") not in NOT_THE_ENTRY)
    return next(filter(None, others), "")


def _title_kind(found: Found) -> TextKind:
    """Tell how to read the title. feedparser knows HTML in RSS by closing tags; some tags have none."""
    detail = found.get("title_detail")
    kind = text(detail, "type") if isinstance(detail, Mapping) else ""
    return "html" if kind in HTML_TYPES or VOID_TAG.search(text(found, "title")) else "text"


def _content(found: Found) -> tuple[str, TextKind]:
    """Return the fullest content that is text. Media RSS and summaries never come here: see ``parse._Cage``."""
    candidates = [
        (text(part, "value"), _kind(part))
        for part in _mappings(found, "content")
        if text(part, "type") in HTML_TYPES or text(part, "type").startswith("text/")
    ]
    return max(candidates, key=lambda candidate: len(candidate[0]), default=("", "html"))


def _summary(found: Found) -> tuple[str, TextKind]:
    """Return the entry's own summary; only without one, what other vocabularies say in its place."""
    for key in ("summary", "dc_description", "itunes_summary", "media_description", "itunes_subtitle"):
        if value := text(found, key):
            detail = found.get(f"{key}_detail")
            return value, _kind(detail) if isinstance(detail, Mapping) else "html"
    return "", "html"


def _kind(detail: Found) -> TextKind:
    return "html" if text(detail, "type") in HTML_TYPES else "text"


def _inherited(found: Found, name: str) -> str:
    """Return the xml:lang or xml:base in force at the entry's texts; feedparser notes them beside each text."""
    details = [*_mappings(found, "content"), *(found.get(f"{key}_detail") for key in ("summary", "subtitle", "title"))]
    return next(filter(None, (text(detail, name) for detail in details if isinstance(detail, Mapping))), "")


def _tags(found: Found) -> tuple[str, ...]:
    """Return what people read as tags: labels before terms, and no term that only machines use."""
    terms = (text(tag, "label", "term") for tag in _mappings(found, "tags") if "#kind" not in text(tag, "scheme"))
    return tuple(dict.fromkeys(term for term in terms if term))

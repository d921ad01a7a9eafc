"""JSON Feed 1.0 and 1.1 (jsonfeed.org): our own reader, since feedparser has none.

Publishers' types are taken with patience: an id may be a number, a list may be missing; an item that is no item is counted.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from ingest import notes
from ingest.encoding import scrub
from ingest.errors import NotAFeed
from ingest.pace import Pace
from ingest.values import ParsedEntry, ParsedFeed, ParsedMedia

VERSION = re.compile(r"jsonfeed\.org/version/(\d)(?:\.(\d))?", re.IGNORECASE)
ITEMS = re.compile(r'"items"\s*:\s*\[')
MEMBER = re.compile(r'[\s,{]*"([^"\\]*)"\s*:\s*')
BETWEEN = re.compile(r"[\s,]*")
FILES = 100
NAMES = 100
HUBS = 10
# Numbers stay the text they are: an id keeps its digits, and no number is too long to convert. NaN is no value.
DECODER = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=lambda _: None, strict=False)

Found = Mapping[str, Any]


def read(text: str, limit: int, *, truncated: bool = False) -> ParsedFeed:
    """Read a JSON Feed; at most ``limit`` items are kept. Raises NotAFeed where it is none."""
    feed, rest = _load(text)
    items = feed.get("items")
    version = VERSION.search(_text(feed, "version"))
    if not isinstance(items, list) or not (version or any(_is_item(item) for item in items)):
        raise NotAFeed("This is JSON, but not a JSON Feed.")
    if rest and not truncated and not items:
        raise NotAFeed("This is JSON that breaks off before its first item.")
    entries = [_entry(item) for item in items[:limit] if _is_item(item)]
    is_half = bool(rest) and len(items) <= limit
    said = (
        notes.too_many(limit) if len(items) > limit else "",
        notes.broken_off(len(entries), is_half=is_half, is_too_large=True) if truncated else "",
        notes.unreadable_after(len(entries)) if rest and not truncated else "",
    )
    return ParsedFeed(
        version=f"json{version[1]}{version[2] or ''}" if version else "json",
        title=_text(feed, "title"),
        home_url=_text(feed, "home_page_url"),
        description=_text(feed, "description"),
        language=_text(feed, "language"),
        authors=_authors(feed),
        image_url=_text(feed, "icon", "favicon"),
        entries=tuple(entries),
        dropped=len(items[:limit]) - len(entries) + is_half,
        notes=tuple(filter(None, said)),
        pace=Pace(is_expired=feed.get("expired") is True),
        hubs=_hubs(feed),
        self_url=_text(feed, "feed_url"),
    )


def _load(text: str) -> tuple[Found, str]:
    """Return the feed object, and what could not be read of it."""
    text = text.strip()
    try:
        feed, _ = DECODER.raw_decode(text)
    except ValueError:
        return _salvage(text)
    return (feed if isinstance(feed, Mapping) else {}), ""


def _salvage(text: str) -> tuple[Found, str]:
    """Return the members of an object that breaks off, with those of its items that are whole, and the rest."""
    feed: dict[str, Any] = {}
    position = 0
    while member := MEMBER.match(text, position):
        try:
            value, position = DECODER.raw_decode(text, member.end())
        except ValueError:
            break
        feed[member[1]] = value
    start = ITEMS.search(text, position)
    if not start:
        return feed, text[position:]
    feed["items"], position = _whole_items(text, start.end())
    return feed, text[position:].strip(" \t\r\n,]}")


def _whole_items(text: str, position: int) -> tuple[list[Any], int]:
    """Return the items from this position on, as far as they are whole, and where they end."""
    items: list[Any] = []
    while True:
        try:
            item, position = DECODER.raw_decode(text, BETWEEN.match(text, position).end())  # type: ignore[union-attr]  # Matches always.
        except ValueError:
            return items, position
        items.append(item)


def _is_item(item: Any) -> bool:
    """Tell whether an item can be told from others: by its id, or, without one, by its address."""
    return isinstance(item, Mapping) and bool(_text(item, "id", "url", "external_url"))


def _entry(item: Found) -> ParsedEntry:
    """Return one item as raw strings (JSON Feed 1.1, "Items"). ``content_html`` is preferred to ``content_text``."""
    content_html = _text(item, "content_html")
    return ParsedEntry(
        guid=_text(item, "id"),
        link=_text(item, "url", "external_url"),
        title=_text(item, "title"),
        title_kind="text",
        summary=_text(item, "summary"),
        summary_kind="text",
        content=content_html or _text(item, "content_text"),
        content_kind="html" if content_html else "text",
        authors=_authors(item),
        published=_text(item, "date_published"),
        updated=_text(item, "date_modified"),
        language=_text(item, "language"),
        tags=_tags(item),
        media=_media(item),
    )


def _hubs(feed: Found) -> tuple[str, ...]:
    """Return the addresses of the feed's hubs that speak WebSub (JSON Feed 1.1, "Subscribing to Real-time Notifications")."""
    hubs = (_text(hub, "url") for hub in _mappings(feed.get("hubs")) if _text(hub, "type").lower() == "websub")
    return tuple(dict.fromkeys(filter(None, hubs)))[:HUBS]


def _text(item: Found, *keys: str) -> str:
    """Return the first of ``keys`` that holds text (numbers are text here), trimmed."""
    for key in keys:
        value = item.get(key)
        if isinstance(value, str) and (kept := scrub(value).strip()):
            return kept
    return ""


def _mappings(value: Any) -> list[Found]:
    """Return the objects in a list, or the one object that stands where a list should."""
    listed = value if isinstance(value, list) else [value]
    return [item for item in listed[:NAMES] if isinstance(item, Mapping)]


def _authors(item: Found) -> tuple[str, ...]:
    """Return names from ``authors`` (1.1), or from ``author`` (1.0)."""
    found = _mappings(item.get("authors")) or _mappings(item.get("author"))
    return tuple(dict.fromkeys(filter(None, (_text(author, "name") for author in found))))


def _tags(item: Found) -> tuple[str, ...]:
    tags = item.get("tags")
    listed = tags[:NAMES] if isinstance(tags, list) else []
    return tuple(dict.fromkeys(filter(None, (scrub(tag).strip() for tag in listed if isinstance(tag, str)))))


def _media(item: Found) -> tuple[ParsedMedia, ...]:
    """Return the pictures and the attachments of an item."""
    pictures = dict.fromkeys(filter(None, (_text(item, key) for key in ("image", "banner_image"))))
    attachments = [
        ParsedMedia(
            url=_text(file, "url"),
            type=_text(file, "mime_type"),
            length=_text(file, "size_in_bytes"),
            title=_text(file, "title"),
        )
        for file in _mappings(item.get("attachments"))
        if _text(file, "url")
    ]
    return (*(ParsedMedia(url=url, medium="image") for url in pictures), *attachments[:FILES])

"""Pure: the files an entry names, raw -> enclosures with judged URLs and checked numbers."""

import re
from collections.abc import Iterable
from dataclasses import replace

from articles.entry import Enclosure
from ingest.links import absolute
from ingest.text import one_line, words_of
from ingest.values import ParsedMedia

MOST = 30
"""Files of one entry that we keep."""

LARGEST = {"length": 10**13, "width": 100_000, "height": 100_000}
"""Bytes and pixels over which a number is nonsense."""

_TYPE = re.compile(r"[a-z]+/[a-z0-9][a-z0-9.+-]{0,80}")
_NUMBER = re.compile(r"(\d{1,15})(?:\.\d{0,9})?(?:px)?")
_MEDIA = frozenset({"image", "video", "audio", "document", "executable"})
_RAW_FILES = 300


def enclosures(media: Iterable[ParsedMedia], *bases: str) -> tuple[Enclosure, ...]:
    """Return the files with an absolute http(s) URL, at most 30, in order; what was said twice of one is merged."""
    files: dict[str, Enclosure] = {}
    for raw, _ in zip(media, range(_RAW_FILES), strict=False):
        file = _enclosure(raw, bases)
        if file.url:
            known = files.get(file.url)
            files[file.url] = _merged(known, file) if known else file
    return tuple(files.values())[:MOST]


def _enclosure(raw: ParsedMedia, bases: tuple[str, ...]) -> Enclosure:
    """Check every field of one file."""
    kind = _TYPE.match(raw.type.strip().lower()[:100])
    medium = raw.medium.strip().lower()
    return Enclosure(
        url=absolute(raw.url, *bases),
        type=kind[0] if kind else "",
        length=_number(raw.length, "length"),
        medium=medium if medium in _MEDIA else "",
        width=_number(raw.width, "width"),
        height=_number(raw.height, "height"),
        title=one_line(words_of(raw.title[:4_000]), 500),
        credit=one_line(words_of(raw.credit[:4_000]), 200),
        is_thumbnail=raw.is_thumbnail,
    )


def _number(text: str, field: str) -> int | None:
    """Read a positive number of sensible size, or None."""
    found = _NUMBER.fullmatch(text[:40].strip().replace(",", ""))
    number = int(found[1]) if found else 0
    return number if 0 < number <= LARGEST[field] else None


def _merged(known: Enclosure, again: Enclosure) -> Enclosure:
    """Fill what the first mention of a file left open; it is a thumbnail only if no mention says otherwise."""
    return replace(
        known,
        type=known.type or again.type,
        length=known.length or again.length,
        medium=known.medium or again.medium,
        width=known.width or again.width,
        height=known.height or again.height,
        title=known.title or again.title,
        credit=known.credit or again.credit,
        is_thumbnail=known.is_thumbnail and again.is_thumbnail,
    )

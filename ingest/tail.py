"""Pure: the syndication tail, by which a text says where it appeared first: found, taken off, and kept as provenance.

    text --take_tail(title)--> the text without it, Tail(name, piece, home, words)

A tail is a whole sentence at the very end of a text, or a whole paragraph at its beginning; what only mentions another
publisher in the middle is left alone. At most 4,000 characters at each end are looked at, whatever the length.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from ingest.dates import parse_date
from ingest.tailwords import Sentence, sentences, simplified
from ingest.text import fold, words_of

WINDOW = 4_000
"""Characters of markup at either end of a text in which a tail may be."""

LONGEST = 700
"""Characters of the sentence itself, read as text."""

_BLOCK = re.compile(
    r"<(?P<closing>/?)(?P<tag>p|div|br|hr|footer|section|aside|em|i|small|strong|b|span|li|ul|ol|blockquote|h[1-6]|img|figure)"
    r"\b[^<>]*>|\n",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.!?…\])>。」！？;])\s*(?=[^\s<])")
_ANCHOR = re.compile(
    r"<a\b[^<>]*?\bhref\s*=\s*(?:\"(?P<double>[^\"<>]*)\"|'(?P<single>[^'<>]*)'|(?P<bare>[^\s<>\"']+))[^<>]*>"
    r"(?P<inside>.*?)</a\s*>",
    re.IGNORECASE | re.DOTALL,
)
_AROUND = "[]()*_~|–—- \t\n"
_EMPTY_END = re.compile(
    r"(?:\s|&nbsp;|<br\b[^<>]*>|<hr\b[^<>]*>|<p>\s*</p>|<(?:p|em|i|small|strong|b|span)>)+$", re.IGNORECASE
)
_MOST_WORDS = 12


class Tail(NamedTuple):
    """What a tail says: the first publisher's name, the links (raw) to the piece and to the publisher, and its words."""

    name: str
    piece: str
    home: str
    words: str


class _Match(NamedTuple):
    """A place that reads like a tail. ``rank`` orders rival readings of one end."""

    cut: int
    tail: Tail
    rank: tuple[bool, bool, int]


def take_tail(text: str, title: str) -> tuple[str, Tail | None]:
    """Return a text (HTML or plain) without its syndication tail, and the tail, or the text as it was and None.

    ``title`` is the entry's: it tells where a title inside the sentence begins.
    """
    end = text.rstrip()
    offset = max(0, len(end) - WINDOW)
    match = _best(_readings_of_end(end[offset:], fold(words_of(title[:WINDOW]))))
    if match:
        kept = end[: offset + match.cut]
        return kept[: len(kept) - WINDOW] * (len(kept) > WINDOW) + _EMPTY_END.sub("", kept[-WINDOW:]), match.tail
    match = _best(_readings_of_beginning(text[:WINDOW]))
    return (text[match.cut :].lstrip(), match.tail) if match else (text, None)


def _best(readings: Iterator[_Match]) -> _Match | None:
    """Choose the reading whose title is the entry's, then the surest sentence, then the shortest."""
    return max(readings, key=lambda reading: reading.rank, default=None)


def _readings_of_end(window: str, title: str) -> Iterator[_Match]:
    """Yield every way to read the end of a text as a tail, shortest first."""
    lower = simplified(window).lower()
    wanted = [sentence for sentence in sentences() if sentence.needs in lower]
    for start, is_block in _starts(window):
        words = simplified(words_of(window[start:])).strip(_AROUND)
        if len(words) > LONGEST:
            return
        for sentence in wanted:
            reading = _reading(sentence, words, window[start:], title)
            if reading and (is_block or reading.rank[0] or not (sentence.is_weak or sentence.opens_with_title)):
                yield reading._replace(cut=start)


def _starts(window: str) -> list[tuple[int, bool]]:
    """Return where a tail may start, last first, and whether a block starts there too (not only a sentence)."""
    starts = {match.start(): False for match in _SENTENCE.finditer(window)}
    for block in _BLOCK.finditer(window):
        is_behind = bool(block["closing"]) or block[0] == "\n" or block["tag"].lower() in ("br", "hr", "img")
        starts[block.end() if is_behind else block.start()] = True
    starts[0] = True
    return sorted(starts.items(), reverse=True)


def _readings_of_beginning(window: str) -> Iterator[_Match]:
    """Yield the readings of the first paragraph as a note of origin. Plug-ins write theirs at the end only."""
    varied = [sentence for sentence in sentences() if not sentence.needs and not sentence.is_weak]
    for block in _BLOCK.finditer(window):
        words = simplified(words_of(window[: block.start()])).strip(_AROUND)
        if len(words) > LONGEST:
            return
        for sentence in varied:
            reading = _reading(sentence, words, window[: block.start()], "")
            if reading:
                yield reading._replace(cut=block.end() if block["closing"] or not block["tag"] else block.start())
                return


def _reading(sentence: Sentence, words: str, markup: str, title: str) -> _Match | None:
    """Read words as one whole sentence, or return None."""
    found = sentence.pattern.fullmatch(words)
    if found is None or not _is_name(found["n"], sentence):
        return None
    groups = found.groupdict()
    name = found["n"].strip(" '\"“”«»„")
    piece, home = _links(markup, name, groups.get("t") or "")
    is_title = bool(title) and fold(groups.get("t") or "") == title
    rank = (is_title, not sentence.opens_with_title, -len(words))
    return _Match(0, Tail(name, piece, home, words), rank)


def _is_name(name: str, sentence: Sentence) -> bool:
    """Tell whether a name may be a publisher's: not a date, not a clause."""
    if not any(map(str.isalpha, name)) or parse_date(name):
        return False
    most = 5 if sentence.is_weak else _MOST_WORDS
    return bool(sentence.needs) or len(name.split()) <= most


def _links(markup: str, name: str, title: str) -> tuple[str, str]:
    """Return the links (raw) to the piece and to the publisher, each "" where there is none."""
    piece = home = ""
    for anchor in _ANCHOR.finditer(markup):
        href = words_of(anchor["double"] or anchor["single"] or anchor["bare"] or "")
        inside = fold(words_of(anchor["inside"]))
        if inside == fold(name) or (not title and inside and inside in fold(name)):
            home = home or href
        elif not inside or inside in fold(title) or not title:
            piece = piece or href
    return piece, home

"""Pure: the syndication tail, by which a text says where it appeared first: found, taken off, and kept as provenance.

    text --take_tail(title)--> the text without it, Tail(name, piece, home, words)

A tail is a whole sentence at the very end of a text, or a whole paragraph at its beginning; what only mentions another
publisher in the middle is left alone. At most 4,000 characters at each end are looked at, whatever the length.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from ingest.dates import parse_date
from ingest.tailwords import Sentence, sentences, simplified
from ingest.text import fold, running_text, words_of

WINDOW = 4_000
"""Characters of markup at either end of a text in which a tail may be."""

LONGEST = 700
"""Characters of the sentence itself, read as text."""

_POINT = re.compile(
    r"[<\n.!?…\])。」！？;]"
    r"(?:(?<=<)(?P<closing>/?)(?P<tag>[a-zA-Z][a-zA-Z0-9]*)\b[^<>]*>|(?P<line>(?<=\n))|(?<=[^<\n])(?!\n)\s*(?=[^\s<]))"
)
"""A tag, a line's end, or a sentence's. The first class says what each begins with: ``re`` leaps from one to the next."""

_BREAKS = frozenset(
    {
        *("p", "div", "br", "hr", "footer", "section", "aside", "li", "ul", "ol", "blockquote", "figure", "img"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "table", "tr", "td", "pre"),
    }
)
"""Elements over whose bounds no tail reaches."""

_WRAPPERS = frozenset({"em", "i", "small", "strong", "b", "span"})
"""Elements in which publishers wrap a tail."""

_EMPTY = frozenset({"br", "hr", "img"})
_ANCHOR = re.compile(
    r"<a\b[^<>]*?\bhref\s*=\s*(?:\"(?P<double>[^\"<>]*)\"|'(?P<single>[^'<>]*)'|(?P<bare>[^\s<>\"']+))[^<>]*>"
    r"(?P<inside>.*?)</a\s*>",
    re.IGNORECASE | re.DOTALL,
)
_AROUND = "[]()*_~|–—- \t\n"
_EMPTY_END = re.compile(
    r"(?:\s|&nbsp;|<br\b[^<>]*>|<hr\b[^<>]*>|<p>\s*</p>|<(?:p|em|i|small|strong|b|span)>)+$", re.IGNORECASE
)
_OTHER_SCRIPTS = re.compile("[\u0370-\u1cff\u2c60-\uffff]")
_MOST_WORDS = 10

_words = lru_cache(maxsize=4)(words_of)
"""Both ends of a short text are one."""


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
    rank: tuple[bool, bool, int, int]


class _Start(NamedTuple):
    """A place where a tail may start: a sentence (0), something wrapped (1), or a paragraph or line (2)."""

    at: int
    level: int


_SENTENCE, _WRAPPED, _BREAK = range(3)


def take_tail(text: str, title: str) -> tuple[str, Tail | None]:
    """Return a text (HTML or plain) without its syndication tail, and the tail, or the text as it was and None.

    ``title`` is the entry's: it tells where a title inside the sentence begins.
    """
    end = text.rstrip()
    offset = max(0, len(end) - WINDOW)
    match = _best(_readings_of_end(end[offset:], title[:WINDOW]))
    if match:
        return end[:offset] + _EMPTY_END.sub("", end[offset : offset + match.cut]), match.tail
    match = _best(_readings_of_beginning(text[:WINDOW]))
    return (text[match.cut :].lstrip(), match.tail) if match else (text, None)


def _best(readings: Iterator[_Match]) -> _Match | None:
    """Choose the reading whose title is the entry's, then the surest sentence, then the shortest."""
    return max(readings, key=lambda reading: reading.rank, default=None)


def _readings_of_end(window: str, title: str) -> Iterator[_Match]:
    """Yield every way to read the end of the last paragraph as a tail, shortest first."""
    wanted = _wanted(_words(window)[-LONGEST:])
    if not wanted:
        return
    end, text, folded = len(window), "", fold(words_of(title))
    for start in reversed(_starts(window)):
        text, end = simplified(running_text(window[start.at : end])) + text, start.at
        words = " ".join(text.split()).strip(_AROUND)
        if len(words) > LONGEST:
            return
        for sentence in wanted:
            reading = _reading(sentence, words, window[start.at :], folded)
            if reading and _is_sure(reading, sentence, start, window):
                yield reading._replace(cut=start.at)
        if words and start.level == _BREAK:
            return


def _is_sure(reading: _Match, sentence: Sentence, start: _Start, window: str) -> bool:
    """Tell whether a sentence stands where such sentences stand: the vaguer it is, the clearer that must be."""
    if sentence.is_weak:
        return start.level == _BREAK and bool(words_of(window[: start.at]))
    if sentence.opens_with_title:
        return reading.rank[0] or (start.level > _SENTENCE and bool(reading.tail.piece))
    return True


def _readings_of_beginning(window: str) -> Iterator[_Match]:
    """Yield the reading of the first paragraph as a note of origin. Plug-ins write theirs at the end only."""
    wanted = _wanted(_words(window)[:LONGEST], of_all=False)
    for start in _starts(window)[1:] if wanted else ():
        words = simplified(words_of(window[: start.at])).strip(_AROUND)
        if words and start.level == _BREAK:
            readings = [_reading(sentence, words, window[: start.at], "") for sentence in wanted]
            yield from (reading._replace(cut=start.at) for reading in readings if reading)
            return


def _wanted(words: str, *, of_all: bool = True) -> list[Sentence]:
    """Return the sentences of which some words hold what they need: for most texts none."""
    lower = simplified(words).lower()
    needs = _needs(of_all, _script(lower), ":" in lower or "：" in lower)
    found = [numbers for need, numbers in needs.items() if need in lower]
    return [sentences()[number] for number in sorted({number for numbers in found for number in numbers})]


def _script(text: str) -> int:
    """Tell how far the letters of a text reach: 0 is ASCII, 1 Latin, 2 all others."""
    return 0 if text.isascii() else 2 if _OTHER_SCRIPTS.search(text) else 1


@cache
def _needs(of_all: bool, script: int, has_colon: bool) -> dict[str, list[int]]:
    """Return the numbers of the sentences, all or those that vary, by what they need, as far as such a text may hold it."""
    needs: dict[str, list[int]] = {}
    for number, sentence in enumerate(sentences()):
        if of_all or not (sentence.is_listed or sentence.is_weak):
            for need in sentence.needs:
                if _script(need) <= script and (has_colon or not need.endswith((":", "："))):
                    needs.setdefault(need, []).append(number)
    return needs


def _starts(window: str) -> list[_Start]:
    """Return where a tail may start, first to last.

    Never inside a link or a tag: what is cut there would leave half of it behind.
    """
    levels = {0: _BREAK}
    is_plain, in_link = "<" not in window, False
    for point in _POINT.finditer(window):
        tag, closing = (point["tag"] or "").lower(), bool(point["closing"])
        at, level = point.end() if closing or not tag or tag in _EMPTY else point.start(), _SENTENCE
        if tag == "a":
            in_link = not closing
        elif tag:
            level = _BREAK if tag in _BREAKS else _WRAPPED
        elif point["line"] is not None and is_plain:
            level = _BREAK
        if not in_link and tag in ("", "a", *_BREAKS, *_WRAPPERS):
            levels[at] = max(level, levels.get(at, _SENTENCE))
    return [_Start(at, level) for at, level in sorted(levels.items())]


def _reading(sentence: Sentence, words: str, markup: str, title: str) -> _Match | None:
    """Read words as one whole sentence, or return None."""
    found = sentence.pattern.fullmatch(words)
    if found is None:
        return None
    name, title_there = found["n"].strip(" '\"“”«»„"), found.groupdict().get("t") or ""
    piece, home = _links(markup, name, title_there)
    if not _is_name(name, sentence) or (". " in name and not home):
        return None
    is_title = bool(title) and fold(title_there) == title
    rank = (is_title, not sentence.opens_with_title, -len(words), -len(name))
    return _Match(0, Tail(name, piece, home, words), rank)


def _is_name(name: str, sentence: Sentence) -> bool:
    """Tell whether a name may be a publisher's: not a date, not a clause."""
    if not any(map(str.isalpha, name)) or parse_date(name):
        return False
    return sentence.is_listed or len(name.split()) <= (_MOST_WORDS // 2 if sentence.is_weak else _MOST_WORDS)


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

"""Pure: wild text -> text that Postgres takes and pages can show. Nothing here makes HTML safe; that comes last.

Every function takes any string, never raises, and costs time in proportion to its length.
"""

import re
import unicodedata
from functools import lru_cache
from html import unescape

MARKS_IN_A_ROW = 8
"""Combining marks one character may carry. No script needs more, and sorting long runs takes quadratic time."""

_LINE_ENDS = ("\r\n", "\r", "\u2028", "\u2029")
_TAG = re.compile(r"<(?:!--|[a-zA-Z/!?])[^<>]*>")
_BREAKING_TAG = re.compile(
    r"<(?:/?(?:p|div|br|hr|li|tr|td|th|h[1-6]|blockquote|figure|ul|ol|table|section)\b)[^<>]*>", re.IGNORECASE
)
_GIANT_REFERENCE = re.compile(r"&#[xX]?[0-9a-fA-F]{9,};?")
_REFERENCE = re.compile(r"&(?:[a-zA-Z][a-zA-Z0-9]{1,30}|#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6});")
_REFERENCE_TO_REFERENCE = re.compile(
    r"&amp;(?!(?:lt|gt|#0*6[02]|#x0*3[ce]);)(?=(?:[a-z]{2,8}|#\d{1,7}|#x[0-9a-f]{1,6});)", re.IGNORECASE
)
_SELF_CLOSED_FRAME = re.compile(r"<(iframe)\b([^<>]*)/>", re.IGNORECASE)


def _replacements() -> dict[int, str | None]:
    """Return what becomes of each forbidden character: controls and lone surrogates go.

    Those of 0x80 to 0x9f are windows-1252 under a wrong name far more often than controls, and are read as such.
    """
    table: dict[int, str | None] = dict.fromkeys([*range(0x20), *range(0x7F, 0xA0), *range(0xD800, 0xE000)])
    for code in range(0x80, 0xA0):
        table[code] = bytes([code]).decode("cp1252", "ignore")
    return {code: new for code, new in table.items() if chr(code) not in "\n\t"}


_REPLACEMENTS = _replacements()
_SUSPECT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


_RARE = re.compile("[\U00010000-\U0001efff]")
"""Scripts outside the first plane; emoji are behind them. ``re`` is slow at classes that reach there."""


@lru_cache(maxsize=1)
def _long_run() -> re.Pattern[str]:
    """Compile the pattern for more combining marks of the first plane in a row than any script needs."""
    marks = "".join(chr(code) for code in range(0x300, 0x10000) if unicodedata.combining(chr(code)))
    return re.compile(f"[{marks}][{marks}]{{{MARKS_IN_A_ROW}}}")


def _with_fewer_marks(text: str) -> str:
    """Drop every combining mark after the eighth in a row."""
    kept, run = [], 0
    for character in text:
        run = run + 1 if unicodedata.combining(character) else 0
        if run <= MARKS_IN_A_ROW:
            kept.append(character)
    return "".join(kept)


def storable(text: str, limit: int) -> str:
    """Return at most ``limit`` characters without NUL, controls (but tab and newline) and lone surrogates.

    That is what Postgres refuses and nothing more: for what must stay verbatim, such as a guid.
    """
    if text.isprintable():
        return text[:limit]
    for end in _LINE_ENDS:
        text = text.replace(end, "\n")
    if not text.replace("\n", "").isprintable() and _SUSPECT.search(text):
        text = text.translate(_REPLACEMENTS)
    return text[:limit]


def tidy(text: str, limit: int) -> str:
    """Return ``storable`` text in NFC and trimmed, with at most 8 combining marks in a row."""
    text = storable(text, limit)
    if not text.isascii():
        if _RARE.search(text) or _long_run().search(text):
            text = _with_fewer_marks(text)
        text = unicodedata.normalize("NFC", text)
    return text.strip()[:limit]


def one_line(text: str, limit: int) -> str:
    """Return tidy text with every run of white space made one blank."""
    return tidy(" ".join(text.split()), limit)


def decode(text: str) -> str:
    """Decode character references once. ``html.unescape`` alone raises on numbers with thousands of digits."""
    return unescape(_GIANT_REFERENCE.sub("", text)) if "&" in text else text


def words_of(html: str) -> str:
    """Return roughly what a reader would read of some HTML, on one line: for measuring and matching, never to show."""
    return " ".join(running_text(html).split())


def running_text(html: str) -> str:
    """Return HTML without tags and references, white space as it was; blocks are parted by a blank."""
    return decode(_TAG.sub("", _BREAKING_TAG.sub(" ", html)) if "<" in html else html)


def undouble(title: str) -> str:
    """Take one layer off references that were escaped twice (``&amp;amp;``), once only and for HTML titles.

    ``&amp;lt;`` stays: there somebody may write about markup.
    """
    return _REFERENCE_TO_REFERENCE.sub("&", title)


def decode_plain(title: str) -> str:
    """Decode a plain title whose publisher escaped it as if it were HTML, once."""
    return decode(title) if _REFERENCE.search(title) else title


def close_frames(html: str) -> str:
    """Rewrite ``<iframe .../>`` to ``<iframe ...></iframe>``: HTML knows no such end and would swallow what follows."""
    return _SELF_CLOSED_FRAME.sub(r"<\1\2></\1>", html) if "<iframe" in html.lower() else html


def fold(text: str) -> str:
    """Return letters and digits only, without case and accents: two spellings of one name become equal."""
    plain = unicodedata.normalize("NFKD", tidy(text, 2_000)).casefold()
    return "".join(filter(str.isalnum, plain))

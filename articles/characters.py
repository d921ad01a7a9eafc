"""Pure: which characters may stand in a text, and how a long one is cut.

What is dropped here can be seen by nobody but does harm: it breaks Postgres and XML, hides one address inside another,
or turns the words around it (trust.md, "Cleaning HTML").
"""

import re
import unicodedata
from functools import cache
from html import unescape

MARKS = 4
"""So many combining marks may stand on one letter; more of them paint over the lines above and below."""

_CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff"
    "\uffa0\ufff9-\ufffb]"
)
_FAR_INVISIBLE = re.compile("[\U000e0000-\U000e0fff]")
# Persian, the scripts of India and joined emoji need the two joiners; everywhere else they only hide something.
_JOINED = "\u0600-\u08ff\u0900-\u109f\u1780-\u18af\u2600-\u27bf\ufe0f\U0001f000-\U0001faff"
_STRAY_JOINER = re.compile(f"(?<![{_JOINED}])[\u200c\u200d]|[\u200c\u200d](?![{_JOINED}])")
_GIANT_REFERENCE = re.compile("&#(?:[0-9]{8,}|[xX][0-9a-fA-F]{7,});?")


@cache
def _too_many_marks(last: int) -> re.Pattern[str]:
    """Compile the pattern of a run of combining marks, up to that code, that is longer than allowed."""
    marks = [code for code in range(0x300, last) if unicodedata.category(chr(code)) in {"Mn", "Me"}]
    known = set(marks)
    starts = [code for code in marks if code - 1 not in known]
    ends = [code for code in marks if code + 1 not in known]
    ranges = "".join(f"{chr(start)}-{chr(end)}" for start, end in zip(starts, ends, strict=True))
    return re.compile(f"([{ranges}][{ranges}]{{{MARKS - 1}}})[{ranges}]+")


# ``re`` is ten times slower at a class that reaches beyond the first plane, and few texts do (emoji are behind). It is
# fast where a pattern begins with a single class.
_FIRST_PLANE, _WITH_RARE = 0x10000, 0x1F000
_RARE = re.compile("[\U00010000-\U0001efff]")


def without_controls(text: str) -> str:
    """Drop lone surrogates, NUL and all other controls but tab and line ends; form feeds become blanks."""
    if text.isprintable():
        return text
    text = text.replace("\x0c", " ").replace("\r\n", "\n").replace("\r", "\n")
    return text if text.replace("\n", "").isprintable() else _CONTROLS.sub("", text)


def without_invisible(text: str) -> str:
    """Drop bidi controls and what has no width; joiners stay between letters that join."""
    if text.isascii():
        return text
    text = _FAR_INVISIBLE.sub("", _INVISIBLE.sub("", text))
    return _STRAY_JOINER.sub("", text) if "\u200c" in text or "\u200d" in text else text


def with_few_marks(text: str) -> str:
    """Drop combining marks beyond the fourth in a row: a hundred thousand of them stop a browser for minutes."""
    if text.isascii():
        return text
    return _too_many_marks(_WITH_RARE if _RARE.search(text) else _FIRST_PLANE).sub(r"\1", text)


def decode_references(text: str) -> str:
    """Decode character references once. ``html.unescape`` alone raises where a number has thousands of digits."""
    return unescape(_GIANT_REFERENCE.sub("\ufffd", text)) if "&" in text else text


def one_line(text: str, limit: int) -> str:
    """Make a plain field of text: one line, nothing hidden, at most ``limit`` characters, cut between words."""
    seen = " ".join(without_invisible(without_controls(text)).split())
    return cut(with_few_marks(seen[: limit * 8]).strip(), limit)


def cut(text: str, limit: int) -> str:
    """Cut between two words so that the text and its ellipsis have at most ``limit`` characters."""
    if len(text) <= limit:
        return text
    words, _, rest = text[:limit].rpartition(" ")
    return (words if words and len(rest) < 40 else text[: limit - 1]).rstrip(" ,;:-\u2013\u2014") + "\u2026"

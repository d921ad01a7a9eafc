"""Excerpts: clean HTML -> its words -> the first N of them. Pure."""

import re
from html.parser import HTMLParser

from articles.characters import without_invisible

SLICE = 4_096
"""Characters that are read at a time: an excerpt needs the beginning of a body, not all of it."""

SPACELESS = r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
"""Thai, Lao, Burmese and Khmer: no blanks between words, about four characters a word."""

IDEOGRAPHS = r"\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""Chinese and Japanese: every character counts as a word, as word processors count them."""

MARKS = r"[\u0300-\u036f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u200d\ufe00-\ufe0f]"
"""What belongs to the character before it; a cut never comes between."""

WORD = re.compile(rf"(?:[{IDEOGRAPHS}]|[{SPACELESS}]{{1,4}}|[^\s{IDEOGRAPHS}{SPACELESS}]{{1,50}}){MARKS}*")
"""One word. More than 50 characters without a blank are more than one, so that no text passes as a single word."""

INLINE = frozenset(
    [
        "a",
        "abbr",
        "b",
        "cite",
        "code",
        "del",
        "em",
        "i",
        "ins",
        "kbd",
        "mark",
        "q",
        "s",
        "samp",
        "small",
        "strong",
        "sub",
        "sup",
        "time",
        "u",
        "var",
    ]
)
UNTOLD = frozenset({"figcaption"})
"""Captions are no part of the running text."""


class _Text(HTMLParser):
    """Collects the running text; block elements part words as they do on a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._untold = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self._boundary(tag, 1)

    def handle_endtag(self, tag: str) -> None:
        self._boundary(tag, -1)

    def handle_data(self, data: str) -> None:
        if not self._untold:
            self.parts.append(data)

    def _boundary(self, tag: str, step: int) -> None:
        if tag not in INLINE:
            self.parts.append(" ")
        if tag in UNTOLD:
            self._untold = max(0, self._untold + step)

    @property
    def text(self) -> str:
        return " ".join("".join(self.parts).split())


def opening(html: str, words: int) -> str:
    """Return the plain text of clean ``html``, at least its first ``words`` words and one more where there are more.

    A body may turn its own words around; a plain field, which stands among the words of others, may not.
    """
    reader = _Text()
    for start in range(0, len(html), SLICE):
        reader.feed(html[start : start + SLICE])
        if _has_more(reader.text, words + 1):
            break
    else:
        reader.close()
    return without_invisible(reader.text)


def cut(text: str, words: int) -> str:
    """Return ``text`` where it has at most ``words`` words; else so many of them and "…", blanks collapsed."""
    text = " ".join(text.split())
    if words <= 0:
        return ""
    if not _has_more(text, words):
        return text
    return text[: _end_of_word(text, words)].rstrip(" ,;:.-–—") + "…"


def _has_more(text: str, words: int) -> bool:
    """Tell whether ``text`` has more than ``words`` words, without counting further than that."""
    return any(number > words for number, _ in enumerate(WORD.finditer(text), 1))


def _end_of_word(text: str, words: int) -> int:
    """Return where the ``words``-th word of ``text`` ends; it has at least so many."""
    return next(match.end() for number, match in enumerate(WORD.finditer(text), 1) if number == words)

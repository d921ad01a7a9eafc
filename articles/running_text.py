"""Running text: clean HTML -> its words in paragraphs, without markup. Pure."""

import re
from html.parser import HTMLParser

from articles.characters import without_invisible
from articles.excerpt import INLINE, SLICE, UNTOLD

BLANKS = re.compile(r"[^\S\n]+")
BREAKS = re.compile(r" ?\n[ \n]*")


class _Paragraphs(HTMLParser):
    """Collects the text; a line stands for each block element."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.length = 0
        self._untold = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self._boundary(tag, 1)

    def handle_endtag(self, tag: str) -> None:
        self._boundary(tag, -1)

    def handle_data(self, data: str) -> None:
        if not self._untold:
            self.parts.append(data.replace("\n", " "))
            self.length += len(data)

    def _boundary(self, tag: str, step: int) -> None:
        if tag not in INLINE:
            self.parts.append("\n")
        if tag in UNTOLD:
            self._untold = max(0, self._untold + step)


def running_text(html: str, characters: int) -> str:
    """Return the text of clean ``html``, a line for each paragraph, cut at the word that passes ``characters``."""
    reader = _Paragraphs()
    for start in range(0, len(html), SLICE):
        reader.feed(html[start : start + SLICE])
        if reader.length > characters + SLICE:
            break
    else:
        reader.close()
    text = BREAKS.sub("\n", BLANKS.sub(" ", without_invisible("".join(reader.parts)))).strip()
    return text if len(text) <= characters else text[:characters].rpartition(" ")[0]

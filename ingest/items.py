"""Pure: where the items of a document begin and end, found without parsing it.

    text --split--> head | item, item, ... | tail

One linear look at the markup that can hide or be an item: CDATA sections, comments, processing instructions (XML 1.0,
sections 2.5 to 2.7), and the tags themselves. It needs no more than that because ``<`` stands nowhere else in XML. Where
anything is unusual the answer is None, and the document is read whole.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import pairwise

MARKUP = 100_000
NAMESPACES = 200
"""With more of these than any feed has, a document is judged whole. They are the limits of parse.py."""

MARK = re.compile(r"<!\[CDATA\[|<!--|<\?|<!|</?(?:[\w.-]+:)?(?:item|entry)(?=[\s/>])", re.IGNORECASE)
CLOSED_BY = {"<![CDATA[": "]]>", "<!--": "-->", "<?": "?>"}
XHTML = re.compile(r"""xmlns\s*=\s*["']http://www\.w3\.org/1999/xhtml["']""")
PASSING = re.compile(r"<(lastBuildDate|pubDate|dc:date|updated|generator)\b[^<>]*>[^<]*</\1>")
"""What a feed says of itself anew at every build. No entry is read by it."""


@dataclass(frozen=True, slots=True)
class Split:
    """A document in pieces: put together they are the text again. Each item keeps the blanks that follow it.

    ``frame`` is what stands around the items, less what changes at every build: comments, dates, the generator.
    """

    head: str
    items: tuple[str, ...]
    tail: str
    frame: str

    def without(self, skipped: Collection[int]) -> str:
        """Return the document less the items of these numbers, counted from 0."""
        kept = (item for number, item in enumerate(self.items) if number not in skipped)
        return "".join([self.head, *kept, self.tail])


class _Unsure(Exception):
    """Only a parser can tell where the items are."""


def split(text: str) -> Split | None:
    """Return the pieces of an RSS, RDF or Atom document, or None where they are not plain to see.

    What is nested, unbalanced or prefixed, what has a document type, and what declares namespaces inside its items (they
    would count for the items after them) is not plain.
    """
    if _is_beyond_measure(text):
        return None
    comments: list[tuple[int, int]] = []
    try:
        spans = _spans(text, list(_tags(text, comments)))
    except _Unsure:
        return None
    (begin, _), (_, end) = spans[0], spans[-1]
    if text.count("xmlns", begin, end) != len(XHTML.findall(text, begin, end)):
        return None
    starts = [start for start, _ in spans]
    items = tuple(text[start:stop] for start, stop in pairwise([*starts, end]))
    return Split(text[:begin], items, text[end:], _frame(text, begin, end, comments))


def _is_beyond_measure(text: str) -> bool:
    """Tell whether the parser may stop at a limit, which counts over all items."""
    return text.count("<") > MARKUP or text.count("xmlns") > NAMESPACES


def _tags(text: str, comments: list[tuple[int, int]]) -> Iterator[re.Match[str]]:
    """Yield the tags of items, opening and closing, and note where comments stand."""
    position = 0
    while mark := MARK.search(text, position):
        position = mark.end()
        if closed_by := CLOSED_BY.get(mark[0]):
            position = _after(text, closed_by, position)
            if mark[0] == "<!--":
                comments.append((mark.start(), position))
        elif mark[0].startswith("<!") or ":" in mark[0]:
            raise _Unsure
        else:
            yield mark


def _after(text: str, mark: str, position: int) -> int:
    """Return the position behind the next ``mark``."""
    found = text.find(mark, position)
    if found < 0:
        raise _Unsure
    return found + len(mark)


def _spans(text: str, tags: list[re.Match[str]]) -> list[tuple[int, int]]:
    """Return where each item begins and ends: tags must come in pairs, with nothing but blanks between the pairs."""
    if not tags or len(tags) % 2:
        raise _Unsure
    spans: list[tuple[int, int]] = []
    for opening, closing in zip(tags[::2], tags[1::2], strict=True):
        end = _after(text, ">", closing.end())
        gap = text[spans[-1][1] : opening.start()] if spans else ""
        if closing[0] != f"</{opening[0][1:]}" or not _is_blank(text[closing.end() : end - 1] + gap):
            raise _Unsure
        spans.append((opening.start(), end))
    return spans


def _is_blank(text: str) -> bool:
    return not text.strip(" \t\r\n")


def _frame(text: str, begin: int, end: int, comments: list[tuple[int, int]]) -> str:
    """Return what stands around the items, less what passes."""
    pieces, position = [], 0
    for start, stop in [*comments, (len(text), len(text))]:
        pieces.append(text[position : min(start, begin)] if position < begin else "")
        pieces.append(text[max(position, end) : start])
        position = stop
    return PASSING.sub("", "".join(pieces))

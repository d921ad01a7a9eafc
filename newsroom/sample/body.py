"""Pure: the small markup of the pieces -> HTML.

Blocks stand apart by an empty line: ``## subhead``, ``> quote``, ``- list``, ``| table |`` (first row: head),
``!name caption`` (a picture), anything else a paragraph. Within: ``*emphasis*`` and ``**strong**``. Everything else is
text and is escaped.
"""

import html
import re
from collections.abc import Callable

PICTURE = re.compile(r"^!(\S+) (.+)$", re.MULTILINE)
"""A picture inside a body: its name, and its caption."""

Figure = Callable[[str, str], str]
"""What makes HTML of the name and the caption of a picture."""


def to_html(markup: str, figure: Figure) -> str:
    """Return the HTML of a body."""
    return "\n".join(_block(block.strip(), figure) for block in re.split(r"\n\s*\n", markup.strip()) if block.strip())


def _block(block: str, figure: Figure) -> str:
    """Return the HTML of one block."""
    if picture := PICTURE.fullmatch(block):
        return figure(picture[1], picture[2])
    if block.startswith("## "):
        return f"<h2>{_inline(block[3:])}</h2>"
    if block.startswith("> "):
        return f"<blockquote><p>{_inline(block[2:])}</p></blockquote>"
    if block.startswith("- "):
        items = "".join(f"<li>{_inline(line[2:])}</li>" for line in block.splitlines())
        return f"<ul>{items}</ul>"
    if block.startswith("|"):
        return _table(block.splitlines())
    return f"<p>{_inline(block)}</p>"


def _table(lines: list[str]) -> str:
    """Return the HTML of a table; its second line only separates the head."""
    rows = [[_inline(cell.strip()) for cell in line.strip("|").split("|")] for line in (lines[0], *lines[2:])]
    head = "".join(f"<th>{cell}</th>" for cell in rows[0])
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows[1:])
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _inline(text: str) -> str:
    """Return the HTML of a line of text."""
    text = html.escape(" ".join(text.split()), quote=False)
    text = re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", text)
    return re.sub(r"\*(.+?)\*", r"<em>\1</em>", text)

"""The attacks of the end-to-end suite: our own for running text, for plain places and for addresses, and their harmless twins.

A vector is any text. Each goes into every field, whatever the field is for: an attack on an address may stand in a headline.
"""

import json
from pathlib import Path

from tests.vectors import RUNNING, SILENT

BREAKERS = (
    "\"><img src=absent onerror=alert('double')>",
    "'><img src=absent onerror=alert('single')>",
    "\" autofocus onfocus=alert('value') x=\"",
    "' onmouseover='alert(1)' style='position:fixed;inset:0' x='",
    "</title></textarea></style></noscript><script>alert('closed')</script>",
    "</script><script>alert('data')</script>",
    '"}</script><!--<script>',
    "--><svg onload=alert('comment')>",
    "]]><script xmlns='http://www.w3.org/1999/xhtml'>alert('section')</script><![CDATA[",
    "&lt;script&gt;alert('once')&lt;/script&gt;",
    "&amp;lt;img src=absent onerror=alert('twice')&amp;gt;",
    "&#x3C;svg onload=alert('number')&#x3E;",
    "\u2028alert('line')\u2029",
    "${alert('literal')}{{ 7|add:7 }}{% debug %}",
    "%(alt)s %(host)s %s {0.__class__} {headline}",
    "\x1b]0;title\x07\u202egpj.exe\u2066\u200b",
    "<b id=main name=forms>named</b><form id=search name=body><input name=action></form>",
)
"""What breaks out of attributes, of titles, of scripts, of comments, of sections and of patterns for words."""

SHEETS = ('=HYPERLINK("https://evil.example/")', "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(1)", "\t=1+1", "\r=1+1", "\n@x")
LINES = (
    "a\r\nBcc: x@evil.example\r\n\r\n<script>alert('mail')</script>",
    "a\nSet-Cookie: kept=1",
    "a%0d%0aLocation:%20https://evil.example/",
)
ADDRESSES = (
    "javascript:alert('address')",
    "JaVa\tScript:alert('tab')",
    "\x01javascript:alert('control')",
    "javascript://harbour.example/%0aalert('comment')",
    "data:text/html,<script>alert(1)</script>",
    "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "feed:javascript:alert(1)",
    "//evil.example/",
    "\\\\evil.example\\",
    "/\\evil.example/",
    "https:evil.example",
    "https://reader:secret@evil.example/",
    'https://harbour.example/"onmouseover="alert(1)',
    "https://harbour.example/'><script>alert(1)</script>",
    "https://evil.example/\r\nX-Made: up",
    "?next=//evil.example/&q=<script>alert(1)</script>",
)

POLYGLOT = (
    "=1+1\"'></title></textarea></script></style>--><img src=absent onerror=alert('polyglot')>"
    "<b id=main name=forms>]]>\r\nBcc: a@evil.example"
)
"""One text that breaks out of any plain place that does not escape it, and is a formula and a second header besides."""

HARMLESS = (
    "The quay of Kilbrack was closed at noon",
    'Tide & quay: 4 < 5, said the "harbour" of O\'Mara',
    "<p>The <b>water</b> rose <a href='https://harbour.example/tide'>by a hand</a>.</p><p>It fell again.</p>",
    "<ul><li>Stones</li></ul><blockquote>We stay.</blockquote><img src='https://harbour.example/quay.jpg' alt='A quay'>",
    "https://harbour.example/quay?tide=4",
    "/quay/tide",
    "mailto:desk@harbour.example",
    "tide",
    "",
)
"""What the same fields hold on an honest day: in shape, the pages of the attacked site must be like those made of these."""


def own() -> list[str]:
    """Return all attacks of our own."""
    return [*RUNNING, *SILENT, *BREAKERS, *SHEETS, *LINES, *ADDRESSES, POLYGLOT]


def honest(count: int) -> list[str]:
    """Return as many harmless texts as there are attacks, up to some hundred: lists then have as many pages."""
    return [
        f"{text} {number}" if text else ""
        for number, text in enumerate(HARMLESS * -(-min(count, 150) // len(HARMLESS)))
    ]


def known(shared: Path) -> list[str]:
    """Return every attack of ../shared, as it is written there."""
    files = sorted((shared / "attacks" / "html").glob("*.json"))
    listed = [vector for file in files for vector in json.loads(file.read_text("utf-8"))["vectors"]]
    return [next(vector[kind] for kind in ("html", "text", "url") if kind in vector) for vector in listed]

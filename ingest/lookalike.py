"""Lookalike: say in plain words what a document is that is no feed, so that an editor knows what to mend."""

import re

MAGIC = {
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"%PDF": "a PDF",
    b"PK\x03\x04": "a ZIP archive",
    b"\x1f\x8b": "compressed data",
}
ROOTS = {
    "html": "an HTML page",
    "head": "an HTML page",
    "body": "an HTML page",
    "opml": "an OPML list of feeds (import it with import_opml)",
    "urlset": "a sitemap",
    "sitemapindex": "a sitemap",
    "svg": "an SVG picture",
}
HTML = re.compile(r"<(?:!doctype\s+html|html|head|body|title|div|p|script)\b", re.IGNORECASE)
CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f]")
ROOT = re.compile(r"<([\w:.-]+)")


def describe(body: bytes, text: str) -> str:
    """Return a sentence on what ``body`` (decoded: ``text``) looks like."""
    start = text[:4_000].strip(" \t\r\n\ufeff")
    if not start:
        return "The document is empty."
    for magic, name in MAGIC.items():
        if body.startswith(magic):
            return f"This is {name}, not a feed."
    if len(CONTROL.findall(body[:4_000])) > 40:
        return "This is binary data, not a feed."
    if start[0] in "{[":
        return "This is JSON, but not a JSON Feed."
    return f"This is {_kind_of_markup(start)}, not a feed."


def _kind_of_markup(start: str) -> str:
    root = ROOT.search(start)
    name = root[1].lower() if root else ""
    if name in ROOTS:
        return ROOTS[name]
    if HTML.search(start):
        return ROOTS["html"]
    if not root:
        return "plain text"
    return f"XML whose root element is <{name[:40]}>"

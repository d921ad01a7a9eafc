"""Mending: a second opinion on a document in which feedparser finds no entry, though it plainly holds some.

document --less a half item--> lxml --> as it may be meant
    the root's namespaces and the whole items --> lxml --> the same, without what stands around them
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from xml.sax.saxutils import escape

from lxml import etree

from ingest.prolog import CLOSED_BY, REFERENCE, Document, outside

PLAIN = "http://backend.userland.com/rss"
"""A namespace of RSS that every reader knows: its elements are those without one."""

ITEMS = frozenset({"item", "entry"})
MARK = re.compile(r"<!\[CDATA\[|<!--|<(/?)(?:[\w.-]+:)?(?:item|entry)(?=[\s/>])", re.IGNORECASE)
ROOT = re.compile(r"<(?:[\w.-]+:)?(rss|feed|rdf|channel)\b[^<>]*>", re.IGNORECASE)
TAG = re.compile(r"(<[A-Za-z_:][^<>]*?)(/?>)")
ATTRIBUTE = re.compile(r"""("[^"]*"|'[^']*')|=\s*([^\s"'<>]+)""")
NAMESPACE = re.compile(r"""\sxmlns(?::[\w.-]+)?\s*=\s*(?:"[^"<]*"|'[^'<]*')""")


def holds_items(text: str) -> bool:
    """Tell whether there is an item from its first tag to its last, outside of comments and CDATA sections that end."""
    return bool(_items(text))


def opinions(document: Document) -> Iterator[Document]:
    """Yield the document as it may have been meant, the likeliest first, well-formed.

    Only items that end are believed: the last one may have been cut off. Where everything around them is in their way, as
    a comment that never ends or a root that ends too soon, they are taken by themselves.
    """
    items = _items(document.root)
    end = items[-1][1] if items else 0
    yield _mended(document, document.root[:end] if _opens_item(document.root, end) else document.root)
    if items and (root := ROOT.match(document.root)):
        alone = "".join(document.root[start:stop] for start, stop in items)
        yield _mended(document, f"<{root[1]}{''.join(NAMESPACE.findall(root[0]))}>{alone}")


def _items(text: str) -> list[tuple[int, int]]:
    """Return where each item begins and ends. A comment or CDATA section that never ends hides nothing."""
    spans: list[tuple[int, int]] = []
    start, position, endless = -1, 0, set()
    while mark := MARK.search(text, position):
        position = mark.end()
        if closed_by := CLOSED_BY.get(mark[0].upper()):
            end = -1 if closed_by in endless else text.find(closed_by, position)
            position = end + len(closed_by) if end >= 0 else position
            endless |= {closed_by} if end < 0 else set()
        elif not mark[1]:
            start = start if start >= 0 else mark.start()
        elif start >= 0:
            spans.append((start, text.find(">", position) + 1 or len(text)))
            start = -1
    return spans


def _opens_item(text: str, position: int) -> bool:
    """Tell whether another item begins behind this position."""
    return any(mark[1] == "" for mark in MARK.finditer(text, position))


def _mended(document: Document, root: str) -> Document:
    """Return the document with this for its root, well-formed; what lxml would give up at is put right before."""

    def spelled(reference: re.Match[str]) -> str:
        text = document.entities.get(reference[1])
        return escape(text) if text else reference[0]

    plain = outside(root, lambda markup: REFERENCE.sub(spelled, TAG.sub(_quoted, markup)))
    return replace(document, root=_mend(replace(document, root=plain).mended().root))


def _quoted(tag: re.Match[str]) -> str:
    """Return a tag with all its attributes in quotes."""
    return ATTRIBUTE.sub(lambda value: value[1] or f'="{value[2]}"', tag[1]) + tag[2]


def _mend(document: str) -> str:
    """Return the document as well-formed XML, as far as lxml can tell what was meant; "" where it cannot."""
    parser = etree.XMLParser(recover=True, resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(document.encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError):
        return ""
    if not etree.iselement(root):
        return ""
    _take_off_prefixes(root)
    return etree.tostring(root, encoding="unicode")


def _take_off_prefixes(root: etree._Element) -> None:
    """Leave plain names where a prefix is bound to nothing, or to the namespace of the items, which nobody may know."""
    elements = list(root.iter(etree.Element))
    names = [etree.QName(element) if element.tag[0] == "{" else None for element in elements]
    strange = {name.namespace for name in names if name and name.localname.lower() in ITEMS}
    for element, name in zip(elements, names, strict=True):
        if name is None:
            element.tag = element.tag.rpartition(":")[2]
        elif name.namespace in strange:
            element.tag = f"{{{PLAIN}}}{name.localname}"
        for written in [key for key in map(str, element.attrib) if ":" in key and key[0] != "{"]:
            element.attrib[written.rpartition(":")[2]] = element.attrib.pop(written)

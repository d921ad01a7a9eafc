"""Mending: a second opinion on a document in which feedparser finds nothing at all."""

from lxml import etree


def mend(document: str) -> bytes:
    """Return the document as well-formed XML, as far as lxml can tell what was meant; b"" where it cannot."""
    parser = etree.XMLParser(recover=True, resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(document.encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError):
        return b""
    if not etree.iselement(root):
        return b""
    for element in root.iter(etree.Element):
        # A prefix that is bound to nothing is left in the name; every parser with namespaces stumbles over it.
        element.tag = element.tag.rpartition(":")[2] if element.tag[0] != "{" else element.tag
    return etree.tostring(root, encoding="utf-8")

"""Pure: feeds in Atom 1.0 with full text."""

from xml.etree import ElementTree as ET

from newsroom.sample.edition import CREDIT, Piece, Publisher
from newsroom.sample.rss import MEDIA, document
from newsroom.sample.world import World

ATOM = "http://www.w3.org/2005/Atom"
XML = "http://www.w3.org/XML/1998/namespace"


def atom(world: World, publisher: Publisher, section: str) -> bytes:
    """Return the Atom document of one section."""
    ET.register_namespace("", ATOM)
    pieces = publisher.in_section(section)
    root = ET.Element(f"{{{ATOM}}}feed", {f"{{{XML}}}lang": publisher.language})
    address = world.feed_url(publisher, section)
    _say(root, "id", address)
    _say(root, "title", f"{publisher.name}: {section}")
    _say(root, "subtitle", publisher.description)
    _say(root, "updated", world.latest(pieces).isoformat())
    _link(root, world.home(publisher.slug), rel="alternate", type="text/html")
    _link(root, address, rel="self", type="application/atom+xml")
    if publisher.licence:
        _say(root, "rights", publisher.licence)
        _link(root, publisher.licence_url, rel="license")
    for piece in pieces:
        _entry(ET.SubElement(root, f"{{{ATOM}}}entry"), world, piece)
    return document(root)


def _entry(entry: ET.Element, world: World, piece: Piece) -> None:
    """Fill in one entry."""
    _say(entry, "id", f"tag:{piece.publisher}.example,2001:{piece.slug}")
    _say(entry, "title", world.headline(piece))
    _link(entry, world.url(piece), rel="alternate", type="text/html")
    _say(entry, "published", world.published(piece).isoformat())
    _say(entry, "updated", world.updated(piece).isoformat())
    for name in piece.byline:
        _say(ET.SubElement(entry, f"{{{ATOM}}}author"), "name", name)
    for tag in piece.tags:
        ET.SubElement(entry, f"{{{ATOM}}}category", term=tag)
    _say(entry, "summary", world.dek(piece))
    _say(entry, "content", world.html(piece)).set("type", "html")
    if piece.picture:
        size = {"width": str(piece.picture.width), "height": str(piece.picture.height)}
        attributes = {"url": world.picture_url(piece, piece.picture), "medium": "image", "type": "image/jpeg", **size}
        content = ET.SubElement(entry, f"{{{MEDIA}}}content", attributes)
        for name, text in (("title", world.caption(piece)), ("description", world.caption(piece)), ("credit", CREDIT)):
            ET.SubElement(content, f"{{{MEDIA}}}{name}").text = text


def _say(parent: ET.Element, name: str, text: str) -> ET.Element:
    """Add an Atom element that holds a text."""
    element = ET.SubElement(parent, f"{{{ATOM}}}{name}")
    element.text = text
    return element


def _link(parent: ET.Element, href: str, **attributes: str) -> None:
    """Add an Atom link."""
    ET.SubElement(parent, f"{{{ATOM}}}link", {"href": href, **attributes})

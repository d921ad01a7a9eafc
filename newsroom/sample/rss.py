"""Pure: feeds in RSS: 2.0 with full text, with summaries, as WordPress writes it, and 1.0."""

import html
from datetime import datetime
from email.utils import format_datetime
from xml.etree import ElementTree as ET

from newsroom.sample.edition import CREDIT, Piece, Publisher
from newsroom.sample.world import World

CONTENT = "http://purl.org/rss/1.0/modules/content/"
DC = "http://purl.org/dc/elements/1.1/"
MEDIA = "http://search.yahoo.com/mrss/"
LICENCE = "http://backend.userland.com/creativeCommonsRssModule"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RSS1 = "http://purl.org/rss/1.0/"

for prefix, uri in (("content", CONTENT), ("dc", DC), ("media", MEDIA), ("creativeCommons", LICENCE), ("rdf", RDF)):
    ET.register_namespace(prefix, uri)


def rss2(world: World, publisher: Publisher, section: str) -> bytes:
    """Return the RSS 2.0 document of one section."""
    root = ET.Element("rss", version="2.0")
    channel = ET.SubElement(root, "channel")
    pieces = publisher.in_section(section)
    _say(channel, "title", f"{publisher.name}: {section}")
    _say(channel, "link", world.home(publisher.slug))
    _say(channel, "description", publisher.description)
    _say(channel, "language", publisher.language)
    _say(channel, "lastBuildDate", _date(world.latest(pieces)))
    if publisher.licence:
        _say(channel, "copyright", publisher.licence)
        _say(channel, f"{{{LICENCE}}}license", publisher.licence_url)
    for piece in pieces:
        _item(ET.SubElement(channel, "item"), world, publisher, piece)
    return document(root)


def _item(item: ET.Element, world: World, publisher: Publisher, piece: Piece) -> None:
    """Fill in one item; how much of it depends on the publisher's format."""
    is_wordpress = publisher.format == "wordpress"
    _say(item, "title", world.headline(piece))
    _say(item, "link", world.url(piece))
    guid = _say(item, "guid", f"{world.home(publisher.slug)}?p={piece.slug}" if is_wordpress else world.url(piece))
    guid.set("isPermaLink", "false" if is_wordpress else "true")
    _say(item, "pubDate", _date(world.published(piece)))
    for name in ("admin",) if piece.copied_from else piece.byline:
        _say(item, f"{{{DC}}}creator", name)
    for tag in piece.tags:
        _say(item, "category", tag)
    tail = _tail(world, publisher, piece) if is_wordpress else ""
    _say(item, "description", f"<p>{html.escape(world.dek(piece))}</p>{tail}" if tail else world.dek(piece))
    if publisher.format != "rss-summary":
        first = world.figure(piece, piece.picture) if is_wordpress else ""
        _say(item, f"{{{CONTENT}}}encoded", f"{first}\n{world.html(piece)}\n{tail}".lstrip())
    if piece.agency:
        _say(item, "source", piece.agency).set("url", world.agency_home(piece.agency))
    if piece.picture and not is_wordpress:
        _media(item, world, piece)


def _media(item: ET.Element, world: World, piece: Piece) -> None:
    """Name the picture as Media RSS does."""
    if piece.picture is None:
        return
    size = {"width": str(piece.picture.width), "height": str(piece.picture.height)}
    attributes = {"url": world.picture_url(piece, piece.picture), "medium": "image", "type": "image/jpeg", **size}
    content = ET.SubElement(item, f"{{{MEDIA}}}content", attributes)
    _say(content, f"{{{MEDIA}}}title", world.caption(piece))
    _say(content, f"{{{MEDIA}}}description", world.caption(piece))
    _say(content, f"{{{MEDIA}}}credit", CREDIT)


def _tail(world: World, publisher: Publisher, piece: Piece) -> str:
    """Return the sentence that WordPress adds, naming where the post appeared first."""
    original = world.original(piece) or piece
    where = world.publisher(original.publisher) if original is not piece else publisher
    post = f'<a href="{world.url(original)}">{html.escape(world.headline(original))}</a>'
    home = f'<a href="{world.home(where.slug)}">{html.escape(where.name)}</a>'
    return f"<p>The post {post} appeared first on {home}.</p>"


def rss1(world: World, publisher: Publisher, section: str) -> bytes:
    """Return the RSS 1.0 document of one section."""
    ET.register_namespace("", RSS1)
    root = ET.Element(f"{{{RDF}}}RDF")
    home, pieces = world.home(publisher.slug), publisher.in_section(section)
    channel = ET.SubElement(root, f"{{{RSS1}}}channel", {f"{{{RDF}}}about": home})
    _say(channel, f"{{{RSS1}}}title", f"{publisher.name}: {section}")
    _say(channel, f"{{{RSS1}}}link", home)
    _say(channel, f"{{{RSS1}}}description", publisher.description)
    _say(channel, f"{{{DC}}}language", publisher.language)
    listed = ET.SubElement(ET.SubElement(channel, f"{{{RSS1}}}items"), f"{{{RDF}}}Seq")
    for piece in pieces:
        url = world.url(piece)
        ET.SubElement(listed, f"{{{RDF}}}li", {f"{{{RDF}}}resource": url})
        item = ET.SubElement(root, f"{{{RSS1}}}item", {f"{{{RDF}}}about": url})
        _say(item, f"{{{RSS1}}}title", world.headline(piece))
        _say(item, f"{{{RSS1}}}link", url)
        _say(item, f"{{{RSS1}}}description", world.dek(piece))
        _say(item, f"{{{DC}}}date", world.published(piece).isoformat())
        for name in piece.byline:
            _say(item, f"{{{DC}}}creator", name)
        for tag in piece.tags:
            _say(item, f"{{{DC}}}subject", tag)
        _media(item, world, piece)
    return document(root)


def document(root: ET.Element) -> bytes:
    """Return the bytes of a whole XML document."""
    ET.indent(root)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _say(parent: ET.Element, name: str, text: str) -> ET.Element:
    """Add an element that holds a text."""
    element = ET.SubElement(parent, name)
    element.text = text
    return element


def _date(moment: datetime) -> str:
    """Return a date as RFC 822 has it."""
    return format_datetime(moment)

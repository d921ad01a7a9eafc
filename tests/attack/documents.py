"""Documents of every kind of feed with an attack in every field, in every wrapping that a publisher may put round it.

In a pattern ``[t]`` stands for text, ``[a]`` for the value of an attribute, ``[u]`` for an address, ``[x]`` for Atom's XHTML,
and ``[id]`` for what tells entries apart. Which wrapping a place gets turns with the number of the entry.
"""

import json
import re
from collections.abc import Sequence
from html import escape
from itertools import count

from lxml import etree
from lxml import html as lxml_html

ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
PLACE = re.compile(r"\[(?:t|a|u|x|id)\]")
NAMESPACES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        "content": "http://purl.org/rss/1.0/modules/content/",
        "dc": "http://purl.org/dc/elements/1.1/",
        "media": "http://search.yahoo.com/mrss/",
        "cc": "http://backend.userland.com/creativeCommonsRssModule",
        "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
        "atom": "http://www.w3.org/2005/Atom",
        "sy": "http://purl.org/rss/1.0/modules/syndication/",
        "podcast": "https://podcastindex.org/namespace/1.0",
        "slash": "http://purl.org/rss/1.0/modules/slash/",
    }.items()
)
MEDIA = """<media:content url="https://harbour.example/[id].jpg" type="[a]" medium="image" width="[a]" height="[a]"
><media:title>[t]</media:title><media:description>[t]</media:description><media:credit role="[a]">[t]</media:credit
></media:content><media:thumbnail url="[a]"/><media:content url="[a]" type="image/png"/><media:copyright>[t]</media:copyright
><media:keywords>[t]</media:keywords><media:group><media:content url="https://harbour.example/[a]"/></media:group>
<itunes:author>[t]</itunes:author><itunes:summary>[t]</itunes:summary><itunes:image href="[a]"/><itunes:keywords>[t]</itunes:keywords>
<podcast:person href="[a]" img="[a]">[t]</podcast:person><cc:license>[u]</cc:license>"""
DUBLIN = """<dc:creator>[t]</dc:creator><dc:subject>[t]</dc:subject><dc:rights>[t]</dc:rights><dc:publisher>[t]</dc:publisher
><dc:language>[t]</dc:language><dc:source>[u]</dc:source><dc:date>[t]</dc:date><dc:identifier>[t]</dc:identifier>"""

RSS = (
    f"""<rss version="2.0" {NAMESPACES} xml:lang="[a]"><channel><title>[t]</title><link>[u]</link><description>[t]</description>
<language>[t]</language><generator>[t]</generator><copyright>[t]</copyright><managingEditor>[t]</managingEditor>
<webMaster>[t]</webMaster><category domain="[a]">[t]</category><docs>[u]</docs><ttl>[t]</ttl><lastBuildDate>[t]</lastBuildDate>
<image><url>[u]</url><title>[t]</title><link>[u]</link></image><atom:link rel="hub" href="[a]"/><atom:link rel="self" href="[a]"/>
<itunes:owner><itunes:name>[t]</itunes:name><itunes:email>[t]</itunes:email></itunes:owner><itunes:category text="[a]"/>
<cc:license>[u]</cc:license><sy:updatePeriod>[t]</sy:updatePeriod><sy:updateFrequency>[t]</sy:updateFrequency>""",
    f"""<item xml:base="[a]"><guid isPermaLink="[a]">[id]-[t]</guid><title>[t]</title><link>[u]</link>
<description>[t]</description><content:encoded>[t]</content:encoded><author>[t]</author><category domain="[a]">[t]</category>
<category>[t]</category><comments>[u]</comments><pubDate>[t]</pubDate><source url="[a]">[t]</source>
<enclosure url="[a]" type="[a]" length="[a]"/><slash:comments>[t]</slash:comments>{DUBLIN}{MEDIA}</item>""",
    "</channel></rss>",
)
RDF = (
    f"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" {NAMESPACES}>
<channel rdf:about="[a]"><title>[t]</title><link>[u]</link><description>[t]</description>{DUBLIN}<image rdf:resource="[a]"/></channel>
<image rdf:about="[a]"><title>[t]</title><url>[u]</url><link>[u]</link></image>""",
    f"""<item rdf:about="[id]-[a]"><title>[t]</title><link>[u]</link><description>[t]</description>{DUBLIN}{MEDIA}</item>""",
    "</rdf:RDF>",
)
PERSON = "<name>[t]</name><email>[t]</email><uri>[u]</uri>"
ATOM = (
    f"""<feed xmlns="http://www.w3.org/2005/Atom" {NAMESPACES} xml:base="[a]"><title type="html">[t]</title><id>[t]</id>
<subtitle type="html">[t]</subtitle><icon>[u]</icon><logo>[u]</logo><generator uri="[a]" version="[a]">[t]</generator>
<rights type="html">[t]</rights><updated>[t]</updated><author>{PERSON}</author><link rel="alternate" href="[a]" title="[a]"/>
<link rel="self" href="[a]"/><category term="[a]" scheme="[a]" label="[a]"/>""",
    f"""<entry xml:lang="[a]"><id>[id]-[t]</id><title type="html">[t]</title><updated>[t]</updated><published>[t]</published>
<author>{PERSON}</author><contributor>{PERSON}</contributor><link rel="alternate" href="[a]" type="[a]" hreflang="[a]" title="[a]"/>
<link rel="enclosure" href="[a]" type="[a]" length="[a]" title="[a]"/><link rel="license" href="[a]"/><link rel="related" href="[a]"/>
<category term="[a]" scheme="[a]" label="[a]"/><rights type="html">[t]</rights><summary type="html">[t]</summary>[x]
<source><id>[t]</id><title type="html">[t]</title><link href="[a]"/><updated>[t]</updated></source>{MEDIA}</entry>""",
    "</feed>",
)


class Wrapped:
    """A vector on its way through the places of a pattern; each place wraps it in the next of the ways that are fit for it."""

    def __init__(self, vector: str, number: int, name: str) -> None:
        self.vector = ILLEGAL.sub("\ufffd", vector)
        self.name = name
        self.turns = count(number)

    def __call__(self, place: re.Match[str]) -> str:
        turn = next(self.turns)
        return {"[id]": self._id, "[t]": self._text, "[a]": self._value, "[u]": self._address, "[x]": self._content}[
            place[0]
        ](turn)

    def _id(self, _turn: int) -> str:
        return self.name

    def _text(self, turn: int) -> str:
        once = escape(self.vector)
        section = "<![CDATA[{}]]>".format(self.vector.replace("]]>", "]]]]><![CDATA[>"))
        return (once, section, escape(once), f"<![CDATA[{once.replace(']]>', '')}]]>")[turn % 4]

    def _value(self, turn: int) -> str:
        return (escape(self.vector), escape(escape(self.vector)))[turn % 5 == 0]

    def _address(self, turn: int) -> str:
        return (self._text(0), f"https://harbour.example/{self.name}/{self._text(turn)}")[turn % 2]

    def _content(self, turn: int) -> str:
        if turn % 2:
            return f'<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">{as_xhtml(self.vector)}</div></content>'
        return f'<content type="{"text" if turn % 4 else "html"}">{self._text(turn)}</content>'


def as_xhtml(vector: str) -> str:
    """Write the elements of an attack as XML; what no XML can say becomes text."""
    try:
        pieces = lxml_html.fragments_fromstring(vector)
        written = "".join(
            escape(piece) if isinstance(piece, str) else etree.tostring(piece, encoding="unicode") for piece in pieces
        )
        etree.fromstring(f"<div>{written}</div>")
    except (etree.LxmlError, ValueError, AssertionError, RecursionError):
        return escape(vector)
    return written


def as_xml(kind: tuple[str, str, str], vectors: Sequence[str], turn: int, name: str) -> bytes:
    """Write a feed that has an entry for each vector, and the first of them in the fields of the feed itself."""
    head, item, tail = kind
    entries = [
        PLACE.sub(Wrapped(vector, turn + number, f"{name}{number}"), item) for number, vector in enumerate(vectors)
    ]
    return "".join(
        ["<?xml version='1.0'?>", PLACE.sub(Wrapped(vectors[turn % len(vectors)], turn, name), head), *entries, tail]
    ).encode()


def as_json(vectors: Sequence[str], turn: int, name: str) -> bytes:
    """Write a JSON Feed 1.1 likewise; half characters stay as they are."""
    return json.dumps({**_json_head(vectors[turn % len(vectors)]), "items": [
        _json_item(vector, turn + number, f"{name}{number}") for number, vector in enumerate(vectors)
    ]}).encode()  # fmt: skip


def _json_head(vector: str) -> dict[str, object]:
    named = (
        "title",
        "home_page_url",
        "feed_url",
        "description",
        "user_comment",
        "next_url",
        "icon",
        "favicon",
        "language",
    )
    return {
        "version": "https://jsonfeed.org/version/1.1",
        **dict.fromkeys(named, vector),
        "authors": [{"name": vector, "url": vector, "avatar": vector}],
        "hubs": [{"type": "WebSub", "url": vector}],
    }


def _json_item(vector: str, turn: int, name: str) -> dict[str, object]:
    address = f"https://harbour.example/{name}/{vector}" if turn % 2 else vector
    named = ("title", "summary", "external_url", "image", "banner_image", "date_published", "date_modified", "language")
    return {
        "id": f"{name}-{vector}",
        "url": address,
        **dict.fromkeys(named, vector),
        ("content_text" if turn % 3 == 0 else "content_html"): vector,
        "image": f"https://harbour.example/{name}.jpg" if turn % 2 else vector,
        "authors": [{"name": vector, "url": vector, "avatar": vector}],
        "tags": [vector, f"tide {vector}"],
        "attachments": [{"url": address, "mime_type": vector, "title": vector, "size_in_bytes": vector}],
    }


def raw(vector: str, name: str) -> bytes:
    """Write a feed that is no XML, with the attack in it as it is."""
    item = f"<item><guid>{name}</guid><title>{vector}</title><link>{vector}</link><author>{vector}</author>"
    document = f"<rss version='2.0'><channel><title>{vector}</title>{item}<description>{vector}</description></item></channel></rss>"
    return document.encode("utf-8", "surrogatepass")


def as_opml(vectors: Sequence[str]) -> bytes:
    """Write a list of feeds that has an attack in every attribute of every outline, and in the folders."""
    outlines = []
    for number, vector in enumerate(vectors):
        value = escape(ILLEGAL.sub("\ufffd", vector))
        address = value if number % 3 == 2 else f"https://list{number}.example/{value if number % 3 else 'feed'}"
        named = ("text", "title", "htmlUrl", "description", "language", "category", "created", "newsroom:rights")
        attributes = " ".join(f'{name}="{value}"' for name in named)
        outlines.append(f'<outline text="{value}"><outline type="rss" xmlUrl="{address}" {attributes}/></outline>')
    title = escape(ILLEGAL.sub("\ufffd", vectors[0]))
    return f"<opml version='2.0' xmlns:newsroom='urn:newsroom:opml:1'><head><title>{title}</title><ownerName>{title}</ownerName></head><body>{''.join(outlines)}</body></opml>".encode()


def places() -> int:
    """Return how many fields of all kinds of feed an attack stands in."""
    kinds = "".join(part for kind in (RSS, RDF, ATOM) for part in kind)
    in_json = len(_json_head("")) + len(_json_item("", 0, "")) + len(("avatar", "url", "mime_type", "title"))
    return len(PLACE.findall(kinds)) - kinds.count("[id]") + in_json

"""Pure: the pictures inside a clean text: which there are, and the text with our own copies in their places.

The text is what the cleaner wrote: lower case, attributes in double quotes, ``<`` nowhere but where a tag begins. What is
put in is written here and escaped here, so that what comes out is as safe as what came in; ``sanitize.py`` says so.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from urllib.parse import urlsplit

from articles import lead_image, markup
from articles.characters import decode_references, one_line
from articles.entry import LeadImage, SafeHTML

SIZES = "(min-width: 64rem) 44rem, 100vw"
"""How wide the column of an article is, for the browser to choose a version."""

SIGN = 8
"""An alternative text of so few characters, none a letter or a digit, is what a drawn sign means: an emoji, an arrow."""

GROUND_WIDTH = 320
"""Pixels. A narrower picture is here at once, and needs no colour to stand for it."""

_ATTRIBUTES = r'((?: [a-z]+="[^"]*")*)'
_TAG = re.compile(rf"<(/?)(a|img){_ATTRIBUTES}>")
_IMAGE = re.compile(rf"<img{_ATTRIBUTES}>")
_LINKED_IMAGE = re.compile(rf"<a{_ATTRIBUTES}>\s*(<img{_ATTRIBUTES}>)\s*</a>")
_FIGURE = re.compile(r"<figure>([^<]*(?:<(?!/?figure>)[^<]*)*)</figure>")
_CAPTION = re.compile(r"<figcaption>(.*?)</figcaption>", re.DOTALL)
_MARKUP = re.compile(r"<[^<>]*>")


@dataclass(frozen=True, slots=True)
class Copy:
    """Our own copy of a picture: addresses on our host, the size of the widest version, the average colour or ""."""

    src: str
    srcset: str
    width: int
    height: int
    colour: str


@dataclass(frozen=True, slots=True)
class Words:
    """What a link to a picture says of which we have no copy: with ``%(alt)s`` in it, or else with ``%(host)s``."""

    named: str = "Picture: %(alt)s"
    unnamed: str = "Picture at %(host)s"


@dataclass(frozen=True, slots=True)
class Lead:
    """The lead image that stands above the text already: where it came from, our copy, and the words beside it."""

    url: str
    src: str
    words: str


def sources(html: SafeHTML, most: int) -> list[str]:
    """Return the addresses of the first pictures to look at, each once, as the ``src`` in the text has them."""
    pictures = (_read(markup.attributes_of(written)) for written in _IMAGE.findall(html))
    return list(dict.fromkeys(picture.url for picture in pictures if lead_image.fits(picture)))[:most]


@dataclass(frozen=True, slots=True)
class Setting:
    """How a text is set: ``copies`` by the ``src`` in the text; ``lead`` where the page shows one above it.

    ``site`` is the beginning of our addresses in a text that leaves the house, which is plain then; "" for our own pages.
    """

    copies: Mapping[str, Copy]
    words: Words = Words()
    lead: Lead | None = None
    site: str = ""

    def set(self, html: str) -> str:
        """Put our copies, or links to what we have no copy of, in the places of the pictures."""
        if "<img" not in html:
            return html
        bare = _FIGURE.sub(self._figure, html) if self.lead else html
        placed = _Placing(self).place(_LINKED_IMAGE.sub(self._unlinked, bare))
        return markup.without_hollow(placed)

    def is_lead(self, url: str) -> bool:
        """Tell whether this picture is the lead image again: the same file of the publisher, or the same copy of ours."""
        if self.lead is None:
            return False
        same = self.copies.get(url)
        return url.partition("?")[0] == self.lead.url.partition("?")[0] or bool(same and same.src == self.lead.src)

    def _figure(self, found: re.Match[str]) -> str:
        """Leave out a figure whose only picture is the lead image, unless its caption says more than the lead's."""
        images = _IMAGE.findall(found[1])
        if len(images) != 1 or self.lead is None or not self.is_lead(markup.attributes_of(images[0]).get("src", "")):
            return found[0]
        caption = _CAPTION.search(found[1])
        words = one_line(decode_references(_MARKUP.sub(" ", caption[1])), 500) if caption else ""
        return "" if words in self.lead.words else found[0]

    def _unlinked(self, found: re.Match[str]) -> str:
        """Take away a link around a picture that leads to a file of it, or that would have no name."""
        image = _read(markup.attributes_of(found[3]))
        to_file = lead_image.is_picture_file(markup.attributes_of(found[1]).get("href", ""))
        return found[2] if to_file or (image.url in self.copies and not image.alt) else found[0]


class _Placing:
    """One walk through a text. Inside a link no other link may stand."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.in_link = False

    def place(self, html: str) -> str:
        """Replace every picture."""
        return _TAG.sub(self._tag, html)

    def _tag(self, found: re.Match[str]) -> str:
        if found[2] == "a":
            self.in_link = not found[1]
            return found[0]
        picture = _read(markup.attributes_of(found[3]))
        if self.setting.is_lead(picture.url):
            return ""
        copy = self.setting.copies.get(picture.url)
        return self._copy(copy, picture.alt) if copy else self._absent(picture)

    def _copy(self, copy: Copy, alt: str) -> str:
        """Write our own picture; on a page its colour stands behind it until it has come."""
        size = {"width": str(copy.width), "height": str(copy.height), "alt": alt}
        if self.setting.site:
            return markup.tag("img", {"src": self.setting.site + copy.src, **size})
        lazily = {"loading": "lazy", "decoding": "async"}
        image = markup.tag("img", {"src": copy.src, "srcset": copy.srcset, "sizes": SIZES, **size, **lazily})
        return f'<span class="frame">{_ground(copy)}{image}</span>'

    def _absent(self, picture: LeadImage) -> str:
        """Write a link to a picture that we have no copy of, or what a sign means; a tracker leaves nothing."""
        if not lead_image.fits(picture):
            return escape(picture.alt) if _is_sign(picture.alt) else ""
        host = urlsplit(picture.url).hostname or ""
        text = self.setting.words.named if picture.alt else self.setting.words.unnamed
        said = escape(text % {"alt": picture.alt, "host": host})
        return said if self.in_link else f"{markup.tag('a', {'href': picture.url, 'rel': markup.LINK_REL})}{said}</a> "


def _read(said: markup.Attributes) -> LeadImage:
    """Read a picture from the attributes of its tag; a title says what an absent alternative text should."""
    return LeadImage(
        url=said.get("src", ""),
        width=int(said["width"]) if said.get("width") else None,
        height=int(said["height"]) if said.get("height") else None,
        alt=one_line(said.get("alt") or said.get("title", ""), 500),
    )


def _is_sign(alt: str) -> bool:
    """Tell whether an alternative text is one sign in place of a drawn one."""
    return len(alt) <= SIGN and not any(character.isalnum() for character in alt)


def _ground(copy: Copy) -> str:
    """Write the average colour as an attribute, which base.css paints; our pages' policy forbids styles in the text."""
    if not copy.colour or copy.width < GROUND_WIDTH:
        return ""
    return f'<svg color="{escape(copy.colour)}" aria-hidden="true"></svg>'

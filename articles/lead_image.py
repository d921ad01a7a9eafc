"""Pure: which picture stands for an article: one sent with the entry, else the first fitting one of its text.

Of 9,600 real entries with pictures the first one is a tracker or a button in 599; those are passed over.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from articles.characters import decode_references, one_line
from articles.entry import Enclosure, LeadImage, SafeHTML
from articles.markup import attributes_of, is_tracker

NARROWEST = 100
LOWEST = 60
"""Pixels. Buttons, badges, faces and emoji are smaller; no picture that small can lead an article."""

_PICTURE_FILE = re.compile(r"\.(?:avif|gif|jpe?g|png|webp)$", re.IGNORECASE)
_NO_RASTER = re.compile(r"\.svgz?$", re.IGNORECASE)
_FURNITURE = re.compile(
    r"(?:^|[/_.-])(?:avatars?|badges?|blank|buttons?|emojis?|favicon|icons?|loading|placeholder|rating|share|smil(?:e|ey|ies)"
    r"|spacer|sprite|subscribe|twemoji)(?:[/_.-]|\d|$)",
    re.IGNORECASE,
)
_FURNITURE_HOSTS = re.compile(
    r"//(?:[^/]*\.)?(?:gravatar\.com|s\.w\.org|feeds\.feedburner\.com|addtoany\.com|feedblitz\.com|assets\.feedblitz\.com"
    r"|paypal(?:objects)?\.com|ko-fi\.com|creativecommons\.org|i\.creativecommons\.org|licensebuttons\.net)/",
    re.IGNORECASE,
)
_FIGURE_OR_IMAGE = re.compile(r"<figure>(?P<figure>.*?)</figure>|<img(?P<image>(?: [a-z]+=\"[^\"]*\")*)>", re.DOTALL)
_IMAGE = re.compile(r"<img((?: [a-z]+=\"[^\"]*\")*)>")
_CAPTION = re.compile(r"<figcaption>(.*?)</figcaption>", re.DOTALL)
_MARKUP = re.compile(r"<[^<>]*>")
_CREDIT = re.compile(
    r"(?:(?:\b(?:photo(?:graph)?|image|picture|illustration|credits?|source)(?:\s+credits?)?\s*(?:by\b|:)\s*)|©\s*)"
    r"(?P<credit>[^.|()\[\]]{2,120})",
    re.IGNORECASE,
)


def choose(enclosures: Sequence[Enclosure], *texts: SafeHTML) -> LeadImage | None:
    """Return the lead image: the largest picture sent with the entry, else the first of the texts, else a thumbnail.

    A picture that also stands in a text takes its alternative text, caption and credit from there.
    """
    in_texts = [picture for text in texts for picture in _pictures(text)]
    sent = [enclosure for enclosure in enclosures if _is_picture(enclosure)]
    full = sorted((e for e in sent if not e.is_thumbnail), key=lambda e: -(e.width or 0))
    thumbnails = sorted((e for e in sent if e.is_thumbnail), key=lambda e: -(e.width or 0))
    candidates = [*map(_from_enclosure, full), *in_texts, *map(_from_enclosure, thumbnails)]
    chosen = next(filter(fits, candidates), None)
    return chosen and _with_words(chosen, in_texts)


def _is_picture(enclosure: Enclosure) -> bool:
    """Tell whether a file is a picture, by what it says of itself or by its name."""
    if enclosure.medium or enclosure.type:
        return enclosure.medium == "image" or enclosure.type.startswith("image/")
    return enclosure.is_thumbnail or is_picture_file(enclosure.url)


def is_picture_file(url: str) -> bool:
    """Tell whether an address names a picture, by the end of its path."""
    return bool(_PICTURE_FILE.search(urlsplit(url).path))


def _from_enclosure(enclosure: Enclosure) -> LeadImage:
    """Read a lead image from a file sent with the entry."""
    return LeadImage(enclosure.url, enclosure.width, enclosure.height, caption=enclosure.title, credit=enclosure.credit)


def fits(picture: LeadImage) -> bool:
    """Tell whether a picture is one to look at: no tracker, no button, no drawing that could hold a script."""
    if not picture.url or is_tracker(picture.url) or _FURNITURE_HOSTS.search(picture.url):
        return False
    path = urlsplit(picture.url).path
    if _NO_RASTER.search(path) or _FURNITURE.search(path.rpartition("/")[2]) or "/emoji/" in path:
        return False
    return (picture.width is None or picture.width >= NARROWEST) and (
        picture.height is None or picture.height >= LOWEST
    )


def _pictures(html: SafeHTML) -> Iterator[LeadImage]:
    """Read the pictures of clean HTML in their order; a caption belongs to every picture of its figure."""
    for found in _FIGURE_OR_IMAGE.finditer(html):
        if found["image"] is not None:
            yield _from_tag(found["image"], "")
            continue
        caption = _CAPTION.search(found["figure"])
        words = one_line(decode_references(_MARKUP.sub(" ", caption[1])), 500) if caption else ""
        yield from (_from_tag(written, words) for written in _IMAGE.findall(found["figure"]))


def _from_tag(written: str, caption: str) -> LeadImage:
    """Read a lead image from the attributes of a tag and the caption of its figure."""
    said = attributes_of(written)
    credit = _CREDIT.search(caption)
    return LeadImage(
        url=said.get("src", ""),
        width=int(said["width"]) if "width" in said else None,
        height=int(said["height"]) if "height" in said else None,
        alt=one_line(said.get("alt", ""), 500),
        caption=caption,
        credit=one_line(credit["credit"], 200) if credit else "",
    )


def _with_words(chosen: LeadImage, in_texts: Iterable[LeadImage]) -> LeadImage:
    """Fill in what the text says of the same picture; sizes in an address do not make it another one."""
    same = next((p for p in in_texts if _file(p.url) == _file(chosen.url)), None)
    if same is None:
        return chosen
    return replace(
        chosen,
        alt=chosen.alt or same.alt,
        caption=chosen.caption or same.caption,
        credit=chosen.credit or same.credit,
    )


def _file(url: str) -> str:
    """Return what names the picture whatever its size: the address without its query."""
    return url.partition("?")[0]

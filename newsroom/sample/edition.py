"""Pure: what stands in ``publishers/*.toml``, as values."""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from newsroom.sample.body import PICTURE

HERE = Path(__file__).resolve().parent
PICTURES = HERE / "pictures"

SECTIONS = ("World", "Politics", "Business", "Science", "Climate", "Culture", "Sport", "Local")
AGENCIES = {"Coast Press Agency": "coast-press-agency"}
"""Who writes for publishers and has no feed of their own here: name and slug."""

CREDIT = "Illustration: Newsroom sample edition"

Format = Literal["rss-full", "rss-summary", "wordpress", "rdf", "atom-full", "json"]


@dataclass(frozen=True, slots=True)
class Picture:
    """An illustration under ``pictures/``; ``caption`` in the language of the piece; size in pixels."""

    name: str
    caption: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Piece:
    """One article as its publisher wrote it.

    ``age`` is in minutes before the edition's epoch, and so is ``updated`` (None: never). ``body`` is in the small
    markup of ``body.py``. ``story`` names the event, for those who want to know which pieces tell of the same one.
    ``copied_from`` is "publisher/slug" where the text is another's; ``agency`` who wrote it, where that is an agency.
    ``inside`` are the pictures in the body. ``former`` is the piece as it stood before it was changed, oldest first.
    """

    publisher: str
    slug: str
    headline: str
    dek: str
    body: str
    age: int
    updated: int | None
    section: str
    byline: tuple[str, ...]
    tags: tuple[str, ...]
    picture: Picture | None
    story: str
    copied_from: str
    agency: str
    inside: tuple[Picture, ...] = ()
    former: tuple["Piece", ...] = ()

    def pictures(self) -> list[Picture]:
        """Return all its pictures, the leading one first."""
        return [*((self.picture,) if self.picture else ()), *self.inside]


@dataclass(frozen=True, slots=True)
class Publisher:
    """A fictional publisher, what it lets us show (as ``Source`` says it), and its pieces, newest first.

    ``days`` says for how long from the day of loading (below 0: until how long before it), None for good. ``reviewed``: an
    editor chooses what of it is published. ``trial`` is why it is on trial, "" where it is not. ``lost`` are sections whose feed is gone: its address answers 404.
    """

    slug: str
    name: str
    language: str
    format: Format
    description: str
    rights: str
    words: int
    images: bool
    ai: str
    licence: str
    licence_url: str
    days: int | None
    reviewed: bool
    trial: str
    lost: tuple[str, ...]
    pieces: tuple[Piece, ...]

    def sections(self) -> list[str]:
        """Return the sections in which it publishes, each of which is a feed, in the order of the shelves."""
        return [section for section in SECTIONS if any(piece.section == section for piece in self.pieces)]

    def in_section(self, section: str) -> list[Piece]:
        """Return its pieces in one section, newest first."""
        return [piece for piece in self.pieces if piece.section == section]

    @property
    def is_rtl(self) -> bool:
        """Tell whether its script runs from right to left."""
        return self.language == "ar"


def load(folder: Path = HERE / "publishers") -> tuple[Publisher, ...]:
    """Read all publishers; copied pieces get the text that they copy."""
    raw = {file.stem: tomllib.loads(file.read_text("utf-8")) for file in sorted(folder.glob("*.toml"))}
    sizes = json.loads((PICTURES / "index.json").read_text("utf-8"))
    originals = {f"{slug}/{entry['slug']}": entry for slug, facts in raw.items() for entry in facts["entries"]}
    return tuple(_publisher(slug, facts, originals, sizes) for slug, facts in raw.items())


def printings(publishers: tuple[Publisher, ...]) -> int:
    """Return how often the edition is printed: once more than the piece that was changed most."""
    return 1 + max(len(piece.former) for publisher in publishers for piece in publisher.pieces)


def printed(publishers: tuple[Publisher, ...], printing: int) -> tuple[Publisher, ...]:
    """Return the publishers with their pieces as they stood in a printing, counted from 0; the last one is as they are."""
    return tuple(
        replace(
            publisher, pieces=tuple((*piece.former, *[piece] * (printing + 1))[printing] for piece in publisher.pieces)
        )
        for publisher in publishers
    )


def _publisher(
    slug: str, facts: Mapping[str, Any], originals: Mapping[str, Any], sizes: Mapping[str, Any]
) -> Publisher:
    """Make the value of one file."""
    pieces = [
        _piece(slug, {**originals.get(e.get("copy_of"), {}), "picture": "", **e}, sizes) for e in facts["entries"]
    ]
    return Publisher(
        slug=slug,
        name=facts["name"],
        language=facts["language"],
        format=facts["format"],
        description=facts["description"],
        rights=facts["rights"],
        words=facts.get("words", 60),
        images=facts["images"],
        ai=facts["ai"],
        licence=facts.get("licence", ""),
        licence_url=facts.get("licence_url", ""),
        days=facts.get("rights_days"),
        reviewed=facts.get("reviewed", False),
        trial=facts.get("trial", ""),
        lost=tuple(facts.get("lost", ())),
        pieces=tuple(sorted(pieces, key=lambda piece: piece.age)),
    )


def _piece(publisher: str, facts: Mapping[str, Any], sizes: Mapping[str, Any]) -> Piece:
    """Make the value of one entry. ``replace`` in a copy says what the copier did not take over."""
    body = facts["body"]
    for old, new in facts.get("replace", ()):
        body = body.replace(old, new)
    name = facts["picture"]
    former = [
        {**facts, "updated": None, "former": (), **earlier}
        for earlier in facts.get("former", ())
        if "copy_of" not in facts
    ]
    return Piece(
        publisher=publisher,
        slug=facts["slug"],
        headline=facts["headline"],
        dek=facts["dek"],
        body=body.strip(),
        age=facts["age"],
        updated=facts.get("updated") if "copy_of" not in facts else None,
        section=facts["section"],
        byline=tuple(facts["byline"]),
        tags=tuple(facts["tags"]),
        picture=Picture(name, facts["caption"], *sizes[name]) if name else None,
        story=facts.get("story", ""),
        copied_from="" if facts.get("origin") else facts.get("copy_of", ""),
        agency=facts.get("origin", ""),
        inside=tuple(Picture(inside, caption, *sizes[inside]) for inside, caption in PICTURE.findall(body)),
        former=tuple(_piece(publisher, earlier, sizes) for earlier in former),
    )

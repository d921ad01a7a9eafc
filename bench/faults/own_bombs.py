"""Hostile documents of our own wording, for machines that have no larger arsenal: each is bounded in size, and cheap to make."""

import gzip
import zlib
from dataclasses import dataclass

from bench.faults.rogue import item, rss


@dataclass(frozen=True, slots=True)
class Bomb:
    """One hostile answer."""

    name: str
    body: bytes
    content_type: str = "application/rss+xml"
    encoding: str = ""


LAUGHS = "".join(f'<!ENTITY h{n} "{f"&h{n - 1};" * 10}">' for n in range(1, 9))
JSON = '{"version": "https://jsonfeed.org/version/1.1", "title": "Quay", "items": '


def own_bombs() -> list[Bomb]:
    """Return a dozen and a half of them."""
    return [*_packed(), *_shapes(), *_markup(), *_others()]


def _packed() -> list[Bomb]:
    """Return those that grow when they are unpacked, or cannot be."""
    large = rss(item(1, text="A" * 60_000_000))
    raw = zlib.compressobj(9, zlib.DEFLATED, -15)
    return [
        Bomb("gzip of 60 MB", gzip.compress(large), encoding="gzip"),
        Bomb("gzip of a gzip", gzip.compress(gzip.compress(large)), encoding="gzip, gzip"),
        Bomb("deflate of 60 MB", raw.compress(large) + raw.flush(), encoding="deflate"),
        Bomb("gzip that is none", rss(item(1)), encoding="gzip"),
    ]


def _shapes() -> list[Bomb]:
    """Return those whose XML grows in depth, in width, or by entities."""
    declared = f'<!DOCTYPE rss [<!ENTITY h0 "ha">{LAUGHS}]>'.encode()
    return [
        Bomb("entities that grow", rss(item(1, headline="&h8;")).replace(b"<rss", declared + b"<rss", 1)),
        Bomb("deep elements", rss("<x>" * 200_000)),
        Bomb("many attributes", rss(_attributes())),
        Bomb("many items", rss(*(item(n) for n in range(30_000)))),
        Bomb("a long comment", rss(f"<!--{'-' * 3_000_000}-->", item(1))),
        Bomb("an open CDATA", rss(f"<item><title><![CDATA[{'A' * 2_000_000}")),
    ]


def _attributes() -> str:
    names = " ".join(f'a{number}="v"' for number in range(60_000))
    return f"<x {names}/>"


def _markup() -> list[Bomb]:
    """Return those whose HTML is deep, or looks as if much were to be unescaped."""
    texts = {
        "deep divisions": "<div>" * 100_000,
        "open lists": "<ul><li>" * 60_000,
        "open comments": "<!--" * 150_000,
        "ampersands": "&" * 600_000,
        "open quotes": '<a href="' * 60_000,
    }
    return [Bomb(name, rss(item(1, text=_escaped(text)))) for name, text in texts.items()]


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def _others() -> list[Bomb]:
    """Return those that are no XML at all."""
    return [
        Bomb("deep JSON", (JSON + "[" * 400_000).encode(), "application/feed+json"),
        Bomb("a long number", (JSON + f'[{{"id": {"9" * 6_000}}}]}}').encode(), "application/feed+json"),
        Bomb("nothing but NUL", bytes(1_000_000)),
    ]

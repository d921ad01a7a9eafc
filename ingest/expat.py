"""Expat: the machinery's parser of XML, which needs no guess at names and texts. Mixed in by parse.py."""

import re
import xml.parsers.expat
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from ingest.errors import DocumentRefused
from ingest.machinery import TAG_ATTRIBUTES, XHTML

NAMESPACES = 200
NESTING = 500

DRAWINGS = {"math": "http://www.w3.org/1998/Math/MathML", "svg": "http://www.w3.org/2000/svg"}
CONTROL = re.compile("[\x80-\x9f]")
WINDOWS_1252 = {code: bytes([code]).decode("cp1252", "ignore") or chr(code) for code in range(0x80, 0xA0)}


class Expat:
    """What makes the machinery a parser of XML: expat, the names it gives, and texts that need no guess.

    It counts levels itself: feedparser's own count is for titles.
    """

    decls: dict[str, str]
    elementstack: list[list[Any]]
    entries: list[dict[str, Any]]
    contentparams: dict[str, Any]
    property_depth_map: dict[Any, dict[str, int]]
    namespaces_in_use: dict[str, str]
    version: str
    inentry: int
    insource: int
    incontent: int
    depth: int
    title_depth: int
    _matchnamespaces: dict[str, str]
    handle_data: Callable[[str], None]
    startPrefixMapping: Callable[[str | None, str | None], None]  # noqa: N815  feedparser's name.
    looks_like_html: Callable[[str], bool]
    unknown_starttag: Callable[[str, list[tuple[str, str]]], None]
    unknown_endtag: Callable[[str], None]

    def __init__(self, *more: Any) -> None:
        super().__init__(*more)
        self.is_cut = False
        self._level = 0
        self._namespaces = 0
        self._tags: dict[str, tuple[str, str]] = {}
        self._attributes: dict[str, tuple[str, str]] = {}

    def read(self, document: bytes) -> None:
        """Read all of it; raises ExpatError where it is not XML. One that was cut is never closed, and that is no flaw.

        Opens nothing: without a handler expat leaves out what an entity would take from outside.
        """
        parser = xml.parsers.expat.ParserCreate(namespace_separator=" ")
        parser.namespace_prefixes = parser.buffer_text = True
        parser.StartElementHandler = self._start_tag
        parser.EndElementHandler = self._end_tag
        parser.CharacterDataHandler = self.handle_data
        parser.StartNamespaceDeclHandler = self._start_namespace
        parser.Parse(document, not self.is_cut)

    def is_done(self) -> None:
        """Do what is to be done behind the root element; parse.py says what."""

    def _start_namespace(self, prefix: str | None, uri: str | None) -> None:
        """Refuse namespaces by the thousand: all of them are searched for an element of unknown vocabulary."""
        self._namespaces += 1
        if self._namespaces > NAMESPACES:
            raise DocumentRefused("The document declares more namespaces than any feed needs.")
        self._tags.clear()
        self._attributes.clear()
        self.startPrefixMapping(prefix, uri)

    def _start_tag(self, name: str, attributes: dict[str, str]) -> None:
        """Refuse bottomless nesting, and a tag with so many attributes that looking them up takes minutes."""
        self._level += 1
        if self._level > NESTING or len(attributes) > TAG_ATTRIBUTES:
            raise DocumentRefused("The document's elements are nested or attributed beyond any feed's need.")
        tag, drawing = self._tags.get(name) or self._tag(name)
        said, self.decls = self.decls, {}
        if drawing:
            said["xmlns"] = drawing
        if attributes:
            names = [self._attributes.get(written) or self._attribute(written) for written in attributes]
            said.update((known, value) for (known, _), value in zip(names, attributes.values(), strict=True))
            said.update((plain, value) for (_, plain), value in zip(names, attributes.values(), strict=True))
        self.unknown_starttag(tag, list(said.items()))

    def _end_tag(self, name: str) -> None:
        self.unknown_endtag((self._tags.get(name) or self._tag(name))[0])
        self._level -= 1
        if not self._level:
            self.is_done()

    def _tag(self, name: str) -> tuple[str, str]:
        """Return feedparser's name of an element, and the namespace that a drawing inside a text has to keep."""
        namespace, local = _names(name)
        lower = namespace.lower()
        if "backend.userland.com/rss" in lower:
            namespace = lower = "http://backend.userland.com/rss"
        prefix = self._matchnamespaces.get(lower)
        if not prefix and namespace:
            prefix = next((known for known, uri in self.namespaces_in_use.items() if known and uri == namespace), "")
        drawing = namespace if DRAWINGS.get(local.lower()) == namespace else ""
        self._tags[name] = found = ((f"{prefix}:{local}" if prefix else local).lower(), drawing)
        return found

    def _attribute(self, written: str) -> tuple[str, str]:
        """Return the two names of an attribute: by its namespace, and as it is written."""
        namespace, local = _names(written)
        prefix = self._matchnamespaces.get(namespace.lower())
        own = written.split()[2:]
        found = (f"{prefix}:{local}" if prefix else local).lower(), (f"{own[0]}:{local}" if own else local).lower()
        self._attributes[written] = found
        return found

    def pop(self, element: str, strip_whitespace: int = 1) -> str | None:
        """End an element and keep its text where it belongs; markup in a text, base64 and links are feedparser's to end."""
        if not self.elementstack or self.elementstack[-1][0] != element:
            return None
        said = self.contentparams
        is_plain = element != "link" and said.get("type") != XHTML and not said.get("base64")
        if not is_plain or not self.inentry or self.insource:
            found: str | None = super().pop(element, strip_whitespace)  # type: ignore[misc]  # feedparser's.
            return found
        _, expecting_text, pieces = self.elementstack.pop()
        text = "".join(pieces)
        text = text.strip() if strip_whitespace else text
        if expecting_text:
            text = self._meant(text)
            is_inner_title = element == "title" and -1 < self.title_depth <= self.depth
            if not is_inner_title and element not in ("category", "tags", "itunes_keywords"):
                self._keep("summary" if element == "description" else element, text)
        return text

    def _meant(self, text: str) -> str:
        """Return a text as it was meant: what looks like HTML is HTML, and wrongly decoded letters are decoded again."""
        said = self.contentparams
        if said.get("type") == "text/plain" and ("</" in text or "&" in text) and not self.version.startswith("atom"):
            said["type"] = "text/html" if self.looks_like_html(text) else said["type"]
        said.pop("base64", None)
        if text.isascii():
            return text
        with suppress(UnicodeError):
            text = text.encode("latin-1").decode()
        return text.translate(WINDOWS_1252) if CONTROL.search(text) else text

    def _keep(self, element: str, text: str) -> None:
        """Keep a text of the entry, the outermost of its name."""
        entry = self.entries[-1]
        if element == "content":
            entry.setdefault(element, []).append({**self.contentparams, "value": text})
            return
        depths = self.property_depth_map.setdefault(entry, {})
        if self.depth <= depths.get(element, self.depth):
            depths[element] = self.depth
            entry[element] = text
        if self.incontent:
            entry[f"{element}_detail"] = {**self.contentparams, "value": text}


def _names(name: str) -> tuple[str, str]:
    """Return the namespace ("" without) and the local name in what expat writes: ``namespace name prefix``."""
    parts = name.split()
    if len(parts) == 1:
        return "", name
    namespace, local = parts[:2] if len(parts) == 3 else parts
    return namespace, local

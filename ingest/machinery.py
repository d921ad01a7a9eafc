"""Machinery: what stands between an element and its handler, in place of what feedparser does there.

feedparser reads each element as if it changed the base, the language, the namespaces and the kind of text at once. Hardly
any does. These are its own steps for all the others; what is out of the ordinary is left to it. Mixed in by parse.py.
"""

from collections.abc import Callable
from typing import Any, NamedTuple
from xml.sax.saxutils import escape as escaped

PIECES = 10_000
TAG_ATTRIBUTES = 500

XHTML = "application/xhtml+xml"
ROOTS = frozenset({"feed", "rss", "rdf:RDF"})
IN_FORCE = frozenset({"xml:base", "base", "xml:lang", "lang"})
OF_TEXT_INPUT = frozenset({"title", "link", "description", "name"})
OF_IMAGE = frozenset({"title", "link", "description", "url", "href", "width", "height"})

Handler = Callable[..., Any]


class _Known(NamedTuple):
    """What is known of a tag: feedparser's name, its handlers, and whether it may stand inside a form or a picture."""

    name: str
    start: Handler | None
    end: Handler | None
    is_of_text_input: bool
    is_of_image: bool


class Machinery:
    """The way of an element to its handler and back, and of its text. All attributes are feedparser's."""

    elementstack: list[list[Any]]
    contentparams: dict[str, Any]
    basestack: list[str]
    langstack: list[str | None]
    namespacemap: dict[str | None, str]
    baseuri: str
    lang: str | None
    incontent: int
    intextinput: int
    inimage: int
    svgOK: int  # noqa: N815  feedparser's name.
    depth: int
    push: Callable[[str, int], None]
    pop: Callable[[str], str | None]
    map_content_type: Callable[[str], str]
    _is_base64: Callable[[dict[str, str], dict[str, Any]], int]
    _normalize_attributes: Callable[[tuple[str, str]], tuple[str, str]]
    _get_context: Callable[[], dict[str, Any]]

    def __init__(self, *more: Any) -> None:
        self._known: dict[str, _Known] = {}
        self._base = ""
        super().__init__(*more)

    def track_namespace(self, prefix: str | None, uri: str) -> None:
        """Forget which handlers belong to which tags: a prefix may mean something else from here on."""
        self._known.clear()
        super().track_namespace(prefix, uri)  # type: ignore[misc]  # feedparser's.

    def unknown_starttag(self, tag: str, attrs: list[tuple[str, str]]) -> None:
        """Call the handler for the beginning of an element, or keep its attributes."""
        said = dict(map(self._normalize_attributes, attrs))
        base, changes = self.baseuri, tag in ROOTS or any(map(_is_in_force, said))
        if self.incontent or changes or base != self._base:
            super().unknown_starttag(tag, attrs)  # type: ignore[misc]  # feedparser's.
            if not changes and self.baseuri == base:
                self._base = base  # feedparser joins a base with itself at each element; this one is done with that.
            return
        self.depth += 1
        self.basestack.append(base)
        self.langstack.append(self.lang)
        known = self._known.get(tag) or self._handlers(tag)
        self.intextinput = self.intextinput and known.is_of_text_input
        self.inimage = self.inimage and known.is_of_image
        if known.start is None or not _handles(known.start, self, said):
            if said:
                self._get_context()[known.name] = said
            else:
                self.push(known.name, 1)

    def unknown_endtag(self, tag: str) -> None:
        """Call the handler for the end of an element, or take its text.

        An xml:base ends here; feedparser keeps the last one where none was in force outside.
        """
        if self.svgOK:
            super().unknown_endtag(tag)  # type: ignore[misc]  # feedparser's.
        else:
            known = self._known.get(tag) or self._handlers(tag)
            if known.end is None or not _handles(known.end, self):
                self.pop(known.name)
            if not (self.incontent and self._is_inline(tag)):
                self._leave()
        self.baseuri = self.basestack[-1] if self.basestack else ""

    def _is_inline(self, tag: str) -> bool:
        """Take the end of an element inside a text as part of it; tell of a box that is no part (feedparser's rule)."""
        if not self.contentparams.get("type", "xml").endswith("xml"):
            if tag in ("xhtml:div", "div"):
                return True
            self.contentparams["type"] = XHTML
        if self.contentparams.get("type") == XHTML:
            self.handle_data(f"</{tag.rpartition(':')[2]}>", 0)
        return False

    def _leave(self) -> None:
        """Let what was in force inside an element end."""
        if self.basestack:
            self.basestack.pop()
        if self.langstack:
            self.langstack.pop()
            self.lang = self.langstack[-1] if self.langstack else self.lang
        self.depth -= 1

    def _handlers(self, tag: str) -> "_Known":
        """Return what feedparser calls an element, and its handlers."""
        prefix, _, suffix = tag.partition(":") if ":" in tag else ("", "", tag)
        prefix = self.namespacemap.get(prefix, prefix)
        name = f"{prefix}_{suffix}" if prefix else suffix
        start, end = (getattr(type(self), f"_{side}_{name}", None) for side in ("start", "end"))
        known = _Known(name, start, end, bool(prefix) or tag in OF_TEXT_INPUT, bool(prefix) or tag in OF_IMAGE)
        self._known[tag] = known
        return known

    # Texts -------------------------------------------------------------------------------------------------------------

    def handle_data(self, text: str, escape: int = 1) -> None:
        """Keep a piece of text; after thousands of pieces no blanks: they are taken off one by one, at the cost of all."""
        if not self.elementstack:
            return
        pieces = self.elementstack[-1][2]
        if len(pieces) > PIECES and text.isspace():
            return
        pieces.append(escaped(text) if escape and self.contentparams.get("type") == XHTML else text)

    def push_content(self, tag: str, attrs: dict[str, str], default_type: str, expecting_text: int) -> None:
        """Begin a text whose kind is said."""
        self.incontent += 1
        self.lang = self.lang and self.lang.replace("_", "-")
        kind = self.map_content_type(attrs.get("type", default_type))
        self.contentparams = {"type": kind, "language": self.lang, "base": self.baseuri}
        self.contentparams["base64"] = self._is_base64(attrs, self.contentparams)
        self.push(tag, expecting_text)


def _is_in_force(name: str) -> bool:
    """Tell whether an attribute holds for all that is inside its element."""
    return name in IN_FORCE or name.startswith("xmlns")


def _handles(handler: Handler, *arguments: Any) -> bool:
    """Call a handler; one that raises AttributeError is none, as feedparser has it."""
    try:
        handler(*arguments)
    except AttributeError:
        return False
    return True

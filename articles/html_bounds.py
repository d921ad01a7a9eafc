"""Pure: a linear look at HTML before it is parsed. What would cost the parser quadratic time or memory is refused.

An HTML5 parser pays depth times tokens for nesting, repeats unclosed formatting in every block that follows, and is
slow on runs of ``&``. So we follow the tags with a stack of our own, which is never shorter than the parser's: an end
tag counts only where the parser would surely obey it. Documents that people write pass; see trust.md, "Cleaning HTML".
"""

import re
from dataclasses import dataclass, field

DEPTH = 400
AMPERSANDS = 20_000
TAG_CHARACTERS = 4_096
ECHO_CHARACTERS = 1_000_000
"""So much may unclosed formatting (``<p><b>one<p>two``) add when the parser opens it again in every block."""

_ATTRIBUTE = (
    r"""[^\t\n\f\r />][^\t\n\f\r />=]*+(?:[\t\n\f\r ]*+=[\t\n\f\r ]*+(?:"[^"]*+"|'[^']*+'|(?!["'])[^\t\n\f\r >]*+))?+"""
)
_TOKEN = re.compile(
    rf"<!--(?:-?>|.*?(?:--!?>|\Z))|(?P<cdata><!\[CDATA\[)|<[!?][^>]*|</(?![a-zA-Z])[^>]*"
    rf"|<(?P<end>/?)(?P<name>[a-zA-Z][^\t\n\f\r />]*+)(?:[\t\n\f\r /]++|{_ATTRIBUTE})*+(?P<closed>>?)",
    re.DOTALL,
)
_PLAIN = re.compile(
    r"""[^<]*+(?:</?[a-zA-Z][a-zA-Z0-9]*+(?:[ \n]++[a-zA-Z-]++(?:=(?:"[^"<>]*+"|'[^'<>]*+'))?+)*+[ \n]*+/?>[^<]*+)*+"""
)
"""Markup in which nobody can err: each tag is whole, and no ``<`` or ``>`` stands for anything but its ends."""

_VOID = frozenset(
    "area base basefont bgsound br col embed frame hr image img input link meta param source track wbr".split()
)
_RAW = frozenset("iframe noembed noframes noscript plaintext script style textarea title xmp".split())
_AFTER_RAW = {name: re.compile(rf"</{name}(?=[\t\n\f\r />])", re.IGNORECASE) for name in _RAW}
_FORMATTING = frozenset("a b big code em font i nobr s small strike strong tt u".split())
_ENDED_BY_PARENT = frozenset(
    "caption colgroup dd dt li optgroup option p rb rp rt rtc tbody td tfoot th thead tr".split()
)
_BLOCKS = frozenset(
    """
    address article aside blockquote button center dd details dialog dir div dl dt fieldset figcaption figure footer
    form header hgroup li listing main menu nav ol p pre search section summary table tbody td tfoot th thead tr ul
    """.split()
)
_ENDS_BEFORE = {
    "a": {"a"},
    "p": {"p"},
    "li": {"p", "li"},
    "dd": {"p", "dd", "dt"},
    "dt": {"p", "dd", "dt"},
    "option": {"option"},
    "td": {"p", "td", "th"},
    "th": {"p", "td", "th"},
    "tr": {"p", "td", "th", "tr"},
    "tbody": {"p", "td", "th", "tr", "tbody", "thead", "tfoot"},
    "tfoot": {"p", "td", "th", "tr", "tbody", "thead", "tfoot"},
}
"""Which open elements a start tag ends by itself, as far as they stand on top."""


@dataclass(frozen=True, slots=True)
class _Open:
    """One element that waits for its end: ``weight`` is the length of its tag where the parser would repeat it."""

    name: str
    weight: int
    is_foreign: bool


@dataclass(slots=True)
class _Stack:
    """The open elements. ``weight`` is that of all formatting on it, ``echo`` the sum of it over all tags so far."""

    elements: list[_Open] = field(default_factory=list)
    foreign: int = 0
    weight: int = 0
    echo: int = 0

    def start(self, name: str, tag: str) -> None:
        """Open an element, after those that it ends."""
        in_foreign = bool(self.elements) and self.elements[-1].is_foreign
        if in_foreign and tag.endswith("/>"):
            return
        if not self.foreign:
            if name in _VOID:
                return
            while self.elements and self.elements[-1].name in _ENDS_BEFORE.get(name, ()):
                self._pop()
        is_foreign = name in {"svg", "math"} or (in_foreign and name not in _BLOCKS | _FORMATTING)
        opened = _Open(name, len(tag) if name in _FORMATTING else 0, is_foreign)
        self.elements.append(opened)
        self.foreign += is_foreign
        self.weight += opened.weight

    def end(self, name: str) -> None:
        """Close the element on top, or the block below those that end with it; anything else may be ignored."""
        depth = len(self.elements)
        if name in _BLOCKS and not self.foreign:
            while depth and (top := self.elements[depth - 1].name) != name and top in _ENDED_BY_PARENT:
                depth -= 1
        if depth and self.elements[depth - 1].name == name:
            while len(self.elements) >= depth:
                self._pop()

    def _pop(self) -> None:
        """Take the top away."""
        gone = self.elements.pop()
        self.foreign -= gone.is_foreign
        self.weight -= gone.weight

    def is_within_bounds(self) -> bool:
        """Count the tag just seen and tell whether parsing may go on."""
        self.echo += self.weight
        return len(self.elements) <= DEPTH and self.echo <= ECHO_CHARACTERS


def is_bounded(html: str) -> bool:
    """Tell whether parsing this HTML costs time and memory in proportion to its length."""
    if html.count("&") > AMPERSANDS:
        return False
    return _is_small(html) or _is_followed(html)


def _is_small(html: str) -> bool:
    """Tell whether plain markup has so few tags, and so short ones, that no order of them could break a bound."""
    tags = html.count("<")
    if tags > DEPTH or not _PLAIN.fullmatch(html):
        return False
    pieces = html.split("<")[1:]
    return (
        max(map(len, pieces), default=0) < TAG_CHARACTERS
        and tags * sum(piece.find(">") + 2 for piece in pieces) <= ECHO_CHARACTERS
    )


def _is_followed(html: str) -> bool:
    """Follow the tags with a stack, and tell whether it stayed within bounds."""
    stack, position = _Stack(), 0
    while token := _TOKEN.search(html, position):
        position = token.end()
        if token["cdata"] and stack.foreign:
            return False  # Where such a section ends depends on what the parser made of the tags before it.
        if token["name"] is None:
            continue
        if len(token[0]) > TAG_CHARACTERS:
            return False
        if not token["closed"]:
            return True  # The document ends inside a tag; the parser drops it.
        position = _follow(stack, html, token)
        if not stack.is_within_bounds():
            return False
    return True


def _follow(stack: _Stack, html: str, token: re.Match[str]) -> int:
    """Let the stack see one tag; return where markup goes on, which is beyond the text of a raw-text element."""
    name = token["name"].lower() if token["name"].isascii() else token["name"]
    if token["end"]:
        stack.end(name)
    elif name in _RAW and not stack.foreign:
        after = _AFTER_RAW[name].search(html, token.end())
        return after.start() if after else len(html)
    else:
        stack.start(name, token[0])
    return token.end()

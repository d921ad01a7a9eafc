"""Pure: the Link header -> who pushes a document, and under which name (RFC 8288; WebSub, section 4)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.links import absolute

CHARACTERS = 65_536
VALUES = 200
HUBS = 10

_TARGET = re.compile(r"<([^<>]*)>")
_PARAMETER = re.compile(r"""\s*;\s*([\w!#$&+.^`|~-]*\*?)\s*(?:=\s*("(?:[^"\\]|\\.)*"|[^\s;,"]*))?""", re.ASCII)
_QUOTED_PAIR = re.compile(r"\\(.)")


@dataclass(frozen=True, slots=True)
class Pushed:
    """Who pushes a document: absolute http(s) URLs, in the order they were named; ``self_url`` is "" where not said."""

    hubs: tuple[str, ...] = ()
    self_url: str = ""


def pushed(header: str, final_url: str) -> Pushed:
    """Read the Link header, "" where there is none; several are joined by commas, as ``Fetched.headers`` has them.

    Targets are resolved against where the answer came from. A link with an anchor is another document's (section 3.2).
    """
    hubs: dict[str, None] = {}
    self_url = ""
    for target, parameters in _values(header[:CHARACTERS]):
        relations = parameters.get("rel", "").lower().split()
        url = absolute(target, final_url) if {"hub", "self"} & set(relations) else ""
        if not url or not _is_ours(parameters.get("anchor", ""), final_url):
            continue
        if "hub" in relations and len(hubs) < HUBS:
            hubs[url] = None
        if "self" in relations:
            self_url = self_url or url
    return Pushed(tuple(hubs), self_url)


def _is_ours(anchor: str, final_url: str) -> bool:
    return not anchor or absolute(anchor, final_url) == absolute(final_url)


def _values(header: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield each target with its parameters (appendix B.2); what is neither is passed over."""
    position = 0
    for _ in range(VALUES):
        target = _TARGET.search(header, position)
        if not target:
            return
        parameters, position = _parameters(header, target.end())
        yield target[1].strip(), parameters


def _parameters(header: str, position: int) -> tuple[dict[str, str], int]:
    """Return the parameters by their lower-case names, of those named twice the first (section 3.3), and where they end."""
    found: dict[str, str] = {}
    while match := _PARAMETER.match(header, position):
        value = match[2] or ""
        if value.startswith('"'):
            value = _QUOTED_PAIR.sub(r"\1", value[1:-1])
        found.setdefault(match[1].lower(), value)
        position = match.end()
    return found, position

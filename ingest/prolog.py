"""Prolog: what stands before the root element, and the entities a document may use.

A document type declaration is where XML bombs and the reading of local files begin (XML 1.0, sections 2.8 and 4.2), so
none ever reaches a parser: we take the whole prolog off, and write a small one that declares plain characters only.
"""

import html.entities
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from ingest.errors import DocumentRefused

ENTITY_CHARACTERS = 1_000
DECLARED_ENTITIES = 1_000
EXPANDED_CHARACTERS = 1_000_000

PREDEFINED = frozenset({"lt", "gt", "amp", "quot", "apos"})
NAME = r"[A-Za-z_:][\w:.-]{0,60}"
JUNK = re.compile(r"[^<]+")
DOCTYPE_PART = re.compile(r"""["'\[\]>]|<!--|<\?""")
CLOSED_BY = {'"': '"', "'": "'", "<!--": "-->", "<?": "?>", "<![CDATA[": "]]>"}
PROTECTED = re.compile(r"<!\[CDATA\[|<!--|<\?")
ENTITY = re.compile(rf"""<!ENTITY\s+({NAME})\s+("[^"]*"|'[^']*')\s*>""")
BARE_AMPERSAND = re.compile(rf"&(?!#[0-9]+;|#x[0-9A-Fa-f]+;|{NAME};)")
REFERENCE = re.compile(rf"&({NAME});")
XML_DECLARATION = re.compile(r"<\?xml\s")
ROOT = re.compile(r"<(?:[\w.-]+:)?(?:rss|feed|rdf)\b", re.IGNORECASE)
LEADING_JUNK = 65_536
CHARACTER = re.compile(r"&#(?:[xX]([0-9A-Fa-f]{1,12})|([0-9]{1,12}));")


@dataclass(frozen=True, slots=True)
class Document:
    """A document without its prolog. ``root`` begins with the root element; ``entities`` maps names to plain text."""

    root: str
    doctype: str = ""
    entities: dict[str, str] = field(default_factory=dict)

    def as_xml(self) -> bytes:
        """Return UTF-8 for an XML parser, with the entities declared in a prolog of our own."""
        declared = "".join(f'<!ENTITY {name} "{_as_literal(text)}">' for name, text in self.entities.items())
        return (f"<!DOCTYPE feed [{declared}]>" + self.root).encode("utf-8", "replace")

    def mended(self) -> "Document":
        """Return the document with its bare ampersands escaped: by far the most frequent flaw of XML made by hand."""
        return replace(self, root=outside(self.root, lambda markup: BARE_AMPERSAND.sub("&amp;", markup)))


def outside(text: str, change: Callable[[str], str]) -> str:
    """Return the text with ``change`` made to all of it but CDATA sections, comments and processing instructions."""
    pieces, position = [], 0
    while protected := PROTECTED.search(text, position):
        end = _after(text, CLOSED_BY[protected[0]], protected.end())
        pieces.append(change(text[position : protected.start()]))
        pieces.append(text[protected.start() : end])
        position = end
    pieces.append(change(text[position:]))
    return "".join(pieces)


def split(text: str) -> Document:
    """Take off everything before the root element: blanks, comments, junk, declarations.

    A comment or a blank before ``<?xml`` is an error in XML, and a frequent one; without its prolog the document is sound.
    Raises DocumentRefused where the entities would grow beyond all bounds.
    """
    start, doctype = _skip_prolog(text)
    root = CHARACTER.sub(_repair, text[start:])
    return Document(root, doctype, _entities(root, doctype))


def _skip_prolog(text: str) -> tuple[int, str]:
    """Return where the root element begins, and the document type declaration."""
    position, doctype = _skip_warnings(text), ""
    while position < len(text):
        if text.startswith("<!--", position):
            position = _after(text, "-->", position + 4)
        elif text.startswith("<?", position):
            position = _after(text, "?>", position + 2)
        elif text[position : position + 9].upper() == "<!DOCTYPE":
            end = _end_of_doctype(text, position + 9)
            position, doctype = end, doctype or text[position:end]
        elif text.startswith("<!", position):
            position = _after(text, ">", position + 2)
        elif junk := JUNK.match(text, position):
            position = junk.end()
        else:
            break
    return position, doctype


def _skip_warnings(text: str) -> int:
    """Return where the XML declaration stands behind markup of a server's own (PHP prints its warnings as HTML), or 0."""
    declaration = XML_DECLARATION.search(text, 0, LEADING_JUNK)
    return declaration.start() if declaration and not ROOT.search(text, 0, declaration.start()) else 0


def _after(text: str, mark: str, position: int) -> int:
    """Return the position behind the next ``mark``, or the end of the text."""
    found = text.find(mark, position)
    return len(text) if found < 0 else found + len(mark)


def _end_of_doctype(text: str, position: int) -> int:
    """Return where a document type declaration ends: at the ``>`` outside its quotes and its brackets."""
    depth = 0
    while part := DOCTYPE_PART.search(text, position):
        position = _after(text, CLOSED_BY[part[0]], part.end()) if part[0] in CLOSED_BY else part.end()
        depth += {"[": 1, "]": -1}.get(part[0], 0)
        if part[0] == ">" and depth <= 0:
            return position
    return len(text)


def _entities(root: str, doctype: str) -> dict[str, str]:
    """Return the text of each entity that ``root`` refers to; a name that nobody declared stands for itself.

    Only short, flat text is taken from the document: no file or address, no markup, no entity inside an entity.
    """
    used = Counter(match[1] for match in REFERENCE.finditer(root))
    own = dict(_declarations(doctype))
    names = [name for name in used if name not in PREDEFINED and ":" not in name][:DECLARED_ENTITIES]
    entities = {name: own.get(name) or html.entities.html5.get(f"{name};") or f"&{name};" for name in names}
    grown = sum(len(text) * used[name] for name, text in entities.items())
    if grown > EXPANDED_CHARACTERS + len(root):
        raise DocumentRefused(f"The document's entities would grow to {grown:,} characters.")
    return entities


def _declarations(doctype: str) -> list[tuple[str, str]]:
    """Return the name and text of the entities that are short and hold nothing but text."""
    found = [(match[1], html.unescape(CHARACTER.sub(_repair, match[2][1:-1]))) for match in ENTITY.finditer(doctype)]
    return [(name, text) for name, text in found if len(text) <= ENTITY_CHARACTERS and not re.search("[<&]", text)]


def _as_literal(text: str) -> str:
    """Write ``text`` so that the entity's replacement text is read as characters, never as markup (XML 1.0, 4.4)."""
    return "".join(f"&#38;#{ord(character)};" for character in text)


def _repair(match: re.Match[str]) -> str:
    """Make U+FFFD of a reference to what is no character (XML 1.0, section 2.2), and nothing of a control character."""
    code = int(match[1], 16) if match[1] else int(match[2])
    if code < 0x20 and code not in (0x9, 0xA, 0xD):
        return ""
    if 0xD800 <= code <= 0xDFFF or code in (0xFFFE, 0xFFFF) or code > 0x10FFFF:
        return "\ufffd"
    return match[0].replace("X", "x", 1)

"""OPML 1.0 and 2.0 (opml.org/spec2.opml): read and write lists of feeds, with our own attributes for rights.

Most public lists are not well-formed, so a flaw is a problem to be told, not a reason to refuse a list. Nothing is
fetched, and a document type declaration is refused: lists have no use for one, attackers have.
"""

import html
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from lxml import etree

from ingest import grants
from ingest.addresses import read_url
from ingest.encoding import decode, scrub
from ingest.errors import AddressRefused, DocumentRefused, NotAFeed
from ingest.languages import language_tag

LIST_BYTES = 5_000_000
OUTLINES = 20_000
ATTRIBUTES = 1_000
"""Of one outline, its neighbours to the next one included: what reads XML takes time by the square of them."""
URL_CHARACTERS = 2_048
NAMESPACE = "urn:newsroom:opml:1"

ROOT = re.compile(r"<opml\b", re.IGNORECASE)
DECLARATION = re.compile(r"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
BARE_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});)")
EACH_OUTLINE = re.compile(r"(?=<outline\b)")
ANY_OUTLINE = re.compile(r"<outline\b", re.IGNORECASE)
NEXT_ATTRIBUTE = re.compile(r'"\s+(?=[\w:.-]+\s*=\s*")')
FORBIDDEN = re.compile(r"""[\s<>"]""")


@dataclass(frozen=True, slots=True)
class Outline:
    """One feed of a list: absolute http(s) URLs, the folders it stands in, its language (BCP 47) and its rights.

    ``rights`` holds what ``ingest/grants.py`` knows, checked: {"rights": "full", "excerptWords": "60", ...}.
    """

    url: str
    title: str = ""
    home_url: str = ""
    folders: tuple[str, ...] = ()
    language: str = ""
    rights: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OpmlList:
    """A whole list; ``problems`` says in a sentence each what could not be taken, and where."""

    title: str = ""
    outlines: tuple[Outline, ...] = ()
    problems: tuple[str, ...] = ()


def read(body: bytes) -> OpmlList:
    """Read a list. Raises NotAFeed where it is no OPML, DocumentRefused where it is too large or declares entities."""
    if len(body) > LIST_BYTES:
        raise DocumentRefused(f"The list has {len(body):,} bytes; at most {LIST_BYTES:,} are read.")
    text = decode(body, "")
    if DECLARATION.search(text):
        raise DocumentRefused("The list has a DOCTYPE or an ENTITY; lists of feeds need neither.")
    if any(piece.count("=") > ATTRIBUTES for piece in ANY_OUTLINE.split(text)):
        raise DocumentRefused(f"The list has an outline with more than {ATTRIBUTES:,} attributes.")
    root, problems = _tree(text)
    reader = _Reader(problems)
    reader.walk(root)
    head = next((child for child in root if _name(child) == "head"), None)
    title = next((child.text for child in head if _name(child) == "title"), "") if head is not None else ""
    return OpmlList((title or "").strip(), tuple(reader.outlines.values()), tuple(reader.problems))


def write(outlines: Iterable[Outline], title: str) -> bytes:
    """Return an OPML 2.0 document in UTF-8 that ``read`` gives back."""
    root = etree.Element("opml", nsmap={"newsroom": NAMESPACE}, version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = scrub(title)
    folders: dict[tuple[str, ...], etree._Element] = {(): etree.SubElement(root, "body")}
    for outline in outlines:
        element = etree.SubElement(_folder(folders, outline.folders), "outline", type="rss")
        said = {
            "text": outline.title or outline.url,
            "xmlUrl": outline.url,
            "htmlUrl": outline.home_url,
            "language": outline.language,
            **{f"{{{NAMESPACE}}}{name}": value for name, value in outline.rights.items()},
        }
        for name, value in said.items():
            if value:
                element.set(name, scrub(value))
    return etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)


def _folder(folders: dict[tuple[str, ...], etree._Element], path: tuple[str, ...]) -> etree._Element:
    """Return the element of a folder, made with those above it where there is none yet."""
    for depth in range(1, len(path) + 1):
        if path[:depth] not in folders:
            folders[path[:depth]] = etree.SubElement(folders[path[: depth - 1]], "outline", text=scrub(path[depth - 1]))
    return folders[path]


def _tree(text: str) -> tuple[etree._Element, list[str]]:
    """Return the root element, and what was wrong with the markup: bare ampersands first, then anything."""
    start = ROOT.search(text)
    if not start:
        raise NotAFeed("This is not an OPML list: it has no <opml> element.")
    document = text[start.start() :]
    attempts = (
        (document, False, ""),
        (BARE_AMPERSAND.sub("&amp;", document), False, "The list is not well-formed: it has bare ampersands."),
        (_mend(document), False, "The list is not well-formed: its attributes hold bare quotes or markup."),
        (BARE_AMPERSAND.sub("&amp;", document), True, "The list is not well-formed: it was read as far as possible."),
    )
    for attempt, recover, problem in attempts:
        parser = etree.XMLParser(recover=recover, resolve_entities=False, no_network=True, load_dtd=False)
        try:
            root = etree.fromstring(attempt.encode("utf-8"), parser)
        except etree.XMLSyntaxError:
            continue
        if etree.iselement(root):
            return root, [problem] if problem else []
    raise NotAFeed("This is not an OPML list: it is not XML.")


def _mend(document: str) -> str:
    """Escape what stands bare in the attributes of outlines; a quote ends a value only where an attribute or tag ends."""
    return "".join(map(_mend_outline, EACH_OUTLINE.split(document)))


def _mend_outline(piece: str) -> str:
    end = piece.find("</outline") if "</outline" in piece else piece.find("</body")
    tag, rest = (piece[:end], piece[end:]) if end >= 0 else (piece, "")
    if not tag.startswith("<outline"):
        return BARE_AMPERSAND.sub("&amp;", piece)
    inside = tag.removeprefix("<outline").strip().removesuffix(">").removesuffix("/").rstrip().removesuffix('"')
    said = (part.partition("=") for part in NEXT_ATTRIBUTE.split(inside))
    values = {name.strip(): html.unescape(value.strip().removeprefix('"')) for name, _, value in said}
    attributes = "".join(f' {name}="{html.escape(value)}"' for name, value in values.items() if name)
    return f"<outline{attributes}{'/>' if tag.rstrip().endswith('/>') else '>'}{rest}"


def _name(element: etree._Element) -> str:
    """Return an element's name without its namespace, in lower case; "" for comments."""
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""  # type: ignore[redundant-expr]  # A comment's tag is a function.


class _Reader:
    """Walks the outlines without recursion, for lists may nest without end."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        self.outlines: dict[str, Outline] = {}

    def walk(self, root: etree._Element) -> None:
        """Collect the feeds in document order, those behind a body that ends too early included."""
        waiting: list[tuple[etree._Element, tuple[str, ...]]] = [(child, ()) for child in reversed(root)]
        seen = 0
        while waiting:
            element, folders = waiting.pop()
            if _name(element) == "body":
                waiting.extend((child, folders) for child in reversed(element))
            if _name(element) != "outline":
                continue
            seen += 1
            if seen > OUTLINES:
                self.problems.append(f"The list has more than {OUTLINES:,} outlines; the rest was not read.")
                return
            inner = self._take(element, folders)
            waiting.extend((child, inner) for child in reversed(element))

    def _take(self, element: etree._Element, folders: tuple[str, ...]) -> tuple[str, ...]:
        """Take one outline: a feed, a folder or junk. Return the folders that what is inside it stands in."""
        said = {str(name).lower(): scrub(str(value)).strip() for name, value in element.attrib.items()}
        title = said.get("text") or said.get("title") or ""
        kind = said.get("type", "").lower()
        url = said.get("xmlurl") or (said.get("url", "") if kind in {"rss", "atom"} else "")
        if url:
            self._take_feed(url, title, said, folders)
            return folders
        if len(element) == 0:
            self.problems.append(f"{_named(title, folders)}: has no feed address (xmlUrl).")
        return (*folders, title) if title else folders

    def _take_feed(self, url: str, title: str, said: dict[str, str], folders: tuple[str, ...]) -> None:
        name = _named(title or url, folders)
        address = _address(url)
        if not address:
            self.problems.append(f"{name}: {url[:200]!r} is not an http(s) address.")
            return
        if address in self.outlines:
            self.problems.append(f"{name}: {address} is listed twice.")
            return
        granted = {name: said.get(f"{{{NAMESPACE}}}{name}".lower(), "") for name in grants.GRANTS}
        kept, wrong = grants.check(granted)
        self.problems.extend(f"{name}: {problem}" for problem in wrong)
        home = _address(said.get("htmlurl", ""))
        self.outlines[address] = Outline(
            url=address,
            title=title,
            home_url=home,
            folders=folders or _categories(said.get("category", "")),
            language=language_tag(said.get("language", "")),
            rights=kept,
        )


def _named(title: str, folders: tuple[str, ...]) -> str:
    return " / ".join([*folders, title or "an outline without a title"])[:200]


def _address(url: str) -> str:
    """Return an http(s) URL in the one spelling by which we know it; "" for anything else."""
    try:
        address = "" if FORBIDDEN.search(url.strip()) else read_url(url).url
    except AddressRefused:
        return ""
    return address if len(address) <= URL_CHARACTERS else ""


def _categories(text: str) -> tuple[str, ...]:
    """Return the first category as folders: ``category="/News/World,/Europe"`` (OPML 2.0, "Categories")."""
    return tuple(filter(None, (part.strip() for part in text.partition(",")[0].split("/"))))

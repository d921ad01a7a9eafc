"""The one gate for HTML: Entry -> CleanEntry. Nothing else makes SafeHTML, and nh3 takes the last step of all of it.

What bleach is left to do, and why, says docs/decisions/0001-nh3-not-bleach.md. Pure: no Django, no clock, no settings.
"""

import re
from urllib.parse import unquote, urlsplit

import bleach  # noqa: TID251  Makes links of plain text, nothing else; nh3 comes after it.
import nh3  # noqa: TID251  The HTML cleaner.

from articles import lead_image, markup
from articles.body_pictures import Setting
from articles.characters import cut, decode_references, one_line, with_few_marks, without_controls
from articles.entry import CleanEntry, Enclosure, Entry, Origin, SafeHTML, TextKind
from articles.html_bounds import AMPERSANDS, is_bounded
from articles.safe_url import judge

VERSION = 1
"""Grows with every change of the rules; ``resanitize`` then cleans again what an older version cleaned."""

CHARACTERS = 256 * 1024
"""More HTML than this is shown as plain text; this much of what was received is kept."""

LINKIFY_CHARACTERS = 64 * 1024
"""Plain text longer than this keeps its addresses as text: bleach is too slow for more."""

TAGS = frozenset(
    """
    a abbr b blockquote br caption cite code dd del dl dt em figcaption figure h2 h3 h4 h5 h6 hr i img ins kbd li mark ol
    p pre q s samp small strong sub sup table tbody td tfoot th thead time tr u ul var
    """.split()
)
ATTRIBUTES: dict[str, frozenset[str]] = {
    "*": frozenset(),  # Said, because nh3 lets ``lang`` and ``title`` pass on everything where nothing is said.
    "a": frozenset({"href", "title"}),
    "abbr": frozenset({"title"}),
    "img": frozenset({"src", "alt", "title", "width", "height"}),
    "ol": frozenset({"start", "reversed"}),
    "td": frozenset({"colspan", "rowspan", "scope"}),
    "th": frozenset({"colspan", "rowspan", "scope"}),
    "time": frozenset({"datetime"}),
}

_GONE_WITH_CONTENT = frozenset(
    "button canvas noembed noframes noscript plaintext script select style svg template textarea title xmp".split()
)
_VALUES = {
    "width": re.compile(r"([0-9]{1,5})(?:px|\.[0-9]{1,9})?"),
    "height": re.compile(r"([0-9]{1,5})(?:px|\.[0-9]{1,9})?"),
    "colspan": re.compile(r"([0-9]{1,2})"),
    "rowspan": re.compile(r"([0-9]{1,3})"),
    "start": re.compile(r"(-?[0-9]{1,6})"),
    "scope": re.compile(r"(row|col|rowgroup|colgroup)"),
    "datetime": re.compile(r"([0-9A-Z:.+ -]{1,40})"),
    "reversed": re.compile(r"()(?:reversed)?"),
}
_WORD = re.compile(r"(?:^|>)[^<&]*?[^\W\u115f\u1160\u3164\uffa0]")
"""In clean HTML, the surest sign that there is something to read: a letter that is no filler."""

_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
_MIME_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]{1,80}")


def _attribute(tag: str, name: str, value: str) -> str | None:
    """Return an attribute's value as it may stand, or None to drop it. Called by nh3; must not raise."""
    if name in {"href", "src"}:
        return judge(value, mail=tag == "a") or None
    if name in {"alt", "title"}:
        return one_line(value, 500)
    if name in _VALUES:
        sound = _VALUES[name].fullmatch(value.strip())
        return sound[1] if sound else None
    return value  # Only nh3's own ``rel``: all others are in the lists above.


_FIRST_PASS = nh3.Cleaner(
    tags=TAGS | markup.CONTAINERS | markup.EMBEDS.keys() | {"h1"},
    attributes={
        **ATTRIBUTES,
        "img": ATTRIBUTES["img"] | set(markup.LAZY_SOURCES),
        **{name: {attribute} for name, attribute in markup.EMBEDS.items()},
    },
    clean_content_tags=_GONE_WITH_CONTENT,
    link_rel=None,
    url_schemes={"http", "https", "mailto"},
)
_LAST_PASS = nh3.Cleaner(
    tags=TAGS,
    attributes=ATTRIBUTES,
    attribute_filter=_attribute,
    clean_content_tags=_GONE_WITH_CONTENT | {"iframe"},
    link_rel=markup.LINK_REL,
    url_schemes={"http", "https", "mailto"},
)
_NO_TAGS = nh3.Cleaner(tags=set(), clean_content_tags={"script", "style", "iframe", "noscript", "svg", "template"})


# HTML -----------------------------------------------------------------------------------------------------------------
def clean_html(html: str, base_url: str) -> SafeHTML:
    """Return HTML that may stand in a page; relative addresses are resolved against ``base_url``. Never raises.

    What is too long, or would cost too much to parse, becomes plain paragraphs (trust.md, "Cleaning HTML"). Cleaning
    twice changes nothing.
    """
    prepared = markup.prepare(without_controls(html))[: CHARACTERS + 1]
    if len(prepared) > CHARACTERS or not is_bounded(prepared):
        return _paragraphs(markup.words_of(prepared))
    first = with_few_marks(without_controls(_FIRST_PASS.clean(prepared)))  # References are characters only now.
    settled = _settle(markup.Rewriting(base_url).rewrite(first))
    return _paragraphs(markup.words_of(prepared)) if settled is None else settled


def illustrated(html: SafeHTML, setting: Setting) -> SafeHTML:
    """Return clean HTML with our own copies in the places of its pictures; it shows nothing of another host.

    It costs microseconds, not a cleaning: what ``body_pictures.py`` writes is not among what the cleaner knows.
    """
    return SafeHTML(setting.set(html))


def link_text(text: str, base_url: str = "") -> SafeHTML:
    """Make paragraphs of plain text, and links of the addresses in it."""
    text = without_controls(text[:CHARACTERS])
    html = markup.as_paragraphs(text, CHARACTERS, AMPERSANDS)
    if len(html) <= LINKIFY_CHARACTERS and is_bounded(html):
        html = bleach.linkify(html, callbacks=[])
    return clean_html(html, base_url)


def _settle(html: str) -> SafeHTML | None:
    """Clean until cleaning changes nothing: then the page is what the cleaner saw, and no parser reads it otherwise.

    None where that takes more than eight passes, or where the result is no longer within bounds; nobody writes such
    HTML but to attack.
    """
    for _ in range(8):
        cleaned = _LAST_PASS.clean(markup.without_hollow(html))
        if cleaned == html:
            return SafeHTML(html.strip()) if len(html) <= CHARACTERS and is_bounded(html) else None
        html = cleaned
    return None


def _paragraphs(text: str) -> SafeHTML:
    """Return plain text as escaped paragraphs; nh3 has the last word here too."""
    seen = with_few_marks(without_controls(text))
    return SafeHTML(_LAST_PASS.clean(markup.as_paragraphs(seen, CHARACTERS, AMPERSANDS)))


# Plain text -----------------------------------------------------------------------------------------------------------
def plain_text(html: str, limit: int) -> str:
    """Return the text of a field that may hold markup, as one line of at most ``limit`` characters. Never raises."""
    html = without_controls(html[:CHARACTERS])
    if "<" not in html:
        return one_line(decode_references(html), limit)
    prepared = markup.part_blocks(markup.prepare(html))
    text = decode_references(_NO_TAGS.clean(prepared)) if is_bounded(prepared) else markup.words_of(html)
    return one_line(text, limit)


def clean_text(text: str, limit: int) -> str:
    """Return a field that is text, not HTML, as one line of at most ``limit`` characters: ``<`` stays ``<``."""
    return one_line(text[:CHARACTERS], limit)


def _plain(text: str, kind: TextKind, limit: int) -> str:
    """Return a plain field of either kind."""
    return clean_text(text, limit) if kind == "text" else plain_text(text, limit)


# Entries --------------------------------------------------------------------------------------------------------------
def sanitize(entry: Entry) -> CleanEntry:
    """Return the entry fit to be stored and shown: plain fields plain, addresses judged, the body clean, one lead image."""
    body = clean_body(entry.body, entry.body_kind, entry.base_url)
    dek = _plain(entry.dek, entry.dek_kind, 1_000)
    url = judge(entry.url)
    enclosures = _enclosures(entry.enclosures)
    return CleanEntry(
        guid=without_controls(entry.guid),
        url=url,
        base_url=judge(entry.base_url),
        headline=_plain(entry.headline, entry.headline_kind, 500) or _headline(body, dek, url),
        dek=dek,
        body=body,
        raw_body=_raw(entry),
        body_kind=entry.body_kind,
        sanitizer_version=VERSION,
        authors=_names(entry.authors, 200, 20),
        tags=_names(entry.tags, 60, 30),
        published=entry.published,
        updated=entry.updated,
        date_suspect=entry.date_suspect,
        language=entry.language if len(entry.language) <= 35 and _LANGUAGE.fullmatch(entry.language) else "",
        enclosures=enclosures,
        lead_image=lead_image.choose(enclosures, body, _pictures_of_dek(entry)),
        origin=Origin(plain_text(entry.origin.name, 200), judge(entry.origin.url)),
        licence_name=plain_text(entry.licence_name, 120),
        licence_url=judge(entry.licence_url),
        rights_text=plain_text(entry.rights_text, 500),
    )


def clean_body(raw: str, kind: TextKind, base_url: str) -> SafeHTML:
    """Clean a body of either kind, received or kept; one with nothing to read and nothing to see is none."""
    html = link_text(raw, base_url) if kind == "text" else clean_html(raw, base_url)
    return html if "<img" in html or _WORD.search(html) or plain_text(html, 10) else SafeHTML("")


def _raw(entry: Entry) -> str:
    """Return what is kept of the body as received; one character too many stays, so that it is too long for ever."""
    raw = without_controls(entry.body)
    return (markup.prepare(raw) if entry.body_kind == "html" else raw)[: CHARACTERS + 1]


def _pictures_of_dek(entry: Entry) -> SafeHTML:
    """Clean a dek that is HTML for the pictures in it; the dek itself is kept as plain text."""
    has_pictures = entry.dek_kind == "html" and "<img" in entry.dek.lower()
    return clean_html(entry.dek, entry.base_url) if has_pictures else SafeHTML("")


def _headline(body: SafeHTML, dek: str, url: str) -> str:
    """Make a headline for an entry without one: the first words of its text, else the end of its address."""
    words = (dek or plain_text(body, 500)).split()
    if words:
        return cut(" ".join(words[:12]) + ("\u2026" if len(words) > 12 else ""), 120)
    last = unquote(urlsplit(url).path.rstrip("/").rpartition("/")[2], errors="replace")
    return one_line(re.sub(r"[-_+]+", " ", re.sub(r"\.\w{2,5}$", "", last)), 120) or "Untitled"


def _names(names: tuple[str, ...], limit: int, most: int) -> tuple[str, ...]:
    """Return names as plain text, each once, in their order."""
    clean = dict.fromkeys(plain_text(name, limit) for name in names[: most * 4])
    return tuple(name for name in clean if name)[:most]


def _enclosures(enclosures: tuple[Enclosure, ...]) -> tuple[Enclosure, ...]:
    """Keep the files whose addresses may stand, each once, at most thirty."""
    clean: dict[str, Enclosure] = {}
    for enclosure in enclosures[:200]:
        url = judge(enclosure.url)
        if url and url not in clean and len(clean) < 30:
            clean[url] = _enclosure(enclosure, url)
    return tuple(clean.values())


def _enclosure(enclosure: Enclosure, url: str) -> Enclosure:
    """Return a file with plain words and numbers that Postgres takes."""
    mime_type = enclosure.type.strip().lower()
    return Enclosure(
        url=url,
        type=mime_type if _MIME_TYPE.fullmatch(mime_type) else "",
        length=_number(enclosure.length, 2**53),
        medium=enclosure.medium if enclosure.medium in {"image", "video", "audio", "document"} else "",
        width=_number(enclosure.width, 100_000),
        height=_number(enclosure.height, 100_000),
        title=plain_text(enclosure.title, 500),
        credit=plain_text(enclosure.credit, 200),
        is_thumbnail=enclosure.is_thumbnail,
    )


def _number(number: int | None, most: int) -> int | None:
    """Return a size, or None for one that cannot be."""
    return number if number is not None and 0 < number <= most else None

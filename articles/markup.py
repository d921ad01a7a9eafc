"""Pure: changes to HTML in the form that the cleaner writes: lower case, attributes in double quotes, everything escaped.

Nothing here makes HTML safe. It stands between two passes of the cleaner (``sanitize.py``), which has the last word.
"""

import re
from dataclasses import dataclass, field
from html import escape
from urllib.parse import urlsplit

from articles.characters import decode_references
from articles.safe_url import judge

Attributes = dict[str, str]

EMBEDS = {"iframe": "src", "embed": "src", "video": "src", "audio": "src", "source": "src", "object": "data"}
"""Elements that bring another page into ours, and the attribute that names it."""

CONTAINERS = frozenset(
    "address article aside center details div fieldset footer form header main nav section summary".split()
)
"""Boxes that part paragraphs; we keep the parting, not the box."""

LINK_REL = "nofollow ugc noopener noreferrer"
"""What the cleaner writes on each link."""

LAZY_SOURCES = ("data-src", "data-lazy-src", "data-original", "data-orig-file")
"""Where scripts that load pictures late keep the true address."""

TRACKER_HOSTS = frozenset(
    """
    b.scorecardresearch.com counter.theconversation.com da.feedsportal.com feeds.wordpress.com pi.feedsportal.com
    pixel.propublica.org pixel.quantserve.com pixel.wp.com res.feedsportal.com res3.feedsportal.com rss.feedsportal.com
    sb.scorecardresearch.com secure-us.imrworldwide.com stats.wordpress.com stats.wp.com www.google-analytics.com
    """.split()
)
_TRACKER = re.compile(
    r"//(?:[^/]+\.)?(?:doubleclick\.net|feedburner\.com/~|googlesyndication\.com|pheedo\.com|feedads\.|mailfoogae\.)"
    r"|//(?:www\.)?blogger\.com/(?:tracker|img/)|//blogger\.googleusercontent\.com/tracker/|//feeds\.feedburner\.com/~"
    r"|//www\.facebook\.com/tr\b|//[^/]*google-analytics\.|/__utm\.gif|/(?:1x1|blank|clear|pixel|spacer|transparent)\.(?:gif|png)(?:$|\?)",
    re.IGNORECASE,
)
_CHANGING = re.compile(
    rf'<(/?)({"|".join(sorted(CONTAINERS | EMBEDS.keys()))}|h1|(?<!/)(?:a|img))((?: [a-z-]+="[^"<>]*")*)>'
)
_ATTRIBUTE = re.compile(r' ([a-z-]+)="([^"]*)"')
_NOWHERE = re.compile(r"<a(?: (?!href=)[^<>]*)?>")
"""A link whose address the cleaner refused though we would not have: it knows more of what a host may be called."""

_HOLLOW = re.compile(r"<(p|a|figure|figcaption|h[2-6])(?: [^<>]*)?>((?:\s|&nbsp;|<br>)*)</\1>")
_OPEN_FRAME = re.compile(r"<(iframe)\b([^<>]*)>(?!</iframe>)", re.IGNORECASE)
_LONG_DATA = re.compile(r"data:[^\"'\s<>]{500,}", re.IGNORECASE)
_RAW_TEXT = re.compile(r"<(script|style|iframe|noscript|textarea|title|svg|template)\b", re.IGNORECASE | re.ASCII)
_BLOCK_TAG = re.compile(
    r"</?(?:address|article|aside|blockquote|br|caption|dd|div|dl|dt|figcaption|figure|footer|h[1-6]|header|hr|li|ol|p|pre"
    r"|section|table|td|th|tr|ul)\b[^<>]*>",
    re.IGNORECASE,
)
_ANY_TAG = re.compile(r"<(?:!--|[a-zA-Z/!?])[^<>]*>?")


def prepare(html: str) -> str:
    """Make wild HTML fit for the first pass: frames end where they begin, and pictures inside their own address go.

    Feeds write ``<iframe .../>``, after which a parser takes all the rest for text.
    """
    lower = html.lower()
    html = _OPEN_FRAME.sub(r"<\1\2></\1>", html) if "<iframe" in lower else html
    return _LONG_DATA.sub("data:", html) if "data:" in lower else html


def words_of(html: str) -> str:
    """Take the tags out of HTML that cannot be parsed, in linear time; blocks end with a line end."""
    text = _ANY_TAG.sub("", _BLOCK_TAG.sub("\n", _without_raw_text(html)))
    return decode_references(text)


def part_blocks(html: str) -> str:
    """Put a blank before each tag that parts blocks, so that words do not run together when tags go."""
    return _BLOCK_TAG.sub(r" \g<0>", html)


def _without_raw_text(html: str) -> str:
    """Drop scripts, styles and the like with what is in them; one without an end ends the text."""
    kept, position = [], 0
    while start := _RAW_TEXT.search(html, position):
        kept.append(html[position : start.start()])
        end = re.compile(f"</{start[1].lower()}", re.IGNORECASE | re.ASCII).search(html, start.end())
        if end is None:
            return "".join(kept)
        position = end.start()
    return "".join(kept) + html[position:]


def attributes_of(written: str) -> Attributes:
    """Read the attributes of a tag as the cleaner writes it."""
    return {name: decode_references(value) for name, value in _ATTRIBUTE.findall(written)}


def tag(name: str, attributes: Attributes) -> str:
    """Write a start tag; attributes without a value are left out, but an empty ``alt`` says that there is nothing to say.

    Values are escaped as the cleaner escapes them, so that it finds nothing to change.
    """
    written = "".join(f' {key}="{_escaped(value)}"' for key, value in attributes.items() if value or key == "alt")
    return f"<{name}{written}>"


def _escaped(value: str) -> str:
    """Escape what stands between double quotes (HTML, section 13.3)."""
    return escape(value, quote=False).replace('"', "&quot;").replace("\xa0", "&nbsp;")


def is_tracker(url: str) -> bool:
    """Tell whether a picture at this address is there to count readers, not to be looked at."""
    return (urlsplit(url).hostname or "") in TRACKER_HOSTS or bool(_TRACKER.search(url))


def is_pixel(attributes: Attributes) -> bool:
    """Tell whether a picture is said to be 0 or 1 pixel wide or high."""
    return any(attributes.get(side, "").strip().removesuffix("px") in {"0", "1"} for side in ("width", "height"))


@dataclass(slots=True)
class Rewriting:
    """One document between the passes: addresses become absolute, boxes paragraphs, embedded pages links."""

    base_url: str
    linked: set[str] = field(default_factory=set)

    def rewrite(self, html: str) -> str:
        """Rewrite every tag that needs it."""
        return _CHANGING.sub(self._tag, html)

    def _tag(self, found: re.Match[str]) -> str:
        """Return what stands in place of one tag."""
        slash, name, written = found.groups()
        if name in CONTAINERS:
            return f"<{slash}p>"
        if name == "h1":
            return f"<{slash}h2>"
        if name in EMBEDS:
            return "" if slash else self._embed(name, attributes_of(written))
        return self._link(attributes_of(written)) if name == "a" else self._picture(attributes_of(written))

    def _link(self, attributes: Attributes) -> str:
        """Keep a link whose address may stand; of any other, the text stays and the tag goes."""
        url = judge(attributes.get("href", ""), self.base_url, mail=True)
        return tag("a", {"href": url, "title": attributes.get("title", ""), "rel": LINK_REL}) if url else ""

    def _picture(self, attributes: Attributes) -> str:
        """Keep a picture that can be seen and whose address may stand."""
        found = (judge(attributes.get(name, ""), self.base_url) for name in ("src", *LAZY_SOURCES))
        url = next((url for url in found if url), "")
        if not url or is_pixel(attributes) or is_tracker(url):
            return ""
        kept = {name: attributes.get(name, "") for name in ("alt", "title", "width", "height")}
        return tag("img", {"src": url, **kept})

    def _embed(self, name: str, attributes: Attributes) -> str:
        """Return a link to an embedded page under the name of its host, once for each address."""
        url = judge(attributes.get(EMBEDS[name], ""), self.base_url)
        if not url or url in self.linked or is_tracker(url):
            return ""
        self.linked.add(url)
        return f"<p>{tag('a', {'href': url, 'rel': LINK_REL})}{escape(urlsplit(url).hostname or url)}</a></p>"


def without_hollow(html: str) -> str:
    """Drop paragraphs, links, headings and figures that hold nothing, and the beginnings of links that lead nowhere."""
    html = _NOWHERE.sub("", html)
    for _ in range(4):
        fuller = _HOLLOW.sub(lambda hollow: " " if hollow[2] else "", html)
        if fuller == html:
            break
        html = fuller
    return html


def as_paragraphs(text: str, characters: int, ampersands: int) -> str:
    """Write plain text as escaped paragraphs, as many as stay within both bounds."""
    written: list[str] = []
    for piece in _pieces(text):
        paragraph = "<p>" + escape(piece, quote=False).replace("\n", "<br>") + "</p>"
        characters -= len(paragraph)
        ampersands -= paragraph.count("&")
        if characters < 0 or ampersands < 0:
            break
        written.append(paragraph)
    return "".join(written)


def _pieces(text: str) -> list[str]:
    """Part text at blank lines, and what is longer than 4,000 characters wherever that is."""
    paragraphs = re.split(r"\n[ \t\n]*\n", text.replace("\xa0", " "))
    lines = ("\n".join(filter(None, (" ".join(line.split()) for line in part.split("\n")))) for part in paragraphs)
    return [line[start : start + 4_000] for line in lines for start in range(0, len(line), 4_000)]

"""What the specifications ask of what we write for machines. Each check returns what is wrong, in a sentence each.

RSS 2.0 (rssboard.org/rss-specification), Atom (RFC 4287, section 4), JSON Feed 1.1 (jsonfeed.org/version/1.1), sitemaps 0.9
(sitemaps.org/protocol.html), Google's news extension of them, OPML 2.0 (opml.org/spec2.opml), HTML (by html5lib).
"""

import json
import re
from collections import Counter
from datetime import datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import html5lib
from html5lib.html5parser import ParseError
from lxml import etree

ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"
LANG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
NEWS_LANG = re.compile(r"[a-z]{2,3}|zh-cn|zh-tw")
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
CHANNEL_ONCE = {"title", "link", "description", "language", "lastBuildDate", "pubDate", "ttl", "generator", "image"}
ITEM_ONCE = {"title", "link", "description", "guid", "pubDate", "source", "comments", "author"}
FEED_ONE, FEED_MOST_ONE = {"id", "title", "updated"}, {"subtitle", "generator", "icon", "logo", "rights"}
ENTRY_MOST_ONE = {"content", "published", "rights", "source", "summary"}


def html(content):
    """Parse a page as the strictest of browsers would; an error is where the parser had to guess."""
    try:
        html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(content)
    except ParseError as error:
        return [f"HTML: {error}"]
    return []


def rss(content):
    root = etree.fromstring(content)
    channel = root.find("channel")
    wrong = [] if (root.tag, root.get("version"), len(root)) == ("rss", "2.0", 1) else ["RSS: not one channel of 2.0"]
    wrong += _counts(channel, one={"title", "link", "description"}, most_one=CHANNEL_ONCE)
    wrong += [f"{e.tag}: no RFC 822 date" for e in channel.iter("pubDate", "lastBuildDate") if not _is_rfc_822(e.text)]
    wrong += [f"link: {e.text!r}" for e in channel.iter("link") if not _is_url(e.text)]
    wrong += [f"link: {e.attrib}" for e in channel.iter(f"{ATOM}link") if not _is_url(e.get("href"))]
    wrong += [] if channel.find(f"{ATOM}link[@rel='self']") is not None else ["channel: no atom:link rel=self"]
    for item in channel.iterfind("item"):
        wrong += _counts(item, one=set(), most_one=ITEM_ONCE)
        wrong += (
            [] if item.findtext("title") or item.findtext("description") else ["item: neither title nor description"]
        )
        guid = item.find("guid")
        is_link = guid is not None and guid.get("isPermaLink", "true") == "true"
        wrong += [f"guid: {guid.text!r} is no permalink"] if is_link and not _is_url(guid.text) else []
        wrong += [
            f"source: {e.get('url')!r}" for e in item.iterfind("source") if not (e.text and _is_url(e.get("url")))
        ]
    return wrong + _repeated(e.text for e in channel.iter("guid"))


def atom(content):
    feed = etree.fromstring(content)
    wrong = [] if feed.tag == f"{ATOM}feed" else [f"Atom: the root is {feed.tag}"]
    wrong += _atom_counts(feed, FEED_ONE, FEED_MOST_ONE)
    wrong += [] if feed.find(f"{ATOM}link[@rel='self']") is not None else ["feed: no link rel=self (a SHOULD)"]
    has_author = feed.find(f"{ATOM}author") is not None
    for entry in feed.iterfind(f"{ATOM}entry"):
        wrong += _atom_counts(entry, FEED_ONE, ENTRY_MOST_ONE)
        wrong += [] if has_author or entry.find(f"{ATOM}author") is not None else ["entry: no author anywhere"]
        alternate = [
            (e.get("type"), e.get("hreflang")) for e in entry.iterfind(f"{ATOM}link") if e.get("rel") == "alternate"
        ]
        wrong += ["entry: two alternates of one type and language"] if len(alternate) != len(set(alternate)) else []
        wrong += [] if alternate or entry.find(f"{ATOM}content") is not None else ["entry: no alternate and no content"]
    wrong += [f"{e.tag}: {e.text}" for e in feed.iter(f"{ATOM}updated", f"{ATOM}published") if not _is_rfc_3339(e.text)]
    wrong += [f"id: {e.text!r}" for e in feed.iter(f"{ATOM}id") if not urlsplit(e.text or "").scheme]
    wrong += [f"link: {e.get('href')!r}" for e in feed.iter(f"{ATOM}link") if not _is_url(e.get("href"))]
    wrong += ["author without a name" for e in feed.iter(f"{ATOM}author") if not e.findtext(f"{ATOM}name")]
    wrong += ["category without a term" for e in feed.iter(f"{ATOM}category") if not e.get("term")]
    wrong += [f"type: {e.get('type')}" for e in feed.iter(f"{ATOM}content") if e.get("type") not in {"text", "html"}]
    pairs = [(e.findtext(f"{ATOM}id"), e.findtext(f"{ATOM}updated")) for e in feed.iterfind(f"{ATOM}entry")]
    return wrong + _repeated(pairs)


def json_feed(content):
    feed = json.loads(content)
    wrong = [] if feed.get("version") == "https://jsonfeed.org/version/1.1" else ["JSON Feed: no version 1.1"]
    wrong += [] if _is_text(feed.get("title")) and isinstance(feed.get("items"), list) else ["feed: no title, no items"]
    wrong += [f"{name}: no URL" for name in ("home_page_url", "feed_url") if not _is_url(feed.get(name))]
    wrong += [] if LANG.fullmatch(feed.get("language", "en")) else ["feed: language"]
    for item in feed["items"]:
        wrong += [] if _is_text(item.get("id")) else ["item: no id"]
        wrong += [] if item.keys() & {"content_html", "content_text"} else ["item: no content"]
        wrong += [f"{n}: {item[n]}" for n in ("url", "external_url", "image") if n in item and not _is_url(item[n])]
        dates = [item[n] for n in ("date_published", "date_modified") if n in item]
        wrong += [f"date: {moment}" for moment in dates if not _is_rfc_3339(moment)]
        wrong += [f"author: {a}" for a in item.get("authors", []) if not (a.keys() & {"name", "url", "avatar"})]
        wrong += [f"tags: {item['tags']}"] if not all(map(_is_text, item.get("tags", []))) else []
        wrong += [f"{n}: no custom name" for n, v in item.items() if isinstance(v, dict) and not n.startswith("_")]
    return wrong + _repeated(item["id"] for item in feed["items"])


def sitemap(content, host, most=50_000):
    """Check a sitemap, an index of them, or a news sitemap; every address must be of ``host``."""
    root = etree.fromstring(content)
    kind = {f"{MAP}urlset": f"{MAP}url", f"{MAP}sitemapindex": f"{MAP}sitemap"}.get(root.tag)
    wrong = [] if kind and len(root) and all(e.tag == kind for e in root) else [f"sitemap: {root.tag} of {len(root)}"]
    wrong += ["sitemap: too long"] if len(root) > most or len(content) > 52_428_800 else []
    for entry in root:
        names = [e.tag for e in entry]
        wrong += (
            [f"order: {names}"]
            if names not in ([f"{MAP}loc"], [f"{MAP}loc", f"{MAP}lastmod"], [f"{MAP}loc", f"{NEWS}news"])
            else []
        )
        place = entry.findtext(f"{MAP}loc") or ""
        wrong += (
            [f"loc: {place}"] if urlsplit(place).netloc != host or len(place) >= 2_048 or not place.isascii() else []
        )
        wrong += [f"lastmod: {e.text}" for e in entry.iterfind(f"{MAP}lastmod") if not _is_rfc_3339(e.text)]
        wrong += [problem for e in entry.iterfind(f"{NEWS}news") for problem in _news(e)]
    return wrong + _repeated(e.text for e in root.iter(f"{MAP}loc"))


def _news(news):
    names = [e.tag.removeprefix(NEWS) for e in news]
    wrong = [] if names == ["publication", "publication_date", "title"] else [f"news: {names}"]
    publication = news.find(f"{NEWS}publication")
    wrong += [] if publication.findtext(f"{NEWS}name") else ["news: no name"]
    wrong += [] if NEWS_LANG.fullmatch(publication.findtext(f"{NEWS}language") or "") else ["news: language"]
    wrong += [] if _is_rfc_3339(news.findtext(f"{NEWS}publication_date")) else ["news: date"]
    return wrong + ([] if news.findtext(f"{NEWS}title") else ["news: no title"])


def opml(content):
    root = etree.fromstring(content)
    names = [e.tag for e in root]
    wrong = [] if (root.tag, root.get("version"), names) == ("opml", "2.0", ["head", "body"]) else [f"OPML: {names}"]
    outlines = list(root.iter("outline"))
    wrong += ["body without an outline"] if not outlines else []
    wrong += ["outline without a text" for e in outlines if not e.get("text")]
    wrong += [f"rss: {e.attrib}" for e in outlines if e.get("type") == "rss" and not _is_url(e.get("xmlUrl"))]
    return wrong + _repeated(e.get("xmlUrl") for e in outlines if e.get("xmlUrl"))


def _counts(element, one, most_one):
    counted = Counter(e.tag for e in element if isinstance(e.tag, str))
    wrong = [f"{element.tag}: {counted[name]} of {name}" for name in one if counted[name] != 1]
    return wrong + [f"{element.tag}: {counted[name]} of {name}" for name in most_one if counted[name] > 1]


def _atom_counts(element, one, most_one):
    return _counts(element, {ATOM + name for name in one}, {ATOM + name for name in most_one})


def _repeated(values):
    return [f"twice: {value}" for value, count in Counter(values).items() if count > 1]


def _is_text(value):
    return isinstance(value, str) and bool(value)


def _is_url(value):
    parts = urlsplit(value or "")
    return parts.scheme in {"http", "https"} and bool(parts.netloc) and not re.search(r'[\s<>"]', value)


def _is_rfc_3339(value):
    return bool(RFC_3339.fullmatch(value or "")) and bool(datetime.fromisoformat(value))


def _is_rfc_822(value):
    return bool(re.fullmatch(r"\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d [+-]\d{4}", value or "")) and bool(
        parsedate_to_datetime(value)
    )

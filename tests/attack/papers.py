"""Judges without a browser: is XML well-formed, JSON whole, a table inert, a header one line, an address one of ours?

Each takes answers and returns what is wrong, a line each.
"""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from email import message_from_bytes
from typing import Any
from urllib.parse import urlsplit

from lxml import etree

from tests.attack.pages import Answer

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
NAMESPACES = {
    None,
    "http://www.w3.org/2005/Atom",
    "http://purl.org/rss/1.0/modules/content/",
    "http://purl.org/dc/elements/1.1/",
    "http://www.sitemaps.org/schemas/sitemap/0.9",
    "http://www.google.com/schemas/sitemap-news/0.9",
    "http://a9.com/-/spec/opensearch/1.1/",
    "http://www.w3.org/XML/1998/namespace",
    "urn:newsroom:opml:1",
}
"""What our documents are made of; an attack that breaks out brings XHTML or SVG, or elements that we never write."""

ELEMENTS = set(
    """
    rss channel item title link description language lastBuildDate ttl guid pubDate creator publisher rights category source encoded
    feed subtitle id updated author name uri entry published summary content
    urlset url loc lastmod sitemapindex sitemap news publication publication_date
    OpenSearchDescription ShortName Description Url InputEncoding OutputEncoding SyndicationRight Image Language LongName
    opml head body outline
    """.split()
)
ADDRESSES = {"link", "loc", "uri", "Image"}
MAIL_HEADERS = {
    "content-type", "mime-version", "content-transfer-encoding", "subject", "from", "to", "date", "message-id", "auto-submitted",
}  # fmt: skip


def faults(answers: Iterable[Answer], host: str = "127.0.0.1") -> list[str]:
    """Return all that is wrong with them, but for what a browser judges."""
    return [line for answer in answers for line in _judged(answer, host)]


def _judged(answer: Answer, host: str) -> Iterator[str]:
    for line in _of_headers(answer, host):
        yield f"{answer.path}: {line}"
    if answer.status != 200 or not answer.body:
        return
    judge = next((judge for ending, judge in JUDGES.items() if answer.kind.endswith(ending)), None)
    if judge is not None:
        for line in judge(answer.body):
            yield f"{answer.path}: {line}"


def _of_headers(answer: Answer, host: str) -> Iterator[str]:
    for name, value in answer.headers.items():
        if re.search(r"[\r\n\x00]", f"{name}{value}"):
            yield f"the header {name} has more than one line"
    if answer.status >= 500 and answer.status != 503:
        yield f"answers {answer.status}"
    location = answer.headers.get("Location", "")
    target = urlsplit(location.replace("\\", "/"))
    if location and (
        target.netloc not in ("", host, "testserver", f"{host}:8000") or target.scheme not in ("", "http", "https")
    ):
        yield f"leads to {location}"
    if "Content-Security-Policy" not in answer.headers:
        yield "has no policy"


# XML ------------------------------------------------------------------------------------------------------------------
def of_xml(body: bytes) -> Iterator[str]:
    """Judge a document as a strict parser does, and see that all of it is ours."""
    try:
        root = etree.fromstring(
            body, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
        )
    except etree.XMLSyntaxError as error:
        yield f"is not well-formed: {error}"
        return
    if root.getroottree().docinfo.doctype:
        yield "has a document type"
    for element in root.iter():
        if not isinstance(element.tag, str):
            yield f"has a {type(element).__name__}"
            continue
        name = etree.QName(element)
        if name.namespace not in NAMESPACES or name.localname not in ELEMENTS:
            yield f"has an element that we do not write: {element.tag}"
        addresses = [element.text] if name.localname in ADDRESSES and not len(element) else []
        addresses += [element.get(key) for key in ("href", "url", "xmlUrl", "htmlUrl")]
        for address in filter(None, addresses):
            yield from _of_address(address)


def _of_address(address: str) -> Iterator[str]:
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.netloc or "@" in parts.netloc:
        yield f"leads to {address[:80]!r}"


def markup_of(answer: Answer) -> list[str]:
    """Return the pieces of HTML that a feed of ours carries, as its reader's program will show them."""
    if answer.kind.endswith("json"):
        return [item["content_html"] for item in json.loads(answer.body)["items"]]
    root = etree.fromstring(answer.body)
    paths = (
        "//item/description | //*[local-name()='encoded'] | //*[local-name()='content'] | //*[local-name()='summary']"
    )
    return [element.text or "" for element in root.xpath(paths)]


# JSON -----------------------------------------------------------------------------------------------------------------
def of_json(body: bytes) -> Iterator[str]:
    """Judge a JSON document, and the addresses in it."""
    try:
        data = json.loads(body)
    except ValueError as error:
        yield f"is no JSON: {error}"
        return
    yield from _of_data(data)


def of_json_ld(text: str) -> Iterator[str]:
    """Judge what stands in a script element for machines: nothing in it may look like markup."""
    if re.search(r"<|>|&", text):
        yield "markup in JSON-LD"
    yield from of_json(text.encode())


def _of_data(data: Any, name: str = "") -> Iterator[str]:
    if isinstance(data, Mapping):
        for key, value in data.items():
            yield from _of_data(value, key)
    elif isinstance(data, list):
        for value in data:
            yield from _of_data(value, name)
    elif isinstance(data, str) and name in {"url", "href", "external_url", "page", "sameAs", "isBasedOn"} and data:
        yield from _of_address(data)


# Tables and mail ------------------------------------------------------------------------------------------------------
def of_csv(body: bytes) -> Iterator[str]:
    """Judge a table as a spreadsheet opens it: no cell begins a formula, no row is longer than its heading."""
    rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline="")))
    for row in rows:
        if len(row) != len(rows[0]):
            yield f"a row of {len(row)} cells below a heading of {len(rows[0])}"
        for cell in row:
            if cell.startswith(FORMULA) or cell.strip().startswith(FORMULA):
                yield f"a formula: {cell[:40]!r}"


def of_mail(sent: bytes, to: Iterable[str]) -> list[str]:
    """Judge a mail as its reader's server reads it: our headers alone, to those whom it is meant for, plain text."""
    mail = message_from_bytes(sent)
    found = [f"a header that we do not write: {name}" for name in mail if name.lower() not in MAIL_HEADERS]
    found += [f"{name} stands {len(mail.get_all(name))} times" for name in set(mail) if len(mail.get_all(name)) > 1]
    found += [f"{name} goes over a line" for name, value in mail.items() if re.search(r"[\r\n](?![ \t])", str(value))]
    if mail.get_content_type() != "text/plain":
        found.append(f"is {mail.get_content_type()}")
    strangers = {address.strip() for address in str(mail["To"]).split(",")} - set(to)
    return found + [f"goes to {address}" for address in strangers]


JUDGES = {"xml": of_xml, "json": of_json, "/csv": of_csv, "opml": of_xml}

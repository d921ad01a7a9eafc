"""Requests that no browser sends, and what is wrong with an answer: the strategies behind tests/web/test_fuzz.py.

An address is one of the site's own, whole or bent; its query and its form have fields that the page itself has, and others; each
value is one that a browser would send or any that it would not.
"""

import time
from html.parser import HTMLParser
from typing import NamedTuple
from urllib.parse import quote_plus, unquote_to_bytes, urljoin

from django.db import transaction
from hypothesis import strategies as st

from newsroom.headers import HEADERS
from tests.web.access import finish

SECONDS = 8.0
LONGEST = 3_000_000
BOUNDARY = "tideline"
OF_A_FORM = ["POST"] * 6 + ["GET"] * 4 + ["HEAD"]
OF_A_PAGE = ["GET"] * 24 + ["POST"] * 2 + ["HEAD", "PUT", "DELETE", "OPTIONS", "TRACE", "PROPFIND"]
NAMES = (
    "q o p e all page before next from lang section source tag sort facet day days on status status__exact id__in pk__gt "
    "action _selected_action select_across index post _popup _to_field _changelist_filters app_label model_name field_name term "
    "object_id hub.mode hub.topic hub.challenge hub.lease_seconds csrfmiddlewaretoken _save _continue _addanother next username "
    "password token reason verb url file form-TOTAL_FORMS form-INITIAL_FORMS form-0-id tab kind date__gte published_at__year "
    "source__id__exact password__startswith user__password user__sessions headline__regex"
).split()
VALUES = [
    "", " ", "0", "-1", "1", "2147483648", "9223372036854775808", "9" * 40, "1e9999", "NaN", "Infinity", "-0", "0x10", "٣", "½",
    "\0", "a\0b", "\ud800", "\udfff\ud800", "\r\nSet-Cookie: x=1", "\u202eexe", "\u200b", "e\u0301" * 50, "😀" * 300, "ß" * 5_000,
    "<script>alert(1)</script>", "{{7*7}}", "{% debug %}", "%", "%00", "%s%n", "'; --", '"', "\\", "../../etc/passwd",
    "0001-01-01", "9999-12-31", "10000-01-01", "2026-02-30", "2026-03-14 25:61", "0000-00-00", "-2026-03-14", "99999999999-01-01",
    "12:00", "24:00:01", "null", "None", "true", "on", "[]", "{}", "[1,2", '{"a":' * 50, "1,2,3", "1;2", "a=b&c=d",
    "http://127.0.0.1/", "javascript:alert(1)", "//evil.example", "http://[::1", "http://x" * 400, "mailto:a@b", "a@b",
    "(a+)+$", "[", "*", "?", "OR", "-tide", '"tide', "a OR", "tide:*", "tide & !quay", "field:x", "source:-", "before:9999-99-99",
    "publish", "delete_selected", "withdraw", "20260314T120000.000000-1", "99991231T235959.999999-1", "articles", "article", "source",
]  # fmt: skip
JUNK_PATHS = [
    "%00",
    "%ff",
    "%ed%a0%80",
    "..%2f",
    "%0d%0a",
    "%e2%80%ae",
    "-1",
    "0",
    "9" * 30,
    "a" * 2_000,
    "//",
    "%5c",
    "nan",
    "_5F00",
    "%2e%2e",
]
LANGUAGES = ["de", "ar", "*", "xx-" + "y" * 600, "de;q=nan", ",;=", "en-US,de;q=0.5", "\xff", "zh-hant-tw;q=1e400"]
HEADER_VALUES = {
    "accept-language": LANGUAGES,
    "if-none-match": ["*", '"x"', "W/", '"' * 50, 'W/"1", "2"', "\xff"],
    "if-modified-since": ["x", "Sat, 14 Mar 2026 12:00:00 GMT", "Sat, 99 Mar 99999 12:00:00 GMT", "Sun, 01 Jan 0000 00:00:00 GMT"],
    "range": ["bytes=0-", "bytes=-1", "bytes=5-1", "bytes=0-0,2-3", "bytes=999999999999999999999-", "lines=1", "bytes=" + "0-0," * 900],
    "x-forwarded-for": ["127.0.0.1", "x" * 500, "::1, ::1", ""],
    "x-forwarded-proto": ["https", "javascript", ""],
    "x-forwarded-host": ["evil.example", "a\xff"],
    "x-http-method-override": ["DELETE", "PUT"],
    "x-requested-with": ["XMLHttpRequest"],
    "referer": ["http://evil.example/", "\xff", "http://testserver/admin/?next=//evil.example"],
    "origin": ["null", "http://evil.example", "x"],
    "accept": ["application/json", "*/*;q=x", "text/html" * 200],
    "accept-encoding": ["gzip;q=0, *", "br", "identity;q=0"],
    "cookie": ["session=x", "session=" + "a" * 3_000, "csrf=;;;==", "language=xx; language=../../x", '="', "session=\x80\xff; messages=x"],
    "user-agent": ["", "Googlebot", "\xff" * 50],
    "host": ["testserver", "testserver:99999", "evil.example", "[::1", "", "testserver@evil.example"],
    "x-hub-signature": ["sha256=", "md5=x", "=" * 90],
    "link": ["<x>; rel=hub", "<" * 900, '<>; rel="self"'],
    "authorization": ["Bearer x", "Basic \xff", "Bearer " + "a" * 3_000],
    "content-encoding": ["gzip"],
    "transfer-encoding": ["chunked"],
    "prefer": ["return=minimal"],
}  # fmt: skip
CONTENT_TYPES = [
    "application/json", "text/plain", "application/x-www-form-urlencoded; charset=utf-16", "application/xml", "", "multipart/form-data",
    "multipart/form-data; boundary=", "multipart/form-data; boundary=\x80", "application/x-www-form-urlencoded; charset=nonsense",
    "image/svg+xml", "multipart/mixed; boundary=x", "application/x-www-form-urlencoded;" * 50,
]  # fmt: skip
FILES = [
    b"",
    b"\0" * 50,
    b"<opml><body><outline xmlUrl='x'/></body></opml>",
    b"<!DOCTYPE x [<!ENTITY a 'b'>]><opml/>",
    b"\xff\xfe<\0o\0",
    b"GIF89a",
]
FILE_NAMES = ["x.opml", "../../x.svg", "a" * 400, "", "\0.csv", "x\r\ny", "ü.png"]


class Asked(NamedTuple):
    """One request: by whom, how, and where to; ``pattern`` says which page it was made of."""

    who: str
    method: str
    pattern: str
    address: str
    body: bytes
    content_type: str
    headers: dict[str, str]


seldom = st.sampled_from([False] * 9 + [True])
sometimes = st.sampled_from([False] * 3 + [True])
value = st.sampled_from(VALUES) | st.text(max_size=40) | st.integers().map(str) | st.dates().map(str)
headers = st.dictionaries(st.sampled_from(sorted(HEADER_VALUES)), st.integers(0, 99), max_size=3).map(
    lambda chosen: {name: HEADER_VALUES[name][number % len(HEADER_VALUES[name])] for name, number in chosen.items()}
)


def _wire(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _encoded(pairs) -> bytes:
    return "&".join(f"{quote_plus(_wire(name))}={quote_plus(_wire(each))}" for name, each in pairs).encode()


@st.composite
def pairs_of(draw, fields):
    """Return what a form or a query says: some of what the page itself would send, bent here and there, and more."""
    kept = [pair for pair in fields if not draw(seldom)]
    bent = [(name, draw(value)) if draw(sometimes) else (name, each) for name, each in kept]
    known = st.sampled_from([name for name, _ in fields] + NAMES)
    return bent + draw(st.lists(st.tuples(known | st.text(max_size=12), value), max_size=4))


@st.composite
def bodies(draw, fields):
    """Return a body and its content type: a form as it should be, or as it should not."""
    pairs = draw(pairs_of(fields))
    kind = draw(st.sampled_from(["form", "form", "form", "multipart", "multipart", "broken", "odd"]))
    if kind == "form":
        return _encoded(pairs), "application/x-www-form-urlencoded"
    if kind == "odd":
        return _encoded(pairs), draw(st.sampled_from(CONTENT_TYPES))
    parts = [_part(name, _wire(each)) for name, each in pairs]
    if draw(st.booleans()):
        name = draw(st.sampled_from(["file", "portrait", *(name for name, _ in fields)]))
        parts.append(_part(name, draw(st.sampled_from(FILES)), draw(st.sampled_from(FILE_NAMES))))
    body = b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()
    if kind == "broken":
        at = draw(st.integers(0, len(body)))
        body = draw(
            st.sampled_from([body[:at], body[at:], body[:at] + b"\0\r\n\r\n" + body[at:], body.replace(b"\r\n", b"\n")])
        )
    return body, f"multipart/form-data; boundary={BOUNDARY}"


def _part(name: str, content: bytes, file: str | None = None) -> bytes:
    named = b'; filename="' + _wire(file) + b'"\r\nContent-Type: text/x-opml' if file is not None else b""
    head = f"--{BOUNDARY}\r\nContent-Disposition: form-data; name=".encode() + b'"' + _wire(name) + b'"'
    return head + named + b"\r\n\r\n" + content + b"\r\n"


@st.composite
def requests(draw, doors, people, fields_of):
    """Return a request to one of these doors; ``fields_of`` tells which fields its page has."""
    door, who = draw(st.sampled_from(doors)), draw(st.sampled_from(people))
    fields = fields_of(door)
    method = draw(st.sampled_from(OF_A_FORM if fields else OF_A_PAGE))
    path, _, query = door.address.partition("?")
    if draw(seldom):
        pieces = path.split("/")
        place = draw(st.integers(0, len(pieces) - 1))
        pieces[place] = draw(st.sampled_from(JUNK_PATHS)) + (pieces[place] if draw(st.booleans()) else "")
        path = "/" + "/".join(pieces).lstrip("/")
    if draw(st.booleans()):
        query = "&".join(filter(None, [query, _encoded(draw(pairs_of([]))).decode()]))
    body, content_type = draw(bodies(fields)) if method not in {"GET", "HEAD"} else (b"", "application/octet-stream")
    return Asked(who, method, door.pattern, f"{path}?{query}", body, content_type, draw(headers))


class Forms(HTMLParser):
    """Reads the forms of a page that post, as a browser would send them: {path they post to: {field: value}}."""

    def __init__(self, path):
        super().__init__()
        self.found, self._path, self._form, self._select = {}, path, None, ""

    def handle_starttag(self, tag, attributes):
        said = {name: each or "" for name, each in attributes}
        if tag == "form" and said.get("method", "").lower() == "post":
            to = urljoin(self._path, said.get("action", "")).partition("?")[0]
            self._form = self.found.setdefault(to, {})
        elif self._form is None or not (said.get("name") or tag == "option"):
            return
        elif tag in {"input", "textarea", "button"}:
            self._form.setdefault(said["name"], said.get("value", "on" if said.get("type") == "checkbox" else ""))
        elif tag == "select":
            self._select = said["name"]
        elif tag == "option" and self._select:
            self._form.setdefault(self._select, said.get("value", ""))

    def handle_endtag(self, tag):
        self._form = None if tag == "form" else self._form
        self._select = "" if tag == "select" else self._select


def forms_of(path, answer) -> dict[str, dict[str, str]]:
    """Return the forms of a page; of a thing that is no page none."""
    reader = Forms(path)
    if answer.headers.get("Content-Type", "").startswith("text/html"):
        reader.feed(answer.content.decode())
    return reader.found


def ask(browser, asked: Asked):
    """Send a request, and leave the database as it was. Returns the answer and the seconds that it took."""
    began = time.perf_counter()
    mark = transaction.savepoint()
    try:
        extra = {f"HTTP_{name.upper().replace('-', '_')}": each for name, each in asked.headers.items()}
        answer = browser.generic(asked.method, asked.address, asked.body, asked.content_type, **extra)
        length = len(answer.getvalue())
        finish(answer)
    finally:
        transaction.savepoint_rollback(mark)
    return answer, length, time.perf_counter() - began


def wrong_with(answer, length, seconds) -> str:
    """Say what is wrong with an answer; "" where nothing is."""
    error = answer.exc_info[1] if getattr(answer, "exc_info", None) else None
    if error is not None:
        return f"{type(error).__name__}: {str(error)[:90]!r} at {_place(error)}"
    place = answer.headers.get("Location", "/").replace("\\", "/")
    wrong = {
        f"status {answer.status_code}": answer.status_code >= 500,
        "headers are missing": any(answer.headers.get(name) != expected for name, expected in HEADERS.items()),
        "a header of two lines": any("\r" in each or "\n" in each for each in answer.headers.values()),
        f"leads away to {place}": place.startswith("//") or "evil.example" in place.partition("?")[0],
        f"{length} bytes": length > LONGEST,
        f"took {seconds:.0f} s": seconds > SECONDS,
    }
    return ", ".join(each for each, is_so in wrong.items() if is_so)


def _place(error: BaseException) -> str:
    """Return where it happened, as far as it is our own code."""
    frames, trace = [], error.__traceback__
    while trace:
        frames.append(f"{trace.tb_frame.f_code.co_filename.rpartition('/')[2]}:{trace.tb_lineno}")
        trace = trace.tb_next
    return " < ".join(reversed(frames[-4:]))


def shown(asked: Asked) -> str:
    """Write a request down so that it can be sent again."""
    body = unquote_to_bytes(asked.body.replace(b"+", b" "))[:400] if asked.body else b""
    return f"{asked.who}: {asked.method} {asked.address[:300]} {asked.headers} {asked.content_type[:80]} {body!r}"

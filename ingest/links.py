"""Pure: what feeds write as links -> absolute http(s) URLs, judged, and their canonical form.

Every link from a feed is an attack until it was read here: no function raises, and "" means that there is no link.
"""

import ipaddress
import re
from functools import lru_cache
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit, urlunsplit

import idna

from ingest.trackers import is_tracker

LIMIT = 2_048
"""Characters of the longest URL we keep."""

_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202f\u205f-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff\ud800-\udfff\U000e0000-\U000e0fff]"
)
"""Controls, zero-width, bidi and other characters that a reader cannot see; they hide what a link is."""

_NOISE = re.compile(r"(?:%20|%0[adAD]|[\s\"'<>?&#])+$")
_WEB = re.compile(r"https?://[^/?#]", re.IGNORECASE)
_PLAIN = re.compile(
    r"https?://(?:[a-z0-9](?:[a-z0-9-]{0,50}[a-z0-9])?\.){1,3}[a-z]{2,60}/[A-Za-z0-9/._~!$()*+,=:@-]*"
    r"(?:\?[A-Za-z0-9/._~!$&()*+,=:@-]+)?(?:#[A-Za-z0-9/._~!$()*+,=:@-]+)?(?<=[A-Za-z0-9/_=-])"
)
"""A link that is absolute, judged and escaped as it stands. Most are."""

_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):")
_ESCAPED_AMPERSAND = re.compile(r"&(?:amp|#0{0,4}38|#x0{0,4}26);", re.IGNORECASE)
_STRAY_PERCENT = re.compile(r"%(?![0-9a-fA-F]{2})")
_PERCENT = re.compile(r"%[0-9a-fA-F]{2}")
_SESSION = re.compile(r";jsessionid=[\w.!-]*", re.IGNORECASE)
_HOST = re.compile(
    r"(?=.{1,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)*"
)
_NUMERIC_LABEL = re.compile(r"[0-9]+|0x[0-9a-f]*")
_ENDS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_/=")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_DEFAULT_PORTS = {"http": 80, "https": 443}
_PATH_SAFE = "/:@!$&'()*+,;=~%[]"
_QUERY_SAFE = _PATH_SAFE + "?"


def absolute(link: str, *bases: str) -> str:
    """Return the link as an absolute http(s) URL of at most 2,048 characters, or "".

    ``bases`` are tried in order of sense (xml:base, entry link, feed link, final URL); each may be relative to those
    after it. Refused are other schemes, user names, backslashes, bad hosts and ports. The query and the fragment stay.
    """
    if len(link) <= LIMIT and _PLAIN.fullmatch(link):
        return link
    link = _scrubbed(link)
    if not link or _is_foreign(link):
        return ""
    if _SCHEME.match(link):
        return _judged(link)
    base = ""
    for outer in reversed(bases):
        base = absolute(outer, base) or base if outer else base
    return _judged(_joined(base, link)) if base else ""


def canonical(url: str) -> str:
    """Return the one form of an absolute URL by which we know the page, or "".

    Tracking parameters, session ids and the fragment are taken off (``#!`` and ``#/`` are routes and stay), percent
    escapes are written in one way.
    """
    parts = _split(_one_spelling(absolute(url)))
    if parts is None or not parts.netloc:
        return ""
    host = parts.hostname or ""
    pieces = [piece for piece in parts.query.split("&") if piece and not _tracks(piece, host)]
    route = parts.fragment if parts.fragment.startswith(("!", "/")) else ""
    path = _SESSION.sub("", parts.path)
    return _without_noise(urlunsplit((parts.scheme, parts.netloc, path, "&".join(pieces), route)))


def host_of(url: str) -> str:
    """Return the host of an absolute URL, lower case and without ``www.``, or ""."""
    parts = _split(url)
    return (parts.hostname or "").removeprefix("www.") if parts else ""


def _scrubbed(link: str) -> str:
    """Take off what nobody can see, white space and noise around; "" if it is far too long to be a link."""
    link = link.strip()
    if len(link) > 2 * LIMIT:
        return ""
    seen = link if link.isascii() and link.isprintable() else _UNSEEN.sub("", link).strip()
    link = _ESCAPED_AMPERSAND.sub("&", seen.strip("\"'<> "))
    if link[:4].lower() == "www.":
        link = f"http://{link}"
    return _without_noise(link) if link.strip("#?&") else link


def _without_noise(link: str) -> str:
    """Take off what stands behind a link by mistake."""
    return link if link[-1:] in _ENDS and "%" not in link[-3:] else _NOISE.sub("", link)


def _is_foreign(link: str) -> bool:
    """Tell whether a link has a scheme other than http(s), no authority behind it, or backslashes before its query."""
    if _SCHEME.match(link) and not _WEB.match(link):
        return True
    return "\\" in link and "\\" in re.split(r"[?#]", link, maxsplit=1)[0]


def _joined(base: str, link: str) -> str:
    """Resolve a relative link (RFC 3986, section 5.2), or return ""."""
    try:
        return urljoin(base, link)
    except ValueError:
        return ""


def _split(url: str) -> SplitResult | None:
    """Split a URL, or return None where it cannot be."""
    try:
        parts = urlsplit(url)
        _ = parts.hostname, parts.port
    except ValueError:
        return None
    return parts


@lru_cache(maxsize=512)
def _judged(url: str) -> str:
    """Return an absolute URL with every part checked and escaped, or "".

    Most links of a feed are asked for again: its own for each entry, an entry's for its key and for its texts.
    """
    parts = _split(url)
    if parts is None or parts.scheme not in _DEFAULT_PORTS or "@" in parts.netloc:
        return ""
    host = _judged_host(parts.hostname or "")
    if not host or parts.port == 0:
        return ""
    port = "" if parts.port in (None, _DEFAULT_PORTS[parts.scheme]) else f":{parts.port}"
    path, query, fragment = _escaped(parts.path, _PATH_SAFE), _escaped(parts.query, _QUERY_SAFE), parts.fragment
    whole = urlunsplit((parts.scheme, host + port, path or "/", query, _escaped(fragment, _QUERY_SAFE)))
    return whole if len(whole) <= LIMIT else ""


@lru_cache(maxsize=512)
def _judged_host(host: str) -> str:
    """Return a host as the network knows it: an IP address in its only notation, or lower-case ASCII labels."""
    if ":" in host:
        return _address(host, "[{}]")
    try:
        ascii_host = host if host.isascii() else idna.encode(host[:253], uts46=True).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        return ""
    ascii_host = ascii_host.lower().removesuffix(".")
    if not _HOST.fullmatch(ascii_host):
        return ""
    is_numeric = _NUMERIC_LABEL.fullmatch(ascii_host.rpartition(".")[2])
    return _address(ascii_host, "{}") if is_numeric else ascii_host


def _address(host: str, form: str) -> str:
    """Return an IP address in canonical notation, or "". Scope ids name a cable of ours and are refused."""
    try:
        return "" if "%" in host else form.format(ipaddress.ip_address(host))
    except ValueError:
        return ""


def _escaped(part: str, safe: str) -> str:
    """Percent-encode all that a URL may not hold; escapes that are there already stay."""
    return quote(_STRAY_PERCENT.sub("%25", part) if "%" in part else part, safe=safe) if part else ""


def _tracks(piece: str, host: str) -> bool:
    """Tell whether one ``name=value`` of a query only tracks."""
    name, _, value = piece.partition("=")
    return is_tracker(unquote(name), unquote(value), host)


def _one_spelling(url: str) -> str:
    """Write percent escapes in upper case, and as plain characters where they need no escape (RFC 3986, 6.2.2)."""

    def spelled(match: re.Match[str]) -> str:
        character = chr(int(match[0][1:], 16))
        return character if character in _UNRESERVED else match[0].upper()

    return _PERCENT.sub(spelled, url) if "%" in url else url

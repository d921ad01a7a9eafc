"""Pure: may this address stand in a page? What is judged is the address after resolution, the one a browser would ask.

The rule (trust.md, "Cleaning HTML"): http or https, for links mailto too; a host; no user name or password; at most
2,048 characters; controls, zero-width and bidi characters are taken out before anything is decided.
"""

import re
from functools import lru_cache
from urllib.parse import urljoin, urlsplit

from articles.characters import without_controls, without_invisible

LONGEST = 2_048

_BLANKS = re.compile(r"[\t\n\r]|^ +| +$")
_PLAIN = re.compile(
    r"https?://[A-Za-z0-9.-]+(?::[1-5]?[1-9][0-9]{0,3})?"
    r"(?:/[A-Za-z0-9/._~!$&()*+,=:@%-]*(?:\?[A-Za-z0-9/._~!$&()*+,;=:@%-]+)?(?:#[A-Za-z0-9/._~!$&()*+,;=:@%-]+)?)?"
)
"""An address that is its own resolution, and in which nothing is to be judged. Most are."""

_BEFORE_QUERY = re.compile(r"[^?#]*")
_HTTP = re.compile(r"(https?):/*", re.IGNORECASE)
_NETLOC = re.compile(
    r"(?:\[[0-9a-fA-F:.]+\]|[^\s\x00-\x20!\"#$%&'()*+,/:;<=>?@\[\\\]^`{|}~\u2000-\u206f]+)(?::\d{0,5})?"
)
_MAILTO = re.compile(r"mailto:[^\s@<>\"'\\:/?#%]+@[\w.-]+(?:\?[^\s<>\"'\\]*)?", re.IGNORECASE)
_TO_ESCAPE = str.maketrans({character: f"%{ord(character):02X}" for character in " \"'<>\\^`{|}"})


def judge(url: str, base_url: str = "", *, mail: bool = False) -> str:
    """Return the absolute address that ``url`` means on a page at ``base_url``, or "" where it may not stand.

    ``mail`` lets mailto pass, for links. Never raises.
    """
    if len(url) <= LONGEST and _PLAIN.fullmatch(url):
        return url
    is_kept = len(url) + len(base_url) <= 2 * LONGEST
    return (_judged_once if is_kept else _judged)(url, base_url, mail) if url else ""


def _judged(url: str, base_url: str, mail: bool) -> str:
    """Judge an address that is not empty; see ``judge``."""
    url = _as_browsers_read(url)
    if not url or len(url) > LONGEST:
        return ""
    if mail and _MAILTO.fullmatch(url):
        return url
    try:
        resolved = urlsplit(urljoin(base_url, url))
        is_sound = resolved.scheme in {"http", "https"} and bool(_NETLOC.fullmatch(resolved.netloc))
        is_sound = is_sound and resolved.port != 0
    except ValueError:  # A port, an IPv6 address or a host that is none.
        return ""
    absolute = resolved.geturl().translate(_TO_ESCAPE)
    return absolute if is_sound and len(absolute) <= LONGEST else ""


_judged_once = lru_cache(maxsize=512)(_judged)
"""The cleaner asks of each address again at each pass."""


def _as_browsers_read(url: str) -> str:
    """Drop what browsers skip, and write slashes where browsers read slashes: else we would judge another address."""
    url = _BLANKS.sub("", without_invisible(without_controls(url)).replace("\u200c", "").replace("\u200d", ""))
    if url[:7].lower() == "mailto:":
        return url
    url = _BEFORE_QUERY.sub(lambda part: part[0].replace("\\", "/"), url, count=1)
    return _HTTP.sub(r"\1://", url, count=1) if _HTTP.match(url) else url

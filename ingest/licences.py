"""Pure: what publishers write of their rights -> the name and URL of a Creative Commons licence, where it is one."""

import re
from functools import lru_cache
from typing import NamedTuple

_URL = re.compile(
    r"https?://(?:www\.)?creativecommons\.org/(?:(?P<kind>licen[sc]es)/(?P<code>[a-z-]{2,15})|publicdomain/(?P<free>zero|mark))"
    r"(?:/(?P<version>[1-4]\.[05]))?(?:/(?P<place>[a-z]{2,8}))?",
    re.IGNORECASE,
)
_TERSE = re.compile(
    r"\bCC[ -]?(?P<code>BY(?:[ -](?:NC|SA|ND)){0,2}|0|zero)(?:[ -]?(?P<version>[1-4]\.[05]))?(?![\w.]*\w)",
    re.IGNORECASE,
)
_LONG = re.compile(
    r"Creative Commons:?[ -]+(?P<code>(?:Attribution|Zero|CC0)(?:[ ,–/-]{1,3}(?:Non-?Commercial|Share-?Alike|No-?Deriv(?:ative)?s?(?: Works)?)){0,2})"
    r"(?: (?P<version>[1-4]\.[05]))?",
    re.IGNORECASE,
)  # fmt: skip
_LONG_WORDS = {"attribution": "by", "non": "nc", "share": "sa", "no": "nd"}
_CODES = frozenset({"by", "by-sa", "by-nd", "by-nc", "by-nc-sa", "by-nc-nd"})
_READ = 2_000


class Licence(NamedTuple):
    """A licence as it is cited ("CC BY 4.0") and the URL of its deed; both "" where none was found."""

    name: str = ""
    url: str = ""


def find_licence(*texts: str) -> Licence:
    """Return the first Creative Commons licence that one of the texts (URLs, rights lines, HTML) names.

    Only the first 2,000 characters of each are read. A name without a version has no URL: we do not guess terms.
    """
    for text in texts:
        licence = _licence(text[:_READ]) if text else None
        if licence:
            return licence
    return Licence()


@lru_cache(maxsize=64)
def _licence(text: str) -> Licence | None:
    """Find a licence in one text. A feed says the same of each of its entries."""
    return _in_url(text) or _in_words(text)


def _in_url(text: str) -> Licence | None:
    """Find a link to a deed at creativecommons.org."""
    found = _URL.search(text)
    if found is None:
        return None
    version, place = found["version"] or "", (found["place"] or "").lower()
    if found["free"]:
        name = "CC0" if found["free"].lower() == "zero" else "Public Domain Mark"
        path = f"publicdomain/{found['free'].lower()}"
    else:
        path = f"licenses/{found['code'].lower()}"
        name = f"CC {found['code'].upper()}"
        if found["code"].lower() not in _CODES:
            return None
    place = place if len(place) == 2 or place in ("igo", "scotland") else ""
    tail = "".join(f"{part}/" for part in (version, place) if part)
    return Licence(" ".join(filter(None, (name, version, place.upper()))), f"https://creativecommons.org/{path}/{tail}")


def _in_words(text: str) -> Licence | None:
    """Find "CC BY-NC-ND 4.0" or "Creative Commons Attribution-ShareAlike 4.0" in running text."""
    found = _TERSE.search(text)
    code = re.sub(r"[ -]+", "-", found["code"].lower()) if found else ""
    if found is None:
        found = _LONG.search(text)
        code = _short(found["code"]) if found else ""
    if found is None:
        return None
    version = found["version"] or ""
    if code in ("0", "zero", "cc0"):
        return Licence("CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/")
    if code not in _CODES:
        return None
    url = f"https://creativecommons.org/licenses/{code}/{version}/" if version else ""
    return Licence(f"CC {code.upper()} {version}".strip(), url)


def _short(code: str) -> str:
    """Return "by-nc-sa" for "Attribution-NonCommercial-ShareAlike"."""
    words = re.findall(r"attribution|non|share|no|zero|cc0", code.lower())
    return "-".join(_LONG_WORDS.get(word, word) for word in words)

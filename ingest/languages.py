"""Pure: what publishers write as a language -> a BCP 47 tag (RFC 5646), or "" for junk."""

import re
from functools import lru_cache

_TAG = re.compile(
    r"(?P<language>[a-z]{2,3})(?:-[a-z]{3}){0,1}"
    r"(?:-(?P<script>[a-z]{4}))?"
    r"(?:-(?P<region>[a-z]{2}|[0-9]{3}))?"
    r"(?:-[a-z0-9]{1,8}){0,3}"
)
_NO_LANGUAGE = frozenset({"und", "mul", "zxx", "mis", "xx", "xxx", "art", "root"})
_MISNOMERS = {
    "iw": "he",
    "in": "id",
    "ji": "yi",
    "gr": "el",
    "cz": "cs",
    "dk": "da",
    "jp": "ja",
    "ua": "uk",
    "eng": "en",
}
"""Withdrawn codes, and countries that are taken for languages where no language has that code (or none with news)."""


def language_tag(text: str) -> str:
    """Return language, script and region of a tag in their canonical case: ``en_US`` -> ``en-US``; junk -> ``""``."""
    return _tag(text[:80].strip()) if text else ""


@lru_cache(maxsize=256)
def _tag(text: str) -> str:
    """Return the tag; see ``language_tag``. A feed names one language again and again."""
    first = re.split(r"[,;.\s@]", text, maxsplit=1)[0]
    match = _TAG.fullmatch(first.replace("_", "-").lower().strip("-"))
    if match is None or match["language"] in _NO_LANGUAGE:
        return ""
    language = _MISNOMERS.get(match["language"], match["language"])
    parts = [language, (match["script"] or "").title(), (match["region"] or "").upper()]
    return "-".join(part for part in parts if part)


def first_language(*texts: str) -> str:
    """Return the tag of the first text that names a language, or ""."""
    return next((tag for tag in map(language_tag, texts) if tag), "")

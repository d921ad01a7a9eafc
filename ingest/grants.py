"""Grants: what a list of feeds says of a publisher's rights, as our OPML attributes spell it, and back.

newsroom:rights="full" newsroom:images="no"  <-->  {"rights_mode": "full", "images_allowed": False}
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

COUNTRY = re.compile(r"[A-Z]{2}")


@dataclass(frozen=True, slots=True)
class Grant:
    """One attribute: the field of ``Source`` that it fills, how to read it (ValueError says why not), how to write it."""

    field: str
    read: Callable[[str], Any]
    write: Callable[[Any], str] = str


def _choice(field: str, meaning: Mapping[str, Any]) -> Grant:
    """Return a grant that has a word for each value."""
    words = {value: word for word, value in meaning.items()}

    def read(text: str) -> Any:
        if text not in meaning:
            raise ValueError(f"is not one of {', '.join(meaning)}")
        return meaning[text]

    return Grant(field, read, lambda value: words[value])


def _text(limit: int) -> Callable[[str], str]:
    def read(text: str) -> str:
        if len(text) > limit:
            raise ValueError(f"is longer than {limit} characters")
        return text

    return read


def _address(text: str) -> str:
    if not text.startswith(("http://", "https://")) or len(text) > 500:
        raise ValueError("is not an http(s) address")
    return text


def _words(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 3 or not 5 <= int(text) <= 300:
        raise ValueError("is not a number from 5 to 300")
    return int(text)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError("is not a day such as 2027-12-31") from None


def _country(text: str) -> str:
    if not COUNTRY.fullmatch(text.upper()):
        raise ValueError("is not a country code such as DE")
    return text.upper()


GRANTS: Mapping[str, Grant] = {
    "description": Grant("description", _text(500)),
    "country": Grant("country", _country),
    "publishing": _choice("publishing", {"automatic": "automatic", "review": "review"}),
    "rights": _choice("rights_mode", {"headline": "headline", "excerpt": "excerpt", "full": "full"}),
    "excerptWords": Grant("excerpt_words", _words),
    "images": _choice("images_allowed", {"yes": True, "no": False}),
    "index": _choice("index_allowed", {"yes": True, "no": False}),
    "ai": _choice("ai_reserved", {"reserved": True, "free": False}),
    "licence": Grant("licence_name", _text(120)),
    "licenceUrl": Grant("licence_url", _address),
    "evidence": Grant("rights_evidence", _text(500)),
    "rightsUntil": Grant("rights_until", _day),
}


def check(said: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """Return the attributes that can be read, and a sentence on each that cannot."""
    kept, problems = {}, []
    for name, text in said.items():
        try:
            if text:
                GRANTS[name].read(text)
                kept[name] = text
        except ValueError as error:
            problems.append(f'newsroom:{name}="{text[:60]}" {error}; it was left out.')
    return kept, problems


def as_fields(attributes: Mapping[str, str]) -> dict[str, Any]:
    """Return the fields of a source for attributes that ``check`` kept."""
    return {GRANTS[name].field: GRANTS[name].read(text) for name, text in attributes.items()}


def as_attributes(source: object) -> dict[str, str]:
    """Return the attributes that say what a source's fields say."""
    values = {name: getattr(source, grant.field) for name, grant in GRANTS.items()}
    return {name: GRANTS[name].write(value) for name, value in values.items() if value not in ("", None)}

"""Rights: what may be shown of an article. Every output asks here: page, card, feed, search engine, JSON-LD, sitemap.

(Grant, texts, today) --showing--> Showing. Pure: the day is an argument, and no other module decides.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from articles import excerpt
from articles.entry import SafeHTML

Mode = Literal["headline", "excerpt", "full"]

FALLBACK_WORDS = 60
"""What remains of a grant after its last day: an excerpt of so many words."""

CARD_WORDS = 40
"""A card shows two lines; it is never sent more than this."""

NOTHING = SafeHTML("")
"""No body at all, the one SafeHTML that needs no sanitizer."""


@dataclass(frozen=True, slots=True)
class Grant:
    """What a publisher lets us do. ``words`` limits an excerpt; ``until`` is the last day of the grant, None: for good.

    ``images``: its pictures may be shown; ``index``: search engines may index our copy; ``ai_reserved``: text and data
    mining is not permitted.
    """

    mode: Mode = "excerpt"
    words: int = FALLBACK_WORDS
    images: bool = False
    index: bool = False
    ai_reserved: bool = True
    licence_name: str = ""
    licence_url: str = ""
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Showing:
    """What may leave the house of one article on one day.

    ``dek`` is plain text, ``body`` clean HTML or ""; where the mode is not "full" the body is "" and the dek holds the
    excerpt. ``pictures`` says whether the publisher's pictures may be shown; ``index`` goes to search engines.
    """

    mode: Mode
    headline: str
    dek: str
    body: SafeHTML
    pictures: bool
    index: bool
    ai_reserved: bool
    licence_name: str
    licence_url: str


def narrowed(grant: Grant, *, excerpt_only: bool) -> Grant:
    """Return what remains of a grant for an article of which our desk shows an excerpt only, or less."""
    return replace(grant, mode="excerpt") if excerpt_only and grant.mode == "full" else grant


def in_force(grant: Grant, today: date) -> Grant:
    """Return the grant as it stands ``today``: after its last day an excerpt is left, never more than there was."""
    if grant.until is None or today <= grant.until:
        return grant
    return replace(
        grant,
        mode="headline" if grant.mode == "headline" else "excerpt",
        words=min(grant.words, FALLBACK_WORDS),
        images=False,
        index=False,
        ai_reserved=True,
        licence_name="",
        licence_url="",
        until=None,
    )


def showing(grant: Grant, *, headline: str, dek: str, body: SafeHTML, today: date) -> Showing:
    """Decide what may be shown ``today`` of an article with these texts (``dek`` plain, ``body`` clean HTML or "")."""
    grant = in_force(grant, today)
    return Showing(
        mode=grant.mode,
        headline=headline,
        dek=_dek(grant, dek, body),
        body=body if grant.mode == "full" else NOTHING,
        pictures=grant.images,
        index=grant.index,
        ai_reserved=grant.ai_reserved,
        licence_name=grant.licence_name,
        licence_url=grant.licence_url,
    )


def card_dek(grant: Grant, dek: str, today: date) -> str:
    """Return what a card may show of ``dek``: cheap, because lists never load bodies."""
    grant = in_force(grant, today)
    if grant.mode == "headline":
        return ""
    return excerpt.cut(dek, CARD_WORDS if grant.mode == "full" else min(grant.words, CARD_WORDS))


def needs_body(grant: Grant, dek: str, today: date) -> bool:
    """Tell whether ``showing`` would use the body at all, so that a list loads no body in vain."""
    mode = in_force(grant, today).mode
    return mode == "full" or (mode == "excerpt" and not dek)


def _dek(grant: Grant, dek: str, body: SafeHTML) -> str:
    """Return the dek, whole or cut; an excerpt without a dek begins where the body begins."""
    if grant.mode == "headline":
        return ""
    if grant.mode == "full":
        return dek
    return excerpt.cut(dek or excerpt.opening(body, grant.words), grant.words)

"""Entry cards: what an entry would become for readers under some rights, and what is odd about it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlsplit

from articles import rights
from articles.entry import CleanEntry
from articles.rights import Grant

SHOWN = 10


@dataclass(frozen=True, slots=True)
class EntryCard:
    """One entry as readers would see it on a card; ``picture`` and ``text`` say in words what there is and is shown."""

    headline: str
    dek: str
    language: str
    published: datetime | None
    byline: str
    host: str
    picture: str
    text: str
    problems: tuple[str, ...]


def cards(entries: Sequence[CleanEntry], grant: Grant, today: date) -> list[EntryCard]:
    """Return the cards of the first entries."""
    return [_card(entry, rights.in_force(grant, today), today) for entry in entries[:SHOWN]]


def _card(entry: CleanEntry, grant: Grant, today: date) -> EntryCard:
    return EntryCard(
        headline=entry.headline,
        dek=rights.card_dek(grant, entry.dek, today),
        language=entry.language,
        published=entry.published or entry.updated,
        byline=", ".join(entry.authors),
        host=urlsplit(entry.url).hostname or "",
        picture=_picture(entry, grant),
        text=_text(entry, grant),
        problems=tuple(_problems(entry)),
    )


def _picture(entry: CleanEntry, grant: Grant) -> str:
    if entry.lead_image is None:
        return "No picture"
    return "With its picture" if grant.images else "Has a picture, which these rights do not show"


def _text(entry: CleanEntry, grant: Grant) -> str:
    if not entry.body:
        return "No full text in the feed"
    return {
        "full": "Full text shown",
        "excerpt": f"Full text in the feed, of which {grant.words} words are shown",
        "headline": "Full text in the feed, of which nothing is shown",
    }[grant.mode]


def _problems(entry: CleanEntry) -> Iterator[str]:
    """Say what readers, or we, will miss in an entry."""
    if not entry.url:
        yield "It has no link to its publisher."
    if entry.published is None:
        yield "It has no date: the moment when it came will count."
    elif entry.date_suspect:
        yield "Its date is not to be believed: the moment when it came will count."
    if not entry.dek and not entry.body:
        yield "It has a headline and nothing else."
    if entry.origin.name:
        yield f"It is by {entry.origin.name}, and says so."

"""Entry cards: what an entry would become for readers under some rights, and what is odd about it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.utils import timezone

from articles import rights
from articles.entry import CleanEntry
from articles.rights import Grant
from articles.rules.book import Book
from articles.rules.subject import of_entry
from articles.ruling import did

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
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """What the cards are made under: the rights, the desk's rules, whose the entries are and where they go, and when."""

    grant: Grant
    book: Book
    source_id: int
    section_id: int | None
    now: datetime


def cards(entries: Sequence[CleanEntry], frame: Frame) -> list[EntryCard]:
    """Return the cards of the first entries."""
    return [_card(entry, frame) for entry in entries[:SHOWN]]


def _card(entry: CleanEntry, frame: Frame) -> EntryCard:
    today = timezone.localdate(frame.now)
    grant = rights.in_force(frame.grant, today)
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
        rules=tuple(_rules(entry, frame)),
    )


def _rules(entry: CleanEntry, frame: Frame) -> Iterator[str]:
    """Say which rules of the desk would hit it, what they would do, and why."""
    for rule, reason in frame.book.rule(of_entry(entry, frame.source_id, frame.section_id), frame.now).by:
        yield f"The rule “{rule.name}” hits ({did(rule.effect)}): {reason}"


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

"""Cards of stories that this process dealt before, as long as nothing that stands on them was written anew.

numbers --one query--> the version of each --> known cards; the others are read and dealt

A version is where Postgres keeps the rows of a card just now: it moves with each change of a row, whoever makes it, so that
nobody has to say that a card is out of date. Rows that are written as they were make a new card that is the same.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.utils import timezone

from articles.context import Frame
from articles.models import Article, Source, Story
from articles.views.article_version import VISIBLE
from articles.views.memory import Memory
from articles.views.story_cards import StoryCard, card_of, first_names
from articles.written import prepared_rows

VERSIONS = f"""
SELECT story.id, concat_ws(' ', story.xmin, story.ctid, lead.xmin, lead.ctid,
    (SELECT xmin::text || ctid::text FROM articles_picture WHERE article_id = lead.id),
    CASE WHEN story.families > 1 THEN (
        SELECT bit_xor(hashtextextended(xmin::text || ctid::text || ({VISIBLE})::text, id)) FROM articles_article AS other
        WHERE story_id = story.id
    ) END)
FROM articles_story AS story JOIN articles_article AS lead ON lead.id = story.lead_id
WHERE story.id = ANY(%s) AND {VISIBLE}
"""  # noqa: S608  Ours.
"""All that a card shows comes from these rows, from those of the frame's ``names``, and from those of the story's articles."""

MOST = 3_000
"""So many cards a process keeps, of one day."""

_cards: Memory[tuple[int, str, int, date], StoryCard] = Memory(MOST)


def cards_of(numbers: Iterable[int], frame: Frame) -> list[StoryCard]:
    """Return the cards of those stories that are visible, in this order; one query where all are known, two where not."""
    numbers = list(numbers)
    today = timezone.localdate()
    keys = {number: (number, version, frame.names, today) for number, version in _versions(numbers)}
    unknown = [number for number, key in keys.items() if key not in _cards]
    for card in _deal(unknown, today):
        _cards.keep(keys[card.story.pk], replace(card, version=keys[card.story.pk]))
    found = (_cards.find(keys[number]) for number in numbers if number in keys)
    return [card for card in found if card]


def _deal(numbers: Sequence[int], today: date) -> Iterator[StoryCard]:
    """Read the stories with whoever reports them, in one query, and deal their cards."""
    if numbers:
        stories = Story.objects.visible().for_cards().with_reporters().filter(pk__in=numbers)
        yield from (card_of(story, _names(story), today) for story in stories)


def _names(story: Story) -> tuple[str, ...]:
    reporters: list[dict[str, Any]] = story.reporters  # type: ignore[attr-defined]  # ``with_reporters`` adds it.
    return first_names(map(_report, reporters), story.lead_id) if story.families > 1 else ()


def _report(row: dict[str, Any]) -> Article:
    """Return as much of a report as its name needs."""
    source = Source(pk=row["of"], name=row["name"], home_url=row["home_url"], family=row["family"])
    return Article(
        pk=row["pk"], source=source, origin_name=row["origin"], origin_url=row["link"], published_at=row["at"]
    )


def _versions(numbers: Sequence[int]) -> list[tuple[int, str]]:
    return [(number, version) for number, version in prepared_rows(VERSIONS, [numbers])]


def forget() -> None:
    """Forget every card, as a new process does."""
    _cards.clear()

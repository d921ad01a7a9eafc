"""Cards of stories that this process dealt before, as long as nothing that stands on them was written anew.

numbers --one query--> the version of each --> known cards; the others are read and dealt

A version is where Postgres keeps the rows of a card just now: it moves with each change of a row, whoever makes it, so that
nobody has to say that a card is out of date. Rows that are written as they were make a new card that is the same.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from django.db import connection
from django.utils import timezone

from articles.models import Story
from articles.views.memory import Memory
from articles.views.story_cards import StoryCard, deal_stories

VERSIONS = """
SELECT story.id, story.xmin::text || story.ctid::text || lead.xmin::text || lead.ctid::text || source.xmin::text || source.ctid::text
    || coalesce(section.xmin::text || section.ctid::text, '-') || coalesce(mirror.xmin::text || mirror.ctid::text, '-')
    || coalesce((
        SELECT count(*)::text || '.' || bit_xor(hashtextextended(
            report.xmin::text || report.ctid::text || deliverer.xmin::text || deliverer.ctid::text, report.id))::text
        FROM articles_article AS report JOIN articles_source AS deliverer ON deliverer.id = report.source_id
        WHERE report.story_id = story.id AND story.families > 1
    ), '-')
FROM articles_story AS story
JOIN articles_article AS lead ON lead.id = story.lead_id
JOIN articles_source AS source ON source.id = lead.source_id
LEFT JOIN articles_section AS section ON section.id = story.section_id
LEFT JOIN articles_picture AS mirror ON mirror.article_id = lead.id
WHERE story.id = ANY(%s)
"""
"""All that a card shows comes from these rows; ``report`` and ``deliverer`` give the names."""

MOST = 3_000
"""So many cards a process keeps, of one day."""

_cards: Memory[tuple[int, str, date], StoryCard] = Memory(MOST)


def cards_of(numbers: Iterable[int]) -> list[StoryCard]:
    """Return the cards of these visible stories, in this order; one query where all are known, three where some are not."""
    numbers = list(numbers)
    today = timezone.localdate()
    keys = {number: (number, version, today) for number, version in _versions(numbers)}
    unknown = [number for number, key in keys.items() if key not in _cards]
    for card in _deal(unknown):
        _cards.keep(keys[card.story.pk], replace(card, version=keys[card.story.pk]))
    found = (_cards.find(keys[number]) for number in numbers if number in keys)
    return [card for card in found if card]


def _deal(numbers: Sequence[int]) -> Iterable[StoryCard]:
    return deal_stories(Story.objects.visible().for_cards().filter(pk__in=numbers)) if numbers else ()


def _versions(numbers: Sequence[int]) -> list[tuple[int, str]]:
    with connection.cursor() as cursor:
        cursor.execute(VERSIONS, [list(numbers)])
        return list(cursor.fetchall())

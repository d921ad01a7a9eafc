"""The front page: a lead, a list, a strip for each shelf, and an end. Stories stand by rank, under caps."""

from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from articles.context import frame
from articles.models import Section
from articles.views.card_memory import cards_of
from articles.views.cards import spread
from articles.views.page import reader_page
from articles.views.story_cards import StoryCard
from articles.written import prepared_rows

POOL = 200
"""So many of the highest compete for the top of the page; of most of them no more than two columns are read."""

TOP = 20
PER_FAMILY = 2
"""Of the first 20 items no more than so many are of one family, and of each strip, unless there is nobody else."""

LEAD_AMONG = 3
"""The lead is the first of so many that has something to say beside its headline."""

STRIP_PICTURE = 7
STRIP_TEXT = 5
"""So many stand in a strip, its own lead included, with and without a picture."""

STRIP_POOL = 30
"""So many of the highest of a shelf compete for its strip, or stand higher up the page already."""

HIGHEST = f"""
SELECT NULL, ARRAY(SELECT id || ' ' || family FROM articles_story WHERE reports > 0 ORDER BY rank DESC, id DESC LIMIT {POOL})
UNION ALL (SELECT section.id,
    ARRAY(SELECT id || ' ' || family FROM articles_story WHERE section_id = section.id AND reports > 0
        ORDER BY section_id, rank DESC, id DESC LIMIT {STRIP_POOL})
FROM articles_section AS section ORDER BY section.position, section.name)
"""  # noqa: S608  Both are ours.
"""The highest of all, and then of each shelf in the editors' order, each as its id and its family: two looks into an index.

Whether readers may know of them is asked of those that are chosen only.
"""

LAYOUT = "newsroom.front"
"""Under this name a request's META keeps the layout between asking for its version and setting it."""

Row = tuple[int, str]
"""The id of a story and its family, which is all that choosing needs."""


@dataclass(frozen=True, slots=True)
class Strip:
    """A shelf on the front page: its own lead and a few more."""

    section: Section
    lead: StoryCard
    cards: list[StoryCard]


@dataclass(frozen=True, slots=True)
class Layout:
    """The whole page: the lead, what stands beneath it, the list beside it, and the strips."""

    lead: StoryCard | None
    seconds: list[StoryCard]
    others: list[StoryCard]
    strips: list[Strip]

    @property
    def made_from(self) -> Hashable:
        """All that the page is made from but for its frame."""
        first = [[self.lead] if self.lead else [], self.seconds, self.others]
        parts = [*first, *([strip.lead, *strip.cards] for strip in self.strips)]
        return tuple(tuple(card.made_from for card in part) for part in parts)


@dataclass(slots=True)
class Caps:
    """How often each family stands on the page as far as it is laid out, and how many items that are at least."""

    seen: Counter[Hashable]
    shown: int

    def choose(self, rows: Iterable[Row], count: int) -> list[int]:
        """Return the ids of the next ``count``; beyond the first twenty each strip is judged by itself."""
        seen = self.seen if self.shown < TOP else None
        chosen = spread(rows, count, PER_FAMILY, by=lambda row: row[1], seen=seen)
        self.seen.update(family for _, family in chosen)
        self.shown += min(len(chosen), STRIP_TEXT)  # More of them stand only beside a picture.
        return [pk for pk, _ in chosen]


def version_of(request: HttpRequest) -> str:
    """Lay the page out, and return what every card on it is made from."""
    page = request.META[LAYOUT] = _lay_out(request)
    return f"front {page.made_from}"


@reader_page(made_of=version_of)
def front(request: HttpRequest) -> HttpResponse:
    """Show the edition: the highest stories at the top, then every shelf."""
    return render(request, "articles/front.html", {"page": request.META[LAYOUT]})


def _lay_out(request: HttpRequest) -> Layout:
    pool, *below = _highest()
    around = frame(request)
    top = cards_of([pk for pk, _ in spread(pool, TOP, PER_FAMILY, by=lambda row: row[1])], around)
    lead = _lead(top)
    seconds, others = _around(lead, [card for card in top if card is not lead])
    shown = [card.story for card in (lead, *seconds, *others) if card]
    caps = Caps(Counter(story.family for story in shown), len(shown))
    taken = {story.pk for story in shown}
    shelves = [[row for row in rows if row[0] not in taken] for rows in below]
    strips = _strips(cards_of([pk for of_shelf in shelves for pk in caps.choose(of_shelf, STRIP_PICTURE)], around))
    return Layout(lead, seconds, others, strips)


def _highest() -> list[list[Row]]:
    """Return what competes for the top of the page, and then what competes for each strip."""
    return [[(int(pk), family) for pk, _, family in map(_parted, rows)] for _, rows in prepared_rows(HIGHEST, [])]


def _parted(row: str) -> tuple[str, str, str]:
    return row.partition(" ")


def _lead(top: list[StoryCard]) -> StoryCard | None:
    """Choose the highest, unless one close to it says more than a headline; what an editor pinned leads in any case."""
    if not top or _is_pinned(top[0]):
        return top[0] if top else None
    return next((card for card in top[:LEAD_AMONG] if card.dek), top[0])


def _is_pinned(card: StoryCard) -> bool:
    until = card.story.pinned_until
    return until is not None and until > timezone.now()


def _around(lead: StoryCard | None, rest: list[StoryCard]) -> tuple[list[StoryCard], list[StoryCard]]:
    """Part the rest into what stands beneath the lead and beside it, so that both columns end at about one height.

    A picture makes the left column long, deks the right one. Beneath the lead each
    stands for another section, where there are enough.
    """
    wordy = 2 * sum(bool(card.dek) for card in rest) > len(rest)
    if lead and lead.has_picture:
        beneath, beside = (4, 7) if wordy else (2, 7)
    else:
        beneath, beside = (4, 4) if wordy else (4, 5)
    led: Counter[Hashable] = Counter([lead.story.section_id] if lead else [])
    seconds = spread(rest, beneath, 1, by=lambda card: card.story.section_id, seen=led)
    return seconds, [card for card in rest if card not in seconds][:beside]


def _strips(cards: Iterable[StoryCard]) -> list[Strip]:
    """Part the cards into shelves, in the editors' order."""
    shelved = [(card.story.section, card) for card in cards if card.story.section]
    shelved.sort(key=lambda pair: (pair[0].position, pair[0].name))
    return [_strip(section, [card for _, card in pairs]) for section, pairs in groupby(shelved, key=lambda p: p[0])]


def _strip(section: Section, cards: list[StoryCard]) -> Strip:
    lead = _lead(cards) or cards[0]
    rest = [card for card in cards if card is not lead]
    return Strip(section=section, lead=lead, cards=rest if lead.has_picture else rest[: STRIP_TEXT - 1])

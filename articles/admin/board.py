"""What the story board reads: a few queries, however many reports, events and suggestions there are."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from articles.models import Article, Membership, Story, StoryEvent, Suggestion
from articles.querysets import NOT_ON_CARDS
from articles.stories.undoing import may_be_undone

REPORTS, EVENTS, BESIDE, NEAR = 200, 50, 4, 30
"""So many reports and events stand on the page of a story, reports beside a suggestion, and stories are offered."""

WORDS = {
    "merged": ("Took in {reports} of", "Merged into"),
    "split": ("{reports} left, to be", "Began with {reports} of"),
    "moved": ("{reports} came from", "{reports} went to"),
    "never": ("Never to be merged with", "Never to be merged with"),
}
"""How the story of an event and the other one see it."""


@dataclass(frozen=True, slots=True)
class Report:
    """An article in a story; ``why`` is None where nothing was said. ``is_chosen``: its box is ticked."""

    article: Article
    why: Membership | None
    is_lead: bool
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two stories of a suggestion, with its first reports."""

    story: Story
    reports: list[Article]
    more: int


@dataclass(frozen=True, slots=True)
class Pair:
    """A suggestion with both its sides."""

    suggestion: Suggestion
    sides: tuple[Side, Side]


@dataclass(frozen=True, slots=True)
class Line:
    """An event as one of its stories sees it: ``words``, then the ``far`` story by number where there is one.

    ``former`` are the texts that it replaced, each with what it is.
    """

    event: StoryEvent
    words: str
    far: int | None
    can_undo: bool
    former: list[tuple[str, str]]


def reports(story: Story, chosen: Collection[str]) -> list[Report]:
    """Return the articles of a story, whatever their status, the last first; those ``chosen`` by number ticked."""
    rows = story.articles.select_related("source", "membership__actor", "membership__copy_of__source")
    articles = rows.defer(*NOT_ON_CARDS, "membership__copy_of__enclosures").order_by("-published_at", "-pk")[:REPORTS]
    return [
        Report(
            article=article,
            why=getattr(article, "membership", None),
            is_lead=article.pk == story.lead_id,
            is_chosen=str(article.pk) in chosen,
        )
        for article in articles
    ]


def history(story: Story) -> list[Line]:
    """Return what was done to a story, the last first."""
    events = StoryEvent.objects.filter(Q(story=story) | Q(other=story)).select_related("actor")[:EVENTS]
    return [_line(event, story) for event in events]


def _line(event: StoryEvent, story: Story) -> Line:
    """Tell of an event as the story sees it: what came or what went."""
    is_first = event.story_id == story.pk
    words = WORDS.get(event.kind, (event.get_kind_display(),) * 2)[not is_first]
    count = len(event.moves)
    return Line(
        event=event,
        words=words.format(reports=f"{count} report{'' if count == 1 else 's'}"),
        far=event.other_id if is_first else event.story_id,
        can_undo=may_be_undone(event),
        former=list(_former(event, story)),
    )


def _former(event: StoryEvent, story: Story) -> Iterable[tuple[str, str]]:
    """Yield the texts that an event replaced, with what they are."""
    columns: dict[str, Any] = event.former.get("stories", {}).get(str(story.pk), {})
    for name, words in (("edited_headline", "Headline before"), ("edited_dek", "Dek before")):
        if name in columns:
            yield words, columns[name][0] or "the lead's"


def open_suggestions() -> QuerySet[Suggestion]:
    """Return what waits for an editor's word, the likeliest first."""
    waiting = Suggestion.objects.filter(state=Suggestion.State.OPEN)
    return waiting.select_related("one__lead__source", "other__lead__source")


def suggestions_of(story: Story) -> QuerySet[Suggestion]:
    """Return what waits of one story."""
    return open_suggestions().filter(Q(one=story) | Q(other=story))


def pairs(suggestions: Collection[Suggestion]) -> list[Pair]:
    """Return suggestions with the first reports of both their stories, in one query."""
    first = _first_reports({pk for asked in suggestions for pk in (asked.one_id, asked.other_id)})
    return [Pair(asked, (_side(asked.one, first), _side(asked.other, first))) for asked in suggestions]


def _side(story: Story, first: dict[int, list[Article]]) -> Side:
    shown = first[story.pk]
    return Side(story, shown, story.reports + story.copies - len(shown))


def _first_reports(stories: Collection[int]) -> dict[int, list[Article]]:
    """Return the first visible articles of each story."""
    place = Window(RowNumber(), partition_by=F("story"), order_by=(F("published_at"), F("pk")))
    found: dict[int, list[Article]] = defaultdict(list)
    members = Article.objects.visible().filter(story__in=stories).annotate(place=place).filter(place__lte=BESIDE)
    for article in members.select_related("source").defer(*NOT_ON_CARDS).order_by("place"):
        found[article.story_id or 0].append(article)
    return found


def near(story: Story) -> list[Story]:
    """Return the stories that stand first on the site: where reports are moved to is mostly among them."""
    others = Story.objects.visible().exclude(pk=story.pk).select_related("lead")
    return list(others.only("edited_headline", "lead__headline", "lead__edited_headline").ranked()[:NEAR])

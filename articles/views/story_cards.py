"""Cards of stories: what stands for a story in a list, and who reports it."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from articles import rights
from articles.families import family_of
from articles.models import Article, Section, Story

NAMED = 3
"""So many independent publishers are named on a card."""

MINUTES_AN_HOUR, MINUTES_A_DAY = 60, 1_440


@dataclass(frozen=True, slots=True)
class StoryCard:
    """One story in a list, with what its lead's rights let a card show. ``names`` are who wrote, the lead's first.

    ``version`` names all that stands on it, where that is known (``card_memory.py``): the same version is the same card.
    """

    story: Story
    article: Article
    dek: str
    has_picture: bool
    names: tuple[str, ...]
    version: Hashable = None

    @property
    def section(self) -> Section | None:
        """The shelf on which it stands."""
        return self.story.section

    @property
    def headline(self) -> str:
        """The headline readers see: the editor's, else the lead's."""
        return self.story.display_headline

    @property
    def is_alone(self) -> bool:
        """Whether the story is one report, so that its page would say nothing that the report does not."""
        return self.story.reports < 2

    @property
    def address(self) -> str:
        """Where the headline leads: to the coverage, or straight to the report where that is all."""
        return self.article.get_absolute_url() if self.is_alone else self.story.get_absolute_url()

    @property
    def when(self) -> datetime:
        """When the last independent report came."""
        return self.story.last_report_at or self.article.published_at

    @property
    def made_from(self) -> Hashable:
        """All that its markup is made from at this moment, where its version is known."""
        return self.version, step_of_age(self.when)

    @property
    def more(self) -> int:
        """How many independent publishers are not named."""
        return max(0, self.story.families - len(self.names))


def deal_stories(stories: Iterable[Story]) -> list[StoryCard]:
    """Return a card for each story (loaded ``for_cards()``); one query for the names, however many there are."""
    found = list(stories)
    names = _names([story for story in found if story.families > 1])
    today = timezone.localdate()
    return [card_of(story, names.get(story.pk, ()), today) for story in found]


def card_of(story: Story, names: Sequence[str], today: date) -> StoryCard:
    """Return the card of one visible story (its lead and the lead's source loaded), as rights stand ``today``."""
    lead = story.lead
    if lead is None:
        raise ValueError("A visible story has a lead.")
    grant = rights.in_force(lead.grant, today)
    return StoryCard(
        story=story,
        article=lead,
        dek=rights.card_dek(grant, story.display_dek, today),
        has_picture=grant.images and lead.picture is not None,
        names=tuple(names) or (who_wrote(lead),),
    )


def who_wrote(article: Article) -> str:
    """Name the origin of an article, its source loaded."""
    return article.origin_name or article.source.name


def first_names(reports: Iterable[Article], lead: int | None) -> tuple[str, ...]:
    """Name the first independent publishers of these reports: the lead's, then by the time of their first one."""
    ordered = sorted(reports, key=lambda report: (report.pk != lead, report.published_at, report.pk))
    by_family: dict[str, str] = {}
    for report in ordered:
        by_family.setdefault(family_of(report), who_wrote(report))
    return tuple(by_family.values())[:NAMED]


def _names(stories: Sequence[Story]) -> dict[int, tuple[str, ...]]:
    """Read, in one query, who reports each story: {id of the story: names}."""
    reports: dict[int, list[Article]] = {story.pk: [] for story in stories}
    if stories:
        for report in Article.objects.visible().filter(story__in=stories).reports().for_names():
            reports[report.story_id or 0].append(report)
    return {story.pk: first_names(reports[story.pk], story.lead_id) for story in stories}


def step_of_age(moment: datetime) -> tuple[int, int]:
    """Return what a card's age is written from: whole minutes, then whole hours, then nothing that changes within a day."""
    minutes = int((timezone.now() - moment).total_seconds()) // 60
    if minutes < MINUTES_AN_HOUR:
        return (0, minutes)
    return (minutes // MINUTES_AN_HOUR, 0) if minutes < MINUTES_A_DAY else (24, 0)

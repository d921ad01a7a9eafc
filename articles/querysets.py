"""Every read that a page needs, named by what it needs. ``visible()`` stands behind every output."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Self

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Count, Exists, F, Max, OuterRef, Q, Sum
from django.db.models.functions import JSONObject, Now, TruncDate, TruncMonth, TruncWeek

if TYPE_CHECKING:
    from articles.models import Article, Editor, Section, Source, Story

NOT_ON_CARDS = (
    "enclosures",
    "rights_text",
    "origin_url",
    "licence_url",
    "tags",
    "edited_tags",
    "rule_tags",
    "tag_slugs",
    "frozen",
    "fingerprint",
    "url_digest",
)
"""What no card shows, and what may be long."""

NEVER_ON_PAGES = ("enclosures", "tag_slugs", "frozen", "fingerprint", "url_digest")
NAMING = ("name", "home_url", "family")
"""What says who a source is."""


def visible_now(prefix: str = "") -> Q:
    """Return the condition that readers may know of an article; ``prefix`` leads to it from another table."""
    begun = Q(**{f"{prefix}visible_from": None}) | Q(**{f"{prefix}visible_from__lte": Now()})
    not_over = Q(**{f"{prefix}visible_until": None}) | Q(**{f"{prefix}visible_until__gt": Now()})
    return Q(**{f"{prefix}status": "published"}) & begun & not_over


class ArticleQuerySet(models.QuerySet["Article"]):
    """Articles. Start with ``visible()`` for anything that leaves the house."""

    def visible(self) -> Self:
        """Keep what readers may know of: what is published, from its time on and until its end. No output goes without it."""
        return self.filter(visible_now())

    def for_cards(self) -> Self:
        """Load what a card shows, with its source and section, in one query; texts stay in the database."""
        return self.select_related("source", "section", "mirror").defer(*NOT_ON_CARDS)

    def for_coverage(self) -> Self:
        """Load what a story's page says of each report: a card, its licence and links, and why it is there, in one query."""
        return self.select_related("source", "section", "membership").defer(
            *NEVER_ON_PAGES, "tags", "edited_tags", "rule_tags"
        )

    def for_names(self) -> Self:
        """Load who wrote each and who brought it, and nothing else; one of each source and origin in a story."""
        return (
            self.select_related("source")
            .only("story", "published_at", "origin_name", "origin_url", *(f"source__{name}" for name in NAMING))
            .order_by("story_id", "source_id", "origin_name", "published_at", "pk")
            .distinct("story_id", "source_id", "origin_name")
        )

    def for_feed(self) -> Self:
        """Load what an item of a feed out says, with its source and section, in one query; bodies come on request.

        Our corrections take another.
        """
        return self.select_related("source", "section").prefetch_related("corrections").defer(*NEVER_ON_PAGES)

    def for_page(self) -> Self:
        """Load what the article's page shows, its clean text included, in one query; raw text stays where it is.

        Our corrections take another.
        """
        whole = self.select_related("source", "section", "curator", "body", "mirror", "story__lead")
        return (
            whole.with_carriers()
            .prefetch_related("corrections")
            .defer("body__raw", "story__rank_terms", *(f"story__lead__{name}" for name in NOT_ON_CARDS))
        )

    def with_carriers(self) -> Self:
        """Add, in the same query, who else's feed carried each, the first first: ``carriers``, a JSON object for each sighting."""
        from articles.models import Sighting  # noqa: PLC0415  The models import this module.

        others = Sighting.objects.filter(article=OuterRef("pk")).exclude(deliverer=OuterRef("source"))
        named = {name: f"deliverer__{name}" for name in ("name", "slug")}
        return self.annotate(carriers=ArraySubquery(others.values(row=JSONObject(pk="deliverer_id", **named))))

    def in_section(self, section: "Section") -> Self:
        """Keep the articles on one shelf."""
        return self.filter(section=section)

    def of_source(self, source: "Source") -> Self:
        """Keep the articles of one publisher."""
        return self.filter(source=source)

    def tagged(self, slug: str) -> Self:
        """Keep the articles that readers see under that tag, by its slug."""
        return self.filter(tag_slugs__contains=[slug])

    def chosen_by(self, editor: "Editor") -> Self:
        """Keep the articles that one of our editors published."""
        return self.filter(curator=editor)

    def of_story(self, story: "Story") -> Self:
        """Keep the articles of one story."""
        return self.filter(story=story)

    def reports(self) -> Self:
        """Leave out those that are a copy of another that readers may see in the same story."""
        return self.exclude(visible_now("membership__copy_of__"), membership__copy_of__story=F("story"))

    def since(self, moment: datetime) -> Self:
        """Keep what was published at ``moment`` or later."""
        return self.filter(published_at__gte=moment)

    def between(self, begin: datetime, end: datetime) -> Self:
        """Keep what was published at ``begin`` or later, and before ``end``."""
        return self.filter(published_at__gte=begin, published_at__lt=end)

    def before(self, published_at: datetime, pk: int) -> Self:
        """Keep what stands after that article in the river; the first condition alone lets the index seek."""
        return self.filter(published_at__lte=published_at).exclude(published_at=published_at, pk__gte=pk)

    def sections(self) -> "models.QuerySet[Section]":
        """Return the shelves on which any of these stand, in the editors' order."""
        from articles.models import Section  # noqa: PLC0415  As above.

        return Section.objects.filter(Exists(self.filter(section=OuterRef("pk"))))

    def counted_by_source(self) -> dict[int, int]:
        """Return how many of these each source has: {id of the source: count}, the busiest first."""
        rows = self.order_by().values_list("source").annotate(count=Count("pk")).order_by("-count", "source")
        return dict(rows)

    def counted_by_day_and_source(self) -> list[tuple[date, int, int]]:
        """Return how many of these each source has on each day of the site's time zone: (day, id of the source, count)."""
        days = self.order_by().annotate(day=TruncDate("published_at"))
        return list(days.values_list("day", "source").annotate(count=Count("pk")))

    def counted_by_day(self) -> dict[date, int]:
        """Return how many of these each day of the site's time zone has: {day: count}."""
        return self._counted(TruncDate("published_at"))

    def seen_since(self, moment: datetime) -> Self:
        """Keep what came to us at ``moment`` or later."""
        return self.filter(first_seen_at__gte=moment)

    def seen_by_day(self) -> dict[date, int]:
        """Return how many of these came to us on each day of the site's time zone: {day: count}."""
        return self._counted(TruncDate("first_seen_at"))

    def counted_by_month(self) -> dict[date, int]:
        """Return how many of these each month of the site's time zone has: {its first day: count}."""
        return {month.date(): count for month, count in self._counted(TruncMonth("published_at")).items()}

    def _counted(self, by: models.Expression) -> dict[Any, int]:
        rows = self.order_by().annotate(by=by).values_list("by").annotate(count=Count("pk"))
        return dict(rows)

    def stories_by_sources(self) -> "models.QuerySet[Article, int]":
        """Return the ids of the stories of these, those first that most sources report among them."""
        stories = self.exclude(story=None).reports().order_by().values("story")
        counted = stories.annotate(sources=Count("source", distinct=True), rank=Max("story__rank"))
        return counted.order_by("-sources", "-rank", "-story").values_list("story", flat=True)

    def top_story_of_each_day(self) -> dict[date, int]:
        """Return the story that most sources report on each day, where several do: {day: id of the story}."""
        of_days = self.exclude(story=None).reports().order_by().annotate(day=TruncDate("published_at"))
        counted = of_days.values("day", "story").annotate(
            sources=Count("source", distinct=True), rank=Max("story__rank")
        )
        several = counted.filter(sources__gte=2).order_by("sources", "rank", "story")
        return dict(several.values_list("day", "story"))

    def most_read(self, since: date, least: int) -> "models.QuerySet[Article, tuple[int, int]]":
        """Return which of these were opened most from that day on, ``least`` times at least: (id, how often)."""
        read = self.order_by().filter(visits__day__gte=since).values("pk").annotate(reads=Sum("visits__count"))
        return read.filter(reads__gte=least).order_by("-reads", "-pk").values_list("pk", "reads")

    def counted_by_week(self) -> dict[datetime, int]:
        """Return how many of these each week has: {its Monday 0:00 in the site's time zone: count}."""
        return self._counted(TruncWeek("published_at"))


class StoryQuerySet(models.QuerySet["Story"]):
    """Stories. Start with ``visible()`` for anything that leaves the house."""

    def visible(self) -> Self:
        """Keep the stories that readers may know of: readers may know of their lead, so they have a report."""
        return self.filter(visible_now("lead__"), reports__gt=0)

    def for_cards(self) -> Self:
        """Load what a card shows: the story, its section, its lead with source and picture, in one query."""
        hidden = [f"lead__{name}" for name in NOT_ON_CARDS]
        return self.select_related("section", "lead__source", "lead__mirror").defer(*hidden, "rank_terms")

    def with_reporters(self) -> Self:
        """Add who reports each, in the same query: ``reporters``, a JSON object for each of its sources and origins."""
        from articles.models import Article  # noqa: PLC0415  The models import this module.

        reports = Article.objects.visible().filter(story=OuterRef("pk")).reports().for_names()
        named = {name: f"source__{name}" for name in NAMING}
        row = JSONObject(pk="pk", at="published_at", origin="origin_name", link="origin_url", of="source_id", **named)
        return self.annotate(reporters=ArraySubquery(reports.values(row=row)))

    def for_page(self) -> Self:
        """Load what the story's own pages show: as a card, with the rank's terms and the lead's credit."""
        hidden = [f"lead__{name}" for name in NEVER_ON_PAGES]
        return self.select_related("section", "lead__source", "lead__section", "lead__mirror").defer(*hidden)

    def for_addresses(self) -> Self:
        """Load what the address of each says and when it changed."""
        return self.select_related("lead").only(
            "language",
            "edited_headline",
            "first_report_at",
            "last_report_at",
            "lead__headline",
            "lead__edited_headline",
        )

    def ranked(self) -> Self:
        """Order them as lists do."""
        return self.order_by("-rank", "-id")

    def in_section(self, section: "Section") -> Self:
        """Keep the stories on one shelf."""
        return self.filter(section=section)

    def independent(self) -> Self:
        """Keep the stories that two or more independent publishers report: pages of ours that others' cannot replace."""
        return self.filter(families__gte=2)

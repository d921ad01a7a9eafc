"""Story: one event, with everybody who reports it."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from articles.models.section import Section
from articles.paths import slug_of, story_path
from articles.querysets import StoryQuerySet

if TYPE_CHECKING:
    from articles.models.article import Article  # noqa: F401  The article points here; the story names it in a string.


class Story(models.Model):
    """A story; most have one report. Its id is its address for good, through merges and a recluster.

    ``lead`` is the report that stands for it. The counts are of what readers may see: ``reports`` are articles that are no
    copy of another, ``families`` the independent publishers among them. ``rank`` is what lists are ordered by, and
    ``rank_terms`` what it is the sum of (``articles/rank.py``). A story that was merged away keeps its row, which leads on.
    """

    language = models.CharField(max_length=35, blank=True)
    section = models.ForeignKey(Section, null=True, blank=True, on_delete=models.SET_NULL, related_name="stories")
    lead = models.ForeignKey("articles.Article", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    lead_is_chosen = models.BooleanField(default=False, help_text="An editor chose the lead; it stays.")
    edited_headline = models.CharField(
        max_length=500, blank=True, help_text="Shown in place of the lead's, whatever is reported later."
    )
    edited_dek = models.TextField(max_length=1000, blank=True, help_text="Shown in place of the lead's.")
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="merged")

    reports = models.PositiveIntegerField(default=0, editable=False)
    copies = models.PositiveIntegerField(default=0, editable=False)
    families = models.PositiveIntegerField(default=0, editable=False)
    family = models.CharField(max_length=255, blank=True, editable=False, help_text="That of the lead.")
    first_report_at = models.DateTimeField(null=True, editable=False)
    last_report_at = models.DateTimeField(
        null=True, editable=False, help_text="When the last independent report came in."
    )
    made_at = models.DateTimeField()

    boost = models.FloatField(default=0.0, help_text="Added to its rank; 1 counts as ten times the publishers.")
    pinned_until = models.DateTimeField(null=True, blank=True, help_text="Until then it stands before all others.")
    rank = models.FloatField(default=0.0, editable=False)
    rank_terms = models.JSONField(default=dict, editable=False)
    rank_until = models.DateTimeField(
        null=True, editable=False, help_text="When the rank has to be computed anew though nothing new comes."
    )

    objects = StoryQuerySet.as_manager()

    class Meta:
        """What Postgres itself refuses, and one B-tree for the front and one for every shelf."""

        ordering = ("-rank", "-id")
        verbose_name_plural = "stories"
        indexes = [
            # With the family, so that the front page chooses from the indexes alone.
            models.Index(
                F("rank").desc(), F("id").desc(), name="story_rank", condition=Q(reports__gt=0), include=["family"]
            ),
            models.Index(
                "section",
                F("rank").desc(),
                F("id").desc(),
                name="story_section_rank",
                condition=Q(reports__gt=0),
                include=["family"],
            ),
            models.Index(fields=["last_report_at"], name="story_last_report"),
            # Few of a million each: what editors decided.
            models.Index("id", name="story_boosted", condition=~Q(boost=0)),
            models.Index("id", name="story_edited", condition=~Q(edited_headline="", edited_dek="")),
            models.Index(fields=["rank_until"], name="story_rank_until", condition=Q(rank_until__isnull=False)),
            models.Index(fields=["pinned_until"], name="story_pinned", condition=Q(pinned_until__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(name="story_families_among_reports", condition=Q(families__lte=F("reports"))),
            models.CheckConstraint(
                name="story_merged_has_nothing", condition=Q(merged_into__isnull=True) | Q(reports=0)
            ),
            models.CheckConstraint(name="story_not_into_itself", condition=~Q(merged_into=F("id"))),
            models.CheckConstraint(
                name="story_shown_has_times",
                condition=Q(reports=0) | Q(first_report_at__isnull=False, last_report_at__isnull=False),
            ),
            models.CheckConstraint(name="story_boost_sane", condition=Q(boost__gte=-10, boost__lte=10)),
        ]

    def __str__(self) -> str:
        return self.display_headline or f"Story {self.pk}"

    def get_absolute_url(self) -> str:
        """Return the path of the story's page."""
        return story_path(self.pk, self.display_headline)

    @property
    def display_headline(self) -> str:
        """The headline readers see: the editor's, else the lead's."""
        return self.edited_headline or (self.lead.display_headline if self.lead else "")

    @property
    def display_dek(self) -> str:
        """The dek readers see: the editor's, else the lead's. How much of it may be shown is for rights.py."""
        return self.edited_dek or (self.lead.display_dek if self.lead else "")

    @property
    def slug(self) -> str:
        """The readable end of the story's URL."""
        return slug_of(self.display_headline, "story")

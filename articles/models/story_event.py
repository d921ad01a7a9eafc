"""StoryEvent: what was done to a story, by whom and when; and Link: what an editor's word forbids or demands since."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from articles.models.article import Article
from articles.models.story import Story


class StoryEvent(models.Model):
    """A line of a story's history. ``actor`` is NULL where the site did it by itself.

    ``moves`` are the articles that changed their story: {article: [from, to]}. ``former`` is what stood in the story's
    columns before, by column. By the two everything can be undone. ``after_clue`` is the last clue that was placed before:
    a replay does this again in its turn.
    """

    class Kind(models.TextChoices):
        """What was done."""

        MERGED = "merged", "Merged"
        SPLIT = "split", "Split"
        MOVED = "moved", "Moved"
        AWAITED = "awaited", "Reports that wait were added"
        LEAD = "lead", "Lead chosen"
        EDITED = "edited", "Headline edited"
        RANKED = "ranked", "Pinned or boosted"
        NEVER = "never", "Never to be merged"
        UNDONE = "undone", "Undone"

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="events")
    other = models.ForeignKey(Story, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField()
    reason = models.CharField(max_length=300, blank=True)
    moves = models.JSONField(default=dict, blank=True)
    former = models.JSONField(default=dict, blank=True)
    after_clue = models.BigIntegerField(default=0)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """The newest first."""

        ordering = ("-id",)
        constraints = [
            models.CheckConstraint(
                name="story_event_kind_known",
                condition=Q(
                    kind__in=["merged", "split", "moved", "awaited", "lead", "edited", "ranked", "never", "undone"]
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: story {self.story_id}"


class Link(models.Model):
    """An editor's word on two articles, for good: they belong together, or they do not. Grouping respects it.

    ``one`` is the article with the smaller id. Of several words on a pair the last holds; undoing an event takes its
    words back.
    """

    class Kind(models.TextChoices):
        """What the editor said."""

        MUST = "must", "The same story"
        CANNOT = "cannot", "Not the same story"

    one = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    event = models.ForeignKey(StoryEvent, on_delete=models.CASCADE, related_name="links")

    class Meta:
        """One word on a pair in an event."""

        constraints = [
            models.UniqueConstraint(fields=["one", "other", "event"], name="link_once_an_event"),
            models.CheckConstraint(name="link_smaller_first", condition=Q(one__lt=F("other"))),
            models.CheckConstraint(name="link_kind_known", condition=Q(kind__in=["must", "cannot"])),
        ]

    def __str__(self) -> str:
        return f"{self.one_id} {self.kind} {self.other_id}"

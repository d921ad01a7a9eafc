"""DeskEvent: a line of the public log of the desk. It is written once; Postgres lets nobody change or delete it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from articles.models.article import Article
from articles.models.source import Source
from articles.models.story import Story


class DeskEvent(models.Model):
    """What the desk did that readers may know of, with the reason that they are given.

    ``source_name`` is the publisher's name as it was, "" where the event is of no publisher. No headline is kept here: that
    of a withdrawn piece may be the very thing that had to go, and these rows stay. So an article is named by its row, as
    long as it may be; ``published_at`` says which it was when the row is gone.

    A trigger refuses any deletion, and any change but the loss of a row that it points to (migration 0008); only lines of
    the sample edition are free.
    """

    class Kind(models.TextChoices):
        """What was done."""

        WITHDRAWN = "withdrawn", "Withdrawn"
        LEGAL = "legal", "Withdrawn by legal order"
        TAKEN_BACK = "taken_back", "Taken back by its publisher"
        REMOVED = "removed", "Deleted"
        RESTORED = "restored", "Published again"
        CORRECTED = "corrected", "Corrected"
        MERGED = "merged", "Stories merged"
        SPLIT = "split", "Story split"
        UNDONE = "undone", "Merge or split taken back"
        SOURCE_ADDED = "source_added", "Source added"
        SOURCE_CLOSED = "source_closed", "Source closed"
        SOURCE_REOPENED = "source_reopened", "Source taken up again"

    at = models.DateTimeField()
    kind = models.CharField(max_length=20, choices=Kind.choices)
    reason = models.CharField(max_length=300, blank=True, help_text="As readers see it.")
    article = models.ForeignKey(Article, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True, help_text="When the article was published.")
    story = models.ForeignKey(Story, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    other_story = models.ForeignKey(Story, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    source = models.ForeignKey(Source, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    source_name = models.CharField(max_length=200, blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Readers never learn who.",
    )
    is_sample = models.BooleanField(default=False, help_text="Of the sample edition: such lines may be deleted.")

    class Meta:
        """The newest first."""

        ordering = ("-at", "-id")
        indexes = [models.Index(fields=["-at", "-id"], name="desk_event_river")]
        constraints = [
            models.CheckConstraint(
                name="desk_event_kind_known",
                condition=Q(
                    kind__in=[
                        "withdrawn", "legal", "taken_back", "removed", "restored", "corrected", "merged", "split",
                        "undone", "source_added", "source_closed", "source_reopened",
                    ]
                ),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.at:%Y-%m-%d}"

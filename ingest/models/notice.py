"""Notice: something about a feed, or about all of ingest, that operators and editors should hear."""

from django.db import models
from django.db.models import Q

from ingest.models.feed import Feed


class Notice(models.Model):
    """A state that began, and perhaps ended. While it lasts it is said once, however often it is found.

    ``feed`` is empty where it is about the whole system. ``ingest/ledger/`` is the only writer.
    """

    class Kind(models.TextChoices):
        """What it is about."""

        FAILING = "failing", "Cannot be read"
        RETIRED = "retired", "Gone for good"
        MOVED = "moved", "Moved to another address"
        GAP = "gap", "Entries were missed"
        HELD = "held", "A batch is held for an editor"
        QUIET = "quiet", "Silent for longer than usual"
        DEMOTED = "demoted", "Its hub misses entries"
        OUTAGE = "outage", "No feed could be reached"
        STALLED = "stalled", "No feed was read for hours"

    feed = models.ForeignKey(Feed, null=True, blank=True, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    text = models.CharField(max_length=500)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True, editable=False)
    end_mailed_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        """Newest first; one open notice of a kind for a feed."""

        ordering = ("-began_at", "-id")
        indexes = [models.Index(fields=["feed", "-began_at"], name="notice_of_feed")]
        constraints = [
            models.CheckConstraint(
                name="notice_kind_known",
                condition=Q(
                    kind__in=["failing", "retired", "moved", "gap", "held", "quiet", "demoted", "outage", "stalled"]
                ),
            ),
            models.CheckConstraint(name="notice_says_something", condition=~Q(text="")),
            models.UniqueConstraint(
                fields=["feed", "kind"],
                name="notice_open_once",
                condition=Q(ended_at__isnull=True),
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.text}"

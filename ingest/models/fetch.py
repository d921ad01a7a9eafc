"""Fetch: one row of the ledger, one attempt to refresh one feed."""

from django.db import models
from django.db.models import Q

from ingest.models.feed import Feed


class Fetch(models.Model):
    """What was asked, what came back, what became of it, and why the next poll is when it is. Append-only."""

    class Outcome(models.TextChoices):
        """How an attempt ended."""

        OK = "ok", "Read"
        NOT_MODIFIED = "not_modified", "Not modified"
        FAILED = "failed", "Failed"

    class Cause(models.TextChoices):
        """What made us ask."""

        SCHEDULE = "schedule", "Its time had come"
        REQUEST = "request", "Somebody asked for it"
        PUSH = "push", "Its hub brought it"
        ARCHIVE = "archive", "An older page, for entries that were missed"
        REPLAY = "replay", "Read again from what we keep"

    feed = models.ForeignKey(Feed, on_delete=models.CASCADE, related_name="fetches")
    started_at = models.DateTimeField()
    cause = models.CharField(max_length=8, choices=Cause.choices, default=Cause.SCHEDULE)
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    error_class = models.CharField(max_length=60, blank=True)
    error = models.CharField(max_length=500, blank=True)
    status = models.PositiveSmallIntegerField("HTTP status", null=True)
    final_url = models.TextField(blank=True)
    address = models.CharField(max_length=45, blank=True)
    milliseconds = models.PositiveIntegerField(default=0)
    body_bytes = models.PositiveBigIntegerField(default=0)
    sent_etag = models.TextField(blank=True)
    sent_last_modified = models.TextField(blank=True)
    got_etag = models.TextField(blank=True)
    got_last_modified = models.TextField(blank=True)
    fresh_seconds = models.PositiveIntegerField(
        null=True, help_text="For so long the answer is fresh, said the server."
    )
    wait_seconds = models.PositiveIntegerField(null=True, help_text="Its Retry-After.")
    new = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    same = models.PositiveIntegerField(default=0)
    dropped = models.PositiveIntegerField(default=0)
    notes = models.TextField(blank=True)
    next_at = models.DateTimeField()
    next_why = models.CharField(max_length=200)

    class Meta:
        """Newest first; a failure always says why."""

        verbose_name_plural = "fetches"
        ordering = ("-id",)
        indexes = [
            models.Index(fields=["feed", "-id"], name="fetch_of_feed"),
            models.Index(fields=["-started_at"], name="fetch_river"),
            models.Index(fields=["-started_at"], name="fetch_failures", condition=Q(outcome="failed")),
        ]
        constraints = [
            models.CheckConstraint(
                name="fetch_cause_known",
                condition=Q(cause__in=["schedule", "request", "push", "archive", "replay"]),
            ),
            models.CheckConstraint(
                name="fetch_outcome_known", condition=Q(outcome__in=["ok", "not_modified", "failed"])
            ),
            models.CheckConstraint(name="fetch_failure_says_why", condition=~Q(outcome="failed") | ~Q(error="")),
        ]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()} at {self.started_at:%Y-%m-%d %H:%M}"

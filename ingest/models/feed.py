"""Feed: one URL that we poll, and where we stand with it."""

from django.db import models
from django.db.models import Q

from articles.models import Section, Source
from articles.models.digest import is_sha256


class Feed(models.Model):
    """One URL of a source, with its state. ``ingest/ledger.py`` is the only writer of the state.

    ``lease_token`` fences: a worker that slept past its lease finds another token and must not write.
    """

    class State(models.TextChoices):
        """Whether we poll it."""

        ACTIVE = "active", "Active"
        PAUSED = "paused", "Paused by an editor"
        RETIRED = "retired", "Retired: gone for good (410)"

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="feeds")
    section = models.ForeignKey(
        Section,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Where its articles go; empty: the section of the source.",
    )
    url = models.TextField("URL")
    url_digest = models.BinaryField(max_length=32, unique=True, editable=False)
    title = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.ACTIVE)
    created_at = models.DateTimeField(auto_now_add=True)

    etag = models.TextField(blank=True, editable=False)
    last_modified = models.TextField(blank=True, editable=False)
    body_digest = models.BinaryField(max_length=32, null=True, editable=False)
    item_digests = models.BinaryField(max_length=28_000, default=b"", editable=False)
    entry_count = models.PositiveIntegerField(default=0, editable=False)
    dropped_count = models.PositiveIntegerField(default=0, editable=False)
    version = models.CharField(max_length=20, blank=True, editable=False)

    next_at = models.DateTimeField("next poll")
    next_why = models.CharField(max_length=200, blank=True, editable=False)
    lease_until = models.DateTimeField(null=True, editable=False)
    lease_token = models.UUIDField(null=True, editable=False)
    failures = models.PositiveIntegerField("failures in a row", default=0, editable=False)
    last_attempt_at = models.DateTimeField(null=True, editable=False)
    last_ok_at = models.DateTimeField(null=True, editable=False)
    last_error = models.CharField(max_length=500, blank=True, editable=False)

    class Meta:
        """What Postgres itself refuses, whoever writes; and the index behind the claim."""

        ordering = ("id",)
        constraints = [
            models.CheckConstraint(
                name="feed_url_is_http", condition=Q(url__startswith="http://") | Q(url__startswith="https://")
            ),
            models.CheckConstraint(name="feed_state_known", condition=Q(state__in=["active", "paused", "retired"])),
            models.CheckConstraint(
                name="feed_lease_is_whole",
                condition=Q(lease_until__isnull=True, lease_token__isnull=True)
                | Q(lease_until__isnull=False, lease_token__isnull=False),
            ),
            models.CheckConstraint(name="feed_url_digest_is_sha256", condition=is_sha256("url_digest")),
        ]
        indexes = [models.Index("next_at", "id", name="feed_due", condition=Q(state="active"))]

    def __str__(self) -> str:
        return self.title or self.url

"""Feed: one URL that we poll, and where we stand with it."""

from django.db import models
from django.db.models import Q

from articles.models import Section, Source
from articles.models.digest import is_sha256
from ingest.models.host import Host


class Feed(models.Model):
    """One URL of a source, with its state. ``ingest/ledger/`` is the only writer of the state.

    ``next_at`` is when it should be polled, ``turn_at`` when a worker may take it: the same, or later where its host is
    not free, or where a worker holds it until then. ``lease_token`` fences: a worker that slept past its lease finds
    another token and must not write.
    """

    class State(models.TextChoices):
        """Whether we poll it."""

        ACTIVE = "active", "Active"
        PAUSED = "paused", "Paused by an editor"
        RESTING = "resting", "Rests with its source"
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
    host = models.ForeignKey(Host, on_delete=models.PROTECT, related_name="feeds", editable=False)
    url = models.TextField("URL")
    url_digest = models.BinaryField(max_length=32, unique=True, editable=False)
    title = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.ACTIVE)
    state_at = models.DateTimeField(null=True, editable=False, help_text="Since when, if it was ever another.")
    created_at = models.DateTimeField(auto_now_add=True)

    etag = models.TextField(blank=True, editable=False)
    last_modified = models.TextField(blank=True, editable=False)
    body_digest = models.BinaryField(max_length=32, null=True, editable=False)
    item_digests = models.BinaryField(max_length=28_000, default=b"", editable=False)
    keys = models.BinaryField(
        default=b"", editable=False, help_text="The keys of its last document's entries, 32 bytes each."
    )
    entry_count = models.PositiveIntegerField(default=0, editable=False)
    dropped_count = models.PositiveIntegerField(default=0, editable=False)
    version = models.CharField(max_length=20, blank=True, editable=False)
    final_url = models.TextField(blank=True, editable=False, help_text="Where its last body came from, if redirected.")
    full_at = models.DateTimeField(null=True, editable=False, help_text="When it last answered with a body.")

    pace = models.JSONField(default=dict, blank=True, editable=False, help_text="What it says of its own rhythm.")
    fresh_seconds = models.PositiveIntegerField(null=True, editable=False, help_text="For so long, said its last body.")
    gap_seconds = models.FloatField(null=True, editable=False, help_text="Mean time between two new entries.")
    newest_at = models.DateTimeField(null=True, editable=False, help_text="When something new was last seen.")
    hub_url = models.TextField(blank=True, editable=False)
    topic_url = models.TextField(blank=True, editable=False)
    moved_to = models.TextField(blank=True, editable=False, help_text="Where it says that it has moved for good.")
    moved_since = models.DateTimeField(null=True, editable=False)
    gone_since = models.DateTimeField(null=True, editable=False, help_text="Since when it answers 410.")

    next_at = models.DateTimeField("next poll")
    next_why = models.CharField(max_length=200, blank=True, editable=False)
    turn_at = models.DateTimeField(editable=False)
    lease_until = models.DateTimeField(null=True, editable=False)
    lease_token = models.UUIDField(null=True, editable=False)
    failures = models.PositiveIntegerField("failures in a row", default=0, editable=False)
    last_attempt_at = models.DateTimeField(null=True, editable=False)
    last_ok_at = models.DateTimeField(null=True, editable=False)
    last_error = models.CharField(max_length=500, blank=True, editable=False)

    class Meta:
        """What Postgres itself refuses, whoever writes; and the index behind the claim."""

        ordering = ("id",)
        permissions = (("operate_feed", "Can poll now, pause, resume, add feeds and import lists"),)
        constraints = [
            models.CheckConstraint(
                name="feed_url_is_http", condition=Q(url__startswith="http://") | Q(url__startswith="https://")
            ),
            models.CheckConstraint(
                name="feed_state_known", condition=Q(state__in=["active", "paused", "resting", "retired"])
            ),
            models.CheckConstraint(
                name="feed_lease_is_whole",
                condition=Q(lease_until__isnull=True, lease_token__isnull=True)
                | Q(lease_until__isnull=False, lease_token__isnull=False),
            ),
            models.CheckConstraint(name="feed_url_digest_is_sha256", condition=is_sha256("url_digest")),
        ]
        indexes = [
            models.Index("turn_at", "id", name="feed_turn", condition=Q(state="active")),
            models.Index("id", name="feed_with_hub", condition=Q(hub_url__gt="")),
        ]

    def __str__(self) -> str:
        return self.title or self.url

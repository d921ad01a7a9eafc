"""Subscription: one feed whose hub promised to push what is new (WebSub)."""

from django.db import models
from django.db.models import Q

from ingest.models.feed import Feed


class Subscription(models.Model):
    """Where we stand with a feed's hub. ``token`` is the unguessable end of our callback's URL, ``secret`` signs pushes.

    One that has no feed any more is on its way out: its hub is told, and the row goes when the lease is over. Only
    ``ingest/websub/promises.py`` writes here.
    """

    class State(models.TextChoices):
        """How far the subscription has come."""

        ASKED = "asked", "Asked for, not confirmed"
        ACTIVE = "active", "Confirmed"
        REFUSED = "refused", "Refused by the hub"
        DEMOTED = "demoted", "Not trusted any more: it missed what polls found"
        ENDED = "ended", "Ended"

    feed = models.OneToOneField(Feed, null=True, on_delete=models.SET_NULL, related_name="subscription")
    hub_url = models.TextField()
    topic_url = models.TextField()
    token = models.CharField(max_length=64, unique=True, editable=False)
    secret = models.CharField(max_length=128, editable=False)
    state = models.CharField(max_length=8, choices=State.choices, default=State.ASKED)
    error = models.CharField(max_length=300, blank=True)
    asked_at = models.DateTimeField(help_text="When the hub was asked for it last.")
    confirmed_at = models.DateTimeField(null=True, blank=True, help_text="Since when the hub pushes.")
    lease_until = models.DateTimeField(null=True, blank=True)
    next_at = models.DateTimeField(
        null=True, blank=True, help_text="When the hub is asked again; empty: not by itself."
    )
    tries = models.PositiveIntegerField(default=0, help_text="Requests that the hub has not confirmed.")
    pushed_at = models.DateTimeField(null=True, blank=True)
    pushes = models.PositiveIntegerField(default=0)
    forgeries = models.PositiveIntegerField(
        default=0, help_text="Pushes without a good signature, or of another topic."
    )
    misses = models.PositiveIntegerField(default=0, help_text="Polls within this lease that found what was not pushed.")

    class Meta:
        """What Postgres itself refuses; and the index behind the renewals."""

        ordering = ("id",)
        indexes = [models.Index(fields=["next_at"], name="subscription_due")]
        constraints = [
            models.CheckConstraint(
                name="subscription_state_known",
                condition=Q(state__in=["asked", "active", "refused", "demoted", "ended"]),
            ),
            models.CheckConstraint(
                name="subscription_active_has_lease", condition=~Q(state="active") | Q(lease_until__isnull=False)
            ),
            models.CheckConstraint(name="subscription_has_secret", condition=~Q(secret="") & ~Q(token="")),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()}: {self.topic_url}"

"""Takedown: somebody asks us, by the form on /takedown/, to take something down. An editor answers."""

from django.db import models
from django.db.models import Q


class Takedown(models.Model):
    """One notice. ``name``, ``email`` and ``statement`` are personal data, and ``forgotten_at`` says when they were erased.

    ``receipt`` is what the writer is given: whoever knows it may see how the matter stands. ``urls`` are as written, one
    a line.
    """

    class Right(models.TextChoices):
        """Why it should go."""

        COPYRIGHT = "copyright", "It is my work, or that of somebody for whom I act"
        PERSON = "person", "It is about me and harms me"
        ERROR = "error", "It is wrong"
        OTHER = "other", "Something else"

    class Status(models.TextChoices):
        """Where it stands."""

        OPEN = "open", "Open"
        GRANTED = "granted", "Closed: taken down"
        REFUSED = "refused", "Closed: left as it was"

    receipt = models.CharField(max_length=14, unique=True)
    received_at = models.DateTimeField()
    name = models.CharField(max_length=120, blank=True)
    email = models.EmailField(max_length=254, blank=True)
    urls = models.TextField(max_length=4000)
    right = models.CharField(max_length=10, choices=Right.choices)
    statement = models.TextField(max_length=4000, blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.OPEN)
    closed_at = models.DateTimeField(null=True, blank=True)
    forgotten_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """The newest first."""

        ordering = ("-received_at", "-id")
        indexes = [
            models.Index(fields=["received_at"], name="takedown_open", condition=Q(status="open")),
            models.Index(fields=["closed_at"], name="takedown_closed", condition=Q(forgotten_at__isnull=True)),
        ]
        constraints = [
            models.CheckConstraint(
                name="takedown_right_known", condition=Q(right__in=["copyright", "person", "error", "other"])
            ),
            models.CheckConstraint(
                name="takedown_closed_has_time",
                condition=Q(status="open", closed_at__isnull=True)
                | Q(status__in=["granted", "refused"], closed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="takedown_open_is_not_forgotten", condition=Q(forgotten_at__isnull=True) | ~Q(status="open")
            ),
            models.CheckConstraint(
                name="takedown_forgotten_names_nobody",
                condition=Q(forgotten_at__isnull=True) | Q(name="", email="", statement=""),
            ),
        ]

    def __str__(self) -> str:
        return self.receipt

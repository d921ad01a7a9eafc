"""Takedown: somebody asks us, by the form on /takedown/, to take something down. An editor answers."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q

from articles.models.article import Article

ANSWERED_WITHIN = timedelta(days=7)
"""So long an answer may take."""


class Takedown(models.Model):
    """One notice, with personal data: ``name``, ``email``, ``statement``, ``answer``; ``forgotten_at``: when they were erased.

    ``receipt`` is what the writer is given: whoever knows it may see how the matter stands. ``urls`` are as written, one
    a line; ``articles`` are those that they name. ``taken_by`` looks after it. The four ``..._at`` of mails say which were
    sent: the receipt and the answer to the writer, the news and the reminder to the desk.
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
    articles = models.ManyToManyField(Article, blank=True, related_name="takedowns")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.OPEN)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    answer = models.TextField(max_length=4000, blank=True, help_text="As it is mailed to the writer.")
    receipt_mailed_at = models.DateTimeField(null=True, blank=True)
    desk_mailed_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    answer_mailed_at = models.DateTimeField(null=True, blank=True)
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
                condition=Q(forgotten_at__isnull=True) | Q(name="", email="", statement="", answer=""),
            ),
        ]

    def __str__(self) -> str:
        return self.receipt

    @property
    def due_at(self) -> datetime:
        """By when the writer has to have an answer."""
        return self.received_at + ANSWERED_WITHIN

    def is_overdue(self, now: datetime) -> bool:
        """Tell whether it should have been answered before."""
        return self.status == self.Status.OPEN and self.due_at < now

"""BulkOrder: what an editor ordered of many articles, carried out chunk by chunk until all are dealt with."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from articles.models.section import Section
from articles.models.story import Story


class BulkOrder(models.Model):
    """An order for the articles that matched when it was given, whatever a filter finds later.

    The first ``taken`` of ``articles`` are dealt with: ``changed`` of them changed, ``failed`` could not, the others were so
    already. ``said`` is why the last one failed. It begins with an editor's yes, and whoever looks at it or has time for
    it carries it on (``articles/bulk.py``).
    """

    class Verb(models.TextChoices):
        """What is to be done to each."""

        PUBLISH = "publish", "Publish"
        REJECT = "reject", "Reject"
        WITHDRAW = "withdraw", "Withdraw"
        LEGAL = "withdraw_by_order", "Withdraw by legal order"
        MOVE = "move", "Move"
        TAG = "tag", "Tag"
        JOIN = "join", "Add to a story"
        REMOVE = "remove", "Delete"

    verb = models.CharField(max_length=20, choices=Verb.choices)
    section = models.ForeignKey(Section, null=True, on_delete=models.CASCADE, related_name="+")
    story = models.ForeignKey(Story, null=True, on_delete=models.CASCADE, related_name="+")
    tag = models.CharField(max_length=60, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    articles = ArrayField(models.BigIntegerField(), default=list)
    taken = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    said = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True, help_text="NULL until the editor said yes.")
    finished_at = models.DateTimeField(null=True, help_text="All dealt with, or stopped.")

    class Meta:
        """The newest first; nobody writes one by hand, so that there is nothing to permit."""

        ordering = ("-id",)
        default_permissions = ()
        indexes = [
            models.Index(
                F("id"),
                name="bulk_order_under_way",
                condition=Q(begun_at__isnull=False, finished_at__isnull=True),
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="bulk_order_verb_known",
                condition=Q(
                    verb__in=[
                        *("publish", "reject", "withdraw", "withdraw_by_order", "move", "tag", "join", "remove"),
                    ]
                ),
            ),
            models.CheckConstraint(name="bulk_order_takes_what_it_has", condition=Q(taken__lte=F("articles__len"))),
            models.CheckConstraint(
                name="bulk_order_counts_what_it_took", condition=Q(taken__gte=F("changed") + F("failed"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_verb_display()}: {self.total:,} articles"

    @property
    def total(self) -> int:
        """How many articles it is for."""
        return len(self.articles)

    @property
    def same(self) -> int:
        """How many were so already, or are gone."""
        return self.taken - self.changed - self.failed

    @property
    def is_under_way(self) -> bool:
        """Whether there is something left to do of it."""
        return self.begun_at is not None and self.finished_at is None

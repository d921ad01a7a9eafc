"""Sweep: a rule that is applied to articles that are here already: counted first, then carried out chunk by chunk."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from articles.models.rule import Rule


class Sweep(models.Model):
    """Looks at articles from the newest down, ``most`` at most, and remembers those that the rule would change.

    ``below`` is the id from which it goes on. When it has looked at all, an editor says yes; then the first ``taken`` of
    ``articles`` were dealt with, and ``changed`` of them changed. Whoever looks at its page carries it on.
    """

    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, related_name="sweeps")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    most = models.PositiveIntegerField()
    looked = models.PositiveIntegerField(default=0)
    below = models.BigIntegerField(null=True)
    articles = ArrayField(models.BigIntegerField(), default=list)
    taken = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField()
    counted_at = models.DateTimeField(null=True, help_text="NULL until it has looked at all.")
    begun_at = models.DateTimeField(null=True, help_text="NULL until the editor said yes.")
    finished_at = models.DateTimeField(null=True, help_text="All dealt with, or stopped.")

    class Meta:
        """The newest first; it stands behind its rule, so that there is nothing to permit."""

        ordering = ("-id",)
        default_permissions = ()
        constraints = [
            models.CheckConstraint(name="sweep_takes_what_it_has", condition=Q(taken__lte=F("articles__len"))),
            models.CheckConstraint(name="sweep_changes_what_it_took", condition=Q(changed__lte=F("taken"))),
            models.CheckConstraint(
                name="sweep_counts_before_it_begins", condition=Q(begun_at__isnull=True) | Q(counted_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule}: {self.total:,} articles"

    @property
    def total(self) -> int:
        """How many articles the rule would change."""
        return len(self.articles)

    @property
    def is_under_way(self) -> bool:
        """Whether there is something left to do that nobody must say yes to."""
        return self.finished_at is None and (self.counted_at is None or self.begun_at is not None)

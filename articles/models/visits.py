"""Visits: how often an article was read on a day, and nothing else."""

from django.db import models
from django.db.models import Q

from articles.models.article import Article


class Visits(models.Model):
    """A count per article and day. No address, no cookie, no time of day: there is nobody in it."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="visits")
    day = models.DateField()
    count = models.PositiveIntegerField()

    class Meta:
        """One row for a day; a row exists only where somebody came."""

        verbose_name_plural = "visits"
        indexes = [models.Index(fields=["day"], name="visits_by_day")]
        constraints = [
            models.UniqueConstraint(fields=["article", "day"], name="visits_once_a_day"),
            models.CheckConstraint(name="visits_count_positive", condition=Q(count__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.count} on {self.day}"

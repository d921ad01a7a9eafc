"""DailyFigure: one number of one day, for the statistics of the desk. Counted once, so that no screen counts articles."""

from django.db import models
from django.db.models import Q


class DailyFigure(models.Model):
    """How many there were on a ``day`` of the site's own time zone: of which kind, under which key.

    ``key`` is the id of a source or a section (0: none), an hour of the day, a step of ``figures.DELAYS``, or a number of
    publishers. The rows of the last days are counted anew (``articles/figures.py``); older ones stay, also when their
    articles are kept no longer.
    """

    class Kind(models.TextChoices):
        """What was counted, by what."""

        SOURCE = "source", "Articles that came in, by publisher"
        SECTION = "section", "Articles that came in, by section"
        HOUR = "hour", "Articles that came in, by hour"
        DELAY = "delay", "Articles by how long after publication they came"
        PROMPT = "prompt", "Articles that came within an hour of publication, by publisher"
        COVERAGE = "coverage", "Stories by how many independent publishers report them"

    day = models.DateField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    key = models.BigIntegerField()
    count = models.PositiveIntegerField()

    class Meta:
        """One number a day, kind and key; its index answers every question of the statistics."""

        constraints = [
            models.UniqueConstraint(fields=["kind", "day", "key"], include=["count"], name="daily_figure_once"),
            models.CheckConstraint(name="daily_figure_counted", condition=Q(count__gte=1)),
            models.CheckConstraint(
                name="daily_figure_kind_known",
                condition=Q(kind__in=["source", "section", "hour", "delay", "prompt", "coverage"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}: {self.count} on {self.day}"

"""Suggestion: two stories that may be one. An editor says."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from articles.models.story import Story


class Suggestion(models.Model):
    """Two stories that look alike, though not enough to be joined without asking. ``one`` is the older."""

    class State(models.TextChoices):
        """What became of it."""

        OPEN = "open", "Waiting"
        ACCEPTED = "accepted", "Merged"
        NEVER = "never", "Never"

    one = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="+")
    score = models.FloatField()
    shared = ArrayField(models.CharField(max_length=100), default=list)
    why_not = models.CharField(max_length=200, blank=True, help_text="What speaks against it.")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    made_at = models.DateTimeField()

    class Meta:
        """Said once of a pair; the strongest first."""

        ordering = ("-score", "-id")
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="suggestion_once_a_pair"),
            models.CheckConstraint(name="suggestion_older_first", condition=Q(one__lt=F("other"))),
            models.CheckConstraint(name="suggestion_state_known", condition=Q(state__in=["open", "accepted", "never"])),
            models.CheckConstraint(name="suggestion_score_in_range", condition=Q(score__gte=0, score__lte=1)),
        ]
        indexes = [models.Index(F("score").desc(), name="suggestion_open", condition=Q(state="open"))]

    def __str__(self) -> str:
        return f"{self.one_id} and {self.other_id}"

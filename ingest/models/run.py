"""Run: one round of ingest over the feeds that were due, in one line."""

from django.db import models
from django.db.models import Q


class Run(models.Model):
    """How many feeds a round refreshed, how they fared, and what it brought. A round with nothing to do leaves none.

    ``spared`` could not be reached by our own fault, ``lost`` were taken over by another worker. Append-only;
    ``ingest/ledger/`` is the only writer.
    """

    began_at = models.DateTimeField("began")
    seconds = models.FloatField()
    feeds = models.PositiveIntegerField()
    ok = models.PositiveIntegerField("read")
    not_modified = models.PositiveIntegerField()
    failed = models.PositiveIntegerField()
    spared = models.PositiveIntegerField(default=0)
    lost = models.PositiveIntegerField(default=0)
    new = models.PositiveIntegerField("new entries", default=0)
    changed = models.PositiveIntegerField(default=0)
    dropped = models.PositiveIntegerField(default=0)

    class Meta:
        """The newest first."""

        ordering = ("-began_at", "-id")
        indexes = [models.Index(fields=["-began_at", "-id"], name="run_river")]
        constraints = [models.CheckConstraint(name="run_did_something", condition=Q(feeds__gt=0))]

    def __str__(self) -> str:
        return f"Run of {self.began_at:%Y-%m-%d %H:%M}"

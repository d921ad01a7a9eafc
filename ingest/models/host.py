"""Host: one server that we must not ask too often, whoever of us asks."""

from datetime import UTC, datetime

from django.db import models
from django.db.models import Q

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
"""A host that was never asked may be asked at once, whoever's clock is right."""


class Host(models.Model):
    """One key of politeness (``ingest/hosts.py`` makes it): who speaks to it now, and when it may be asked again.

    It is a row, so that all workers on all machines share it. ``ingest/ledger/`` is its only writer.
    """

    name = models.CharField(
        max_length=270, unique=True, help_text="example.org, or 10.0.0.1:8080 where the port is odd."
    )
    free_at = models.DateTimeField("not before", default=LONG_AGO, help_text="Nobody asks it before.")
    slot_at = models.DateTimeField(default=LONG_AGO, editable=False, help_text="The last turn that was given away.")
    why = models.CharField(max_length=200, blank=True, help_text="Why it is not asked before.")
    throttled_at = models.DateTimeField(null=True, editable=False, help_text="When it last said that we ask too often.")
    lease_until = models.DateTimeField(null=True, editable=False)
    lease_token = models.UUIDField(null=True, editable=False)

    class Meta:
        """What Postgres itself refuses, whoever writes."""

        ordering = ("name",)
        constraints = [
            models.CheckConstraint(name="host_has_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="host_lease_is_whole",
                condition=Q(lease_until__isnull=True, lease_token__isnull=True)
                | Q(lease_until__isnull=False, lease_token__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

"""Draft: what somebody brought to the desk and has not saved yet: the document of a feed, or a list of feeds."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q


class Draft(models.Model):
    """What was fetched or sent in once, so that it need not be fetched or sent again. Nobody but its owner gets at it.

    Of a feed, ``url`` is what was asked for, ``answer`` says what came with the body (``ingest/drafts.py``, which is the
    only writer). Of a list ``url`` is "". A day later it is forgotten.
    """

    token = models.UUIDField(unique=True, default=uuid.uuid4)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField()
    url = models.TextField(blank=True)
    answer = models.JSONField(default=dict)
    body = models.BinaryField(help_text="As gzip.")

    class Meta:
        """What Postgres itself refuses; and the index behind forgetting."""

        ordering = ("id",)
        default_permissions = ()
        indexes = [models.Index(fields=["made_at"], name="draft_age")]
        constraints = [models.CheckConstraint(name="draft_holds_something", condition=~Q(body=b""))]

    def __str__(self) -> str:
        return self.url or "a list of feeds"

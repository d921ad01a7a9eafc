"""AuditLine: one change that somebody made at the desk, as it was before and after. Written once, never changed."""

from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q


class AuditLine(models.Model):
    """Who changed what of which row, when, from what to what, and why. Only ``articles/audit.py`` writes it.

    ``model`` ("articles.article"), ``row`` (its id) and ``name`` (as it was called then) say which row it is: no foreign
    key, so that the line outlives it. ``before`` and ``after`` hold the columns that differ, long texts shortened; one of
    them is {} where a row came or went. ``actor_name`` stays when the account goes.

    A trigger refuses any deletion, and any change but the loss of the actor (migration 0015); only lines of the sample
    edition are free.
    """

    at = models.DateTimeField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    actor_name = models.CharField(max_length=150, blank=True, help_text="Empty where the site did it by itself.")
    verb = models.CharField(max_length=30)
    model = models.CharField(max_length=60)
    row = models.BigIntegerField()
    name = models.CharField(max_length=200, blank=True)
    before = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)
    after = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)
    reason = models.CharField(max_length=300, blank=True)
    is_sample = models.BooleanField(default=False, help_text="Of the sample edition: such lines may be deleted.")

    class Meta:
        """The newest first; an index for the list, for each filter of it, and for the history of one row."""

        ordering = ("-at", "-id")
        indexes = [
            models.Index(fields=["-at", "-id"], name="audit_river"),
            models.Index(fields=["model", "row", "-at", "-id"], name="audit_of_row"),
            models.Index(fields=["model", "-at", "-id"], name="audit_of_model"),
            models.Index(fields=["verb", "-at", "-id"], name="audit_of_verb"),
            models.Index(fields=["actor", "-at", "-id"], name="audit_of_actor"),
        ]
        constraints = [
            models.CheckConstraint(name="audit_line_has_verb", condition=~Q(verb="")),
            models.CheckConstraint(name="audit_line_names_its_model", condition=Q(model__contains=".")),
        ]

    def __str__(self) -> str:
        return f"{self.name or self.model}: {self.verb}, {self.at:%Y-%m-%d}"

    @property
    def differences(self) -> list[tuple[str, Any, Any]]:
        """What differs, column by column: (column, before, after); None where there was, or is, none."""
        names = dict.fromkeys([*self.before, *self.after])
        return [(name, self.before.get(name), self.after.get(name)) for name in names]

"""Tombstone: the key of an entry that must not come back."""

from django.db import models
from django.db.models import Q

from articles.models.digest import is_sha256
from articles.models.source import Source


class Tombstone(models.Model):
    """A key whose article is gone: deleted by an editor or pruned. An entry that bears it is dropped and counted.

    Rejected and withdrawn articles keep their row and their keys, so they need none.
    """

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="tombstones")
    digest = models.BinaryField(max_length=32)
    headline = models.CharField(max_length=500, blank=True)
    reason = models.CharField(max_length=300)
    made_at = models.DateTimeField()

    class Meta:
        """One digest, one tombstone, in one source; never without a reason. What others buried is asked for by the digest alone."""

        indexes = (models.Index(fields=["digest"], name="tombstone_digest"),)
        constraints = [
            models.UniqueConstraint(fields=["source", "digest"], name="tombstone_unique_in_source"),
            models.CheckConstraint(name="tombstone_is_sha256", condition=is_sha256("digest")),
            models.CheckConstraint(name="tombstone_has_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return self.headline or bytes(self.digest).hex()[:12]

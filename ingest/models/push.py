"""Push: one document that a hub brought us, until it is read; and then its digest, so that nobody can bring it again."""

from django.db import models
from django.db.models import Q

from articles.models.digest import is_sha256
from ingest.models.feed import Feed


class Push(models.Model):
    """What the callback took in and ``ingest`` reads. ``ingest/websub/pushes.py`` is the only writer.

    ``lease_until`` is set while a worker reads it. Once it is read, the body is emptied, and the digest stays for as long
    as a lease may last.
    """

    feed = models.ForeignKey(Feed, on_delete=models.CASCADE, related_name="pushes")
    received_at = models.DateTimeField()
    content_type = models.CharField(max_length=200, blank=True)
    body = models.BinaryField(blank=True)
    digest = models.BinaryField(max_length=32)
    lease_until = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        """What Postgres itself refuses; and the indexes behind reading and pruning."""

        verbose_name_plural = "pushes"
        ordering = ("id",)
        indexes = [
            models.Index(fields=["feed", "id"], name="push_waiting", condition=Q(read_at=None)),
            models.Index(fields=["received_at"], name="push_age"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["feed", "digest"], name="push_once_a_feed"),
            models.CheckConstraint(name="push_digest_is_sha256", condition=is_sha256("digest")),
            models.CheckConstraint(
                name="push_is_emptied_when_read", condition=Q(read_at=None) | Q(body=b"", lease_until=None)
            ),
        ]

    def __str__(self) -> str:
        return f"push {self.pk} of feed {self.feed_id}"

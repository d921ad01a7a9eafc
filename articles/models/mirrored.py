"""Mirrored: what we know of our own copy of somebody's picture, because no reader's browser is sent to a third party."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

FOLDER = "pictures"


class Mirrored(models.Model):
    """The picture at ``source_url``, mirrored in several widths, or the reason why it could not be.

    Files are named by ``digest`` (SHA-256, hex, of what was received) and width, so that the same picture is kept once;
    ``colour`` is the average, shown while the picture loads. Whether readers may see it is for ``rights.py``.
    """

    source_url = models.TextField()
    tried_at = models.DateTimeField()
    error = models.CharField(max_length=300, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    widths = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)
    width = models.PositiveSmallIntegerField(null=True, blank=True)
    height = models.PositiveSmallIntegerField(null=True, blank=True)
    colour = models.CharField(max_length=7, blank=True)

    class Meta:
        """Either a picture that is whole, or an error."""

        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_is_whole_or_says_why",
                condition=(
                    Q(error="", digest__regex="^[0-9a-f]{64}$", width__gte=1, height__gte=1, colour__startswith="#")
                    & Q(widths__len__gte=1)
                )
                | (~Q(error="") & Q(digest="")),
            ),
        ]
        indexes = [models.Index(F("digest"), name="%(class)s_by_digest", condition=~Q(digest=""))]

    def __str__(self) -> str:
        return self.error or f"{self.digest[:12]} {self.width}x{self.height}"

    @property
    def url(self) -> str:
        """The widest version, on our own host."""
        return self.version_url(max(self.widths))

    @property
    def srcset(self) -> str:
        """All versions, for the browser to choose from."""
        return ", ".join(f"{self.version_url(width)} {width}w" for width in self.widths)

    def version_url(self, width: int) -> str:
        """Return where the version of that width is: always our own view, which asks for the rights, never the storage."""
        return f"{settings.MEDIA_URL}{file_name(self.digest, width)}"


def file_name(digest: str, width: int) -> str:
    """Return the name in storage of one version; two letters a folder, so that none grows too long."""
    return f"{FOLDER}/{digest[:2]}/{digest}-{width}.webp"

"""IdentityKey: every name under which a source's entry may come back."""

from django.db import models

from articles.models.article import Article
from articles.models.digest import is_sha256
from articles.models.source import Source


class IdentityKey(models.Model):
    """A digest of a guid, an alias or a link (``articles/identity.py`` makes them), leading to the article.

    Unique within a source, never over all: else one site could overwrite another's article.
    """

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="+")
    digest = models.BinaryField(max_length=32)
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="keys")

    class Meta:
        """One digest, one article, in one source."""

        constraints = [
            models.UniqueConstraint(fields=["source", "digest"], name="identity_key_unique_in_source"),
            models.CheckConstraint(name="identity_key_is_sha256", condition=is_sha256("digest")),
        ]

    def __str__(self) -> str:
        return f"{bytes(self.digest).hex()[:12]} -> article {self.article_id}"

"""BodyPicture: our own copy of a picture inside the full text of an article."""

from django.db import models

from articles.models.article import Article
from articles.models.digest import is_sha256
from articles.models.mirrored import Mirrored


class BodyPicture(Mirrored):
    """A picture inside a body, found again by ``source_url``, the ``src`` that the body has.

    ``url_digest`` is the SHA-256 of that address: it may be longer than an index takes.
    """

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="body_pictures", db_index=False)
    url_digest = models.BinaryField()

    class Meta(Mirrored.Meta):
        """Each address once in an article."""

        constraints = [
            *Mirrored.Meta.constraints,
            models.UniqueConstraint(fields=["article", "url_digest"], name="body_picture_once_in_article"),
            models.CheckConstraint(name="body_picture_url_digest_is_sha256", condition=is_sha256("url_digest")),
        ]
        indexes = [*Mirrored.Meta.indexes, models.Index(fields=["url_digest"], name="body_picture_by_url")]

"""Doubt: a reader says that a report does not belong to its story."""

from django.db import models
from django.db.models import Q

from articles.models.article import Article
from articles.models.story import Story


class Doubt(models.Model):
    """What a reader wrote; nothing of the reader is kept. ``article`` is NULL where the doubt is of the whole story."""

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="doubts")
    article = models.ForeignKey(Article, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    text = models.CharField(max_length=500, blank=True)
    made_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """The newest first."""

        ordering = ("-id",)
        indexes = [models.Index(fields=["-made_at"], name="doubt_open", condition=Q(settled_at__isnull=True))]

    def __str__(self) -> str:
        return f"doubt of story {self.story_id}"

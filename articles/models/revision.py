"""Revision: what was received before the publisher changed it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from articles.entry import SafeHTML
from articles.models.article import Article


class Revision(models.Model):
    """One former version of an article as received, kept when a later version replaced it at ``replaced_at``."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    replaced_at = models.DateTimeField()
    headline = models.CharField(max_length=500)
    dek = models.TextField(blank=True)
    url = models.TextField(blank=True)
    authors = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    html = models.TextField(blank=True)
    fingerprint = models.BinaryField(max_length=32)

    class Meta:
        """Versions are counted from 1, oldest first."""

        ordering = ("number",)
        constraints = [models.UniqueConstraint(fields=["article", "number"], name="revision_number_unique")]

    def __str__(self) -> str:
        return f"Version {self.number} of article {self.article_id}"

    @property
    def safe_html(self) -> SafeHTML:
        """The HTML as what it is: only what was the article's clean body becomes a revision's."""
        return SafeHTML(self.html)

"""Correction: what we got wrong ourselves, said openly. What publishers change in their pieces are revisions."""

from django.db import models
from django.db.models import Q

from articles.models.article import Article
from articles.models.editor import Editor


class Correction(models.Model):
    """One correction of ours, for good: readers see it with its date for as long as they see the article.

    ``note`` is plain text. ``before`` and ``after`` are the headlines that readers saw, and so of the dek; "" where the
    correction left them as they were.
    """

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="corrections")
    editor = models.ForeignKey(Editor, null=True, blank=True, on_delete=models.SET_NULL, related_name="corrections")
    made_at = models.DateTimeField()
    note = models.TextField(max_length=1000)
    headline_before = models.CharField(max_length=500, blank=True)
    headline_after = models.CharField(max_length=500, blank=True)
    dek_before = models.TextField(blank=True)
    dek_after = models.TextField(blank=True)

    class Meta:
        """The newest first; none without words."""

        ordering = ("-made_at", "-id")
        indexes = [models.Index(fields=["-made_at", "-id"], name="correction_river")]
        constraints = [models.CheckConstraint(name="correction_has_note", condition=~Q(note=""))]

    def __str__(self) -> str:
        return f"Correction of article {self.article_id}"

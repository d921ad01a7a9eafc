"""Body: the long texts of an article, in a table of their own."""

from django.db import models
from django.db.models import Q

from articles.entry import SafeHTML
from articles.models.article import Article


class Body(models.Model):
    """The clean HTML of an article and, beside it, what was received, for ``resanitize``.

    ``html`` is "" where the feed gave no full content. ``raw`` is never shown to anybody but ``sanitize.py``.
    ``illustrated_at`` says when every picture in it was tried, NULL: not yet, or the text has changed since.
    """

    article = models.OneToOneField(Article, primary_key=True, on_delete=models.CASCADE, related_name="body")
    html = models.TextField(blank=True, editable=False)
    raw = models.TextField(blank=True, editable=False)
    raw_kind = models.CharField(max_length=4, default="html", editable=False)
    base_url = models.TextField(blank=True, editable=False)
    sanitizer_version = models.PositiveSmallIntegerField(editable=False)
    illustrated_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        """Only a sanitizer with a version may have made the HTML."""

        verbose_name_plural = "bodies"
        indexes = [
            models.Index(
                fields=["article"],
                name="body_not_illustrated",
                condition=Q(illustrated_at__isnull=True, html__contains="<img"),
            ),
        ]
        constraints = [
            models.CheckConstraint(name="body_was_sanitized", condition=Q(sanitizer_version__gte=1)),
            models.CheckConstraint(name="body_raw_kind_known", condition=Q(raw_kind__in=["html", "text"])),
        ]

    def __str__(self) -> str:
        return f"Body of article {self.article_id}"

    @property
    def safe_html(self) -> SafeHTML:
        """The HTML as what it is: nothing but what the sanitizer made is ever stored."""
        return SafeHTML(self.html)

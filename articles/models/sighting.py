"""Sighting: one feed carried one article."""

from django.db import models
from django.db.models import Q

from articles.models.article import Article
from articles.models.source import Source


class Sighting(models.Model):
    """Who delivered an article, by which feed, and when first. Every sighting keeps its attribution for good.

    ``feed_number`` is the id of the ``ingest.Feed``: a plain number, because articles must not know ingest, and because
    the attribution outlives the feed.
    """

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="sightings")
    deliverer = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="sightings")
    feed_number = models.PositiveBigIntegerField()
    feed_url = models.TextField()
    guid = models.TextField(blank=True)
    first_seen_at = models.DateTimeField()

    class Meta:
        """A feed is counted once for an article."""

        ordering = ("first_seen_at", "id")
        constraints = [
            models.UniqueConstraint(fields=["article", "feed_number"], name="sighting_once_a_feed"),
            models.CheckConstraint(
                name="sighting_feed_is_http",
                condition=Q(feed_url__startswith="http://") | Q(feed_url__startswith="https://"),
            ),
        ]
        indexes = [models.Index(fields=["deliverer", "-first_seen_at"], name="sighting_by_deliverer")]

    def __str__(self) -> str:
        return f"{self.deliverer} delivered article {self.article_id}"

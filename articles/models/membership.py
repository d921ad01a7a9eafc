"""Membership: why an article is in its story."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from articles.models.article import Article


class Membership(models.Model):
    """The reasons for an article's place: ``Article.story`` says which story, this row says why.

    ``score`` is that of the comparison (0 to 1; NULL where nothing was compared), ``shared`` the words in common, the most
    telling first, as people read them; ``method`` and ``version`` say what decided, ``actor`` who, where a person did.
    """

    class Method(models.TextChoices):
        """What decided."""

        ALONE = "alone", "Nothing like it was known"
        TERMS = "terms", "Telling words in common"
        COPY = "copy", "The same text"
        MERGE = "merge", "Its story was merged"
        LINK = "link", "An editor linked it"
        EDITOR = "editor", "An editor put it here"

    article = models.OneToOneField(Article, on_delete=models.CASCADE, primary_key=True, related_name="membership")
    score = models.FloatField(null=True)
    shared = ArrayField(models.CharField(max_length=100), default=list)
    method = models.CharField(max_length=10, choices=Method.choices)
    version = models.PositiveSmallIntegerField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    copy_of = models.ForeignKey(Article, null=True, blank=True, on_delete=models.SET_NULL, related_name="copies")
    joined_at = models.DateTimeField()

    class Meta:
        """What Postgres itself refuses."""

        constraints = [
            models.CheckConstraint(
                name="membership_method_known",
                condition=Q(method__in=["alone", "terms", "copy", "merge", "link", "editor"]),
            ),
            models.CheckConstraint(
                name="membership_score_in_range", condition=Q(score__isnull=True) | Q(score__gte=0, score__lte=1)
            ),
            models.CheckConstraint(
                name="membership_no_copy_of_itself", condition=Q(copy_of__isnull=True) | ~Q(copy_of=F("article"))
            ),
        ]

    def __str__(self) -> str:
        return f"article {self.article_id}: {self.method}"

"""Picture: our own copy of an article's lead image."""

from django.db import models

from articles.models.article import Article
from articles.models.mirrored import Mirrored


class Picture(Mirrored):
    """The lead image of an article."""

    article = models.OneToOneField(Article, primary_key=True, on_delete=models.CASCADE, related_name="mirror")

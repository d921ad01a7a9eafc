"""The articles app: what we keep and show."""

from django.apps import AppConfig


class ArticlesConfig(AppConfig):
    """Articles, sources, sections and editors."""

    name = "articles"
    default_auto_field = "django.db.models.BigAutoField"

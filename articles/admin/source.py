"""Sources in the admin: who they are, and what they granted."""

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from articles.models import Source


@admin.register(Source)
class SourceAdmin(admin.ModelAdmin[Source]):
    """Publishers with their rights; the list says at a glance what readers get of each."""

    list_display = (
        "name",
        "rights_mode",
        "licence_name",
        "publishing",
        "section",
        "language",
        "article_count",
        "feeds",
    )
    list_filter = ("rights_mode", "publishing", "section", "language", "is_sample")
    list_select_related = ("section",)
    search_fields = ("name", "home_url", "licence_name")
    prepopulated_fields = {"slug": ("name",)}
    autocomplete_fields = ("section",)
    fieldsets = (
        (None, {"fields": ("name", "slug", "home_url", "description", ("language", "country"), "section")}),
        ("Publishing", {"fields": ("publishing",), "description": "What happens to a new article of this source."}),
        (
            "Rights",
            {
                "fields": (
                    "rights_mode",
                    "excerpt_words",
                    ("images_allowed", "index_allowed", "ai_reserved"),
                    ("licence_name", "licence_url"),
                    "rights_evidence",
                    "rights_until",
                ),
                "description": "What the publisher granted, and where that can be read. Every page, feed and card obeys it.",
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Source]:
        """Count the articles in the same query."""
        return super().get_queryset(request).annotate(articles_stored=Count("articles"))

    @admin.display(description="articles", ordering="articles_stored")
    def article_count(self, source: Source) -> str:
        """Link to the articles of the source."""
        url = f"{reverse('admin:articles_article_changelist')}?source__id__exact={source.pk}"
        return format_html('<a href="{}">{}</a>', url, getattr(source, "articles_stored", 0))

    @admin.display(description="feeds")
    def feeds(self, source: Source) -> str:
        """Link to the feeds of the source."""
        url = f"{reverse('admin:ingest_feed_changelist')}?source__id__exact={source.pk}"
        return format_html('<a href="{}">Feeds<span class="visually-hidden"> of {}</span></a>', url, source.name)

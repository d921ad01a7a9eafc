"""Sources in the admin: who they are, and what they granted."""

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.forms import ModelForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html

from articles import desk_log, rights
from articles.admin.orders import actor_of
from articles.models import Article, Source
from articles.retention import LONGEST_DAYS, overdue
from articles.rights import Grant

SOON_PRUNED = (
    "{count:,} articles of this source are older than {days:,} days. The next pruning removes them for good, but for those "
    "that a feed still carries or an editor touched."
)


class SourceForm(ModelForm[Source]):
    """Judges what the model alone cannot say in an editor's words."""

    def clean_retention_days(self) -> int | None:
        """Refuse more days than anybody can mean."""
        days: int | None = self.cleaned_data["retention_days"]
        if days is not None and days > LONGEST_DAYS:
            raise ValidationError(f"Give at most {LONGEST_DAYS:,} days (a hundred years), or 0 to keep them for good.")
        return days


@admin.register(Source)
class SourceAdmin(admin.ModelAdmin[Source]):
    """Publishers with their rights; the list says at a glance what readers get of each."""

    list_display = ("name", "granted", "publishing", "section", "language", "article_count", "feeds")
    list_filter = ("rights_mode", "publishing", "section", "language", "is_sample")
    list_select_related = ("section",)
    list_per_page = 50
    search_fields = ("name", "home_url", "licence_name")
    prepopulated_fields = {"slug": ("name",)}
    show_full_result_count = False
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    show_facets = admin.ShowFacets.NEVER
    form = SourceForm
    fieldsets = (
        (None, {"fields": ("name", "slug", "home_url", "description", "language", "country", "family", "section")}),
        (
            "Publishing",
            {
                "fields": ("publishing", "retention_days"),
                "description": "What happens to a new article of this source, and how long it stays.",
            },
        ),
        (
            "Rights",
            {
                "fields": (
                    "rights_mode", "excerpt_words", "images_allowed", "index_allowed", "ai_reserved", "licence_name",
                    "licence_url", "rights_evidence", "rights_until",
                ),
                "description": "What the publisher granted, and where that can be read. Every page, feed and card obeys it.",
            },
        ),
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Source]:
        """Count the articles of the rows of one page."""
        counted = Article.objects.filter(source=OuterRef("pk")).order_by().values("source")
        stored = Subquery(counted.values(total=Count("pk")), output_field=IntegerField())
        return super().get_queryset(request).annotate(articles_stored=Coalesce(stored, 0))

    def save_model(self, request: HttpRequest, obj: Source, form: ModelForm[Source], change: bool) -> None:
        """Save it, and say how much a new retention will cost."""
        super().save_model(request, obj, form, change)
        if not change:
            desk_log.tell_of_sources(desk_log.Kind.SOURCE_ADDED, [obj], timezone.now(), actor=actor_of(request))
        if obj.retention_days and "retention_days" in form.changed_data:
            count = overdue([obj.pk], obj.retention_days, timezone.now()).count()
            if count:
                messages.warning(request, SOON_PRUNED.format(count=count, days=obj.retention_days))

    def delete_model(self, request: HttpRequest, obj: Source) -> None:
        """Delete a source, and tell readers that it is no longer one of ours."""
        self.delete_queryset(request, Source.objects.filter(pk=obj.pk))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Source]) -> None:
        """Delete sources, and tell readers that they are no longer ours."""
        desk_log.tell_of_sources(desk_log.Kind.SOURCE_CLOSED, queryset, timezone.now(), actor=actor_of(request))
        super().delete_queryset(request, queryset)

    @admin.display(description="what readers get", ordering="rights_mode")
    def granted(self, source: Source) -> str:
        """Say in words what may be shown today."""
        return in_words(rights.in_force(source.grant, timezone.localdate()), expired=_has_expired(source))

    @admin.display(description="articles", ordering="-articles_stored")
    def article_count(self, source: Source) -> str:
        """Link to the articles of the source."""
        url = f"{reverse('admin:articles_article_changelist')}?source__id__exact={source.pk}"
        words = '<a href="{}">{}<span class="visually-hidden"> articles of {}</span></a>'
        return format_html(words, url, getattr(source, "articles_stored", 0), source.name)

    @admin.display(description="feeds")
    def feeds(self, source: Source) -> str:
        """Link to the feeds of the source."""
        url = f"{reverse('admin:ingest_feed_changelist')}?source__id__exact={source.pk}"
        return format_html('<a href="{}">Feeds<span class="visually-hidden"> of {}</span></a>', url, source.name)


def in_words(grant: Grant, *, expired: bool = False) -> str:
    """Return a grant as one line, e.g. "Full text, CC BY 4.0, pictures, until 1 Mar 2027"."""
    shown = {"headline": "Headline only", "excerpt": f"Excerpt of {grant.words} words", "full": "Full text"}[grant.mode]
    facts = (
        shown,
        grant.licence_name,
        "pictures" if grant.images else "no pictures",
        "search engines" if grant.index else "",
        "" if grant.ai_reserved else "text and data mining",
        f"until {date_format(grant.until)}" if grant.until else "",
        "the grant has expired" if expired else "",
    )
    return ", ".join(filter(None, facts))


def _has_expired(source: Source) -> bool:
    """Tell whether the last day of the grant is over."""
    return source.rights_until is not None and source.rights_until < timezone.localdate()

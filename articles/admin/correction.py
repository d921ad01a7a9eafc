"""Corrections at the desk: all that we corrected. They are made in the form of their article."""

from django.contrib import admin
from django.utils.html import format_html

from articles.admin.record import RecordAdmin
from articles.models import Correction


@admin.register(Correction)
class CorrectionAdmin(RecordAdmin[Correction]):
    """What readers see on /corrections/, the newest first."""

    list_display = ("note", "of_article", "editor", "made_at")
    list_select_related = ("article", "editor")
    sortable_by = ()
    search_fields = ("note", "article__headline")
    fields = ("of_article", "note", "headline_before", "headline_after", "dek_before", "dek_after", "editor", "made_at")
    readonly_fields = fields

    @admin.display(description="article")
    def of_article(self, correction: Correction) -> str:
        """Name the article in its own language and direction."""
        return format_html('<bdi lang="{}">{}</bdi>', correction.article.language, correction.article)

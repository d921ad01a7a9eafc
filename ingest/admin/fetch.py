"""The ledger in the admin: to be read, never to be written."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html

from ingest.models import Fetch


@admin.register(Fetch)
class FetchAdmin(admin.ModelAdmin[Fetch]):
    """Every attempt, newest first."""

    list_display = (
        "started_at",
        "feed",
        "result",
        "status",
        "milliseconds",
        "new",
        "changed",
        "same",
        "dropped",
        "said",
    )
    list_filter = ("outcome", "started_at")
    list_select_related = ("feed",)
    list_per_page = 50
    search_fields = ("feed__title", "feed__url", "error")
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER

    @admin.display(description="outcome", ordering="outcome")
    def result(self, fetch: Fetch) -> str:
        """Say how it ended, in a word and its colour."""
        return format_html('<span class="state {}">{}</span>', fetch.outcome, fetch.get_outcome_display())

    @admin.display(description="error", ordering="error")
    def said(self, fetch: Fetch) -> str:
        """Show the error; the style sheet cuts what is longer than a few lines."""
        return format_html('<span class="error-said">{}</span>', fetch.error)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Only ``ledger.py`` writes here."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only ``ledger.py`` writes here."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse on its own pages: a ledger with holes is none. Rows may go with the feed that is deleted."""
        match = request.resolver_match
        return match is None or not (match.url_name or "").startswith("ingest_fetch")

"""The ledger in the admin: to be read, never to be written."""

from django.contrib import admin
from django.utils.html import format_html

from articles.admin.record import RecordAdmin
from ingest.models import Fetch


@admin.register(Fetch)
class FetchAdmin(RecordAdmin[Fetch]):
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
    search_fields = ("feed__title", "feed__url", "error")

    @admin.display(description="outcome", ordering="outcome")
    def result(self, fetch: Fetch) -> str:
        """Say how it ended, in a word and its colour."""
        return format_html('<span class="state {}">{}</span>', fetch.outcome, fetch.get_outcome_display())

    @admin.display(description="error", ordering="error")
    def said(self, fetch: Fetch) -> str:
        """Show the error; the style sheet cuts what is longer than a few lines."""
        return format_html('<span class="error-said">{}</span>', fetch.error)

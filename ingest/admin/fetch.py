"""The ledger in the admin: to be read, never to be written."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from ingest.models import Fetch


@admin.register(Fetch)
class FetchAdmin(admin.ModelAdmin[Fetch]):
    """Every attempt, newest first."""

    list_display = (
        "started_at",
        "feed",
        "outcome",
        "status",
        "milliseconds",
        "new",
        "changed",
        "same",
        "dropped",
        "error",
    )
    list_filter = ("outcome", "error_class", "started_at")
    list_select_related = ("feed",)
    search_fields = ("feed__url", "error")
    show_full_result_count = False

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

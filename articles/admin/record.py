"""What is kept for good, in the admin: to be read, never to be written by hand."""

from typing import Any, TypeVar

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from articles.admin.paging import CappedPaginator

Kept = TypeVar("Kept", bound=Model)


class RecordAdmin(admin.ModelAdmin[Kept]):
    """Rows that only their writer writes: the ledger of ingest, the log of the desk."""

    list_per_page = 50
    paginator = CappedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody writes here."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody writes here."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse on its own pages: a record with holes is none. Rows may go with the feed or the article that is deleted."""
        match = request.resolver_match
        own = f"{self.opts.app_label}_{self.opts.model_name}"
        return match is None or not (match.url_name or "").startswith(own)

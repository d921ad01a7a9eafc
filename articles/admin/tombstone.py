"""Tombstones in the admin."""

from django.contrib import admin
from django.http import HttpRequest

from articles.models import Tombstone


@admin.register(Tombstone)
class TombstoneAdmin(admin.ModelAdmin[Tombstone]):
    """What must not come back. Deleting a tombstone forgets it on purpose: the entry may return."""

    list_display = ("headline", "source", "reason", "made_at")
    list_select_related = ("source",)
    list_filter = ("made_at",)
    search_fields = ("headline", "reason")
    show_full_result_count = False
    fields = readonly_fields = ("headline", "source", "reason", "made_at")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Tombstones are left by deleting articles, never made by hand."""
        return False

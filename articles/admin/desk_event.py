"""The public log at the desk: with those who did it, whom readers never learn."""

from django.contrib import admin
from django.utils.html import format_html

from articles.admin.record import RecordAdmin
from articles.models import DeskEvent


@admin.register(DeskEvent)
class DeskEventAdmin(RecordAdmin[DeskEvent]):
    """What readers see on /changes/, the newest first. Postgres lets nobody change or delete a line."""

    list_display = ("kind", "of_what", "reason", "actor", "at")
    list_filter = ("kind",)
    list_select_related = ("article", "story__lead", "actor")
    sortable_by = ()
    fields = readonly_fields = ("kind", "of_what", "source_name", "published_at", "reason", "actor", "at")

    @admin.display(description="of")
    def of_what(self, event: DeskEvent) -> str:
        """Name what it was done to, as far as that is still here."""
        return format_html("<bdi>{}</bdi>", event.article or event.story or event.source_name or "what is gone")

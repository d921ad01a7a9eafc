"""Notices of takedown at the desk: what somebody asked, and how it was closed."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from articles import takedowns
from articles.models import Takedown


@admin.register(Takedown)
class TakedownAdmin(admin.ModelAdmin[Takedown]):
    """The notices, the newest first. The answer goes by mail; to close a notice takes nothing down by itself."""

    actions = ("grant", "refuse")
    list_display = ("receipt", "name", "right", "urls", "status", "received_at")
    list_filter = ("status", "right")
    list_per_page = 50
    search_fields = ("receipt", "name", "email", "urls")
    sortable_by = ()
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    fields = ("receipt", "received_at", "name", "email", "right", "urls", "statement", "status", "closed_at")
    readonly_fields = fields

    def has_add_permission(self, request: HttpRequest) -> bool:
        """They come by the form on /takedown/."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Takedown | None = None) -> bool:
        """They are closed, never edited."""
        return False

    def has_close_permission(self, request: HttpRequest) -> bool:
        """Tell whether this person may close them."""
        return request.user.has_perm("articles.change_takedown")

    @admin.action(description="Close: taken down", permissions=["close"])
    def grant(self, request: HttpRequest, notices: QuerySet[Takedown]) -> None:
        """Close them as granted; what they ask for is taken down on the pages of the articles."""
        self._close(request, notices, Takedown.Status.GRANTED)

    @admin.action(description="Close: left as it was", permissions=["close"])
    def refuse(self, request: HttpRequest, notices: QuerySet[Takedown]) -> None:
        """Close them as refused."""
        self._close(request, notices, Takedown.Status.REFUSED)

    def _close(self, request: HttpRequest, notices: QuerySet[Takedown], status: Any) -> None:
        chosen = Takedown.objects.filter(pk__in=list(notices.values_list("pk", flat=True)))
        closed = takedowns.close(chosen, status, timezone.now())
        LogEntry.objects.log_actions(request.user.pk or 0, chosen, CHANGE, f"{status.label}.")
        self.message_user(request, f"{closed} closed.", messages.SUCCESS)

"""Subscriptions at hubs (WebSub) in the admin: to be read. What makes a callback ours, its token and secret, is not shown."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html

from articles.admin.paging import CappedPaginator
from articles.admin.record import RecordAdmin
from ingest.models import Subscription

SHOWN = (
    "feed", "hub_url", "topic_url", "standing", "asked_at", "confirmed_at", "lease_until", "next_at", "tries", "pushed_at",
    "pushes", "misses", "forgeries", "error",
)  # fmt: skip


@admin.register(Subscription)
class SubscriptionAdmin(RecordAdmin[Subscription]):
    """Every feed that a hub promised to push."""

    fields = SHOWN
    readonly_fields = SHOWN
    list_display = ("__str__", "feed", "standing", "pushes", "misses", "pushed_at", "lease_until", "said")
    list_filter = ("state",)
    list_select_related = ("feed",)
    search_fields = ("feed__title", "feed__url", "hub_url")
    paginator = CappedPaginator

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Who may look at feeds may look at what their hubs promised."""
        return request.user.has_perm("ingest.view_feed") or super().has_view_permission(request, obj)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """As above."""
        return self.has_view_permission(request)

    @admin.display(description="state", ordering="state")
    def standing(self, subscription: Subscription) -> str:
        """Say where it stands, in a word and its colour."""
        words = '<span class="state hub-{}">{}</span>'
        return format_html(words, subscription.state, subscription.get_state_display())

    @admin.display(description="error", ordering="error")
    def said(self, subscription: Subscription) -> str:
        """Show what the hub, or we, had to say against it."""
        return format_html('<span class="error-said">{}</span>', subscription.error) if subscription.error else ""

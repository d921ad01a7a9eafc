"""Feeds in the admin: how each fares, why it is asked when it is, and the buttons beside that."""

from typing import Any

from django.contrib import admin
from django.contrib.humanize.templatetags.humanize import naturaltime
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import URLPattern
from django.utils import timezone
from django.utils.html import format_html

from ingest.admin.add_feed import Journey
from ingest.admin.condition import CONDITIONS, ConditionFilter, condition
from ingest.admin.feed_orders import FeedOrders
from ingest.admin.health import Health, NoticeFilter, open_notices
from ingest.admin.opml import Lists
from ingest.ledger.feeds import ASKED_FOR, RESUMED
from ingest.models import Feed

ATTEMPTS_SHOWN = 20


@admin.register(Feed)
class FeedAdmin(FeedOrders, Journey, Lists, Health):
    """The feeds, those that fail first, with what came of the last attempts and when the next one is."""

    change_list_template = "admin/ingest/feed/change_list.html"
    list_display = ("__str__", "condition", "source", "last_ok", "next_poll")
    list_filter = (ConditionFilter, NoticeFilter, "section")
    list_select_related = ("source", "host")
    list_per_page = 50
    ordering = ("-failures", "source__name", "id")
    search_fields = ("url", "title", "source__name")
    show_facets = admin.ShowFacets.NEVER
    show_full_result_count = False
    fieldsets = (
        (None, {"fields": ("title", "source", "url", "section")}),
        ("How it fares", {"fields": ("condition", "next_poll", "last_attempt_at", "last_ok_at")}),
        ("The last 60 days", {"fields": ("timeline",), "classes": ("wide-value",)}),
        ("When it is asked", {"fields": ("schedule",), "classes": ("wide-value",)}),
        ("The last attempts", {"fields": ("attempts",), "classes": ("wide-value",)}),
    )
    readonly_fields = (
        "source", "url", "condition", "next_poll", "last_attempt_at", "last_ok_at", "timeline", "schedule", "attempts",
    )  # fmt: skip

    # Its pages --------------------------------------------------------------------------------------------------------
    def get_urls(self) -> list[URLPattern]:
        """Add the second screen of the journey, and lists."""
        return [*self.journey_urls(), *self.list_urls(), *super().get_urls()]

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Carry out a button outside of the transaction that Django's own view opens: no socket may be open inside one."""
        if object_id and request.method == "POST" and "_settle" in request.POST:
            return self.settle_from_form(request, object_id)
        ordered = self.order_from_form(request, object_id) if object_id and request.method == "POST" else None
        if ordered:
            return ordered
        extra_context = {**(self._said(request, object_id) if object_id else {}), **(extra_context or {})}
        return super().changeform_view(request, object_id, form_url, extra_context)

    def _said(self, request: HttpRequest, object_id: str) -> dict[str, Any]:
        """Return what stands above the form: what lasts, what can be ordered, and whether an order waits."""
        feed = self.get_object(request, object_id)
        return {
            "open_notices": open_notices(object_id),
            "may_operate": self.has_operate_permission(request),
            "is_waiting": feed is not None and _is_waiting(feed),
        }

    # What the list and the form show ----------------------------------------------------------------------------------
    @admin.display(description="condition", ordering="failures")
    def condition(self, feed: Feed) -> str:
        """Say how it fares: a word in its colour, and the last error."""
        name = condition(feed)
        facts = {"name": name, "words": CONDITIONS[name][0], "feed": feed}
        return render_to_string("admin/ingest/feed/condition.html", facts)

    @admin.display(description="last read", ordering="last_ok_at")
    def last_ok(self, feed: Feed) -> str:
        """Say how long ago it could be read."""
        return naturaltime(feed.last_ok_at) if feed.last_ok_at else "never"

    @admin.display(description="next poll", ordering="next_at")
    def next_poll(self, feed: Feed) -> str:
        """Say when it is polled next, and why then."""
        when = naturaltime(feed.next_at) if feed.next_at > timezone.now() else "due"
        when = when if feed.state == Feed.State.ACTIVE else "not polled"
        return format_html('{}<span class="why">{}</span>', when, feed.next_why)

    @admin.display(description="attempts")
    def attempts(self, feed: Feed) -> str:
        """Show the newest rows of the ledger as a table."""
        return render_to_string("admin/ingest/feed/attempts.html", {"attempts": feed.fetches.all()[:ATTEMPTS_SHOWN]})


def _is_waiting(feed: Feed) -> bool:
    """Tell whether somebody asked for it, and nobody has taken it since."""
    was_asked = feed.next_why in (ASKED_FOR, RESUMED) and feed.state == Feed.State.ACTIVE
    return was_asked and feed.next_at <= timezone.now()

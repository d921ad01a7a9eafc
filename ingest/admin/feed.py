"""Feeds in the admin: add one by any URL of the site, see how it fares, fetch it now."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.humanize.templatetags.humanize import naturaltime
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html

from articles.stories import placing
from ingest import ledger, rounds
from ingest.admin.add_feed import AddFeedForm
from ingest.admin.condition import CONDITIONS, ConditionFilter, condition
from ingest.admin.health import Health, NoticeFilter, open_notices
from ingest.models import Feed
from ingest.outcomes import Result
from ingest.pipeline import Settings

FETCHED_AT_ONCE = 5
"""So many feeds are fetched while the editor waits; more are only made due. gunicorn.conf.py waits longer than that."""
ATTEMPTS_SHOWN = 20


@admin.register(Feed)
class FeedAdmin(Health):
    """The feeds, those that fail first, with what came of the last attempts and when the next one is."""

    actions = ("fetch_now", "pause", "resume")
    list_display = ("__str__", "condition", "source", "last_ok", "next_poll")
    list_filter = (ConditionFilter, NoticeFilter, "section")
    list_select_related = ("source", "host")
    list_per_page = 50
    ordering = ("-failures", "source__name", "id")
    search_fields = ("url", "title", "source__name")
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

    # Adding, and fetching from the form -------------------------------------------------------------------------------
    def get_form(self, request: HttpRequest, obj: Feed | None = None, change: bool = False, **kwargs: Any) -> Any:
        """Ask for a URL when adding, show the state afterwards."""
        return super().get_form(request, obj, change, **kwargs) if obj else AddFeedForm

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Add and fetch outside of the transaction that Django's own view opens: no socket may be open inside one."""
        if object_id and request.method == "POST" and "_fetch" in request.POST:
            return self._fetch_from_form(request, object_id)
        if object_id and request.method == "POST" and "_settle" in request.POST:
            return self.settle_from_form(request, object_id)
        extra_context = {"open_notices": open_notices(object_id) if object_id else [], **(extra_context or {})}
        view = super().changeform_view if object_id else self._changeform_view  # type: ignore[attr-defined]  # The same, without the transaction.
        answer: HttpResponse = view(request, object_id, form_url, extra_context)
        return answer

    def _fetch_from_form(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Carry out the button beside "Save", and show the feed again with the new attempt."""
        feed = self.get_object(request, object_id)
        if feed is None or not self.has_change_permission(request, feed):
            raise PermissionDenied
        self.fetch_now(request, Feed.objects.filter(pk=feed.pk))
        return HttpResponseRedirect(request.path)

    def get_fieldsets(self, request: HttpRequest, obj: Feed | None = None) -> Any:
        """As in ``get_form``."""
        return super().get_fieldsets(request, obj) if obj else ((None, {"fields": ("url", "section", "probe")}),)

    def get_readonly_fields(self, request: HttpRequest, obj: Feed | None = None) -> Any:
        """As in ``get_form``."""
        return self.readonly_fields if obj else ()

    def save_model(self, request: HttpRequest, obj: Feed, form: ModelForm[Feed], change: bool) -> None:
        """Save what an editor may change; a feed that was just added is saved already."""
        if change:
            super().save_model(request, obj, form, change)
        elif isinstance(form, AddFeedForm) and form.added.result:
            self.message_user(request, f"{form.added.result.counts.new} articles came with it.", messages.SUCCESS)
        else:
            self.message_user(request, "This feed was there already.", messages.WARNING)

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

    # What editors order -----------------------------------------------------------------------------------------------
    @admin.action(description="Fetch now", permissions=["change"])
    def fetch_now(self, request: HttpRequest, feeds: QuerySet[Feed]) -> None:
        """Fetch a few feeds while the editor waits; make more of them due."""
        chosen = Feed.objects.filter(pk__in=list(feeds.values_list("pk", flat=True)))
        if chosen.count() > FETCHED_AT_ONCE:
            due = ledger.poll_now(chosen, timezone.now())
            self.message_user(request, f"{due} feeds are due now; the next run of ingest takes them.", messages.SUCCESS)
            return
        names = {feed.pk: str(feed) for feed in chosen}
        results = rounds.ingest(chosen, Settings.from_django()).results
        placing.place_waiting(timezone.now())
        for result in results:
            level = messages.ERROR if result.error else messages.SUCCESS
            self.message_user(request, f"{names[result.feed]}: {_told(result)}", level)
        if len(results) < len(names):
            self.message_user(request, "The rest is being fetched by another run just now.", messages.WARNING)

    @admin.action(description="Pause", permissions=["change"])
    def pause(self, request: HttpRequest, feeds: QuerySet[Feed]) -> None:
        """Stop polling."""
        chosen = Feed.objects.filter(pk__in=feeds.values("pk"))
        paused = ledger.pause(chosen, f"paused by {request.user}", timezone.now())
        self.message_user(request, f"{paused} paused.", messages.SUCCESS)

    @admin.action(description="Resume", permissions=["change"])
    def resume(self, request: HttpRequest, feeds: QuerySet[Feed]) -> None:
        """Poll again."""
        resumed = ledger.resume(Feed.objects.filter(pk__in=feeds.values("pk")), timezone.now())
        self.message_user(request, f"{resumed} resumed.", messages.SUCCESS)


def _told(result: Result) -> str:
    """Say in words how one feed fared."""
    if result.error:
        return f"could not be fetched. {result.error}. What we have of it stays; it is tried again by itself."
    if result.outcome == "not_modified":
        return "nothing new, says its server."
    counts = result.counts
    return f"{counts.new} new, {counts.changed} changed, {counts.same} same, {counts.dropped} dropped."

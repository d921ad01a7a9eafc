"""What editors order of feeds, in the list and from the form of one: poll now, pause, resume."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from ingest import adding, attendance, ledger, rounds, tasks
from ingest.models import Feed
from ingest.outcomes import Result
from ingest.pipeline import Settings

FETCHED_AT_ONCE = 5
"""Where nobody else polls, so many feeds are fetched while the editor waits, for seconds; more are only made due."""


class FeedOrderForm(ActionForm):
    """What an order may need to know."""

    reason = forms.CharField(max_length=150, required=False, label="Reason, to pause:")


class FeedOrders(admin.ModelAdmin[Feed]):
    """The orders; who may give them has the permission to operate feeds."""

    action_form = FeedOrderForm
    actions = ("fetch_now", "pause", "resume")

    def has_operate_permission(self, request: HttpRequest) -> bool:
        """Who operates feeds may poll, pause and resume them."""
        return request.user.has_perm("ingest.operate_feed")

    def order_from_form(self, request: HttpRequest, object_id: str) -> HttpResponse | None:
        """Carry out one of the buttons above the form, and show the feed again; None where none of them was pressed."""
        orders = {"_fetch": self.fetch_now, "_pause": self.pause, "_resume": self.resume}
        pressed = next((order for name, order in orders.items() if name in request.POST), None)
        if pressed is None:
            return None
        feed = self.get_object(request, object_id)
        if feed is None or not self.has_operate_permission(request):
            raise PermissionDenied
        pressed(request, Feed.objects.filter(pk=feed.pk))
        return HttpResponseRedirect(request.path)

    @admin.action(description="Poll now", permissions=["operate"])
    def fetch_now(self, request: HttpRequest, feeds: QuerySet[Feed]) -> None:
        """Make feeds due; where nobody is there who would take them, fetch a few while the editor waits."""
        now = timezone.now()
        chosen = Feed.objects.filter(pk__in=list(feeds.values_list("pk", flat=True)))
        if resting := chosen.filter(state=Feed.State.RESTING).count():
            said = (
                f"{resting} not polled: {'its source is' if resting == 1 else 'their sources are'} not read just now."
            )
            self.message_user(request, said, messages.WARNING)
        chosen = Feed.objects.filter(pk__in=chosen.exclude(state=Feed.State.RESTING).values("pk"))
        are_active = not chosen.exclude(state=Feed.State.ACTIVE).exists()
        if attendance.has_workers(now) and are_active:
            tasks.refresh.defer()
        if chosen.count() > FETCHED_AT_ONCE or (are_active and _is_anyone_there(now)):
            due = ledger.poll_now(chosen, now)
            said = (
                f"{due} feed{'' if due == 1 else 's'} due now; ingest takes {'it' if due == 1 else 'them'} in a moment."
            )
            self.message_user(request, said, messages.SUCCESS)
        elif chosen:
            self._fetch_here(request, chosen)

    def _fetch_here(self, request: HttpRequest, chosen: QuerySet[Feed]) -> None:
        """Fetch a few feeds, with an eye on the time."""
        names = {feed.pk: str(feed) for feed in chosen}
        results = rounds.ingest(chosen, adding.hurried(Settings.from_django())).results
        adding.put_in_place(timezone.now())
        for result in results:
            level = messages.ERROR if result.error else messages.SUCCESS
            self.message_user(request, f"{names[result.feed]}: {_told(result)}", level)
        if len(results) < len(names):
            self.message_user(request, "The rest is being fetched by another run just now.", messages.WARNING)

    @admin.action(description="Pause (say why)", permissions=["operate"])
    def pause(self, request: HttpRequest, feeds: QuerySet[Feed]) -> None:
        """Stop polling."""
        reason = request.POST.get("reason", "").strip()
        if not reason:
            self.message_user(request, "Nothing done: say why first.", messages.ERROR)
            return
        chosen = Feed.objects.filter(pk__in=feeds.exclude(state=Feed.State.PAUSED).values("pk"))
        rows = list(chosen)
        paused = ledger.pause(chosen, f"paused by {request.user}: {reason}", timezone.now())
        self._log(request, rows, f"Paused: {reason}")
        self.message_user(request, f"{paused} paused.", messages.SUCCESS)

    @admin.action(description="Resume", permissions=["operate"])
    def resume(self, request: HttpRequest, feeds: QuerySet[Feed]) -> None:
        """Poll again."""
        chosen = Feed.objects.filter(pk__in=feeds.exclude(state=Feed.State.ACTIVE).values("pk"))
        rows = list(chosen)
        resumed = ledger.resume(chosen, timezone.now())
        self._log(request, rows, "Resumed")
        self.message_user(request, f"{resumed} resumed.", messages.SUCCESS)
        if left := len(rows) - resumed:
            self.message_user(request, f"{left} left: take up the source first.", messages.WARNING)

    def _log(self, request: HttpRequest, feeds: Any, said: str) -> None:
        LogEntry.objects.log_actions(request.user.pk or 0, feeds, CHANGE, said)


def _is_anyone_there(now: Any) -> bool:
    return attendance.has_workers(now) or attendance.is_polled(now)


def _told(result: Result) -> str:
    """Say in words how one feed fared."""
    if result.error:
        return f"could not be fetched. {result.error}. What we have of it stays; it is tried again by itself."
    if result.outcome == "not_modified":
        return "nothing new, says its server."
    counts = result.counts
    return f"{counts.new} new, {counts.changed} changed, {counts.same} same, {counts.dropped} dropped."

"""How a feed fares, beside its form: what is noted of it, its last sixty days, and why it is asked when it is."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from ingest import ledger
from ingest.admin import timeline
from ingest.models import Feed, Notice, Subscription
from ingest.pace import DAYS, Pace

ATTEMPTS_DRAWN = 200
DAYS_DRAWN = 60
NOTICES_DRAWN = 8


class Health(admin.ModelAdmin[Feed]):
    """The fields of the form that show how a feed fares, and the button that lays a notice aside."""

    @admin.display(description="the last 60 days")
    def timeline(self, feed: Feed) -> str:
        """Draw its attempts and notices, with the numbers below."""
        now = timezone.localtime()
        rows = feed.fetches.values_list("started_at", "outcome", "new", "milliseconds")[:ATTEMPTS_DRAWN]
        attempts = [timeline.Attempt(timezone.localtime(at), outcome, new, ms) for at, outcome, new, ms in rows]
        lasting = Q(ended_at=None) | Q(ended_at__gte=now - timedelta(days=DAYS_DRAWN))
        notices = [
            timeline.Told(notice.get_kind_display(), notice.began_at, notice.ended_at)
            for notice in feed.notices.filter(lasting)[:NOTICES_DRAWN]
        ]
        drawn = timeline.draw(attempts, notices, now, DAYS_DRAWN)
        return render_to_string("admin/ingest/feed/timeline.html", {"drawn": drawn})

    @admin.display(description="when it is asked")
    def schedule(self, feed: Feed) -> str:
        """Say what its schedule is made of."""
        return render_to_string("admin/ingest/feed/schedule.html", {"facts": list(facts(feed))})

    def settle_from_form(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Carry out the button beside a notice, and show the feed again."""
        feed = self.get_object(request, object_id)
        if feed is None or not self.has_change_permission(request, feed):
            raise PermissionDenied
        number = request.POST["_settle"]
        chosen = feed.notices.filter(pk=int(number) if number.isdecimal() and len(number) < 19 else 0)
        if ledger.end(chosen, timezone.now()):
            self.message_user(request, "Laid aside.", messages.SUCCESS)
        return HttpResponseRedirect(request.path)


def open_notices(feed_id: str) -> list[dict[str, Any]]:
    """Return what lasts of one feed, each with the place where something can be done about it ("" for none)."""
    number = int(feed_id) if feed_id.isdecimal() and len(feed_id) < 19 else 0
    notices = Notice.objects.filter(feed=number, ended_at=None).select_related("feed")
    return [{"notice": notice, "place": _place(notice)} for notice in notices]


def _place(notice: Notice) -> str:
    """Where a held batch waits for an editor."""
    if notice.kind != Notice.Kind.HELD or notice.feed is None:
        return ""
    waiting = f"?status__exact=pending&source__id__exact={notice.feed.source_id}"
    return reverse("admin:articles_article_changelist") + waiting


class NoticeFilter(admin.SimpleListFilter):
    """Which feeds have something noted of them that lasts."""

    title = "notice"
    parameter_name = "notice"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Offer any, and each kind."""
        return [("any", "Any"), *Notice.Kind.choices]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Feed]) -> QuerySet[Feed]:
        """Keep the feeds with such a one."""
        if not self.value():
            return queryset
        noted = Notice.objects.filter(feed=OuterRef("pk"), ended_at=None)
        return queryset.filter(Exists(noted if self.value() == "any" else noted.filter(kind=self.value())))


# What its schedule is made of -----------------------------------------------------------------------------------------
def facts(feed: Feed) -> Iterator[tuple[str, str]]:
    """Yield what is known, as (what, how): only what there is."""
    yield "Next poll", f"{_moment(feed.next_at)}, {feed.next_why}" if feed.next_why else _moment(feed.next_at)
    if feed.lease_until:
        yield "Held by a worker", f"until {_moment(feed.lease_until)} at the latest"
    elif feed.turn_at > feed.next_at:
        yield "Its turn at its host", _moment(feed.turn_at)
    yield from _host_facts(feed)
    if feed.gap_seconds is not None:
        yield "Something new every", _length(feed.gap_seconds)
    if feed.newest_at:
        yield "Something new last", _moment(feed.newest_at)
    if feed.fresh_seconds is not None:
        yield "Fresh, says its server, for", _length(feed.fresh_seconds)
    yield from _pace_facts(Pace.from_json(feed.pace))
    if feed.full_at:
        yield "Last answer in full", _moment(feed.full_at)
    yield from _address_facts(feed)
    subscription = Subscription.objects.filter(feed=feed).first()
    if subscription:
        yield "Its hub", f"{subscription.hub_url}: {subscription.get_state_display()}"


def _host_facts(feed: Feed) -> Iterator[tuple[str, str]]:
    host = feed.host
    yield "Host", host.name
    if host.free_at > timezone.now():
        yield "Left alone until", f"{_moment(host.free_at)}{', ' if host.why else ''}{host.why}"
    if host.throttled_at:
        yield "Said that we ask too often", _moment(host.throttled_at)


def _pace_facts(pace: Pace) -> Iterator[tuple[str, str]]:
    if pace.ttl:
        yield "Need not be asked, it says, for", _length(pace.ttl * 60)
    if pace.period:
        yield "Changes, it says, every", _length(pace.period)
    if pace.skip_hours:
        yield "Not in the hours (GMT)", ", ".join(str(hour) for hour in sorted(pace.skip_hours))
    if pace.skip_days:
        yield "Not on", ", ".join(DAYS[day].title() for day in sorted(pace.skip_days))
    if pace.is_expired:
        yield "Over", "says the feed itself"


def _address_facts(feed: Feed) -> Iterator[tuple[str, str]]:
    if feed.moved_to and feed.moved_since:
        yield "Says that it moved to", f"{feed.moved_to}, since {_moment(feed.moved_since)}"
    if feed.gone_since:
        yield "Says that it is gone", f"since {_moment(feed.gone_since)}"


def _moment(moment: Any) -> str:
    return date_format(timezone.localtime(moment), "j M Y, H:i")


def _length(seconds: float) -> str:
    """Write a length as people say it: "40 minutes", "3.5 hours", "9 days"."""
    for unit, size in (("days", 86_400), ("hours", 3_600)):
        if seconds >= 1.5 * size:
            return f"{seconds / size:.1f}".removesuffix(".0") + f" {unit}"
    return f"{seconds / 60:.0f} minutes"

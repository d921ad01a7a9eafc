"""How a feed fares, beside its form: what is noted of it, its last sixty days, and why it is asked when it is."""

from datetime import datetime, timedelta
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
from ingest.known_of_feed import facts
from ingest.models import Feed, Notice

ATTEMPTS_DRAWN = 200
DAYS_DRAWN = 60
NOTICES_DRAWN = 8


class Health(admin.ModelAdmin[Feed]):
    """The fields of the form that show how a feed fares, and the button that lays a notice aside."""

    @admin.display(description="the last 60 days")
    def timeline(self, feed: Feed) -> str:
        """Draw its attempts and notices, with the numbers below."""
        now = timezone.localtime()
        columns = ("started_at", "outcome", "new", "milliseconds", "body_bytes", "status")
        rows = feed.fetches.values_list(*columns)[:ATTEMPTS_DRAWN]
        attempts = [timeline.Attempt(timezone.localtime(at), *said) for at, *said in rows]
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
        return render_to_string(
            "admin/ingest/feed/schedule.html", {"facts": list(facts(feed, timezone.now(), _moment))}
        )

    def settle_from_form(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Carry out the button beside a notice, and show the feed again."""
        feed = self.get_object(request, object_id)
        if feed is None or not request.user.has_perm("ingest.operate_feed"):
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


def _moment(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "j M Y, H:i")

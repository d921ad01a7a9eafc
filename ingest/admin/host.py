"""The servers that we ask, in the admin: who is left alone until when, and why."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils import timezone

from articles.admin.paging import CappedPaginator
from articles.admin.record import RecordAdmin
from ingest import ledger
from ingest.models import Feed, Host


class WaitingFilter(admin.SimpleListFilter):
    """Whether it is left alone for a reason."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Offer what an operator looks for."""
        return [("waiting", "Left alone"), ("throttled", "Ever said that we ask too often")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Host]) -> QuerySet[Host]:
        """Keep those in the chosen one."""
        if self.value() == "waiting":
            return queryset.filter(free_at__gt=timezone.now()).exclude(why="")
        return queryset.filter(throttled_at__isnull=False) if self.value() == "throttled" else queryset


@admin.register(Host)
class HostAdmin(RecordAdmin[Host]):
    """Every host, by name."""

    actions = ("free_now",)
    list_display = ("name", "feed_count", "free_at", "why", "throttled_at")
    list_filter = (WaitingFilter,)
    search_fields = ("name",)
    paginator = CappedPaginator

    def get_queryset(self, request: HttpRequest) -> QuerySet[Host]:
        """Count the feeds of each host of the page."""
        counted = Feed.objects.filter(host=OuterRef("pk")).order_by().values("host").values(total=Count("pk"))
        total = Coalesce(Subquery(counted, output_field=IntegerField()), 0)
        return super().get_queryset(request).annotate(feed_count=total)

    @admin.display(description="feeds")
    def feed_count(self, host: Host) -> int:
        """Say how many feeds are there."""
        count: int = host.feed_count  # type: ignore[attr-defined]  # get_queryset counts them.
        return count

    @admin.action(description="Free now", permissions=["free"])
    def free_now(self, request: HttpRequest, hosts: QuerySet[Host]) -> None:
        """Ask them again at once, whatever they said: for hosts whose owner says that all is well."""
        freed = ledger.free_hosts(Host.objects.filter(pk__in=hosts.values("pk")), timezone.now())
        self.message_user(request, f"{freed} may be asked again now.", messages.SUCCESS)

    def has_free_permission(self, request: HttpRequest) -> bool:
        """Who operates feeds may have them asked."""
        return request.user.has_perm("ingest.operate_feed")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Not even with its feeds: what it said about waiting outlives them."""
        return False

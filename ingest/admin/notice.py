"""What operators and editors should hear, in the admin: to be read, and to be laid aside."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html

from articles.admin.paging import CappedPaginator
from articles.admin.record import RecordAdmin
from ingest import ledger
from ingest.models import Notice


class OpenFilter(admin.SimpleListFilter):
    """Whether it lasts."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Offer both."""
        return [("open", "Lasts"), ("over", "Is over")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Notice]) -> QuerySet[Notice]:
        """Keep those in the chosen one."""
        return queryset.filter(ended_at__isnull=self.value() == "open") if self.value() else queryset


@admin.register(Notice)
class NoticeAdmin(RecordAdmin[Notice]):
    """Every notice, newest first."""

    actions = ("lay_aside",)
    list_display = ("about", "feed", "began_at", "ended_at", "mailed_at")
    list_filter = (OpenFilter, "kind")
    list_select_related = ("feed",)
    search_fields = ("feed__title", "feed__url", "text")
    paginator = CappedPaginator

    @admin.display(description="kind", ordering="kind")
    def about(self, notice: Notice) -> str:
        """Say what it is about: its kind in a colour, and its text."""
        state = "over" if notice.ended_at else "failing"
        told = '<span class="state {}">{}</span> <span class="told">{}</span>'
        return format_html(told, state, notice.get_kind_display(), notice.text)

    @admin.action(description="Lay aside", permissions=["settle"])
    def lay_aside(self, request: HttpRequest, notices: QuerySet[Notice]) -> None:
        """Note that they are over, as far as the desk is concerned."""
        settled = ledger.end(Notice.objects.filter(pk__in=notices.values("pk")), timezone.now())
        self.message_user(request, f"{settled} laid aside.", messages.SUCCESS)

    def has_settle_permission(self, request: HttpRequest) -> bool:
        """Who operates feeds may say that a notice about one is dealt with."""
        return request.user.has_perm("ingest.operate_feed")

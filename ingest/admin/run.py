"""Rounds of ingest in the admin: what each refreshed and brought, and the way to its attempts."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from articles.admin.paging import CappedPaginator
from articles.admin.record import RecordAdmin
from ingest.models import Run


class FaultFilter(admin.SimpleListFilter):
    """Which rounds did not go as they should."""

    title = "fault"
    parameter_name = "fault"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Offer whose fault it was."""
        return [("feeds", "Some feeds failed"), ("ours", "We reached nobody"), ("new", "None: something new came")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Run]) -> QuerySet[Run]:
        """Keep those in the chosen one."""
        chosen = {"feeds": {"failed__gt": 0}, "ours": {"spared__gt": 0}, "new": {"new__gt": 0, "failed": 0}}
        return queryset.filter(**chosen.get(self.value() or "", {}))


@admin.register(Run)
class RunAdmin(RecordAdmin[Run]):
    """Every round that had something to do, newest first."""

    list_display = ("began_at", "took", "feeds", "ok", "not_modified", "faults", "new", "dropped")
    list_filter = (FaultFilter, "began_at")
    paginator = CappedPaginator

    @admin.display(description="took", ordering="seconds")
    def took(self, run: Run) -> str:
        """Say how long it took."""
        return f"{run.seconds:.1f} s"

    @admin.display(description="failed", ordering="failed")
    def faults(self, run: Run) -> str:
        """Lead to the attempts that failed meanwhile, and say what was not the feeds' fault."""
        ours = f" {run.spared} not reached by our fault" if run.spared else ""
        if not run.failed:
            return ours or "0"
        until = run.began_at + timedelta(seconds=run.seconds + 1)
        among = {
            "outcome__exact": "failed",
            "started_at__gte": run.began_at.isoformat(),
            "started_at__lt": until.isoformat(),
        }
        url = f"{reverse('admin:ingest_fetch_changelist')}?{urlencode(among)}"
        words = '<a href="{}"><span class="state failed">{} failed</span></a>{}'
        return format_html(words, url, run.failed, ours)

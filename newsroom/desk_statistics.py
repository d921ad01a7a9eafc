"""The statistics at the desk: each table with a drawing beside its numbers, and as a file for a spreadsheet."""

import csv
from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone

from articles.statistics import TABLES, Range, Row, Table
from articles.views import plot

DAYS = 30
MOST_DAYS = 366
FIRST = date(1990, 1, 1)
SHOWN = 25
"""So many rows of a table stand on the page; the file has all."""

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""A cell that begins with one of these is a formula to a spreadsheet, and headlines are a stranger's words."""


class RangeForm(forms.Form):
    """From which day to which."""

    since = forms.DateField(required=False)
    until = forms.DateField(required=False)

    def days(self, today: date) -> Range:
        """Return the range; what is missing, wrong or the other way round is the last month."""
        given = self.cleaned_data if self.is_valid() else {}
        until = max(FIRST, min(given.get("until") or today, today))
        since = given.get("since") or until - timedelta(days=DAYS - 1)
        if since > until:
            since = until - timedelta(days=DAYS - 1)
        return Range(max(since, until - timedelta(days=MOST_DAYS - 1)), until)


def urls(site: AdminSite) -> list[URLPattern]:
    """Return the addresses of the statistics."""
    return [
        path("statistics/", site.admin_view(statistics), {"site": site}, name="statistics"),
        path("statistics/<slug:name>.csv", site.admin_view(file), name="statistics_file"),
    ]


def statistics(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """Show all tables of a range of days."""
    days = _days(request)
    tables = [make(days) for make in TABLES.values()]
    today = timezone.localdate()
    weekly = len(days.days) > 62
    counts = {day: count for day, count, _ in tables[0].rows}
    context = {
        **site.each_context(request),
        "title": "Statistics",
        "days": days,
        "plot": plot.weekly(_weeks(counts), days.until, len(days.days) // 7 + 1) if weekly else plot.daily(
            counts, days.until, len(days.days)
        ),
        "unit": "Week from" if weekly else "Day",
        "tables": [_shown(table) for table in tables],
        "ranges": [(words, today - timedelta(days=back), today) for words, back in (("7 days", 6), ("30 days", 29), ("90 days", 89), ("a year", 365))],
        "query": f"since={days.since}&until={days.until}",
    }  # fmt: skip
    return TemplateResponse(request, "admin/statistics.html", context)


def file(request: HttpRequest, name: str) -> HttpResponse:
    """Send one table as CSV (RFC 4180, UTF-8)."""
    if name not in TABLES:
        raise Http404
    days = _days(request)
    table = TABLES[name](days)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}-{days.since}-{days.until}.csv"'
    writer = csv.writer(response)
    writer.writerow(table.columns)
    writer.writerows([_defused(cell) for cell in row] for row in table.rows)
    return response


def _days(request: HttpRequest) -> Range:
    if not request.user.has_perm("articles.view_source"):
        raise PermissionDenied
    return RangeForm(request.GET).days(timezone.localdate())


def _weeks(counts: dict[date, int]) -> dict[date, int]:
    weeks: dict[date, int] = {}
    for day, count in counts.items():
        monday = day - timedelta(days=day.weekday())
        weeks[monday] = weeks.get(monday, 0) + count
    return weeks


def _shown(table: Table) -> dict[str, Any]:
    """Return what the page shows of a table: each row with the length of its bar, of a hundred."""
    rows = list(reversed(table.rows)) if table.name == "days" else list(table.rows)
    return {
        "table": table,
        "rows": [(row, _bar(table, row)) for row in rows[:SHOWN]],
        "more": max(0, len(rows) - SHOWN),
    }


def _bar(table: Table, row: Row) -> float:
    return round(100 * float(row[table.drawn]) / table.most, 1)


def _defused(cell: object) -> object:
    """Return a cell that a spreadsheet takes for words, not for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell

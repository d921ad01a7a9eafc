"""The ledger in the admin: to be read, never to be written."""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.utils.html import format_html

from articles.admin.paging import CappedPaginator
from articles.admin.record import RecordAdmin
from ingest import errors
from ingest.models import Feed, Fetch

FEEDS_SOUGHT = 1_000
"""So many feeds are looked at whose name or address has the words that are sought."""

KINDS = {
    "network": ("No answer: name, connection, time", (errors.Unreachable, errors.TimedOut, errors.AddressRefused)),
    "status": ("Answered, but with an error", (errors.BadStatus, errors.Gone, errors.RedirectRefused)),
    "document": (
        "Answered, but with nothing that we can read",
        (errors.BodyRefused, errors.NotAFeed, errors.DocumentRefused, errors.ParserDied),
    ),
}


class FaultFilter(admin.SimpleListFilter):
    """Why it failed, roughly: whose turn it is to do something."""

    title = "why it failed"
    parameter_name = "fault"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Offer the kinds of faults, and what is none of them: our own."""
        return [*((name, words) for name, (words, _) in KINDS.items()), ("ours", "Something else: our own fault")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Fetch]) -> QuerySet[Fetch]:
        """Keep the failures of the chosen kind, by the index of failures."""
        if not self.value():
            return queryset
        names = {name: {kind.__name__ for kind in kinds} for name, (_, kinds) in KINDS.items()}
        failed = queryset.filter(outcome=Fetch.Outcome.FAILED)
        chosen = names.get(self.value() or "")
        if chosen is None:
            return failed.exclude(error_class__in=set().union(*names.values()))
        return failed.filter(error_class__in=chosen)


@admin.register(Fetch)
class FetchAdmin(RecordAdmin[Fetch]):
    """Every attempt, newest first; never all of them counted."""

    list_display = (
        "started_at",
        "feed",
        "result",
        "status",
        "milliseconds",
        "size",
        "new",
        "changed",
        "dropped",
        "said",
    )
    list_filter = ("outcome", FaultFilter, "started_at")
    list_select_related = ("feed",)
    ordering = ("-started_at", "-id")
    paginator = CappedPaginator
    search_fields = ("feed__title",)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Fetch], search_term: str
    ) -> tuple[QuerySet[Fetch], bool]:
        """Look for the feeds first, which are few, and then for their attempts by their index."""
        if not search_term.strip():
            return queryset, False
        found = Feed.objects.all()
        for word in search_term.split():
            named = Q(title__icontains=word) | Q(url__icontains=word) | Q(source__name__icontains=word)
            found = found.filter(named)
        return queryset.filter(feed__in=list(found.values_list("pk", flat=True)[:FEEDS_SOUGHT])), False

    @admin.display(description="outcome", ordering="outcome")
    def result(self, fetch: Fetch) -> str:
        """Say how it ended, in a word and its colour."""
        return format_html('<span class="state {}">{}</span>', fetch.outcome, fetch.get_outcome_display())

    @admin.display(description="size", ordering="body_bytes")
    def size(self, fetch: Fetch) -> str:
        """Say how much was sent."""
        return filesizeformat(fetch.body_bytes) if fetch.body_bytes else ""

    @admin.display(description="error")
    def said(self, fetch: Fetch) -> str:
        """Show the error; the style sheet cuts what is longer than a few lines."""
        return format_html('<span class="error-said">{}</span>', fetch.error)

"""The inbox and the archive: the list of articles, what waits first, then the newest."""

from typing import Any

from django.contrib import admin
from django.db.models import Func, IntegerField, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from articles import inbox
from articles.admin.inbox_filters import (
    LanguageFilter,
    PictureFilter,
    SectionFilter,
    SeenFilter,
    SourceFilter,
    StoryFilter,
    WhichFilter,
)
from articles.admin.keyboard import Keyboard
from articles.admin.orders import OrderForm, Orders
from articles.admin.paging import CappedPaginator
from articles.admin.saved_filters import SavedFilters
from articles.models import Article, Visits


class Inbox(Orders, SavedFilters, Keyboard):
    """What the list shows, finds and orders.

    The order is that of the index ``article_desk``, no filter looks through all articles for its choices, and nobody counts
    or pages through all of them, so that a page of the list costs the same however many there are.
    """

    action_form = OrderForm
    actions = ("publish", "reject", "withdraw", "withdraw_by_order", "move", "tag", "join", "remove")
    list_display = ("thumbnail", "display_headline", "state", "source", "section", "published_at", "visit_count")
    list_display_links = ("display_headline",)
    list_filter = (
        *("status", WhichFilter, SourceFilter, SectionFilter, LanguageFilter),
        *(SeenFilter, PictureFilter, StoryFilter),
    )
    list_select_related = ("source", "section", "mirror")
    list_per_page = 50
    list_max_show_all = 0
    paginator = CappedPaginator
    search_fields = ("headline",)
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    sortable_by = ()
    ordering = ("status", "-first_seen_at", "-id")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        """Count the visits of the rows of one page, not of all: a subquery waits for the limit."""
        counted = Visits.objects.filter(article=OuterRef("pk")).order_by().values("article")
        total = Subquery(counted.values(total=Sum("count")), output_field=IntegerField())
        return super().get_queryset(request).annotate(visits_total=Coalesce(total, 0))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Article], search_term: str
    ) -> tuple[QuerySet[Article], bool]:
        """Keep what fits the words, the best first."""
        if not search_term.strip():
            return queryset, False
        best = inbox.search(queryset, search_term, timezone.now())
        place = Func(Value(best), "pk", function="array_position", template="%(function)s(%(expressions)s)")
        return queryset.filter(pk__in=best).order_by(place), False

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Leave out Django's own way to delete: it reads all that hangs on an article, and asks for no reason."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show the list with its filters, and with what its keys ask for."""
        shown = {
            "title": "Articles",
            "orders": set(self.get_actions(request)),
            "reasons": inbox.reasons(),
            **self.filters_for(request),
        }
        answer = super().changelist_view(request, shown | (extra_context or {}))
        if isinstance(answer, TemplateResponse) and answer.context_data and "cl" in answer.context_data:
            specs = answer.context_data["cl"].filter_specs
            (choices,) = [spec.lookup_choices for spec in specs if isinstance(spec, SectionFilter)]
            answer.context_data["sections"] = choices[:-1]
        return answer

    @admin.display(description="picture", empty_value="")
    def thumbnail(self, article: Article) -> str:
        """Show our copy of the lead picture, small."""
        if not article.mirrored:
            return ""
        src = reverse("admin:articles_article_picture", args=[article.pk])
        html = '<img class="thumb" src="{}?small={}" alt="" width="72" height="54" loading="lazy" decoding="async">'
        return format_html(html, src, article.mirrored.digest[:8])

    @admin.display(description="headline")
    def display_headline(self, article: Article) -> str:
        """Show the headline as readers see it, in its own language and direction."""
        return format_html('<bdi lang="{}">{}</bdi>', article.language, article.display_headline)

    @admin.display(description="status")
    def state(self, article: Article) -> str:
        """Say where it stands, in a word and its colour."""
        return format_html('<span class="state {}">{}</span>', article.status, article.get_status_display())

    @admin.display(description="visits")
    def visit_count(self, article: Article) -> int:
        """Show how often it was read, all days together."""
        return getattr(article, "visits_total", 0)

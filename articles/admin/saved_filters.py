"""The filters above the inbox: those that every desk needs, and those that an editor keeps."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST

from articles.admin.inbox_filters import SOURCES
from articles.admin.orders import actor_of
from articles.characters import one_line
from articles.models import Article, SavedFilter, Source

if TYPE_CHECKING:
    Admin = admin.ModelAdmin[Article]
else:
    Admin = object

STOCK = (
    ("All", ""),
    ("Waiting", "status__exact=pending"),
    ("Overdue", "which=overdue"),
    ("Scheduled", "which=scheduled"),
    ("Ending soon", "which=expiring"),
    ("Pinned", "which=pinned"),
    ("Rejected", "status__exact=rejected"),
    ("Withdrawn", "status__exact=withdrawn"),
)
"""Name and query string."""

KEPT = (
    *("q", "status__exact", "which", "source", "source__id__exact", "section__id__exact", "section__isnull"),
    *("language", "from", "to", "picture", "in_story"),
)
"""What of a query string is a filter, and no page or order."""

MOST = 30
"""So many an editor keeps."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A filter above the list; ``number`` is that of an editor's own."""

    name: str
    query: str
    is_chosen: bool
    number: int | None = None


def kept(query: str) -> str:
    """Return what of a query string is a filter, in one order, so that the same filter is the same string."""
    given = QueryDict(query)
    asked = QueryDict(mutable=True)
    for name in KEPT:
        if value := given.get(name, "").strip():
            asked[name] = value
    return asked.urlencode()


class SavedFilters(Admin):
    """Reads them for the list, and keeps them."""

    def get_urls(self) -> list[URLPattern]:
        """Add the addresses."""
        view = self.admin_site.admin_view
        return [
            path("filters/", view(require_POST(self.keep_filter)), name="articles_article_filters"),
            path("sources/", view(self.sources_like), name="articles_article_sources"),
            *super().get_urls(),
        ]

    def filters_for(self, request: HttpRequest) -> dict[str, object]:
        """Return the filters above the list, and which of them it shows just now."""
        now = kept(request.META.get("QUERY_STRING", ""))
        own = list(SavedFilter.objects.filter(user=actor_of(request)))
        choices = [Choice(name, query, query == now) for name, query in STOCK]
        choices += [Choice(mine.name, mine.query, mine.query == now, mine.pk) for mine in own]
        is_new = bool(now) and not any(choice.is_chosen for choice in choices)
        return {"choices": choices, "own": own, "query": now, "may_keep": is_new and len(own) < MOST}

    def keep_filter(self, request: HttpRequest) -> HttpResponse:
        """Keep the filter that the list shows under a name, or forget one."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        query, user = kept(request.POST.get("query", "")), actor_of(request)
        name, gone = one_line(request.POST.get("name", ""), 60), request.POST.get("forget", "")
        if gone.isdecimal() and len(gone) < 19:
            SavedFilter.objects.filter(user=user, pk=int(gone)).delete()
        elif name and query and len(query) <= 500:
            SavedFilter.objects.update_or_create(user=user, name=name, defaults={"query": query})
        else:
            self.message_user(request, "Nothing kept: give it a name.", messages.ERROR)
        return HttpResponseRedirect(f"{reverse('admin:articles_article_changelist')}?{query}".removesuffix("?"))

    def sources_like(self, request: HttpRequest) -> HttpResponse:
        """Answer with the names of publishers that contain what was typed."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        typed = request.GET.get("q", "").strip()
        names: Iterable[str] = (
            Source.objects.filter(name__icontains=typed).order_by("name").values_list("name", flat=True)
        )
        return JsonResponse({"names": list(names[:SOURCES]) if typed else []})  # type: ignore[index]  # A queryset.

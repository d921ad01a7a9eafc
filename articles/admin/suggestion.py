"""Suggestions at the desk: two stories side by side, and an editor's word on them."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse

from articles.admin import board
from articles.admin.story_orders import accept, editor, may_order, never
from articles.models import Suggestion

SHOWN = 20
BUTTONS = {"accept": accept, "never": never}


@admin.register(Suggestion)
class SuggestionAdmin(admin.ModelAdmin[Suggestion]):
    """What waits for a word, the likeliest first. The site makes suggestions, and orders answer them."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Leave it to grouping to suggest."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Suggestion | None = None) -> bool:
        """They are answered by the buttons of the list, never edited."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Suggestion | None = None) -> bool:
        """Keep what was answered: it is not asked again."""
        return False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show what waits, or carry out the button that was pressed."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            editor(request)
            for name in BUTTONS.keys() & request.POST.keys():
                BUTTONS[name](request)
            return HttpResponseRedirect(request.get_full_path())
        page = Paginator(board.open_suggestions(), SHOWN).get_page(request.GET.get("page"))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "Stories that may be one",
            "page": page,
            "pairs": board.pairs(list(page)),
            "may_order": may_order(request),
        }
        return TemplateResponse(request, "admin/articles/suggestion/list.html", context)

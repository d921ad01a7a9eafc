"""Doubts at the desk: what readers wrote of reports that are in the wrong story."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html

from articles.admin.audited import AuditedAdmin
from articles.admin.paging import CappedPaginator
from articles.admin.story_orders import address, editor, log, may_order
from articles.models import Doubt
from articles.stories import orders
from articles.stories.change import Refused


class SettledFilter(admin.SimpleListFilter):
    """Which doubts wait, and which do not."""

    title = "settled"
    parameter_name = "settled"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Offer both."""
        return [("no", "Waiting"), ("yes", "Settled")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Doubt]) -> QuerySet[Doubt]:
        """Keep them."""
        return queryset.filter(settled_at__isnull=self.value() == "no") if self.value() else queryset


@admin.register(Doubt)
class DoubtAdmin(AuditedAdmin[Doubt]):
    """What readers wrote, the newest first. Each is settled, here or on the page of its story; spam is deleted."""

    actions = ("settle",)
    list_display = ("said", "on_story", "on_report", "made_at", "state")
    list_filter = (SettledFilter,)
    list_select_related = ("story__lead", "article__source")
    list_per_page = 50
    paginator = CappedPaginator
    sortable_by = ()
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    fields = readonly_fields = ("said", "on_story", "on_report", "made_at", "settled_at")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Readers write them."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Doubt | None = None) -> bool:
        """They are settled, never edited."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Doubt | None = None) -> bool:
        """Who may order may throw spam away; and an article takes the doubts of it along."""
        return may_order(request) or request.user.has_perm("articles.delete_article")

    def has_order_permission(self, request: HttpRequest) -> bool:
        """Who may order anything of stories may settle."""
        return may_order(request)

    @admin.display(description="doubt")
    def said(self, doubt: Doubt) -> str:
        """Show what the reader wrote."""
        return format_html('<span dir="auto">{}</span>', doubt.text or "Nothing but the doubt itself.")

    @admin.display(description="story")
    def on_story(self, doubt: Doubt) -> str:
        """Lead to the page on which the story can be mended."""
        return format_html('<a href="{}">{}</a>', address(doubt.story), doubt.story)

    @admin.display(description="report")
    def on_report(self, doubt: Doubt) -> str:
        """Name the report that it is about."""
        if doubt.article is None:
            return "the whole story"
        article = doubt.article
        return format_html('<bdi lang="{}">{}</bdi>, {}', article.language, article, article.source)

    @admin.display(description="state")
    def state(self, doubt: Doubt) -> str:
        """Say whether it waits."""
        name, words = ("over", "Settled") if doubt.settled_at else ("waiting", "Waiting")
        return format_html('<span class="state {}">{}</span>', name, words)

    @admin.action(description="Settle", permissions=["order"])
    def settle(self, request: HttpRequest, doubts: QuerySet[Doubt]) -> None:
        """Lay doubts aside; what was settled already is left alone."""
        settled = [doubt for doubt in doubts.select_related("story__lead") if _settled(doubt, editor(request))]
        if settled:
            log(request, list({doubt.story for doubt in settled}), "A doubt was settled.")
        self.message_user(request, f"{len(settled)} settled.", messages.SUCCESS)


def _settled(doubt: Doubt, actor: User) -> bool:
    """Settle a doubt; tell whether it waited."""
    try:
        orders.settle(doubt, timezone.now(), actor)
    except Refused:
        return False
    return True

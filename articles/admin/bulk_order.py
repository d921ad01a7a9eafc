"""Orders for thousands of articles: a question first, then how far they are, until they are done."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Func, IntegerField, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.text import capfirst

from articles import bulk
from articles.admin.orders import actor_of
from articles.admin.record import RecordAdmin
from articles.models import BulkOrder

TEMPLATE = "admin/articles/bulkorder/progress.html"


@admin.register(BulkOrder)
class BulkOrderAdmin(RecordAdmin[BulkOrder]):
    """What was ordered of many articles. The page of one carries it on whenever somebody looks at it."""

    list_display = ("what", "count", "actor", "made_at", "state")
    list_select_related = ("actor", "section")
    sortable_by = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[BulkOrder]:
        """Leave the numbers of the articles where they are, and count them."""
        size = Func("articles", function="cardinality", output_field=IntegerField())
        return super().get_queryset(request).defer("articles").annotate(size=size)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Show them to those who see articles."""
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: BulkOrder | None = None) -> bool:
        """Show them to those who see articles."""
        return request.user.has_perm("articles.view_article")

    @admin.display(description="order")
    def what(self, order: BulkOrder) -> str:
        """Say what is done to each."""
        return capfirst(bulk.told(order))

    @admin.display(description="articles")
    def count(self, order: BulkOrder) -> str:
        """Say how many there are."""
        return f"{getattr(order, 'size', 0):,}"

    @admin.display(description="state")
    def state(self, order: BulkOrder) -> str:
        """Say how far it is."""
        if order.begun_at is None:
            return "not begun" if order.finished_at is None else "left alone"
        done = f"{order.changed:,} changed" + (f", {order.failed:,} could not be" if order.failed else "")
        return done if order.finished_at else f"under way: {done}"

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Carry the order on, and show how far it is; or begin it, or stop it."""
        order = self._order(object_id)
        if order is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined,no-any-return]  # What Django's own view answers.
        if not self.has_view_permission(request, order):
            raise PermissionDenied
        if request.method == "POST":
            self._press(request, order)
            return HttpResponseRedirect(request.path)
        if order.is_under_way:
            bulk.take_chunk(timezone.now(), order.pk)
            order.refresh_from_db()
        return TemplateResponse(request, TEMPLATE, self._shown(request, order))

    def _order(self, number: str) -> BulkOrder | None:
        rows = BulkOrder.objects.select_related("actor", "section", "story")
        return rows.filter(pk=number).first() if number.isdecimal() and len(number) < 19 else None

    def _press(self, request: HttpRequest, order: BulkOrder) -> None:
        """Carry out the button that was pressed: begin what was not begun, stop what is not over."""
        if not bulk.may_order(actor_of(request), order.verb):
            raise PermissionDenied
        if "_begin" in request.POST and order.actor_id == request.user.pk:
            bulk.begin(order, timezone.now())
        elif "_stop" in request.POST and bulk.stop(order, timezone.now()):
            self.message_user(request, "Stopped: what was dealt with stays so.", messages.WARNING)

    def _shown(self, request: HttpRequest, order: BulkOrder) -> dict[str, Any]:
        return {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"{order.total:,} article{'' if order.total == 1 else 's'} to be {bulk.told(order)}",
            "order": order,
            "button": f"{order.get_verb_display()} {order.total:,} article{'' if order.total == 1 else 's'}",
            "left": order.total - order.taken,
            "remarks": bulk.remarks(order, order.articles),
            "may_begin": order.actor_id == request.user.pk and bulk.may_order(actor_of(request), order.verb),
            "may_stop": bulk.may_order(actor_of(request), order.verb),
        }

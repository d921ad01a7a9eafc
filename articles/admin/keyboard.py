"""What the keys of the inbox ask the server for: an order, that it be taken back, a look into an article."""

from typing import TYPE_CHECKING

from django.contrib.auth.models import User
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.http import require_POST

from articles import bulk, reversal
from articles.admin.orders import actor_of, wanted
from articles.models import Article, BulkOrder
from articles.stories.change import Refused

if TYPE_CHECKING:
    from articles.admin.received import Received as Admin
else:
    Admin = object

Verb = BulkOrder.Verb
BY_KEY = frozenset({Verb.PUBLISH, Verb.REJECT, Verb.MOVE})
"""What can be ordered by a key, and taken back by another."""

SALT = "articles.admin.keyboard"
LASTS_SECONDS = 3_600
"""So long an order can be taken back by a key."""


class Keyboard(Admin):
    """Addresses beside the list, for ``static/desk.js``. Each order is signed for its way back: nobody can write one."""

    def get_urls(self) -> list[URLPattern]:
        """Add them."""
        view = self.admin_site.admin_view
        return [
            path("order/", view(require_POST(self.order_by_key)), name="articles_article_order"),
            path("undo/", view(require_POST(self.undo_by_key)), name="articles_article_undo"),
            path("<int:number>/peek/", view(self.peek), name="articles_article_peek"),
            *super().get_urls(),
        ]

    def order_by_key(self, request: HttpRequest) -> HttpResponse:
        """Carry out an order for a few articles; the answer says what was done, and how it is taken back."""
        verb, by = request.POST.get("verb", ""), actor_of(request)
        if verb not in BY_KEY or not bulk.may_order(by, verb):
            raise PermissionDenied
        order = wanted(verb, request.POST, by)
        if said := bulk.missing(order):
            return _refused(said)
        numbers = [int(number) for number in request.POST.getlist("article") if number.isdecimal() and len(number) < 19]
        articles = Article.objects.filter(pk__in=numbers[: bulk.AT_ONCE])
        before = reversal.standing_of(articles)
        try:
            changed = bulk.carry_out(order, [int(number) for number in before], timezone.now())
        except Refused as refusal:
            return _refused(str(refusal))
        way_back = {"verb": verb, "before": before, "done": reversal.standing_of(articles)}
        undo = signing.dumps(way_back, salt=_salt(by), compress=True)
        return JsonResponse({"changed": changed, "said": bulk.told(order), "undo": undo})

    def undo_by_key(self, request: HttpRequest) -> HttpResponse:
        """Take an order back, as far as nobody changed the articles since."""
        by = actor_of(request)
        try:
            order = signing.loads(request.POST.get("undo", ""), salt=_salt(by), max_age=LASTS_SECONDS)
        except signing.BadSignature:
            return _refused("that was too long ago")
        if not bulk.may_order(by, order["verb"]):
            raise PermissionDenied
        changed = reversal.reverse(order["before"], order["done"], by, timezone.now())
        return JsonResponse({"changed": changed}) if changed else _refused("it was changed since")

    def peek(self, request: HttpRequest, number: int) -> HttpResponse:
        """Show what an editor needs to judge an article, to be set below its row."""
        rows = Article.objects.select_related("source", "section", "mirror", "body", "story__lead")
        article = get_object_or_404(rows, pk=number)
        if not self.has_view_permission(request, article):
            raise PermissionDenied
        shown = {"article": article, "text": self.received_text(article), "byline": self.byline(article)}
        return TemplateResponse(request, "admin/articles/article/peek.html", shown)


def _salt(by: User | None) -> str:
    """Return what signs a way back: what somebody ordered is taken back by nobody else."""
    return f"{SALT} {by.pk if by else 0}"


def _refused(said: str) -> JsonResponse:
    return JsonResponse({"error": f"Nothing done: {said.removesuffix('.')}."}, status=409)

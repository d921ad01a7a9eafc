"""The page on which a rule is applied to articles that are here already: counted first, then, on an editor's word, changed."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from articles import rule_orders, sweeping
from articles.admin.orders import actor_of
from articles.models import Article, Rule, Sweep

SHOWN = 20


def may_apply(user: User | AbstractBaseUser | AnonymousUser) -> bool:
    """Tell whether who asks may let a rule change what is here."""
    return isinstance(user, User) and sweeping.may_apply(user)


def plan(_admin: admin.ModelAdmin[Rule], request: HttpRequest, number: int) -> HttpResponse:
    """Begin to count what a rule would change, and lead to where that is shown."""
    if not may_apply(request.user):
        raise PermissionDenied
    rule = get_object_or_404(Rule, pk=number)
    most = request.POST.get("most", "")
    if request.method != "POST" or most not in map(str, sweeping.CHOICES):
        return HttpResponseRedirect(reverse("admin:articles_rule_change", args=[number]))
    planned = sweeping.plan(rule, int(most), actor=actor_of(request), now=timezone.now())
    return HttpResponseRedirect(reverse("admin:articles_rule_applied", args=[planned.pk]))


def carried_on(request: HttpRequest, number: int) -> HttpResponse | dict[str, Any]:
    """Return what the page shows, a step further than before; or where a button that was pressed leads."""
    if not request.user.has_perm("articles.view_rule"):
        raise PermissionDenied
    if request.method == "POST":
        _press(request, _sweep(number))
        return HttpResponseRedirect(request.path)
    if may_apply(request.user):
        sweeping.take_step(timezone.now(), number)
    sweep = _sweep(number)
    first = Article.objects.filter(pk__in=sweep.articles[:SHOWN]).select_related("source")
    return {
        "title": f"Apply “{sweep.rule}” to articles that are here",
        "sweep": sweep,
        "effects": rule_orders.effects_of(sweep.rule),
        "first": first.only("headline", "edited_headline", "language", "status", "published_at", "source__name"),
        "may_apply": may_apply(request.user),
        "left": sweep.total - sweep.taken,
    }


def _sweep(number: int) -> Sweep:
    found = Sweep.objects.select_related("rule__move_to", "actor").filter(pk=number).first()
    if found is None:
        raise Http404("That count is gone, with its rule.")
    return found


def _press(request: HttpRequest, sweep: Sweep) -> None:
    """Let a sweep begin, or leave what is left alone."""
    if not may_apply(request.user):
        raise PermissionDenied
    if "_begin" in request.POST:
        sweeping.begin(sweep, actor_of(request), timezone.now())
    elif "_stop" in request.POST and sweeping.stop(sweep, timezone.now()):
        messages.warning(request, "Stopped: what was changed stays so.")

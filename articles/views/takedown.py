"""Take something down? The form by which anybody asks, and the receipt that says how the matter stands."""

from datetime import datetime

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from articles import takedowns
from articles.models import Takedown

LONGEST_STATEMENT = 4_000
RIGHTS = [
    (Takedown.Right.COPYRIGHT, _("It is my work, or the work of somebody for whom I act")),
    (Takedown.Right.PERSON, _("It is about me, or somebody for whom I act, and does harm")),
    (Takedown.Right.ERROR, _("It is wrong")),
    (Takedown.Right.OTHER, _("Another reason")),
]


class TakedownForm(forms.Form):
    """Who asks, for what, and why. ``website`` is for programs: people do not see it and leave it empty."""

    urls = forms.CharField(max_length=4_000)
    right = forms.ChoiceField(choices=RIGHTS)
    statement = forms.CharField(max_length=LONGEST_STATEMENT)
    name = forms.CharField(max_length=120)
    email = forms.EmailField(max_length=254)
    is_true = forms.BooleanField()
    website = forms.CharField(required=False)
    shown = forms.CharField(required=False, max_length=100)

    def is_of_a_program(self, now: datetime) -> bool:
        """Tell whether a program seems to have filled it in."""
        return bool(self.data.get("website")) or takedowns.is_hasty(self.data.get("shown", ""), now)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def takedown(request: HttpRequest) -> HttpResponse:
    """Ask what should go, and take the notice."""
    now = timezone.now()
    if request.method != "POST":
        return _form(request, TakedownForm(), now)
    form = TakedownForm(request.POST)
    if not form.is_valid():
        return _form(request, form, now, status=400)
    if form.is_of_a_program(now):
        return _form(request, form, now, status=400, is_hasty=True)
    notice = takedowns.receive(_said(form), now)
    if notice is None:
        return _form(request, form, now, status=429, is_full=True)
    return HttpResponseRedirect(reverse("takedown_receipt", args=[notice.receipt]), status=303)


@never_cache
@require_safe
def receipt(request: HttpRequest, receipt: str) -> HttpResponse:
    """Show the receipt to whoever knows it: when the notice came, and how it stands; nothing of who wrote it."""
    return render(request, "record/receipt.html", {"notice": get_object_or_404(Takedown, receipt=receipt)})


def _form(request: HttpRequest, form: TakedownForm, now: datetime, status: int = 200, **more: bool) -> HttpResponse:
    """Show the form with what was written so far, so that a second try is one click."""
    context = {
        "form": form,
        "rights": RIGHTS,
        "shown": takedowns.stamp(now),
        "longest": LONGEST_STATEMENT,
        **more,
    }
    response = render(request, "record/takedown.html", context, status=status)
    if status == 429:
        response.headers["Retry-After"] = "3600"
    return response


def _said(form: TakedownForm) -> dict[str, str]:
    return {name: form.cleaned_data[name] for name in ("urls", "right", "statement", "name", "email")}

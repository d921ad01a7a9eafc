"""The page of one's own second factor: set it up, get new recovery codes, take it away."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from newsroom.access import attempts, codes
from newsroom.access.attempts import Lock
from newsroom.access.client_address import client_address
from newsroom.access.models import SecondFactor
from newsroom.access.session_limits import end_others
from newsroom.access.sign_in import HAS_CODE, CodeForm, told, with_lock

NEW = "new_second_factor"
"""In the session of whoever sets one up: its secret, until a code shows that their app has it."""


def second_factor_page(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """Set up a second factor, or change the one that is there."""
    user = request.user
    if not isinstance(user, User):
        return HttpResponseRedirect(reverse("admin:login"))
    factor = SecondFactor.objects.filter(user=user).first()
    page = context | {"title": "Second factor", "factor": factor}
    if factor is None:
        return _set_up(request, user, page)
    if not request.session.get(HAS_CODE) and context["is_second_factor_required"]:
        logout(request)  # Somebody else's session of the same account, from before the factor: it ends.
        return HttpResponseRedirect(reverse("admin:login"))
    return _change(request, user, page)


def _set_up(request: HttpRequest, user: User, page: dict[str, Any]) -> HttpResponse:
    """Show a fresh secret until a code proves that it was read."""
    secret = request.session.setdefault(NEW, codes.new_secret())
    form = CodeForm(request.POST or None)
    if form.is_valid():
        recovery = codes.enrol(user, secret, form.cleaned_data["code"], timezone.now())
        if recovery:
            del request.session[NEW]
            request.session[HAS_CODE] = True
            end_others(request, timezone.now())  # They know the password alone.
            return render(request, "admin/recovery_codes.html", page | {"codes": recovery})
        form.add_error("code", "The app shows another code by now, or has another secret. Try its next one.")
    letters = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    picture = codes.picture_of(secret, user)
    return render(request, "admin/second_factor.html", page | {"form": form, "picture": picture, "letters": letters})


def _change(request: HttpRequest, user: User, page: dict[str, Any]) -> HttpResponse:
    """Renew the recovery codes or take the factor away, for whoever has a code at hand."""
    form = CodeForm(request.POST or None)
    lock = None
    if form.is_valid():
        begun = attempts.begin(user.get_username(), client_address(request), timezone.now())
        if isinstance(begun, Lock):
            lock = begun
            form.add_error("code", told(begun))
        elif codes.verify(user, form.cleaned_data["code"], timezone.now()):
            attempts.leave_open(begun)
            return _changed(request, user, page)
        else:
            form.add_error("code", "This code is not right, or was used before.")
    return with_lock(render(request, "admin/second_factor.html", page | {"form": form}), lock)


def _changed(request: HttpRequest, user: User, page: dict[str, Any]) -> HttpResponse:
    """Do what the button said."""
    if "take_away" not in request.POST:
        return render(request, "admin/recovery_codes.html", page | {"codes": codes.renew_recovery(user)})
    codes.take_away(user)
    request.session[HAS_CODE] = False
    messages.success(request, "Your second factor is gone: the password alone lets you in.")
    return HttpResponseRedirect(reverse("admin:second_factor"))

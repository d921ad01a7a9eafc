"""Signing in: name and password, then a code where somebody has a second factor. One text for all that is wrong."""

from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import login
from django.contrib.auth.models import User
from django.contrib.auth.views import LoginView
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.timesince import timeuntil

from articles.models import Editor
from newsroom.access import attempts, kept_post, session_limits
from newsroom.access.attempts import Lock
from newsroom.access.client_address import client_address
from newsroom.access.codes import has_second_factor, verify
from newsroom.access.models import Attempt

BACKEND = "django.contrib.auth.backends.ModelBackend"
WAITING = "waits_for_code"
FOR = timedelta(minutes=10)
"""So long a right password waits for its code."""
HAS_CODE = "has_second_factor"
"""In the session of whoever gave a code when they signed in."""


def told(lock: Lock) -> str:
    """Say politely that nothing is taken for now, and until when."""
    until = timezone.localtime(lock.until)
    return (
        f"Too many tries failed here, so none is taken for {timeuntil(until, timezone.now())}: try again after "
        f"{until:%H:%M} ({settings.TIME_ZONE}). Somebody who manages people at the desk can free it sooner."
    )


class SignInForm(AdminAuthenticationForm):
    """Name and password. Whether the name is wrong, the password, or both, nobody learns."""

    lock: Lock | None = None
    attempt: Attempt | None = None

    def clean(self) -> dict[str, Any]:
        """Ask whether a try is taken, then whether it is right."""
        name, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if name and password:
            begun = attempts.begin(name, client_address(self.request), timezone.now())  # type: ignore[arg-type]  # LoginView gives it.
            if isinstance(begun, Lock):
                self.lock = begun
                raise ValidationError(told(begun), code="locked")
            self.attempt = begun
        return super().clean()


class CodeForm(forms.Form):
    """Six digits of the app, or a recovery code."""

    code = forms.CharField(
        label="Code",
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autofocus": True, "spellcheck": "false", "autocapitalize": "none"}
        ),
    )


class SignIn(LoginView):
    """The first page. Who has a second factor goes on to the second; everybody else is in."""

    authentication_form = SignInForm
    template_name = "admin/login.html"

    def form_valid(self, form: Any) -> HttpResponse:
        """Go on after a right password."""
        user = form.get_user()
        if not has_second_factor(user):
            return enter(self.request, user, form.attempt, self.get_success_url())
        attempts.leave_open(form.attempt)
        self.request.session[WAITING] = {
            "user": user.pk,
            "proof": user.get_session_auth_hash(),
            "at": timezone.now().timestamp(),
            "next": self.get_success_url(),
        }
        return HttpResponseRedirect(reverse("admin:sign_in_code"))

    def form_invalid(self, form: Any) -> HttpResponse:
        """Say what is wrong; while nothing is taken, in the words of HTTP, too."""
        return with_lock(super().form_invalid(form), form.lock)


def with_lock(response: HttpResponse, lock: Lock | None) -> HttpResponse:
    """Say in the answer's head when to come again."""
    if lock:
        response.status_code = HTTPStatus.TOO_MANY_REQUESTS
        response.headers["Retry-After"] = str(max(1, round((lock.until - timezone.now()).total_seconds())))
    return response


def sign_in_code(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """Ask for the code, the second half of a sign-in; every try counts like a try of the password."""
    waiting = request.session.get(WAITING)
    user = _who_waits(waiting, timezone.now())
    if waiting is None or user is None:
        return HttpResponseRedirect(reverse("admin:login"))
    form = CodeForm(request.POST or None)
    lock = None
    if form.is_valid():
        begun = attempts.begin(user.get_username(), client_address(request), timezone.now())
        if isinstance(begun, Lock):
            lock = begun
            form.add_error(None, told(begun))
        elif verify(user, form.cleaned_data["code"], timezone.now()):
            return enter(request, user, begun, waiting["next"], has_code=True)
        else:
            form.add_error(None, "This code is not right, or was used before. Wait for the next one and type it in.")
    page = context | {"title": "Code", "form": form}
    return with_lock(render(request, "admin/sign_in_code.html", page), lock)


def _who_waits(waiting: dict[str, Any] | None, now: datetime) -> User | None:
    """Return who gave the right password lately, if it is still the right one and they may still come in."""
    if waiting is None or now.timestamp() - waiting["at"] > FOR.total_seconds():
        return None
    user = User.objects.filter(pk=waiting["user"], is_active=True, is_staff=True).first()
    return user if user and user.get_session_auth_hash() == waiting["proof"] else None


def enter(
    request: HttpRequest, user: User, attempt: Attempt, onward: str, *, has_code: bool = False
) -> HttpResponseRedirect:
    """Let somebody in, under a session key that nobody has seen before."""
    now = timezone.now()
    attempts.succeed(attempt)
    login(request, user, BACKEND)
    request.session.cycle_key()
    for passed in (WAITING, session_limits.ENDED):
        request.session.pop(passed, None)
    request.session[HAS_CODE] = has_code
    session_limits.start(request, now)
    _tell_who_is_unknown(request, user)
    return HttpResponseRedirect(reverse("admin:kept") if kept_post.settle(request, now) else onward)


def _tell_who_is_unknown(request: HttpRequest, user: User) -> None:
    """Tell who publishes without a profile that readers see nobody."""
    if user.has_perm("articles.publish_article") and not Editor.objects.filter(user=user).exists():
        url = reverse("admin:profile")
        text = "Readers see nobody in the About box of what you publish."
        messages.warning(request, format_html('{} <a href="{}">Fill in your profile</a>.', text, url))

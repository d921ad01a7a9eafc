"""A forgotten password: a link by mail, for an hour, to whoever of the desk has that address. Where no mail is set up, whom to ask.

Nobody learns whether there is such an account: the answer is the same, and it is given before anybody is looked up. The
link is made of ``NEWSROOM_SITE_URL``, whatever host was asked for. A new password ends all sessions of its account; it is no
way around the second factor.
"""

from threading import Thread
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.forms import PasswordResetForm
from django.contrib.auth.models import User
from django.contrib.auth.tokens import default_token_generator
from django.contrib.auth.views import PasswordResetConfirmView
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from ingest import mails
from newsroom.access import attempts
from newsroom.access.attempts import Lock
from newsroom.access.client_address import client_address
from newsroom.access.sign_in import told, with_lock

TEXT = """Somebody, you perhaps, said at {site} that the password of {name} is forgotten.
Within an hour a new one can be chosen here:

    {address}

If it was not you, you need do nothing: the old password stays.
"""


class ForgottenForm(forms.Form):
    """The address to write to."""

    email = forms.EmailField(
        label="Your e-mail address",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "autofocus": True}),
    )


def forgotten_page(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """Take an address in, and say that a link goes to it if it is one of ours."""
    form = ForgottenForm(request.POST or None) if settings.MAIL_FROM else None
    page = context | {"title": "Forgotten password", "form": form}
    if form is None or not form.is_valid():
        return render(request, "admin/forgotten.html", page)
    email = form.cleaned_data["email"]
    begun = attempts.begin(f"forgotten by {email}", client_address(request), timezone.now())
    if isinstance(begun, Lock):
        form.add_error(None, told(begun))
        return with_lock(render(request, "admin/forgotten.html", page), begun)
    Thread(target=_write_aside, args=[email]).start()  # Who waited for the mail would learn by the time that it takes.
    return render(request, "admin/forgotten.html", page | {"sent_to": email})


def _write_aside(email: str) -> None:
    """Write, in a thread of its own with a connection of its own."""
    try:
        write(email)
    finally:
        connection.close()


def write(email: str) -> None:
    """Mail a link to each account of the desk that has this address: to the address as the account has it."""
    for user in PasswordResetForm().get_users(email):
        if user.is_staff:
            mails.post(
                "A new password", TEXT.format(site=settings.SITE_NAME, name=user, address=link(user)), [user.email]
            )


def link(user: User) -> str:
    """Return where a new password can be chosen, once and for an hour."""
    to_whom = urlsafe_base64_encode(force_bytes(user.pk))
    path = reverse("admin:new_password", args=[to_whom, default_token_generator.make_token(user)])
    return f"{settings.SITE_URL}{path}"


class NewPassword(PasswordResetConfirmView):
    """Choosing a new password, behind the link. Django keeps the token in the session, and out of the page's address."""

    template_name = "admin/new_password.html"
    title = "New password"
    success_url = reverse_lazy("admin:login")

    def form_valid(self, form: Any) -> HttpResponse:
        """Keep the new password, and let its owner try to sign in, however often they failed with the old one."""
        answer = super().form_valid(form)
        user = form.user
        attempts.free(user.get_username())
        LogEntry.objects.log_actions(
            user.pk, User.objects.filter(pk=user.pk), CHANGE, "New password, by a link that was mailed."
        )
        messages.success(self.request, "The new password holds, and every session of yours has ended. Sign in with it.")
        return answer

"""Sessions of the desk end: after some time without a request, after some time whatever happens, and by a new second factor.

What was sent too late is not lost: it waits in the session of the one who sent it, until they are signed in again.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from newsroom.access import kept_post

SINCE, SEEN = "signed_in_at", "seen_at"
ENDED = "signed_out_because"
NOTED_EVERY = 60
"""Seconds: a session is not written anew for each request."""


class SessionLimitsMiddleware:
    """Signs out whose session is over. Behind the check for forged posts: what another site sent is never kept."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        """Judge the session before a page of the desk is made; Django calls this by its name."""
        is_desk = request.path_info.startswith(f"/{settings.ADMIN_PATH}")
        if not is_desk or settings.SESSION_COOKIE_NAME not in request.COOKIES or SESSION_KEY not in request.session:
            return None
        now = timezone.now()
        because = _ended(request, now)
        if because:
            return _sign_out(request, because, now)
        _note(request, now)
        return None


def start(request: HttpRequest, now: datetime) -> None:
    """Begin to count for a session that somebody has just signed in to."""
    request.session[SINCE] = request.session[SEEN] = int(now.timestamp())


def end_others(request: HttpRequest, now: datetime) -> None:
    """End all sessions of whoever asks but this one. There are as many as editors are signed in."""
    own = request.session.session_key
    for session in Session.objects.filter(expire_date__gt=now).exclude(session_key=own).iterator():
        if session.get_decoded().get(SESSION_KEY) == request.session[SESSION_KEY]:
            session.delete()


def _ended(request: HttpRequest, now: datetime) -> str:
    """Say why a session is over: "idle", "old", or nothing while it is not."""
    at = int(now.timestamp())
    if at - request.session.get(SINCE, at) > settings.SESSION_HOURS * 3600:
        return "old"
    return "idle" if at - request.session.get(SEEN, at) > settings.SESSION_IDLE_MINUTES * 60 else ""


def _note(request: HttpRequest, now: datetime) -> None:
    """Remember that somebody was here."""
    if SINCE not in request.session:
        start(request, now)
    elif now.timestamp() - request.session[SEEN] > NOTED_EVERY:
        request.session[SEEN] = int(now.timestamp())


def _sign_out(request: HttpRequest, because: str, now: datetime) -> HttpResponse:
    """End the session and lead to the way back in, with what was sent."""
    kept = kept_post.take(request, now) if request.method == "POST" else None
    logout(request)
    request.session[ENDED] = because
    if kept:
        request.session[kept_post.KEPT] = kept
    back = reverse("admin:index") if request.method == "POST" else request.get_full_path()
    return HttpResponseRedirect(f"{reverse('admin:login')}?{urlencode({'next': back})}")

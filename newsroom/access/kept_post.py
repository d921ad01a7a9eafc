"""What somebody sent after their session was over: kept in the next one, and sent again when they say so."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

KEPT = "kept_post"
FOR = timedelta(hours=12)
MOST_CHARACTERS = 300_000
SECRET = ("csrfmiddlewaretoken", "password", "code")
"""Fields whose names have one of these in them are not kept."""


def take(request: HttpRequest, now: datetime) -> dict[str, Any] | None:
    """Return what was sent, in the session's kind of values; None where it is too much, or nothing."""
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if not any(secret in name for secret in SECRET)
    ]
    if not fields or sum(len(name) + len(str(value)) for name, value in fields) > MOST_CHARACTERS:
        return None
    return {
        "user": request.session[SESSION_KEY],
        "path": request.get_full_path(),
        "fields": fields,
        "has_files": bool(request.FILES),
        "at": now.timestamp(),
    }


def settle(request: HttpRequest, now: datetime) -> bool:
    """Tell whether something waits for who has just signed in; what is another's, or old, is dropped."""
    kept = request.session.get(KEPT)
    if kept is None:
        return False
    is_theirs = kept["user"] == request.session[SESSION_KEY]
    if not is_theirs or now.timestamp() - kept["at"] > FOR.total_seconds():
        del request.session[KEPT]
        return False
    return True


def kept_page(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """Show what waits, with a button that sends it and one that throws it away."""
    if request.method == "POST":
        request.session.pop(KEPT, None)
    kept = request.session.get(KEPT)
    if kept is None:
        return HttpResponseRedirect(reverse("admin:index"))
    return render(request, "admin/kept.html", context | {"title": "Nothing is lost", "kept": kept})

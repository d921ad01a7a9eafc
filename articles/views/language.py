"""The switch of languages: a form that works without scripts, and a cookie that says nothing else of the reader."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST


@csrf_exempt  # Its token would need a cookie on every page, and no cache could keep one; see ``_is_ours``.
@never_cache
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Set the cookie and lead back to the page with the form. Raises PermissionDenied for another site's form."""
    if not _is_ours(request):
        raise PermissionDenied
    chosen = request.POST.get("language", "")
    if chosen not in dict(settings.LANGUAGES):
        raise BadRequest
    response = redirect(_back(request))
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        chosen,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )
    return response


def _is_ours(request: HttpRequest) -> bool:
    """Tell whether the form stood on a page of ours, by what browsers say of that and scripts cannot change."""
    site = request.headers.get("Sec-Fetch-Site")
    if site:
        return site == "same-origin"
    came_from = request.headers.get("Origin") or request.headers.get("Referer") or ""
    return urlsplit(came_from)[:2] == (request.scheme, request.get_host())


def _back(request: HttpRequest) -> str:
    """Return the path of the page with the form, which our Referrer-Policy lets us know; else the settings'."""
    came_from = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(came_from, {request.get_host()}):
        return reverse("settings")
    path = urlsplit(came_from)._replace(scheme="", netloc="", fragment="").geturl()
    return path if url_has_allowed_host_and_scheme(path, None) else reverse("settings")

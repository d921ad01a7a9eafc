"""Where the pages of ``newsroom.access`` hang in the desk, and who may pass to the others."""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.contenttypes.models import ContentType
from django.contrib.contenttypes.views import shortcut
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.cache import add_never_cache_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from newsroom.access import session_limits
from newsroom.access.forgotten import NewPassword, forgotten_page
from newsroom.access.kept_post import kept_page
from newsroom.access.profile import profile_page
from newsroom.access.second_factor import second_factor_page
from newsroom.access.sign_in import HAS_CODE, SignIn, sign_in_code

Page = Callable[[HttpRequest, dict[str, Any]], HttpResponse]
OPEN = ("second_factor", "logout")
"""What is reached without a second factor where one is required."""


def urls(site: AdminSite) -> list[URLPattern]:
    """Return the pages: the second half of a sign-in, and what everybody at the desk has of their own."""
    code = never_cache(sensitive_post_parameters("code")(partial(_framed, site, sign_in_code)))
    return [
        path("login/code/", code, name="sign_in_code"),
        path("login/forgotten/", never_cache(partial(_framed, site, forgotten_page)), name="forgotten"),
        path("login/new-password/<uidb64>/<token>/", partial(_new_password, site), name="new_password"),
        path("second-factor/", site.admin_view(partial(_framed, site, second_factor_page)), name="second_factor"),
        path("profile/", site.admin_view(partial(_framed, site, profile_page)), name="profile"),
        path("kept/", site.admin_view(partial(_framed, site, kept_page)), name="kept"),
        path(
            "r/<path:content_type_id>/<path:object_id>/",
            site.admin_view(partial(_view_on_site, site)),
            name="view_on_site",
        ),
    ]


def _framed(site: AdminSite, page: Page, request: HttpRequest) -> HttpResponse:
    """Answer with a page in the frame of the desk."""
    request.current_app = site.name
    extra = {"is_second_factor_required": settings.SECOND_FACTOR_REQUIRED}
    return page(request, site.each_context(request) | extra)


def _new_password(site: AdminSite, request: HttpRequest, **named: str) -> HttpResponse:
    """Answer with Django's own page for a new password, in the frame of the desk."""
    answer: HttpResponse = NewPassword.as_view(extra_context=site.each_context(request))(request, **named)  # type: ignore[assignment]  # It streams nothing.
    return answer


def login(site: AdminSite, request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """Show the way in to whoever is not in."""
    if request.method == "GET" and site.has_permission(request):
        onward = HttpResponseRedirect(reverse("admin:index"))
        add_never_cache_headers(onward)
        return onward
    if REDIRECT_FIELD_NAME not in request.GET and REDIRECT_FIELD_NAME not in request.POST:
        context[REDIRECT_FIELD_NAME] = reverse("admin:index")
    extra = {
        "title": "Sign in",
        "app_path": request.get_full_path(),
        "ended": request.session.get(session_limits.ENDED, ""),
        "idle_minutes": settings.SESSION_IDLE_MINUTES,
    }
    request.current_app = site.name
    answer: HttpResponse = SignIn.as_view(extra_context=context | extra)(request)  # type: ignore[assignment]  # It streams nothing.
    add_never_cache_headers(answer)
    return answer


def behind_second_factor(guarded: Any) -> Any:
    """Wrap a view of the desk: where a second factor is required, who has none reaches nothing but the way to one."""

    @wraps(guarded)
    def judged(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        is_missing = settings.SECOND_FACTOR_REQUIRED and request.user.is_authenticated
        if is_missing and not request.session.get(HAS_CODE) and not _is_open(request):
            return HttpResponseRedirect(reverse("admin:second_factor"))
        answer: HttpResponse = guarded(request, *args, **kwargs)
        return answer

    return judged


def _is_open(request: HttpRequest) -> bool:
    return request.resolver_match is not None and request.resolver_match.url_name in OPEN


def _view_on_site(site: AdminSite, request: HttpRequest, content_type_id: str, object_id: str) -> HttpResponse:
    """Lead to the public page of a row, whose address may say what it is about: only those who may look at the row."""
    kind = get_object_or_404(ContentType, pk=content_type_id) if content_type_id.isdecimal() else None
    model = kind.model_class() if kind else None
    if model is None or not site.is_registered(model) or not site.get_model_admin(model).has_view_permission(request):
        raise PermissionDenied
    return shortcut(request, content_type_id, object_id)

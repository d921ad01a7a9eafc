"""The desk: Django's admin under the name of the site, what editors use most in front, what waits for them on top."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver
from django.utils import timezone

from articles import volume
from ingest import attendance
from ingest.models import Run
from newsroom import desk_statistics
from newsroom.access import doors
from newsroom.desk_cards import cards

APPS = ("articles", "ingest", "auth")
MODELS = (
    "Article", "Story", "Suggestion", "Doubt", "Takedown", "Correction", "AuditLine", "DeskEvent", "Source", "Section", "Rule", "Editor", "Tombstone", "Feed", "Notice", "Run", "Host",
    "Fetch", "Subscription", "User", "Group",
)  # fmt: skip
"""Both in the order in which editors need them; what is not named stands behind."""


class Desk(admin.AdminSite):
    """The one admin site. Later screens of the desk are methods here, next to ``index``."""

    site_header = site_title = f"{settings.SITE_NAME} desk"
    index_title = "Desk"
    index_template = "admin/desk.html"

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Add the pages of whoever signs in, and the statistics."""
        return [*doors.urls(self), *desk_statistics.urls(self), *super().get_urls()]

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Let somebody in."""
        return doors.login(self, request, self.each_context(request) | (extra_context or {}))

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Lead whoever must have a second factor, and has none, to where they get one; let no page be kept by anybody."""
        return doors.behind_second_factor(super().admin_view(view))

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Return what the user may see, in the order of ``APPS`` and ``MODELS``."""
        apps = super().get_app_list(request, app_label)
        for app in apps:
            app["models"].sort(key=lambda model: _place(model["object_name"], MODELS))
        return sorted(apps, key=lambda app: _place(app["app_label"], APPS))

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """Show what waits for somebody, how today goes, and whether ingest lives: to each what they may look at."""
        now = timezone.now()
        looks = request.user.has_perm
        shown = {
            "cards": list(cards(request, now)),
            "volume": volume.of_today(now) if looks("articles.view_source") else None,
            "pulse": _pulse(now) if looks("ingest.view_run") else None,
        }
        return super().index(request, shown | (extra_context or {}))


def _pulse(now: datetime) -> dict[str, Any]:
    """Return the last round of ingest, and whether anybody is there for the next one."""
    return {"run": Run.objects.first(), "is_alive": attendance.has_workers(now) or attendance.is_polled(now)}


def _place(name: str, order: tuple[str, ...]) -> int:
    """Return where ``name`` stands in ``order``: behind everything where it is not named."""
    return order.index(name) if name in order else len(order)

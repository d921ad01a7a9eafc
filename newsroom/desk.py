"""The desk: Django's admin under the name of the site, what editors use most in front, what waits for them on top."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver

from articles.models import Article, Doubt, Suggestion, Takedown
from ingest.models import Feed
from newsroom.access import doors

APPS = ("articles", "ingest", "auth")
MODELS = (
    "Article", "Story", "Suggestion", "Doubt", "Takedown", "Correction", "AuditLine", "DeskEvent", "Source", "Section", "Rule", "Editor", "Tombstone", "Feed", "Notice", "Host",
    "Fetch", "User", "Group",
)  # fmt: skip
"""Both in the order in which editors need them; what is not named stands behind."""


class Desk(admin.AdminSite):
    """The one admin site. Later screens of the desk are methods here, next to ``index``."""

    site_header = site_title = f"{settings.SITE_NAME} desk"
    index_title = "Desk"
    index_template = "admin/desk.html"

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Add the pages of whoever signs in."""
        return [*doors.urls(self), *super().get_urls()]

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Let somebody in."""
        return doors.login(self, request, self.each_context(request) | (extra_context or {}))

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Lead whoever must have a second factor, and has none, to where they get one."""
        return doors.behind_second_factor(super().admin_view(view, cacheable))

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Return what the user may see, in the order of ``APPS`` and ``MODELS``."""
        apps = super().get_app_list(request, app_label)
        for app in apps:
            app["models"].sort(key=lambda model: _place(model["object_name"], MODELS))
        return sorted(apps, key=lambda app: _place(app["app_label"], APPS))

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """Show what waits: a few counts, each of which an index answers, to those who may look at the rows."""
        waiting = Article.objects.filter(status=Article.Status.PENDING)
        alike = Suggestion.objects.filter(state=Suggestion.State.OPEN)
        doubts = Doubt.objects.filter(settled_at=None)
        notices = Takedown.objects.filter(status=Takedown.Status.OPEN)
        failing = Feed.objects.filter(state=Feed.State.ACTIVE, failures__gt=0)
        cards = {
            "waiting": waiting.count() if request.user.has_perm("articles.view_article") else None,
            "alike": alike.count() if request.user.has_perm("articles.view_suggestion") else None,
            "doubts": doubts.count() if request.user.has_perm("articles.view_doubt") else None,
            "notices": notices.count() if request.user.has_perm("articles.view_takedown") else None,
            "failing": failing.count() if request.user.has_perm("ingest.view_feed") else None,
        }
        return super().index(request, cards | (extra_context or {}))


def _place(name: str, order: tuple[str, ...]) -> int:
    """Return where ``name`` stands in ``order``: behind everything where it is not named."""
    return order.index(name) if name in order else len(order)

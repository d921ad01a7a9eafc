"""The audit at the desk: one line a change, with who made it and why. It can be read, and nothing else."""

import re
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import User
from django.db import connection
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html

from articles.admin.paging import CappedPaginator
from articles.admin.record import RecordAdmin
from articles.models import AuditLine

DISTINCT = """
WITH RECURSIVE known AS (
    (SELECT {column} AS word FROM articles_auditline ORDER BY {column} LIMIT 1)
    UNION ALL
    SELECT (SELECT {column} FROM articles_auditline WHERE {column} > known.word ORDER BY {column} LIMIT 1)
    FROM known WHERE known.word IS NOT NULL
)
SELECT word FROM known WHERE word IS NOT NULL LIMIT 100
"""
"""The words of a column, one step of its index each, however many lines there are."""

PLACE = re.compile(r"/(?:(?P<app>articles|ingest)/)?(?P<model>[a-z]+)/(?P<row>[0-9]{1,18})(?:[-/]|$)")
"""A row in an address: /article/12-quay/ of the site, /admin/ingest/feed/7/change/ of the desk."""


class WordFilter(admin.SimpleListFilter):
    """The values that a column has."""

    column = ""

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Offer each as an editor would say it."""
        return [(word, self.named(word)) for word in _words(self.column)]

    def named(self, word: str) -> str:
        """Return how a value is called."""
        return word.capitalize()

    def queryset(self, request: HttpRequest, queryset: QuerySet[AuditLine]) -> QuerySet[AuditLine]:
        """Keep its lines."""
        return queryset.filter(**{self.column: self.value()}) if self.value() else queryset


class VerbFilter(WordFilter):
    """What was done."""

    title = column = parameter_name = "verb"


class ModelFilter(WordFilter):
    """To what it was done."""

    title = "kind of row"
    column = parameter_name = "model"

    def named(self, word: str) -> str:
        """Return the name of a model, also of one that is no more."""
        return _model_name(word).capitalize()


class ActorFilter(admin.SimpleListFilter):
    """Who did it: whoever may come to the desk."""

    title, parameter_name = "who", "actor"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Offer them by name."""
        people = User.objects.filter(is_staff=True).order_by("username")[:100]
        return [(str(person.pk), person.get_full_name() or person.get_username()) for person in people]

    def queryset(self, request: HttpRequest, queryset: QuerySet[AuditLine]) -> QuerySet[AuditLine]:
        """Keep their lines."""
        value = self.value() or ""
        return queryset.filter(actor=int(value)) if value.isdecimal() and len(value) < 10 else queryset


@admin.register(AuditLine)
class AuditLineAdmin(RecordAdmin[AuditLine]):
    """Every change of what readers see, the newest first. Postgres lets nobody change or delete a line."""

    list_display = ("at", "who", "done", "changes", "reason")
    list_display_links = ("at",)
    list_filter = (VerbFilter, ModelFilter, ActorFilter, "at")
    list_select_related = ("actor",)
    paginator = CappedPaginator
    search_fields = ("row",)
    sortable_by = ()
    fields = readonly_fields = ("at", "who", "done", "changes", "reason")

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Say what can be searched for."""
        words = {"title": "Every change", "subtitle": "Search by the number of a row, or by the address of its page."}
        return super().changelist_view(request, words | (extra_context or {}))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[AuditLine], search_term: str
    ) -> tuple[QuerySet[AuditLine], bool]:
        """Find the lines of a row: an index answers by model and number, and by nothing else."""
        term = search_term.strip()
        if not term:
            return queryset, False
        if term.isdecimal() and len(term) < 19:
            return queryset.filter(model__in=_words("model"), row=int(term)), False
        place = PLACE.search(term)
        if place is None:
            return queryset.none(), False
        label = f"{place['app'] or 'articles'}.{place['model']}"
        return queryset.filter(model=label, row=int(place["row"])), False

    @admin.display(description="who")
    def who(self, line: AuditLine) -> str:
        """Name the person, also one whose account is gone; the site itself where there was none."""
        return line.actor_name or "the site"

    @admin.display(description="what")
    def done(self, line: AuditLine) -> str:
        """Say what was done to which row, and lead there while it is there."""
        kind = f"{_model_name(line.model)} {line.row}"
        address = _address(line)
        named = format_html('<a href="{}">{}</a>', address, kind) if address else kind
        return format_html('<b>{}</b> {} <bdi class="found-at">{}</bdi>', line.verb.capitalize(), named, line.name)

    @admin.display(description="before and after")
    def changes(self, line: AuditLine) -> str:
        """Show each column that differs."""
        return render_to_string("admin/articles/auditline/differences.html", {"line": line})


def _words(column: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(DISTINCT.format(column=column))
        return [word for (word,) in cursor.fetchall()]


def _model_name(label: str) -> str:
    try:
        return str(apps.get_model(label)._meta.verbose_name)  # noqa: SLF001  Django's documented API.
    except (LookupError, ValueError):
        return label


def _address(line: AuditLine) -> str:
    """Return the row's page at the desk, "" where it was deleted in this line or has no such page."""
    if line.before and not line.after:
        return ""
    try:
        return reverse(f"admin:{line.model.replace('.', '_')}_change", args=[line.row])
    except NoReverseMatch:
        return ""

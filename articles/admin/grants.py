"""What publishers granted, in words: of today, of soon, and what readers will see differently by a change."""

from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html

from articles import rights
from articles.models import Article, Source
from articles.rights import Grant

SOON = timedelta(days=30)
COUNTED = 1_000
"""So many articles are counted; of more the desk says that there are more."""

EXAMPLES = 3
FIELDS = (
    "rights_mode", "excerpt_words", "images_allowed", "index_allowed", "ai_reserved", "licence_name", "licence_url",
    "rights_evidence", "rights_until",
)  # fmt: skip
"""The fields of a source that only those may change who may grant rights."""


class GrantFilter(admin.SimpleListFilter):
    """Which grants need somebody's attention."""

    title = "grant"
    parameter_name = "grant"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Offer what the Rights role looks for."""
        return [
            ("soon", f"Ends within {SOON.days} days"),
            ("over", "Has ended"),
            ("bare", "More than an excerpt, without evidence"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Source]) -> QuerySet[Source]:
        """Keep those in the chosen state."""
        today = timezone.localdate()
        chosen = {
            "soon": Q(rights_until__gte=today, rights_until__lte=today + SOON),
            "over": Q(rights_until__lt=today),
            "bare": Q(rights_evidence="") & (Q(rights_mode="full") | Q(images_allowed=True) | Q(index_allowed=True)),
        }.get(self.value() or "")
        return queryset.filter(chosen) if chosen is not None else queryset


def granted(source: Source) -> str:
    """Say in words what may be shown today, and whether that ends soon or has ended."""
    today = timezone.localdate()
    words = in_words(rights.in_force(source.grant, today))
    until = source.rights_until
    if until is None or until > today + SOON:
        return words
    state, said = ("failing", "The grant has expired") if until < today else ("waiting", _ends_in((until - today).days))
    return format_html('{} <span class="state {}">{}</span>', words, state, said)


def _ends_in(days: int) -> str:
    return {0: "Ends today", 1: "Ends tomorrow"}.get(days, f"Ends in {days} days")


def in_words(grant: Grant) -> str:
    """Return a grant as one line, e.g. "Full text, CC BY 4.0, pictures, until 1 Mar 2027"."""
    shown = {"headline": "Headline only", "excerpt": f"Excerpt of {grant.words} words", "full": "Full text"}[grant.mode]
    facts = (
        shown,
        grant.licence_name,
        "pictures" if grant.images else "no pictures",
        "search engines" if grant.index else "",
        "" if grant.ai_reserved else "text and data mining",
        f"until {date_format(grant.until)}" if grant.until else "",
    )
    return ", ".join(filter(None, facts))


def effect(source: Source, before: Grant) -> str:
    """Say what readers see differently since the grant was ``before``, and of how many articles; "" where nothing is."""
    today = timezone.localdate()
    was, now = (rights.in_force(grant, today) for grant in (before, source.grant))
    if was == now:
        return ""
    shown = Article.objects.visible().of_source(source)
    facts = {
        "now": in_words(now),
        "was": in_words(was),
        "count": shown.order_by()[: COUNTED + 1].count(),
        "counted": COUNTED,
        "examples": shown.for_cards().order_by("-published_at", "-pk")[:EXAMPLES],
    }
    return render_to_string("admin/articles/source/effect.html", facts)

"""What publishers granted, in words: of today, of soon, and what readers will see differently by a change."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.text import capfirst

from articles import rights
from articles.models import Article, Source
from articles.rights import Grant

SOON = timedelta(days=30)
COUNTED = 1_000
"""So many articles are counted; of more the desk says that there are more."""

EXAMPLES = 3
LOOK = "_look"
"""The button that looks what a form would change, and saves nothing."""

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
    facts = (
        capfirst(_mode(grant)),
        grant.licence_name,
        "pictures" if grant.images else "no pictures",
        "search engines" if grant.index else "",
        "" if grant.ai_reserved else "text and data mining",
        f"until {date_format(grant.until)}" if grant.until else "",
    )
    return ", ".join(filter(None, facts))


def effect(source: Source, before: Grant) -> str:
    """Say what readers see differently since the grant was ``before``, and of how many articles; "" where nothing is."""
    was, now = _in_force(before), _in_force(source.grant)
    if was == now:
        return ""
    count = Article.objects.visible().of_source(source).order_by()[: COUNTED + 1].count()
    return render_to_string("admin/articles/source/effect.html", {**_told(source, was, now), "count": count})


class Difference(NamedTuple):
    """What readers would see differently of so many articles: "full text" would become "excerpt of 60 words"."""

    was: str
    now: str
    articles: int


def preview(source: Source, before: Grant) -> Mapping[str, Any]:
    """Return what the form says of a grant that is not saved yet: what would differ, of how many of the newest articles.

    ``source`` has the grant that is asked about, ``before`` is the one that is kept.
    """
    was, now = _in_force(before), _in_force(source.grant)
    shown = Article.objects.visible().of_source(source).order_by("-published_at", "-pk")
    rows = list(shown.values_list("excerpt_only", "no_picture", "image_url")[: COUNTED + 1])
    return {
        **_told(source, was, now),
        "differences": _differences(was, now, rows[:COUNTED]),
        "is_same": was == now,
        "count": len(rows[:COUNTED]),
        "is_more": len(rows) > COUNTED,
    }


def _differences(was: Grant, now: Grant, rows: Sequence[tuple[bool, bool, str]]) -> list[Difference]:
    """Count what would differ of articles: (shown as an excerpt only by our desk, without its picture, its picture)."""
    excerpts = sum(excerpt_only for excerpt_only, *_ in rows)
    pictured = sum(bool(url) and not without for _, without, url in rows)
    said: Sequence[tuple[Callable[[Grant], str], int]] = (
        (_mode, len(rows) - excerpts),
        (lambda grant: _mode(rights.narrowed(grant, excerpt_only=True)), excerpts),
        (lambda grant: "pictures" if grant.images else "no pictures", pictured),
        (lambda grant: "in search engines" if grant.index else "not in search engines", len(rows)),
        (lambda grant: f"text and data mining {'reserved' if grant.ai_reserved else 'allowed'}", len(rows)),
        (lambda grant: grant.licence_name or "no licence", len(rows)),
    )
    return [Difference(say(was), say(now), count) for say, count in said if count and say(was) != say(now)]


def _in_force(grant: Grant) -> Grant:
    return rights.in_force(grant, timezone.localdate())


def _mode(grant: Grant) -> str:
    return {"headline": "headline only", "excerpt": f"excerpt of {grant.words} words", "full": "full text"}[grant.mode]


def _told(source: Source, was: Grant, now: Grant) -> dict[str, Any]:
    """Return what is said of every change of a grant: what it was, what it is, and some of the articles."""
    shown = Article.objects.visible().of_source(source)
    return {
        "now": in_words(now),
        "was": in_words(was),
        "counted": COUNTED,
        "examples": shown.for_cards().order_by("-published_at", "-pk")[:EXAMPLES],
    }

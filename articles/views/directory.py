"""The directory: whom we read, on trial or for good, by section, language and country.

Of each it says what it lets us show, and how much came this week.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from articles import rights
from articles.models import Article, Section, Source
from articles.section_names import section_name
from articles.templatetags.reading import language_name
from articles.views.page import reader_page

SHOWN = 150
"""So many sources have a row on one page; more of them go on after the last one's name."""

WEEK = timedelta(days=7)


FIELDS = {"section": "section__slug", "language": "language", "country": "country"}
"""The parameters by which sources are chosen, and what each asks of a source."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to choose among the sources: its parameter, the values there are with their names, and the chosen one."""

    name: str
    options: list[tuple[str, str]]
    chosen: str


@reader_page(parameters=("section", "language", "country", "after"))
def sources(request: HttpRequest) -> HttpResponse:
    """List the publishers by name, those that were chosen."""
    choices = _choices(request)
    found = _read().select_related("section").order_by("name", "slug")
    if chosen := {FIELDS[choice.name]: choice.chosen for choice in choices if choice.chosen}:
        found = found.filter(**chosen)
    if after := request.GET.get("after", "").replace("\0", ""):
        found = found.filter(name__gt=after)
    shown = list(found[: SHOWN + 1])
    context = {
        "rows": _rows(shown[:SHOWN]),
        "choices": choices,
        "is_chosen": bool(chosen),
        "is_first": not after,
        "onward": _onward(request, shown[SHOWN - 1].name) if len(shown) > SHOWN else "",
    }
    return render(request, "articles/sources.html", context)


def _read() -> QuerySet[Source]:
    """Return the publishers whose feeds are polled; of the others what is shown stays, and each has its page still."""
    return Source.objects.filter(state__in=Source.READ)


def _choices(request: HttpRequest) -> list[Choice]:
    """Return what can be chosen among: what any source has, and nothing that none has."""
    held = list(_read().order_by().values_list(*FIELDS.values()).distinct())
    names = dict(Section.objects.values_list("slug", "name"))
    labels: dict[str, Callable[[str], str]] = {
        "section": lambda slug: section_name(names.get(slug, slug)),
        "language": language_name,
        "country": str,
    }
    choices = []
    for place, name in enumerate(FIELDS):
        values = {row[place] for row in held if row[place]}
        options = sorted(((value, labels[name](value)) for value in values), key=lambda option: option[1])
        asked = request.GET.get(name, "")
        choices.append(Choice(name, options, asked if asked in values else ""))
    return choices


def _rows(found: Iterable[Source]) -> list[tuple[Source, rights.Grant, int]]:
    """Return each source with its grant of today and how much of it came this week."""
    found = list(found)
    today = timezone.localdate()
    articles = Article.objects.visible().filter(source__in=found).since(timezone.now() - WEEK)
    counts = articles.counted_by_source() if found else {}
    return [(source, rights.in_force(source.grant, today), counts.get(source.pk, 0)) for source in found]


def _onward(request: HttpRequest, last: str) -> str:
    """Return the query of the next page."""
    query = request.GET.copy()
    query["after"] = last
    return f"?{query.urlencode()}"

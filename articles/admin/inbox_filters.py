"""The filters of the inbox. None looks through all articles for its choices, and an index answers each."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language_info

from articles import inbox
from articles.models import Article, Picture, Section, Source

Rows = QuerySet[Article]
TEMPLATES = "admin/articles/article"
SOURCES = 20
"""So many publishers are offered where several have a name like it."""


class WhichFilter(admin.SimpleListFilter):
    """What needs an eye, across the statuses."""

    title = "what needs an eye"
    parameter_name = "which"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Offer them."""
        return [
            ("overdue", "Waiting for more than a day"),
            ("scheduled", "Scheduled"),
            ("expiring", "Ends within a day"),
            ("pinned", "Pinned"),
            ("suspect", "Date in doubt"),
        ]

    def queryset(self, request: HttpRequest, queryset: Rows) -> Rows:
        """Keep them."""
        known = {name for name, _ in self.lookup_choices}
        name = self.value()
        return queryset.filter(inbox.which(name, timezone.now())) if name in known else queryset


class FormFilter(admin.ListFilter):
    """A filter that is typed. ``names`` are its parameters; ``given`` is what was typed for each."""

    names: tuple[str, ...]

    def __init__(self, request: HttpRequest, params: dict[str, Any], model: type[Article], model_admin: Any) -> None:
        super().__init__(request, params, model, model_admin)
        for name in self.names:
            if name in params:
                self.used_parameters[name] = params.pop(name)[-1]
        self.given = {name: str(self.used_parameters.get(name, "")).strip() for name in self.names}

    def expected_parameters(self) -> list[str | None]:
        """Name its parameters."""
        return list(self.names)

    def has_output(self) -> bool:
        """Stand there always."""
        return True

    def others(self, changelist: ChangeList) -> dict[str, str]:
        """Return what else the list was asked for, to be asked for again beside this."""
        return {name: value for name, value in changelist.params.items() if name not in (*self.names, "p")}


class SourceFilter(FormFilter):
    """By publisher: a name, or part of one, is typed; a number is one publisher's."""

    title = "source"
    names = ("source",)
    template = f"{TEMPLATES}/source_filter.html"

    def __init__(self, request: HttpRequest, params: dict[str, Any], model: type[Article], model_admin: Any) -> None:
        super().__init__(request, params, model, model_admin)
        self.found = self._found(self.given["source"])

    def _found(self, typed: str) -> list[Source]:
        """Return the publishers that are meant; one alone where it is called just so."""
        if not typed:
            return []
        named = Q(pk=int(typed)) if typed.isdecimal() and len(typed) < 19 else Q(name__icontains=typed)
        found = list(Source.objects.filter(named).only("name").order_by("name")[:SOURCES])
        return [source for source in found if source.name.casefold() == typed.casefold()] or found

    def queryset(self, request: HttpRequest, queryset: Rows) -> Rows:
        """Keep what is theirs."""
        if not self.given["source"]:
            return queryset
        return queryset.filter(source__in=[source.pk for source in self.found])

    def choices(self, changelist: ChangeList) -> Iterator[dict[str, Any]]:
        """Say what was typed, and which publishers have such a name."""
        several = self.found if len(self.found) > 1 else []
        yield {
            "typed": self.found[0].name if len(self.found) == 1 else self.given["source"],
            "others": self.others(changelist),
            "is_unknown": bool(self.given["source"] and not self.found),
            "found": [(source.name, changelist.get_query_string({"source": source.pk})) for source in several],
            "all": changelist.get_query_string(remove=["source", "p"]) if self.given["source"] else "",
        }


class SectionFilter(admin.SimpleListFilter):
    """By the shelf it stands on. Its choices are also where articles can be moved to: they are read once."""

    title = "section"
    parameter_name = "section__id__exact"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Offer all shelves, in the editors' order."""
        return [*((str(pk), name) for pk, name in Section.objects.values_list("pk", "name")), ("none", "On no shelf")]

    def queryset(self, request: HttpRequest, queryset: Rows) -> Rows:
        """Keep them."""
        chosen = self.value() or ""
        if chosen == "none":
            return queryset.filter(section=None)
        return queryset.filter(section=int(chosen)) if chosen.isdecimal() and len(chosen) < 19 else queryset


class LanguageFilter(admin.SimpleListFilter):
    """By the language an article is in, whatever the region."""

    title = "language"
    parameter_name = "language"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Offer those in which there are articles."""
        self.tags = inbox.languages()
        return sorted(((tag, _name_of(tag)) for tag in self.tags), key=lambda choice: choice[1])

    def queryset(self, request: HttpRequest, queryset: Rows) -> Rows:
        """Keep them."""
        return queryset.filter(language__in=self.tags.get(self.value() or "", [])) if self.value() else queryset


class SeenFilter(FormFilter):
    """By the day on which an article came to us, in the site's time zone; both days inclusive."""

    title = "day it came"
    names = ("from", "to")
    template = f"{TEMPLATES}/seen_filter.html"

    def queryset(self, request: HttpRequest, queryset: Rows) -> Rows:
        """Keep them; the statuses are named so that the index of the list may look for days."""
        first, last = (_day(self.given[name]) for name in self.names)
        if first or last:
            queryset = queryset.filter(status__in=Article.Status.values)
        if first:
            queryset = queryset.filter(first_seen_at__gte=_midnight(first))
        if last:
            queryset = queryset.filter(first_seen_at__lt=_midnight(last + timedelta(days=1)))
        return queryset

    def choices(self, changelist: ChangeList) -> Iterator[dict[str, Any]]:
        """Offer a few days, and two fields."""
        today = timezone.localdate()
        offered = [("Today", today, None), ("Yesterday", today - timedelta(days=1), today - timedelta(days=1))]
        offered += [(f"Past {days} days", today - timedelta(days=days - 1), None) for days in (7, 30)]
        yield {
            "given": self.given,
            "others": self.others(changelist),
            "links": [
                ("Any day", changelist.get_query_string(remove=["from", "to", "p"]), not any(self.given.values()))
            ]
            + [self._link(changelist, *choice) for choice in offered],
        }

    def _link(self, changelist: ChangeList, words: str, first: date, last: date | None) -> tuple[str, str, bool]:
        asked = {"from": first.isoformat(), "to": last.isoformat() if last else None}
        is_chosen = self.given == {name: value or "" for name, value in asked.items()}
        return words, changelist.get_query_string(asked, remove=["p"]), is_chosen


class PictureFilter(admin.SimpleListFilter):
    """By whether we have a copy of its lead picture."""

    title = "picture"
    parameter_name = "picture"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Offer both."""
        return [("yes", "Has a picture"), ("no", "Has none")]

    def queryset(self, request: HttpRequest, queryset: Rows) -> Rows:
        """Keep them."""
        copied = Exists(Picture.objects.filter(article=OuterRef("pk"), digest__gt=""))
        return queryset.filter(~copied if self.value() == "no" else copied) if self.value() else queryset


class StoryFilter(admin.SimpleListFilter):
    """By whether others report the same."""

    title = "story"
    parameter_name = "in_story"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Offer them."""
        return [("several", "Others report it, too"), ("alone", "Alone in its story"), ("none", "In no story yet")]

    def queryset(self, request: HttpRequest, queryset: Rows) -> Rows:
        """Keep them."""
        several = Q(story__families__gt=1) | Q(story__copies__gt=0)
        kept = {"several": several, "alone": Q(story__isnull=False) & ~several, "none": Q(story=None)}
        return queryset.filter(kept[self.value() or ""]) if self.value() in kept else queryset


def _name_of(tag: str) -> str:
    """Return the name of a language in English, or its tag where Django knows none."""
    try:
        return str(get_language_info(tag)["name"])
    except KeyError:
        return tag


def _day(typed: str) -> date | None:
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        return None
    return day if 1990 <= day.year < 2200 else None


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))

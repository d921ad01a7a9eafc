"""Choices: by what results can be narrowed down, each with its count and where it leads."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from articles.models import Section
from articles.search.question import Question
from articles.section_names import section_name
from articles.templatetags.reading import language_name
from articles.views.search_results import Results


@dataclass(frozen=True, slots=True)
class Choice:
    """One value: ``address`` is the query string with it, or without it where it ``is_chosen``."""

    label: str
    count: int
    address: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Group:
    """The choices of one kind."""

    title: str
    choices: list[Choice]


def groups(question: Question, results: Results, sections: Sequence[Section]) -> list[Group]:
    """Return the kinds of choices that tell results apart, or that were made."""
    shelves = {section.pk: section for section in sections}
    facets, sources = results.facets, results.sources
    found = [
        Group(_("Sections"), [
            _choice(question, section_name(shelves[number].name), count, section=shelves[number].slug)
            for number, count in facets.sections.items() if number in shelves
        ]),
        Group(_("Sources"), [
            _choice(question, sources[number].name, count, source=sources[number].slug)
            for number, count in facets.sources.items()
        ]),
        Group(_("Languages"), [
            _choice(question, language_name(language), count, language=language)
            for language, count in facets.languages.items()
        ]),
        Group(_("Years"), [
            _choice(question, str(year), count, first=date(year, 1, 1), last=date(year, 12, 31))
            for year, count in facets.years.items()
        ]),
    ]  # fmt: skip
    return [group for group in found if _is_telling(group.choices)]


def _is_telling(choices: Iterable[Choice]) -> bool:
    """Tell whether there is anything to choose, or to take back."""
    made = list(choices)
    return len(made) > 1 or any(choice.is_chosen for choice in made)


def _choice(question: Question, label: str, count: int, **fields: object) -> Choice:
    is_chosen = all(getattr(question, name) == value for name, value in fields.items())
    empty = {name: getattr(Question(), name) for name in fields}
    return Choice(label, count, question.asking(**(empty if is_chosen else fields)), is_chosen)

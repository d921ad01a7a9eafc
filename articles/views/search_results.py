"""Results: one page of what was found, ranked, with facets and snippets, as far as rights allow."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from articles.models import Article, Source
from articles.search import facets, finding, marks, matching, ranking, snippets, vocabulary
from articles.search.facets import Facets
from articles.search.finding import Candidate, Found
from articles.search.matching import Match
from articles.search.question import Question, Sort
from articles.search.snippets import Part, Snippet
from articles.views.cards import Card, deal

SIZE = 20
"""Results a page."""

FACETS = 8
"""Values of a facet that stand."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where to look beside the words: the source and the section that were chosen, by their ids."""

    source: int | None = None
    section: int | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """One article that was found: ``headline`` and ``text`` in parts, hits marked."""

    card: Card
    headline: list[Part]
    text: list[Part]


@dataclass(frozen=True, slots=True)
class Results:
    """One page of results, and what is to be said of all.

    ``count`` are those that were ranked, ``is_cut`` where there are more; ``hint`` is "" or what was probably meant;
    ``is_common`` where no word tells anything, in no language; ``languages`` are those in which anything can be found.
    """

    results: list[Result]
    count: int
    is_cut: bool
    pages: int
    facets: Facets
    sources: dict[int, Source]
    languages: tuple[str, ...]
    hint: str = ""
    is_common: bool = False


def read(question: Question, place: Place, now: datetime) -> Results:
    """Read the page that is asked for."""
    match = matching.match(question.words, question.language)
    is_common = bool(question.words and match.spoken) and not match.by_language
    today = timezone.localtime(now).date()
    found = _found(question, place, match, today)
    ranked = _ranked(found.candidates, question.sort, now)
    start = (question.page - 1) * SIZE
    return Results(
        results=_results(ranked[start : start + SIZE], match),
        count=len(ranked),
        is_cut=found.is_cut,
        pages=-(-len(ranked) // SIZE),
        facets=facets.count(map(_facts, ranked), FACETS),
        sources=dict(found.sources),
        languages=match.spoken,
        hint="" if ranked or is_common else _hint(question, place),
        is_common=is_common,
    )


def newest(question: Question, place: Place, today: date, most: int) -> list[int]:
    """Return the ids of the newest that match, for feeds."""
    match = matching.match(question.words, question.language)
    return [candidate.article for candidate in _found(question, place, match, today).candidates[:most]]


def _found(question: Question, place: Place, match: Match, today: date) -> Found:
    """Find, unless nothing is asked, no word of it tells anything, or there is nothing to find."""
    if question.is_empty or not match.spoken or (question.words and not match.by_language):
        return Found([], is_cut=False, sources={})
    return finding.find(question, match, _marks(question, place), today)


def _marks(question: Question, place: Place) -> list[str]:
    """Return the marks that everything found must have."""
    return [
        *([marks.of_language(question.language)] if question.language else []),
        *([marks.of_source(place.source)] if place.source else []),
        *([marks.of_section(place.section)] if place.section else []),
    ]


def _ranked(candidates: Sequence[Candidate], sort: Sort, now: datetime) -> Sequence[Candidate]:
    """Order what was found, which comes with the newest first."""
    if sort is Sort.NEWEST:
        return candidates
    return sorted(candidates, key=lambda found: ranking.score(found.relevance, found.published, now), reverse=True)


def _facts(candidate: Candidate) -> tuple[int, int | None, str, int]:
    return (
        candidate.source,
        candidate.section,
        candidate.language,
        timezone.localtime(candidate.published).year,
    )


def _results(shown: Sequence[Candidate], match: Match) -> list[Result]:
    """Read cards and snippets, in the order of ``shown``."""
    if not shown:
        return []
    numbers = [candidate.article for candidate in shown]
    cards = {card.article.pk: card for card in deal(Article.objects.visible().for_cards().filter(pk__in=numbers))}
    found = snippets.read(numbers, match) if match.by_language else {}
    return [_result(cards[number], found.get(number)) for number in numbers if number in cards]


def _result(card: Card, snippet: Snippet | None) -> Result:
    if snippet is None:
        return Result(card, [Part(card.headline, is_hit=False)], [Part(card.dek, is_hit=False)] if card.dek else [])
    return Result(card, snippet.headline, snippet.text)


def _hint(question: Question, place: Place) -> str:
    """Return how the words were probably meant, where that finds something."""
    meant = vocabulary.hint(question.words)
    if not meant:
        return ""
    match = matching.match(meant, question.language)
    finds = match.by_language and finding.is_any(question, match, _marks(question, place))
    return meant if finds else ""

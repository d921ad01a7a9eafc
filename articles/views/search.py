"""Search: the page, its feed, and what tells a browser how to ask."""

from collections.abc import Sequence

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.context import frame
from articles.feeds.listings import LENGTH, Listing, newest
from articles.machine_files import machine_file
from articles.models import Article, Section, Source
from articles.search import question as asked
from articles.search.question import NAMES, Problem, Question, Sort
from articles.views import search_results
from articles.views.page import reader_page
from articles.views.search_choices import groups
from articles.views.search_results import Place, Results

SAID = {
    Problem.TOO_LONG: _("That is too long to look for: only the beginning was taken. Some words are enough."),
    Problem.SOURCE: _("There is no such source here. Choose one of those beside the results."),
    Problem.SECTION: _("There is no such section. Choose one from the list."),
    Problem.LANGUAGE: _("That is no language. Choose one from the list."),
    Problem.FROM: _("The first day is not a date that we know. Write it as 2026-03-14."),
    Problem.TO: _("The last day is not a date that we know. Write it as 2026-03-14."),
    Problem.BACKWARDS: _("The first day comes after the last one. Exchange them."),
    Problem.SORT: _("Results stand by what fits best or by time. Choose one of the two."),
    Problem.PAGE: _("There is no such page of results. This is the first one."),
}
"""What is wrong, in words that say what to do."""


@reader_page(parameters=tuple(NAMES))
def search(request: HttpRequest) -> HttpResponse:
    """Show what was found; 400 where the question cannot be meant, 404 behind the last page."""
    around = frame(request)
    question, place, problems = _read(request, around.sections)
    results = search_results.read(question, place, timezone.now())
    is_behind = question.page > max(1, results.pages)
    context = {
        "question": question,
        "problems": [SAID[problem] for problem in [*problems, *([Problem.PAGE] if is_behind else [])]],
        "results": results,
        "groups": groups(question, results, around.sections),
        "frame": around,
        **_addresses(question, results),
    }
    return render(request, "search/search.html", context, status=400 if problems else 404 if is_behind else 200)


def _read(request: HttpRequest, shelves: Sequence[Section]) -> tuple[Question, Place, list[Problem]]:
    """Read the question, and find the source and the section that it names."""
    question, problems = asked.read({name: request.GET.get(name) or "" for name in NAMES})
    source = Source.objects.filter(slug=question.source).first() if question.source else None
    section = next((shelf for shelf in shelves if shelf.slug == question.section), None)
    if question.source and source is None:
        problems.append(Problem.SOURCE)
    if question.section and section is None:
        problems.append(Problem.SECTION)
    return question, Place(source.pk if source else None, section.pk if section else None), problems


def _addresses(question: Question, results: Results) -> dict[str, str]:
    """Return the query strings of the same question, asked otherwise; "" where that makes no sense."""
    page = question.page
    return {
        "best": question.asking(sort=Sort.BEST),
        "newest": question.asking(sort=Sort.NEWEST),
        "unfiltered": Question(words=question.words, sort=question.sort).asking() if question.is_filtered else "",
        "meant": question.meaning(results.hint).asking() if results.hint else "",
        "back": question.asking(page=page - 1) if 1 < page <= results.pages else "",
        "onward": question.asking(page=page + 1) if page < results.pages else "",
        "itself": "" if question.is_empty else question.asking(sort=Sort.BEST),
    }


def listing(request: HttpRequest) -> Listing:
    """List the newest that a question finds, for its feed. BadRequest where it asks nothing that can be meant."""
    question, place, problems = _read(request, frame(request).sections)
    if problems or question.is_empty:
        raise BadRequest("A feed of search needs a question: ?q= and the words to look for.")
    found = search_results.newest(question, place, timezone.localdate(), LENGTH)
    return Listing(
        title=f"{settings.SITE_NAME}: {question.words or 'search'}",
        description=f"The newest that {settings.SITE_NAME} finds for this question",
        path="/search/",
        items=newest(Article.objects.visible().filter(pk__in=found)),
        query=question.asking(sort=Sort.BEST),
    )


@machine_file
def description(request: HttpRequest) -> HttpResponse:
    """Tell browsers how to search here (OpenSearch 1.1)."""
    media_type = "application/opensearchdescription+xml; charset=utf-8"
    return render(request, "search/opensearch.xml", {"short_name": settings.SITE_NAME[:16]}, content_type=media_type)

"""The article page: who wrote it and who brought it, first; then what its rights allow."""

from dataclasses import replace
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils import timezone

from articles import illustrations, rights
from articles.attribution import attribution, original
from articles.models import Article, Source
from articles.querysets import ArticleQuerySet
from articles.views.article_version import BESIDE, version_of
from articles.views.cards import Card, deal
from articles.views.page import reader_page

CORRECTIONS = 20
"""So many corrections of ours stand on the page; all of them are in its history."""

GONE = (Article.Status.WITHDRAWN, Article.Status.REJECTED)


@reader_page(counted="number", made_of=version_of)
def article(request: HttpRequest, number: int, slug: str) -> HttpResponse:
    """Show one article; 301 to its right address, 404 for what readers may not know of, 410 or 451 for what was taken down."""
    found = Article.objects.visible().for_page().filter(pk=number).first()
    if found is None:
        return absent(request, number)
    if slug != found.slug:
        return HttpResponsePermanentRedirect(found.get_absolute_url())
    return render(request, "articles/article.html", context_of(found))


def absent(request: HttpRequest, number: int) -> HttpResponse:
    """Tell readers and search engines that a piece is gone for good: 410, or 451 where a legal order took it (RFC 7725)."""
    gone = Article.objects.filter(pk=number, status__in=GONE).values_list("legal_order", flat=True).first()
    if gone is None:
        raise Http404("No such article.")
    if gone:
        return _blocked(request)
    return render(request, "410.html", status=410)


def _blocked(request: HttpRequest) -> HttpResponse:
    """Say that a legal order took the piece, and in the header who carries that out: we do."""
    response = render(request, "451.html", status=451)
    response.headers["Link"] = f'<{settings.SITE_URL}/>; rel="blocked-by"'
    return response


def context_of(found: Article) -> dict[str, object]:
    """Return what the page of an article (loaded ``for_page()``) shows, as its rights stand today."""
    showing = _showing(found)
    credit = attribution(found, showing)
    others = Article.objects.visible().for_cards().exclude(pk=found.pk)
    coverage = _coverage(others, found)
    return {
        "article": found,
        "showing": showing,
        "credit": credit,
        "original": original(found, credit),
        "carriers": _carriers(found),
        "corrections": list(found.corrections.all())[:CORRECTIONS],
        "story": found.story if found.story and found.story.reports else None,
        "coverage": coverage,
        "of_source": deal(others.of_source(found.source)[:BESIDE]),
        "of_section": [] if coverage else _of_section(others, found),
    }


def _showing(found: Article) -> rights.Showing:
    """Ask what may be shown today; pictures in the text are our own copies, for a browser must ask nobody else."""
    shown = rights.showing(
        found.grant,
        headline=found.display_headline,
        dek=found.display_dek,
        body=found.body.safe_html if hasattr(found, "body") else rights.NOTHING,
        today=timezone.localdate(),
    )
    return replace(shown, body=illustrations.on_page(found, shown))


def _carriers(found: Article) -> list[Source]:
    """Return everybody else whose feed carried the piece, the first first."""
    rows: list[dict[str, Any]] = found.carriers  # type: ignore[attr-defined]  # ``for_page`` adds it.
    return list({row["pk"]: Source(**row) for row in rows}.values())


def _coverage(others: ArticleQuerySet, found: Article) -> list[Card]:
    """Return the newest of the other reports of its story."""
    return deal(others.of_story(found.story).reports()[:BESIDE]) if found.story and found.story.reports > 1 else []


def _of_section(others: ArticleQuerySet, found: Article) -> list[Card]:
    """Return what stands beside it on its shelf, by other sources."""
    if found.section is None:
        return []
    return deal(others.in_section(found.section).exclude(source=found.source_id)[:BESIDE])

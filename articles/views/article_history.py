"""An article's history: what its publisher changed from version to version, word by word, and what we corrected ourselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils import timezone

from articles import rights, worddiff
from articles.entry import SafeHTML
from articles.models import Article, Correction, Revision
from articles.running_text import running_text
from articles.views.article import absent
from articles.views.numbered import number_before
from articles.views.page import reader_page
from articles.worddiff import Part

CHANGES = 8
"""So many changes stand on a page."""

CORRECTIONS = 50
COMPARED = 60_000
"""Characters of a text that are compared; nobody reads on so far to find a change."""

SHOWN = 16_000
"""Characters of changes, with what stands around them, that a page shows: each change has an equal share."""


@dataclass(frozen=True, slots=True)
class Version:
    """One version as received, as far as rights let it be shown: plain texts, "" where there is nothing to show."""

    headline: str
    dek: str
    authors: str
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """What changed at one moment, as far as it may be shown; ``is_cut`` where the changes go on."""

    number: int
    at: datetime
    headline: list[Part]
    authors: list[Part]
    dek: list[Part]
    text: list[Part]
    is_cut: bool


@dataclass(frozen=True, slots=True)
class Amendment:
    """One correction of ours; ``headline`` and ``dek`` are the parts of the change, empty where it changed neither."""

    correction: Correction
    headline: list[Part]
    dek: list[Part]


@reader_page(parameters=("before",))
def article_history(request: HttpRequest, number: int, slug: str) -> HttpResponse:
    """Show the changes of one article, the newest first; where the article is not shown, neither is its history."""
    found = Article.objects.visible().for_page().filter(pk=number).first()
    if found is None:
        return absent(request, number)
    if slug != found.slug:
        return HttpResponsePermanentRedirect(f"{found.get_absolute_url()}history/")
    return render(request, "articles/history.html", _context(request, found))


def _context(request: HttpRequest, found: Article) -> dict[str, object]:
    before = number_before(request)
    kept = found.revisions.order_by("-number")
    rows = list((kept.filter(number__lte=before) if before else kept)[: CHANGES + 2])
    newest = [] if before else [_current(found)]
    versions = [*newest, *(_version(found, row) for row in rows)][: CHANGES + 1]
    times = rows if newest else rows[1:]
    is_last = len(times) <= CHANGES
    pairs = list(zip(times, pairwise(versions), strict=False))
    changes = [_change(row, *pair, SHOWN // len(pairs)) for row, pair in pairs]
    return {
        "article": found,
        "mode": rights.in_force(found.grant, timezone.localdate()).mode,
        "changes": changes,
        "first": versions[-1] if is_last and versions else None,
        "page": {"is_first": not before, "older": "" if is_last else f"?before={changes[-1].number}"},
        "amendments": [] if before else _amendments(found, timezone.localdate()),
    }


def _current(found: Article) -> Version:
    """Return what was received last; what editors put in its place is a correction."""
    body = found.body.safe_html if hasattr(found, "body") else rights.NOTHING
    shown = _showing(found, found.headline, found.dek, body)
    return _as_version(shown, found.authors)


def _version(found: Article, revision: Revision) -> Version:
    return _as_version(_showing(found, revision.headline, revision.dek, revision.safe_html), revision.authors)


def _showing(found: Article, headline: str, dek: str, body: SafeHTML) -> rights.Showing:
    """Ask what may be shown today of a version: no more than of the article itself."""
    return rights.showing(found.grant, headline=headline, dek=dek, body=body, today=timezone.localdate())


def _as_version(shown: rights.Showing, authors: Sequence[str]) -> Version:
    return Version(
        headline=shown.headline,
        dek=shown.dek,
        authors=", ".join(authors),
        text=running_text(shown.body, COMPARED),
    )


def _change(replaced: Revision, newer: Version, older: Version, left: int) -> Change:
    """Compare two versions, as far as there is room for (``left``, characters): first the headline, last the text."""
    shown: dict[str, list[Part]] = {}
    for name in ("headline", "authors", "dek", "text"):
        parts = worddiff.fold(_differing(getattr(older, name), getattr(newer, name)))
        shown[name], left = worddiff.shortened(parts, left)
    return Change(number=replaced.number, at=replaced.replaced_at, is_cut=not left, **shown)


def _differing(old: str, new: str) -> list[Part]:
    """Return the parts of a change, or none where nothing changed that can be seen."""
    parts = worddiff.diff(old, new) if old != new else []
    return parts if worddiff.is_changed(parts) else []


def _amendments(found: Article, today: date) -> list[Amendment]:
    """Read our corrections, with what a card may show of the deks."""
    rows = found.corrections.select_related("editor")[:CORRECTIONS]
    return [_amendment(row, rights.in_force(found.grant, today), today) for row in rows]


def _amendment(row: Correction, grant: rights.Grant, today: date) -> Amendment:
    deks = [rights.card_dek(grant, dek, today) for dek in (row.dek_before, row.dek_after)]
    return Amendment(
        correction=row,
        headline=_differing(row.headline_before, row.headline_after),
        dek=_differing(*deks),
    )

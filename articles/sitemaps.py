"""The sitemap: what is ours to be found, and of others' texts only what their rights let search engines keep.

Up to 10,000 articles and stories stand in one file; beyond, ``sitemap.xml`` becomes an index of parts, each a range of
ids, so that a part once full gets no new addresses.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.conf import settings
from django.db.models import F, IntegerField
from django.db.models.functions import Cast
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import iri_to_uri

from articles import rights
from articles.machine_files import machine_file
from articles.models import Article, Source, Story
from articles.paths import article_path, story_path
from articles.querysets import ArticleQuerySet, StoryQuerySet
from articles.views import archive

PART = 10_000
"""Articles, or stories, in one file; the protocol allows 50,000 addresses."""

PAGES = ("front", "sources", "corrections", "archive", "about", "ranking", "privacy", "rights")
"""Pages of our own, by the names of their URLs."""


NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'

Address = tuple[str, datetime | None]
"""One page: its absolute URL, and when it changed last where that is known."""


@machine_file
def sitemap(request: HttpRequest) -> HttpResponse:
    """Answer with everything, or with the index of the parts where that is too much for one file."""
    articles, stories = _indexable(), _covered()
    if articles.count() + stories.count() <= PART:
        return _urlset([*_our_pages(), *_story_pages(stories), *_article_pages(articles)])
    parts = [
        *(reverse("sitemap_part", args=[number]) for number in (0, *_numbers(articles))),
        *(reverse("sitemap_stories", args=[number]) for number in _numbers(stories)),
    ]
    context = {"parts": [settings.SITE_URL + path for path in parts]}
    return render(request, "machine_files/sitemap_index.xml", context, content_type="application/xml")


@machine_file
def part(_request: HttpRequest, number: int) -> HttpResponse:
    """Answer with one part: 0 is our own pages, n the articles with the n-th ten thousand of ids."""
    if number == 0:
        return _urlset(list(_our_pages()))
    return _part(list(_article_pages(_indexable().filter(**_range(number)))))


@machine_file
def stories(_request: HttpRequest, number: int) -> HttpResponse:
    """Answer with one part of the stories: those with the n-th ten thousand of ids."""
    return _part(list(_story_pages(_covered().filter(**_range(number)))))


def _part(addresses: list[Address]) -> HttpResponse:
    if not addresses:
        raise Http404("No such part of the sitemap.")
    return _urlset(addresses)


def _urlset(addresses: Iterable[Address]) -> HttpResponse:
    """Write the file by hand: a template takes ten times as long for ten thousand lines, and an address needs no escaping."""
    lines = (f"<url><loc>{url}</loc>{_changed(moment)}</url>" for url, moment in addresses)
    content = "\n".join([f'{DECLARATION}<urlset xmlns="{NAMESPACE}">', *lines, "</urlset>"])
    return HttpResponse(content, content_type="application/xml")


def _changed(moment: datetime | None) -> str:
    return f"<lastmod>{moment.isoformat()}</lastmod>" if moment else ""


def _our_pages() -> Iterator[Address]:
    """List what is ours to be found: our own pages, the months of the archive, each section and source that holds something."""
    visible = Article.objects.visible()
    yield from (_address(reverse(name)) for name in PAGES)
    yield from (_address(month.get_absolute_url()) for month in archive.months())
    yield from (_address(section.get_absolute_url()) for section in visible.sections())
    filled = Source.objects.filter(pk__in=visible.order_by().values("source"))
    yield from (_address(source.get_absolute_url()) for source in filled)


def _article_pages(articles: ArticleQuerySet) -> Iterator[Address]:
    columns = ("pk", "edited_headline", "headline", "changed_at", "first_seen_at")
    for number, edited, headline, changed, seen in articles.order_by("pk").values_list(*columns):
        yield _address(article_path(number, edited or headline), changed or seen)


def _story_pages(stories: StoryQuerySet) -> Iterator[Address]:
    headlines = ("edited_headline", "lead__edited_headline", "lead__headline")
    for number, last_report, *given in stories.order_by("pk").values_list("pk", "last_report_at", *headlines):
        yield _address(story_path(number, next(filter(None, given), "")), last_report)


def _address(path: str, changed: datetime | None = None) -> Address:
    return settings.SITE_URL + iri_to_uri(path), changed


def _indexable() -> ArticleQuerySet:
    """Keep the articles whose copy search engines may keep, as rights.py judges their sources today."""
    today = timezone.localdate()
    open_to_search = [source.pk for source in Source.objects.all() if rights.in_force(source.grant, today).index]
    return Article.objects.visible().filter(source__in=open_to_search)


def _covered() -> StoryQuerySet:
    """Keep the stories whose page is ours to be found: it says more than any one report."""
    return Story.objects.visible().independent()


def _numbers(rows: ArticleQuerySet | StoryQuerySet) -> list[int]:
    """Return the numbers of the parts in which any of these rows stand."""
    part = Cast((F("pk") - 1) / PART + 1, IntegerField())
    return sorted(set(rows.order_by().values_list(part, flat=True).distinct()))


def _range(number: int) -> dict[str, int]:
    """Return the condition for the ids of one part."""
    return {"pk__gt": (number - 1) * PART, "pk__lte": number * PART}

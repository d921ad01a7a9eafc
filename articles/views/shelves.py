"""The shelves: sections, which are ours, and tags, which are the publishers'. Each by rank, and by time."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Func
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, render

from articles.context import frame
from articles.models import Article, Section, Story
from articles.querysets import ArticleQuerySet, StoryQuerySet
from articles.tags import tag_slug
from articles.views import paging
from articles.views.card_memory import cards_of
from articles.views.cards import deal
from articles.views.page import reader_page
from articles.views.week import week_of

PAGE = 25
STORIES = 40
RECENT = 300
"""So many of the newest pieces with a tag say what it is called, what stands beside it and which stories have it."""

RELATED = 8
TOGETHER = 2
"""So many pieces bear both of two tags that are called related, at least."""


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag as its page shows it: the spelling most pieces have, and the related tags by theirs."""

    name: str
    slug: str
    related: tuple[str, ...]

    def get_absolute_url(self) -> str:
        """Return the path of the tag's page."""
        return f"/tag/{self.slug}/"


@reader_page
def section(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the stories that stand highest on one shelf, and who fills it.

    One page and no second: ranks move while people read, so that pages of them would repeat and leave out. Further down
    a rank is little more than a time, and the shelf's river goes on from there.
    """
    shelf = get_object_or_404(Section, slug=slug)
    stories = Story.objects.visible().in_section(shelf)
    return _by_rank(request, "articles/section.html", stories, _of_section(shelf, ""))


@reader_page(parameters=("before",))
def section_latest(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what stands on one shelf, the newest first."""
    shelf = get_object_or_404(Section, slug=slug)
    articles = Article.objects.visible().in_section(shelf)
    return _by_time(request, "articles/section.html", articles, _of_section(shelf, "latest/"))


@reader_page
def tag(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the stories that stand highest among the newest pieces with a tag; any spelling of it leads here."""
    if slug != tag_slug(slug):
        return _spelled_right(slug)
    articles = Article.objects.visible().tagged(slug)
    found = find_tag(slug)
    stories = Story.objects.visible().filter(pk__in=articles.values("story")[:RECENT])
    return _by_rank(request, "articles/tag.html", stories, _of_tag(found))


@reader_page(parameters=("before",))
def tag_latest(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what bears a tag, the newest first."""
    found = find_tag(slug)
    articles = Article.objects.visible().tagged(slug)
    return _by_time(request, "articles/tag.html", articles, _of_tag(found))


def find_tag(slug: str) -> Tag:
    """Return the tag of that slug; Http404 where no piece that readers may know of bears it."""
    shown = (
        Article.objects.visible()
        .tagged(slug)
        .annotate(shown=Coalesce("edited_tags", Func("tags", "rule_tags", function="array_cat")))
    )
    rows = shown.values_list("shown", flat=True) if slug == tag_slug(slug) else ()
    spellings = Counter(tag for tags in rows[:RECENT] for tag in tags)
    names = [tag for tag, _ in spellings.most_common() if tag_slug(tag) == slug]
    if not names:
        raise Http404("No piece bears this tag.")
    return Tag(names[0], slug, _related(spellings, slug))


def _related(spellings: Counter[str], slug: str) -> tuple[str, ...]:
    """Return the tags that stand beside it most often, each in the spelling that is most common."""
    related: dict[str, str] = {}
    for tag, count in spellings.most_common():
        if count >= TOGETHER and tag_slug(tag) not in ("", slug):
            related.setdefault(tag_slug(tag), tag)
    return tuple(related.values())[:RELATED]


def _of_section(shelf: Section, order: str) -> dict[str, object]:
    """Return what both pages of a section show; ``order`` is the end of the address, and each order has its own feed."""
    path = shelf.get_absolute_url()
    week = week_of(Article.objects.visible().in_section(shelf))
    return {"section": shelf, "shelf": True, "path": path, "feeds": path + order, **week}


def _of_tag(found: Tag) -> dict[str, object]:
    """Return what both pages of a tag show."""
    path = found.get_absolute_url()
    return {"tag": found, "path": path, "feeds": path, **week_of(Article.objects.visible().tagged(found.slug))}


def _spelled_right(slug: str) -> HttpResponsePermanentRedirect:
    if not tag_slug(slug):
        raise Http404("This is no tag.")
    return HttpResponsePermanentRedirect(f"/tag/{tag_slug(slug)}/")


def _by_rank(request: HttpRequest, template: str, stories: StoryQuerySet, context: dict[str, object]) -> HttpResponse:
    cards = cards_of(stories.ranked().values_list("pk", flat=True)[:STORIES], frame(request))
    return render(request, template, {"cards": cards, **context})


def _by_time(
    request: HttpRequest, template: str, articles: ArticleQuerySet, context: dict[str, object]
) -> HttpResponse:
    page = paging.turn(request, articles.for_cards(), PAGE)
    return render(request, template, {"page": page, "cards": deal(page.articles), **context})

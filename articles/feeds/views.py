"""The feeds out: front, latest, section, source and story, each as RSS, Atom and JSON Feed, by time."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import ParamSpec

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.encoding import iri_to_uri
from django.utils.http import http_date
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from articles.feeds.channel import Channel
from articles.feeds.formats import FORMATS
from articles.feeds.items import items
from articles.models import Article, Section, Source, Story
from articles.querysets import ArticleQuerySet
from articles.views.whereabouts import at_its_address

LENGTH = 40
"""So many of the newest stand in a feed."""

CACHE_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of the site that is fed out: what it is called, the path of its page, and what stands on it."""

    title: str
    description: str
    path: str
    articles: ArticleQuerySet


Arguments = ParamSpec("Arguments")


def feed(view: Callable[Arguments, HttpResponseBase]) -> Callable[Arguments, HttpResponseBase]:
    """Make ``view`` answer GET and HEAD only, and let any cache keep the feed for some minutes."""
    return require_safe(cache_control(public=True, max_age=CACHE_SECONDS)(view))


@feed
def front(request: HttpRequest, form: str) -> HttpResponseBase:
    """Feed the front page out, by time: a feed's reader keeps what it has seen, and ranks move."""
    return _answer(request, form, Listing(settings.SITE_NAME, "The edition", "/", Article.objects.visible()))


@feed
def latest(request: HttpRequest, form: str) -> HttpResponseBase:
    """Feed the river out."""
    title = f"{settings.SITE_NAME}: latest"
    return _answer(request, form, Listing(title, "Everything, by time", "/latest/", Article.objects.visible()))


@feed
def section(request: HttpRequest, slug: str, form: str) -> HttpResponseBase:
    """Feed one shelf out."""
    shelf = get_object_or_404(Section, slug=slug)
    listing = Listing(
        title=f"{settings.SITE_NAME}: {shelf.name}",
        description=shelf.description or shelf.name,
        path=shelf.get_absolute_url(),
        articles=Article.objects.visible().in_section(shelf),
    )
    return _answer(request, form, listing)


@feed
def source(request: HttpRequest, slug: str, form: str) -> HttpResponseBase:
    """Feed one publisher's articles out."""
    found = get_object_or_404(Source, slug=slug)
    listing = Listing(
        title=f"{found.name} at {settings.SITE_NAME}",
        description=found.description or found.name,
        path=found.get_absolute_url(),
        articles=Article.objects.visible().of_source(found),
    )
    return _answer(request, form, listing)


@feed
@at_its_address
def story(request: HttpRequest, found: Story, form: str) -> HttpResponseBase:
    """Feed one story out: every report of it, copies too, for each has its own publisher."""
    listing = Listing(
        title=f"{found.display_headline}: coverage at {settings.SITE_NAME}",
        description=f"Every report of this story that {settings.SITE_NAME} knows",
        path=found.get_absolute_url(),
        articles=Article.objects.visible().of_story(found),
    )
    return _answer(request, form, listing)


def _answer(request: HttpRequest, form: str, listing: Listing) -> HttpResponseBase:
    """Write the feed, or 304 where the reader's copy is the same.

    The ETag is made of the content, and nothing else decides: a withdrawal or an expired grant makes a feed older by
    its dates, yet must reach whoever asks. Last-Modified tells when an article changed last.
    """
    channel = _channel(listing, form)
    media_type, write = FORMATS[form]
    content = write(channel)
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = {"ETag": etag, "Last-Modified": http_date(channel.updated.timestamp()), "X-Robots-Tag": "noindex"}
    if any(item.ai_reserved for item in channel.items):
        headers["TDM-Reservation"] = "1"
    response = HttpResponse(content, content_type=media_type, headers=headers)
    return get_conditional_response(request, etag=etag, response=response) or response


def _channel(listing: Listing, form: str) -> Channel:
    """Read the newest of the list."""
    page = settings.SITE_URL + iri_to_uri(listing.path)
    return Channel(
        title=listing.title,
        description=listing.description,
        page=page,
        address=f"{page}feed.{form}",
        language=settings.LANGUAGE_CODE,
        site_name=settings.SITE_NAME,
        site_url=settings.SITE_URL,
        items=items(listing.articles.for_feed()[:LENGTH], timezone.localdate()),
    )

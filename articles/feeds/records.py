"""What our own desk writes, as feeds: corrections, the public log, and what each editor chose."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.encoding import iri_to_uri

from articles.attribution import Attribution
from articles.feeds.items import Item
from articles.feeds.listings import LENGTH, Listing, newest
from articles.models import Article, Correction, Editor
from articles.querysets import NOT_ON_CARDS, visible_now
from articles.views.changes import Line, lines, told


def author(_request: HttpRequest, slug: str) -> Listing:
    """List what one of our editors chose."""
    editor = get_object_or_404(Editor, slug=slug)
    return Listing(
        title=f"{editor.name} at {settings.SITE_NAME}",
        description=f"What {editor.name} chose for our readers",
        path=editor.get_absolute_url(),
        items=newest(Article.objects.visible().chosen_by(editor)),
    )


def corrections(_request: HttpRequest) -> Listing:
    """List our corrections, of the articles that readers may know of."""
    hidden = [f"article__{name}" for name in NOT_ON_CARDS]
    found = Correction.objects.filter(visible_now("article__")).select_related("article__source").defer(*hidden)
    return Listing(
        title=f"{settings.SITE_NAME}: corrections",
        description="What we got wrong, and when we put it right",
        path="/corrections/",
        items=[_of_correction(correction) for correction in found.order_by("-pk")[:LENGTH]],
    )


def changes(_request: HttpRequest) -> Listing:
    """List the log of the desk."""
    with translation.override("en"):
        items = [_of_line(line) for line in lines(told().order_by("-pk")[:LENGTH], timezone.now())]
    return Listing(
        title=f"{settings.SITE_NAME}: what we changed",
        description="What was withdrawn, corrected, merged and split, which publishers came and went, and why",
        path="/changes/",
        items=items,
    )


def _of_correction(correction: Correction) -> Item:
    article = correction.article
    return _item(
        name=f"correction/{correction.pk}",
        headline=f"Correction: {article.display_headline}",
        path=article.get_absolute_url(),
        at=correction.made_at,
        texts=[correction.note, f"The piece is by {article.source.name}."],
    )


def _of_line(line: Line) -> Item:
    event, article = line.event, line.article
    names = ", ".join(one.source_name for one in line.events)
    what = article.display_headline if article else names or f"story {event.story_id or ''}".strip()
    return _item(
        name=f"change/{line.events[-1].pk}",
        headline=f"{line.words}: {what}",
        path=article.get_absolute_url() if article and line.is_linked else "/changes/",
        at=line.at,
        texts=[line.reason, *_stories(line)],
    )


def _stories(line: Line) -> Iterable[str]:
    for number, story in line.stories:
        yield f"Story {number}: {story.display_headline}" if story else f"Story {number}"


def _item(*, name: str, headline: str, path: str, at: datetime, texts: Iterable[str]) -> Item:
    """Make an item of our own words."""
    page = settings.SITE_URL + iri_to_uri(path)
    words = [text for text in texts if text]
    house = Attribution(settings.SITE_NAME, f"{settings.SITE_URL}/", "", "", (), "", "")
    return Item(
        id=f"tag:{settings.SITE_HOST},2026:{name}",
        headline=headline,
        link=page,
        page=page,
        language="en",
        section="",
        tags=(),
        published=at,
        updated=at,
        credit=house,
        feed="",
        dek=" ".join(words),
        summary=render_to_string("feeds/record.html", {"texts": words}).strip(),
        content="",
        ai_reserved=False,
    )

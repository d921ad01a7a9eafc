"""Items: what a feed of ours says about each article, as far as its rights allow, the same in every format."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.encoding import iri_to_uri

from articles import illustrations, rights
from articles.attribution import Attribution, attribution, web_address
from articles.body_pictures import Copy
from articles.entry import SafeHTML
from articles.feed_address import may_be_told
from articles.models import Article, Body, Correction, Sighting


@dataclass(frozen=True, slots=True)
class Item:
    """One article in a feed of ours. Texts are plain, except ``summary`` and ``content``: clean HTML, credit first.

    ``id`` never changes; ``link`` leads to the origin, ``page`` to us; ``dek`` is what rights allow of it; ``content``
    is "" unless the full text may leave the house; ``feed`` is where the deliverer's own feed is, "" if that is private;
    ``corrections`` are those of ours, the newest first.
    """

    id: str
    headline: str
    link: str
    page: str
    language: str
    section: str
    tags: tuple[str, ...]
    published: datetime
    updated: datetime
    credit: Attribution
    feed: str
    dek: str
    summary: str
    content: str
    ai_reserved: bool
    corrections: tuple[Correction, ...] = ()

    @property
    def source_name(self) -> str:
        """Whose feed it came from."""
        return self.credit.deliverer or self.credit.origin

    @property
    def source_url(self) -> str:
        """Where that feed is, or its publisher's home; "" where neither may be told."""
        return self.feed or (self.credit.deliverer_url if self.credit.deliverer else self.credit.origin_url)


def items(articles: Iterable[Article], today: date) -> list[Item]:
    """Make an item of each article (loaded ``for_feed()``); bodies are read only for those that may show them."""
    found = list(articles)
    bodies = _bodies(found, today)
    feeds = _feeds(found)
    pictures = illustrations.copies([pk for pk, body in bodies.items() if "<img" in body])
    return [
        _item(a, bodies.get(a.pk, rights.NOTHING), feeds.get(a.pk, ""), pictures.get(a.pk, {}), today) for a in found
    ]


def _item(article: Article, body: SafeHTML, feed: str, pictures: Mapping[str, Copy], today: date) -> Item:
    shown = rights.showing(
        article.grant, headline=article.display_headline, dek=article.display_dek, body=body, today=today
    )
    credit = attribution(article, shown)
    page = settings.SITE_URL + iri_to_uri(article.get_absolute_url())
    corrections = tuple(article.corrections.all())
    summary, content = _texts(credit, page, shown, pictures, corrections)
    return Item(
        id=f"tag:{settings.SITE_HOST},2026:article/{article.pk}",
        headline=shown.headline,
        link=iri_to_uri(web_address(article.url)) or page,
        page=page,
        language=article.language,
        section=article.section.name if article.section else "",
        tags=tuple(article.display_tags),
        published=article.published_at,
        updated=max(filter(None, (article.published_at, article.updated_at, article.changed_at, *_times(corrections)))),
        credit=credit,
        feed=feed,
        dek=shown.dek,
        summary=summary,
        content=content,
        ai_reserved=shown.ai_reserved,
        corrections=corrections,
    )


def _times(corrections: Iterable[Correction]) -> list[datetime]:
    return [correction.made_at for correction in corrections]


def _texts(
    credit: Attribution,
    page: str,
    shown: rights.Showing,
    pictures: Mapping[str, Copy],
    corrections: Sequence[Correction],
) -> tuple[str, str]:
    """Return summary and content; a reader's program fetches pictures from us and nobody else, as a browser does."""
    context = {
        "credit": credit,
        "page": page,
        "dek": shown.dek,
        "site_name": settings.SITE_NAME,
        "corrections": corrections,
    }
    summary = render_to_string("feeds/summary.html", context).strip()
    if shown.mode != "full":
        return summary, ""
    if not shown.body:
        return summary, summary
    opening = render_to_string("feeds/summary.html", {**context, "dek": ""}).strip()
    return summary, opening + illustrations.in_feed(shown, pictures)


def _bodies(articles: list[Article], today: date) -> dict[int, SafeHTML]:
    """Read, in one query, the bodies that rights.py would use: {id of the article: its clean HTML}."""
    needed = [a.pk for a in articles if rights.needs_body(a.grant, a.display_dek, today)]
    return {body.pk: body.safe_html for body in Body.objects.filter(article__in=needed).only("html")}


def _feeds(articles: list[Article]) -> dict[int, str]:
    """Read, in one query, where each article was first seen: {id of the article: URL of the feed}."""
    sightings = Sighting.objects.filter(article__in=articles).order_by("-first_seen_at", "-id")
    return {pk: url for pk, url in sightings.values_list("article", "feed_url") if may_be_told(url)}

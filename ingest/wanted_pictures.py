"""Which pictures are missing: lead images, and those inside full texts, as far as rights let them be shown today."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Self

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from articles import body_pictures, store
from articles.digest import sha256
from articles.entry import SafeHTML
from articles.models import Article, Body, BodyPicture, Picture

Facts = Mapping[str, Any]
"""What became of one picture: digest, widths, width, height and colour, or the error."""

A_RUN = 500
TEXTS_A_RUN = 50
"""So many lead images, and texts, are taken up in one run, newest first; the rest waits for the next."""

IN_A_TEXT = 20
"""So many pictures of one text are mirrored at most."""

LEAD_WIDTH, LEAD_HEIGHT = 200, 120
"""Pixels. Smaller pictures may stand in a text, but lead none."""

FORGIVEN = timedelta(days=1)
"""What could not be had for one text is not asked for again for another before so long."""

COPIED = ("digest", "widths", "width", "height", "colour", "error")


@dataclass(slots=True)
class Wanted:
    """The pictures of one run. ``leads`` and ``inside`` hold, by address, the ids of the articles that want it.

    ``texts`` are the bodies, clean HTML by id, whose pictures will all have been tried when the run is over, unless it
    ``is_given_up``.
    """

    now: datetime
    leads: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    inside: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    texts: dict[int, SafeHTML] = field(default_factory=dict)
    is_given_up: bool = False

    @classmethod
    def read(cls, now: datetime, articles: QuerySet[Article] | None = None) -> Self:
        """Ask what is missing, of all articles or of ``articles``."""
        wanted = cls(now)
        leads = missing_leads(now) if articles is None else missing_leads(now).filter(pk__in=articles)
        for article_id, url in leads.values_list("id", "image_url")[:A_RUN]:
            wanted.leads[url].append(article_id)
        texts = unillustrated(now) if articles is None else unillustrated(now).filter(article__in=articles)
        for body in texts[:TEXTS_A_RUN]:
            wanted.texts[body.pk] = body.safe_html
            wanted._want_inside(body)
        return wanted

    @property
    def by_url(self) -> list[str]:
        """Every address once, lead images first."""
        return list(dict.fromkeys([*self.leads, *self.inside]))

    def keep(self, url: str, facts: Facts) -> None:
        """Write down what became of a picture, wherever it is wanted."""
        for article_id in self.leads.get(url, ()):
            store.keep_picture(article_id, url, self.now, **_as_lead(facts))
        for article_id in self.inside.get(url, ()):
            store.keep_body_picture(article_id, url, self.now, **facts)

    def settle(self) -> None:
        """Note that the pictures of these texts have been tried."""
        for article_id, html in self.texts.items():
            store.settle_body_pictures(article_id, html, body_pictures.sources(html, IN_A_TEXT), self.now)

    def _want_inside(self, body: Body) -> None:
        """Take up the pictures of one text; those that we know from elsewhere are not fetched again."""
        urls = {sha256(url): url for url in body_pictures.sources(body.safe_html, IN_A_TEXT)}
        tried = BodyPicture.objects.filter(article=body.pk, url_digest__in=urls).values_list("url_digest", flat=True)
        missing = urls.keys() - set(map(bytes, tried))
        known = _known(body.pk, missing, self.now)
        for digest, url in urls.items():
            if url in known:
                store.keep_body_picture(body.pk, url, self.now, **known[url])
            elif digest in missing:
                self.inside[url].append(body.pk)


def missing_leads(now: datetime) -> QuerySet[Article]:
    """Return the articles whose lead image may be shown and was not tried yet, newest first."""
    untried = Q(mirror=None) | ~Q(mirror__source_url=F("image_url"))
    granted = _granted("source__", now)
    return Article.objects.visible().filter(granted, untried).exclude(image_url="").order_by("-published_at", "-id")


def unillustrated(now: datetime) -> QuerySet[Body]:
    """Return the texts that may be shown whole, with pictures that were not tried yet, newest first."""
    found = Body.objects.filter(illustrated_at=None, html__contains="<img", article__in=Article.objects.visible())
    granted = _granted("article__source__", now) & Q(article__source__rights_mode="full")
    return found.filter(granted).only("html").order_by("-article_id")


def _granted(source: str, now: datetime) -> Q:
    """Return the condition that a source lets its pictures be shown today, as ``rights.in_force`` has it."""
    until = f"{source}rights_until"
    in_force = Q(**{until: None}) | Q(**{f"{until}__gte": timezone.localdate(now)})
    return Q(**{f"{source}images_allowed": True}) & in_force


def _known(article_id: int, url_digests: Collection[bytes], now: datetime) -> dict[str, Facts]:
    """Return what became of these addresses in other texts, or of the article's lead image: {address: facts}."""
    recent = Q(error="") | Q(tried_at__gte=now - FORGIVEN)
    others = BodyPicture.objects.filter(recent, url_digest__in=url_digests).order_by("url_digest", "-tried_at")
    lead = Picture.objects.filter(article=article_id).exclude(digest="")
    rows = [*others.distinct("url_digest"), *(row for row in lead if sha256(row.source_url) in url_digests)]
    return {row.source_url: {name: getattr(row, name) for name in COPIED} for row in rows}


def _as_lead(facts: Facts) -> Facts:
    """Return what becomes of a picture as a lead image: a small one is a logo, an icon or a tracker."""
    if "digest" in facts and (facts["width"] < LEAD_WIDTH or facts["height"] < LEAD_HEIGHT):
        return {"error": f"too small for a lead image: {facts['width']} x {facts['height']}"}
    return facts

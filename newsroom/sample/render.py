"""Pure: World -> every document of the edition, by its path."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from newsroom.sample import pages
from newsroom.sample.atom import atom
from newsroom.sample.edition import AGENCIES, PICTURES, Publisher
from newsroom.sample.jsonfeed import json_feed
from newsroom.sample.rss import rss1, rss2
from newsroom.sample.world import World

FEEDS = {
    "rss-full": (rss2, "application/rss+xml; charset=utf-8"),
    "rss-summary": (rss2, "application/rss+xml; charset=utf-8"),
    "wordpress": (rss2, "application/rss+xml; charset=UTF-8"),
    "rdf": (rss1, "application/rdf+xml"),
    "atom-full": (atom, "application/atom+xml; charset=utf-8"),
    "json": (json_feed, "application/feed+json"),
}


@dataclass(frozen=True, slots=True)
class Document:
    """What the server answers with: the body, its Content-Type, and when it was last changed."""

    body: bytes
    content_type: str
    changed: datetime


def documents(world: World) -> dict[str, Document]:
    """Return all feeds, pages and pictures of the edition, by path ("/saltline/feeds/science.json")."""
    found: dict[str, Document] = {}
    for publisher in world.publishers:
        found |= feeds(world, publisher) | _pages(world, publisher)
    for name, slug in AGENCIES.items():
        found[f"/{slug}/"] = Document(pages.agency_page(name), "text/html; charset=utf-8", world.epoch)
    return found


def feeds(world: World, publisher: Publisher) -> dict[str, Document]:
    """Return a publisher's feeds, one a section, by path."""
    render, content_type = FEEDS[publisher.format]
    return {
        urlsplit(world.feed_url(publisher, section)).path: Document(
            render(world, publisher, section), content_type, world.latest(publisher.in_section(section))
        )
        for section in publisher.sections()
    }


def _pages(world: World, publisher: Publisher) -> dict[str, Document]:
    """Return a publisher's home page, article pages and pictures, by path."""
    page = "text/html; charset=utf-8"
    home = urlsplit(world.home(publisher.slug)).path
    found = {home: Document(pages.home_page(world, publisher), page, world.epoch)}
    for piece in publisher.pieces:
        path = urlsplit(world.url(piece)).path
        found[path] = Document(pages.article_page(world, piece), page, world.updated(piece))
        for picture in piece.pictures():
            body = (PICTURES / f"{picture.name}.jpg").read_bytes()
            found[urlsplit(world.picture_url(piece, picture)).path] = Document(
                body, "image/jpeg", world.published(piece)
            )
    return found

"""Pure: feeds in JSON Feed 1.1 with full text."""

import html
import json
from typing import Any

from newsroom.sample.edition import CREDIT, Piece, Publisher
from newsroom.sample.world import World


def json_feed(world: World, publisher: Publisher, section: str) -> bytes:
    """Return the JSON Feed document of one section."""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": f"{publisher.name}: {section}",
        "home_page_url": world.home(publisher.slug),
        "feed_url": world.feed_url(publisher, section),
        "description": publisher.description,
        "language": publisher.language,
        "items": [_item(world, piece) for piece in publisher.in_section(section)],
    }
    return json.dumps(feed, ensure_ascii=False, indent=1).encode()


def _item(world: World, piece: Piece) -> dict[str, Any]:
    """Return one item. JSON Feed has no place for a caption, so the picture stands in the text too."""
    item = {
        "id": world.url(piece),
        "url": world.url(piece),
        "title": world.headline(piece),
        "summary": world.dek(piece),
        "content_html": f"{_figure(world, piece)}{world.html(piece)}",
        "date_published": world.published(piece).isoformat(),
        "authors": [{"name": name} for name in piece.byline],
        "tags": list(piece.tags),
    }
    return item | {"image": world.picture_url(piece)} if piece.picture else item


def _figure(world: World, piece: Piece) -> str:
    """Return the picture with its caption and credit as HTML ("" where there is none)."""
    if piece.picture is None:
        return ""
    caption = html.escape(world.caption(piece))
    size = f'width="{piece.picture.width}" height="{piece.picture.height}"'
    image = f'<img src="{html.escape(world.picture_url(piece))}" alt="{caption}" {size}>'
    return f"<figure>{image}<figcaption>{caption} {CREDIT}.</figcaption></figure>\n"

"""Pure: feeds in JSON Feed 1.1 with full text."""

import json
from typing import Any

from newsroom.sample.edition import Piece, Publisher
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
        "content_html": f"{world.figure(piece, piece.picture)}\n{world.html(piece)}".lstrip(),
        "date_published": world.published(piece).isoformat(),
        "authors": [{"name": name} for name in piece.byline],
        "tags": list(piece.tags),
    }
    return item | {"image": world.picture_url(piece, piece.picture)} if piece.picture else item

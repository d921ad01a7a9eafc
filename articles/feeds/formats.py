"""Formats: a Channel -> the bytes of RSS 2.0, Atom 1.0 (RFC 4287) or JSON Feed 1.1."""

import json
import re
from collections.abc import Callable
from typing import Any

from django.template.loader import render_to_string

from articles.feeds.channel import Channel
from articles.feeds.items import Item

FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, not even escaped (section 2.2)."""


def rss(channel: Channel) -> bytes:
    """Write RSS 2.0, with content:encoded where the full text may leave the house."""
    return _xml("feeds/rss.xml", channel)


def atom(channel: Channel) -> bytes:
    """Write Atom 1.0."""
    return _xml("feeds/atom.xml", channel)


def json_feed(channel: Channel) -> bytes:
    """Write JSON Feed 1.1."""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": channel.title,
        "description": channel.description,
        "home_page_url": channel.page,
        "feed_url": channel.address,
        "language": channel.language,
        "authors": [{"name": channel.site_name, "url": channel.site_url}],
        "items": [_json_item(item) for item in channel.items],
    }
    return json.dumps(feed, ensure_ascii=False).encode()


def _xml(template: str, channel: Channel) -> bytes:
    return FORBIDDEN.sub("", render_to_string(template, {"channel": channel})).encode()


def _json_item(item: Item) -> dict[str, Any]:
    """Write one item; what is not known is left out. ``_newsroom`` holds the credit in full."""
    return _known(
        {
            "id": item.id,
            "url": item.link,
            "title": item.headline,
            "summary": item.dek,
            "content_html": item.content or item.summary,
            "date_published": item.published.isoformat(),
            "date_modified": item.updated.isoformat(),
            "authors": [{"name": name} for name in item.credit.authors or (item.credit.origin,)],
            "tags": list(dict.fromkeys(filter(None, (item.section, *item.tags)))),
            "language": item.language,
            "_newsroom": _known(
                {
                    "about": "Who wrote this, who brought it, and under which rights.",
                    "page": item.page,
                    "attribution": item.credit.line,
                    "origin": _known({"name": item.credit.origin, "url": item.credit.origin_url}),
                    "deliverer": _known({"name": item.credit.deliverer, "url": item.credit.deliverer_url}),
                    "feed_url": item.feed,
                    "rights": item.credit.rights,
                    "licence": _known({"name": item.credit.licence, "url": item.credit.licence_url}),
                    "corrections": [
                        {"date": correction.made_at.isoformat(), "text": correction.note}
                        for correction in item.corrections
                    ],
                    "full_text": bool(item.content),
                    "tdm_reserved": item.ai_reserved,
                }
            ),
        }
    )


def _known(pairs: dict[str, Any]) -> dict[str, Any]:
    """Leave out what is empty, but not what is False."""
    return {name: value for name, value in pairs.items() if value or value is False}


FORMATS: dict[str, tuple[str, Callable[[Channel], bytes]]] = {
    "rss": ("application/rss+xml; charset=utf-8", rss),
    "atom": ("application/atom+xml; charset=utf-8", atom),
    "json": ("application/feed+json; charset=utf-8", json_feed),
}
"""Each ending of a feed's URL: its media type and its writer."""

"""The answer to whoever asks for a feed: one view for every list, in RSS, Atom and JSON Feed."""

import hashlib
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.encoding import iri_to_uri
from django.utils.http import http_date
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from articles.feeds.channel import Channel
from articles.feeds.formats import FORMATS
from articles.feeds.listings import Listing
from articles.views.page import for_readers

CACHE_SECONDS = 300


def feed(listing: Callable[..., Listing]) -> Callable[..., HttpResponseBase]:
    """Return the view that feeds ``listing`` out: GET and HEAD only, and any cache may keep the answer for some minutes.

    What the address names, and what a decorator found by it, goes to ``listing`` after the request.
    """

    @require_safe
    @cache_control(public=True, max_age=CACHE_SECONDS)
    def view(request: HttpRequest, *found: Any, form: str, **named: Any) -> HttpResponseBase:
        return _answer(request, form, listing(request, *found, **named))

    return for_readers(view)


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
    path, query = settings.SITE_URL + iri_to_uri(listing.path), f"?{listing.query}" if listing.query else ""
    return Channel(
        title=listing.title,
        description=listing.description,
        page=path + query,
        address=f"{path}feed.{form}{query}",
        language="en",
        site_name=settings.SITE_NAME,
        site_url=settings.SITE_URL,
        items=list(listing.items),
    )

"""Pages that were made already: found again by the edition, the address, the language and the day."""

import json
import logging
import re
import time
from dataclasses import dataclass
from hashlib import blake2b

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language

from articles import context, edition, visits

logger = logging.getLogger(__name__)

SECONDS = 60
"""A page is made anew after so long in any case: ages on it grow, and what was scheduled comes."""

SAME_SECONDS = 30
"""Of a page that may outlive its edition: so long as the one of its first edition, and so long again in its last."""

REST_SECONDS = 5.0
"""A cache that failed is left alone for so long: waiting for it would cost every reader more than it saves."""

CACHE_CONTROL = f"public, max-age={SECONDS}, stale-while-revalidate=300"
FOR_THE_DESK = "private, no-cache"
"""Whoever publishes looks at the page right away; the browser asks, and hears 304 where nothing changed."""

VARY = "Accept-Language, Cookie"
"""The language of the frame is the browser's, unless the reader chose one, which a cookie keeps."""

AGE = re.compile(rb'(<time class="age"[^>]*>)[^<]*')
"""Words that another minute, or another worker a moment later, writes otherwise."""

QUARTER_SECONDS = 900

OF_304 = ("ETag", "Cache-Control", "Vary")

NOT_KEPT = frozenset({"cache-control", "vary", "etag", "content-length"})
"""Headers of the view's answer that are written anew."""


class Rest:
    """Until when the cache is left alone, by the monotonic clock."""

    until = 0.0


@dataclass(frozen=True, slots=True)
class Stored:
    """A page as it is kept: headers that go with it, its ETag among them, its bytes, and of which article it counts visits."""

    headers: dict[str, str]
    content: bytes
    counted: int | None = None

    @classmethod
    def of(cls, response: HttpResponse, counted: int | None = None) -> "Stored":
        """Take a page that a view has just made."""
        given = {name: value for name, value in response.items() if name.lower() not in NOT_KEPT}
        ours = {"ETag": etag_of(response.content), "Cache-Control": CACHE_CONTROL, "Vary": VARY}
        return cls({**given, **ours}, response.content, counted)

    @classmethod
    def read(cls, kept: bytes) -> "Stored":
        """Read what ``written`` wrote."""
        head, _, content = kept.partition(b"\n")
        return cls(**json.loads(head), content=content)

    def written(self) -> bytes:
        """Write it as bytes: a line of JSON, then the page. Whoever can write to the cache can run nothing by it."""
        return json.dumps({"headers": self.headers, "counted": self.counted}).encode() + b"\n" + self.content

    def answer(self, request: HttpRequest) -> HttpResponse:
        """Answer with the page, or with 304 where the reader has it; either is a visit."""
        if self.counted is not None:
            visits.count(request, self.counted)
        headers = {**self.headers, "Cache-Control": FOR_THE_DESK} if is_signed_in(request) else self.headers
        asked = request.META.get("HTTP_IF_NONE_MATCH")
        if not asked:
            return HttpResponse(self.content, headers=headers)
        if asked == headers["ETag"]:
            return HttpResponse(status=304, headers={name: headers[name] for name in OF_304})
        answered = get_conditional_response(request, etag=headers["ETag"])
        if not isinstance(answered, HttpResponse):
            return HttpResponse(self.content, headers=headers)
        for name in OF_304:
            answered.headers[name] = headers[name]
        return answered


def etag_of(content: bytes) -> str:
    """Return the weak ETag of a page: while nothing on it but ages moved, whoever has it hears 304, for a quarter of an hour.

    The reader's browser keeps ages true by itself; only without JavaScript are they so late.
    """
    still, ages = AGE.subn(rb"\1", content)
    quarter = int(time.time() // QUARTER_SECONDS) if ages else 0
    return f'W/"{blake2b(b"%d %s" % (quarter, still), digest_size=16).hexdigest()}"'


def is_signed_in(request: HttpRequest) -> bool:
    """Tell whether it may be an editor, who is shown what was published a moment ago, at once."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES


def key_of(request: HttpRequest) -> str:
    """Name the page that ``request`` asks for. Nothing else of the request may decide what stands on it."""
    if context.EDITION not in request.META:
        request.META[context.EDITION] = edition.read() if is_signed_in(request) else edition.current()
    parts = (
        str(request.META[context.EDITION]),
        get_language() or "",
        timezone.localdate().isoformat(),
        request.path,
        request.META.get("QUERY_STRING", ""),
    )
    return "page." + blake2b("\n".join(parts).encode(), digest_size=20).hexdigest()


def key_of_same(request: HttpRequest, version: str) -> str:
    """Name the page that is made from ``version`` in whatever edition, with the same frame; "" where nothing is known of it."""
    if not version:
        return ""
    frame = context.frame(request)
    around = (
        frame.is_sample,
        frame.names,
        [section.pk for section in frame.sections],
        get_language(),
        timezone.localdate(),
    )
    return "same." + blake2b(f"{version} {around}".encode(), digest_size=20).hexdigest()


def find(key: str) -> Stored | None:
    """Return the page, or None where it has to be made; a cache that fails has nothing."""
    if time.monotonic() < Rest.until:
        return None
    try:
        kept = cache.get(key)
        return Stored.read(kept) if kept else None
    except Exception as error:  # noqa: BLE001  Whatever a cache may raise: it must not be the reader's trouble.
        _failed(error)
        return None


def keep(key: str, page: Stored, same: str = "") -> None:
    """Keep the page for those who come next, and under ``same`` for later editions too."""
    if time.monotonic() < Rest.until:
        return
    written = page.written()
    try:
        cache.set(key, written, SAME_SECONDS if same else SECONDS)
        if same:
            cache.add(same, written, SAME_SECONDS)
    except Exception as error:  # noqa: BLE001  As above.
        _failed(error)


def _failed(error: Exception) -> None:
    """Say that the cache failed, and leave it alone for a while."""
    Rest.until = time.monotonic() + REST_SECONDS
    logger.warning("page_cache_failed", extra={"error": f"{type(error).__name__}: {error}"})

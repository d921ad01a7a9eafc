"""What every template knows."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest

from articles.models import Article, Section, Source

KEPT_SECONDS = 15
"""How long a process keeps the frame: it is the same on every page, and no reader misses a new shelf for so long."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around every page: the shelves that hold something, and whether the edition is a sample."""

    sections: tuple[Section, ...]
    is_sample: bool


def frame() -> Frame:
    """Return the frame; templates call it where they need it, so that a page without one asks the database nothing."""
    return read_frame(int(time.monotonic() // KEPT_SECONDS))


@lru_cache(maxsize=1)
def read_frame(_period: int) -> Frame:
    """Read the frame from the database, once in a period."""
    return Frame(
        sections=tuple(Article.objects.visible().sections()),
        is_sample=Source.objects.filter(is_sample=True).exists(),
    )


def site(_request: HttpRequest) -> dict[str, str | Callable[[], Frame]]:
    """Name the site, for titles and the masthead, and hand out the frame."""
    return {"site_name": settings.SITE_NAME, "site_url": settings.SITE_URL, "frame": frame}

"""What every template knows."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache

from django.conf import settings
from django.http import HttpRequest

from articles import edition
from articles.models import Article, Section, Source


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around every page: the shelves that hold something, and whether the edition is a sample."""

    sections: tuple[Section, ...]
    is_sample: bool


def frame() -> Frame:
    """Return the frame; templates call it where they need it, so that a page without one asks the database nothing."""
    return read_frame(edition.current())


@lru_cache(maxsize=1)
def read_frame(_edition: int) -> Frame:
    """Read the frame from the database, once in an edition: it is the same on every page."""
    return Frame(
        sections=tuple(Article.objects.visible().sections()),
        is_sample=Source.objects.filter(is_sample=True).exists(),
    )


def site(_request: HttpRequest) -> dict[str, str | Callable[[], Frame]]:
    """Name the site, for titles and the masthead, and hand out the frame, which is asked for once a page."""
    return {"site_name": settings.SITE_NAME, "site_url": settings.SITE_URL, "frame": cache(frame)}

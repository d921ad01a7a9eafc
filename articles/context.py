"""What every template knows."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache, partial

from django.conf import settings
from django.db.models import Exists, QuerySet
from django.http import HttpRequest

from articles import edition
from articles.models import Article, Section, Source
from articles.written import written

EDITION = "newsroom.edition"
"""Under this name a request's META keeps the number of the edition that its page is made from."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around every page: the shelves that hold something, and whether the edition is a sample."""

    sections: tuple[Section, ...]
    is_sample: bool


def frame(request: HttpRequest | None = None) -> Frame:
    """Return the frame of the edition that ``request`` is answered from, or of the current one."""
    number: int | None = request.META.get(EDITION) if request else None
    return read_frame(edition.current() if number is None else number)


@lru_cache(maxsize=1)
def read_frame(_edition: int) -> Frame:
    """Read the frame from the database, once in an edition: it is the same on every page."""
    sections = tuple(Section.objects.raw(*written(_filled_sections)))
    if not sections:
        return Frame((), Source.objects.filter(is_sample=True).exists())
    return Frame(sections, is_sample=sections[0].is_sample)  # type: ignore[attr-defined]  # ``_filled_sections`` adds it.


def _filled_sections() -> QuerySet[Section]:
    """Return the shelves that hold something, and with each whether the edition is a sample."""
    return Article.objects.visible().sections().annotate(is_sample=Exists(Source.objects.filter(is_sample=True)))


def site(request: HttpRequest) -> dict[str, str | Callable[[], Frame]]:
    """Name the site, for titles and the masthead, and hand out the frame.

    Templates call that where they need it, so that a page without one asks the database nothing.
    """
    return {"site_name": settings.SITE_NAME, "site_url": settings.SITE_URL, "frame": cache(partial(frame, request))}

"""What every template knows."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from typing import Any

from django.conf import settings
from django.db.models import BigIntegerField, Exists, QuerySet
from django.db.models.expressions import RawSQL
from django.http import HttpRequest

from articles import edition
from articles.models import Article, Section, Source
from articles.written import rows_of

EDITION = "newsroom.edition"
"""Under this name a request's META keeps the edition that its page is made from."""

NAMES = """
SELECT bit_xor(hashtextextended(concat(xmin, ctid, tableoid), id)) FROM (
    SELECT id, xmin, ctid, tableoid FROM articles_source UNION ALL SELECT id, xmin, ctid, tableoid FROM articles_section
    UNION ALL SELECT id, xmin, ctid, tableoid FROM articles_editor
) AS named
"""
"""The small tables as a whole: where Postgres keeps their rows just now."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around every page: the shelves that hold something, and whether the edition is a sample.

    ``names`` is a number that moves whenever a publisher, a shelf or an editor is written anew.
    """

    sections: tuple[Section, ...]
    is_sample: bool
    names: int

    @property
    def shelves(self) -> tuple[tuple[str, str], ...]:
        """What the list of shelves is made from."""
        return tuple((section.slug, section.name) for section in self.sections)


def frame(request: HttpRequest | None = None) -> Frame:
    """Return the frame of the edition that ``request`` is answered from, or of the current one."""
    found: edition.Edition | None = request.META.get(EDITION) if request else None
    return read_frame(found or edition.current())


@lru_cache(maxsize=1)
def read_frame(_edition: edition.Edition) -> Frame:
    """Read the frame from the database, once in an edition: it is the same on every page."""
    rows = rows_of(_filled_sections)
    if not rows:
        return Frame((), Source.objects.filter(is_sample=True).exists(), 0)
    *_, is_sample, names = rows[0]
    return Frame(tuple(Section(*fields) for *fields, _, _ in rows), is_sample, names)


def _filled_sections() -> QuerySet[Section, tuple[Any, ...]]:
    """Return the shelves that hold something, and with each the rest of the frame, as rows."""
    is_sample = Exists(Source.objects.filter(is_sample=True))
    names = RawSQL(NAMES, [], BigIntegerField())  # noqa: S611  Ours.
    fields = [field.attname for field in Section._meta.concrete_fields]  # noqa: SLF001  Django's documented door to a model's fields.
    return (
        Article.objects.visible()
        .sections()
        .annotate(sample=is_sample, names=names)
        .values_list(*fields, "sample", "names")
    )


def site(request: HttpRequest) -> dict[str, str | Callable[[], Frame]]:
    """Name the site, for titles and the masthead, and hand out the frame.

    Templates call that where they need it, so that a page without one asks the database nothing.
    """
    return {"site_name": settings.SITE_NAME, "site_url": settings.SITE_URL, "frame": cache(partial(frame, request))}

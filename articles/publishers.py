"""The only writer of sources and sections beside the admin: publishers and shelves, one by one or a whole list at once."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from articles import desk_log
from articles.models import Section, Source

NAME_CHARACTERS = 80
SOURCE_CHARACTERS = 200
LAST_POSITION = 32_000
ROWS_AT_ONCE = 1_000


def ensure_section(name: str) -> Section:
    """Return the section of that name, made where there is none; new ones stand after the others."""
    name = name.strip()[:NAME_CHARACTERS]
    return Section.objects.filter(name__iexact=name).first() or make_sections([name])[0]


def make_sections(names: Sequence[str]) -> list[Section]:
    """Make sections, each with a slug of its own, behind those that are there."""
    last = Section.objects.order_by("-position").values_list("position", flat=True).first() or 0
    slugs = _free_slugs(Section, names, 80)
    return Section.objects.bulk_create(
        [
            Section(name=name[:NAME_CHARACTERS], slug=slug, position=min(last + 10 * number, LAST_POSITION))
            for number, (name, slug) in enumerate(zip(names, slugs, strict=True), 1)
        ],
        ROWS_AT_ONCE,
    )


def ensure_source(*, name: str, home_url: str = "", **fields: Any) -> Source:
    """Return the source with that name and home page, made with ``fields`` where there is none.

    Without a home page nothing tells two sources of one name apart, so each is its own.
    """
    found = Source.objects.filter(name=name[:SOURCE_CHARACTERS], home_url=home_url).first() if home_url else None
    return found or make_source(name=name, home_url=home_url, **fields)


def make_source(**fields: Any) -> Source:
    """Make a source, even where there is one of that name."""
    return make_sources([fields])[0]


@transaction.atomic(savepoint=False)
def make_sources(sources: Iterable[Mapping[str, Any]]) -> list[Source]:
    """Make sources of their fields, each with a slug of its own, even where there are some of these names; tell readers."""
    fields = [{**each, "name": each["name"][:SOURCE_CHARACTERS]} for each in sources]
    slugs = _free_slugs(Source, [each["name"] for each in fields], 100)
    rows = [Source(**each, slug=slug) for each, slug in zip(fields, slugs, strict=True)]
    made = Source.objects.bulk_create(rows, ROWS_AT_ONCE)
    read = [source for source in made if source.state in Source.READ]
    desk_log.tell_of_sources(desk_log.Kind.SOURCE_ADDED, read, timezone.now())
    return made


def _free_slugs(model: type[Section] | type[Source], names: Sequence[str], limit: int) -> list[str]:
    """Return a slug for each name, in its own script, that neither a row has nor another of these names."""
    room = limit - len("-99999")
    stems = [slugify(name, allow_unicode=True)[:room].strip("-") or model.__name__.lower() for name in names]
    alike = model.objects.filter(slug__startswith=stems[0]) if len(stems) == 1 else model.objects.all()
    taken, numbers, free = set(alike.values_list("slug", flat=True)), Counter[str](), []
    for stem in stems:
        slug = stem
        while slug in taken:
            numbers[stem] += 1
            slug = f"{stem}-{numbers[stem] + 1}"
        taken.add(slug)
        free.append(slug)
    return free

"""Subscriptions: a list of feeds -> sections, sources and feeds in the database, and back.

Importing a list twice changes nothing, and what an editor changed since is left alone.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import F

from articles import publishers
from articles.digest import sha256
from articles.feed_address import may_be_told
from articles.models import Section, Source
from articles.publishers import NAME_CHARACTERS, SOURCE_CHARACTERS
from ingest import grants, ledger
from ingest.ledger import NewFeed
from ingest.models import Feed
from ingest.opml import OpmlList, Outline

Key = tuple[str, str]
NOTHING: Mapping[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did, or would do: names of new sections and sources, addresses of feeds, problems in sentences."""

    sections: list[str]
    sources: list[str]
    new: list[str]
    known: list[str]
    problems: list[str]


def import_list(
    subscriptions: OpmlList, now: datetime, *, dry_run: bool = False, facts: Mapping[str, Any] = NOTHING
) -> Imported:
    """Add the feeds that we do not have, in one transaction; a dry run does the same and takes it back.

    ``facts`` are what all new sources have in common, such as their state.

    The number of queries does not grow with the list.
    """
    outlines = subscriptions.outlines
    with transaction.atomic():
        known = _known(outlines)
        new = [outline for outline in outlines if outline.url not in known]
        sections, made_sections = _sections(new)
        sources, made_sources = _sources(new, sections, facts)
        ledger.add_feeds([_feed(outline, sources, sections) for outline in new], now)
        transaction.set_rollback(dry_run)
    return Imported(
        sections=[section.name for section in made_sections],
        sources=[source.name for source in made_sources],
        new=[outline.url for outline in new],
        known=[outline.url for outline in outlines if outline.url in known],
        problems=list(subscriptions.problems),
    )


def export() -> Iterator[Outline]:
    """Yield our feeds with their sections and rights, those of the sample edition left out.

    Of each source, feeds without a section of their own come first: the first one tells the section of the source.
    """
    feeds = Feed.objects.filter(source__is_sample=False).select_related("source__section", "section")
    own_section_last = F("section").asc(nulls_first=True)
    for feed in feeds.order_by("source__section__position", "source__name", "source", own_section_last, "id"):
        section = feed.section or feed.source.section
        yield Outline(
            url=feed.url,
            title=feed.source.name,
            home_url=feed.source.home_url,
            folders=(section.name,) if section else (),
            language=feed.source.language,
            rights=grants.as_attributes(feed.source),
        )


def told() -> Iterator[Outline]:
    """Yield the feeds that we read and whose address may be told, without what their publishers agreed on with us."""
    feeds = Feed.objects.filter(source__is_sample=False, state=Feed.State.ACTIVE)
    for feed in feeds.select_related("source__section", "section").order_by(
        "source__section__position", "source__name", "pk"
    ):
        section = feed.section or feed.source.section
        if may_be_told(feed.url):
            yield Outline(
                url=feed.url,
                title=feed.title or feed.source.name,
                home_url=feed.source.home_url,
                folders=(section.name,) if section else (),
                language=feed.source.language,
            )


def _known(outlines: Sequence[Outline]) -> set[str]:
    """Return the addresses that we have already."""
    digests = [sha256(outline.url) for outline in outlines]
    return set(Feed.objects.filter(url_digest__in=digests).values_list("url", flat=True))


def _sections(outlines: Sequence[Outline]) -> tuple[dict[str, Section], list[Section]]:
    """Return the shelves of these feeds by their keys, made where there is none, and those that were made."""
    there = {section.name.casefold(): section for section in Section.objects.all()}
    names = {_shelf(outline).casefold(): _shelf(outline) for outline in reversed(outlines) if _shelf(outline)}
    made = publishers.make_sections([name for key, name in reversed(names.items()) if key not in there])
    return there | {section.name.casefold(): section for section in made}, made


def _shelf(outline: Outline) -> str:
    """Return the name of the shelf: the outermost folder, since shelves do not nest; "" where there is none."""
    return outline.folders[0].strip()[:NAME_CHARACTERS].rstrip() if outline.folders else ""


def _sources(
    outlines: Sequence[Outline], sections: Mapping[str, Section], facts: Mapping[str, Any]
) -> tuple[dict[Key, Source], list[Source]]:
    """Return the publishers of these feeds by their keys, made where there is none, and those that were made.

    A list that names no home page gives no reason to think that two feeds are of one publisher.
    """
    rows = Source.objects.filter(name__in={_name(outline) for outline in outlines}).select_related("section")
    there = {(source.name, _host(source.home_url)): source for source in rows}
    missing: dict[Key, Outline] = {}
    for outline in outlines:
        if _key(outline) not in there:
            missing.setdefault(_key(outline), outline)
    made = publishers.make_sources(
        {
            "name": _name(outline),
            "home_url": outline.home_url,
            "language": outline.language,
            "section": sections.get(_shelf(outline).casefold()),
            **grants.as_fields(outline.rights),
            **facts,
        }
        for outline in missing.values()
    )
    return there | dict(zip(missing, made, strict=True)), made


def _feed(outline: Outline, sources: Mapping[Key, Source], sections: Mapping[str, Section]) -> NewFeed:
    """Return the feed to add; it has a section of its own only where that is not its source's."""
    source, section = sources[_key(outline)], sections.get(_shelf(outline).casefold())
    return NewFeed(source, outline.url, outline.title, section if section != source.section else None)


def _key(outline: Outline) -> Key:
    """Return what tells publishers apart: the name, and the host of the home page."""
    return _name(outline), _host(outline.home_url) or outline.url


def _name(outline: Outline) -> str:
    return (outline.title or _host(outline.url))[:SOURCE_CHARACTERS]


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")

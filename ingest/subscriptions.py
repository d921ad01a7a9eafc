"""Subscriptions: a list of feeds -> sections, sources and feeds in the database, and back.

Importing a list twice changes nothing, and what an editor changed since is left alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import F

from articles import store
from articles.models import Section, Source
from ingest import grants, ledger
from ingest.models import Feed
from ingest.opml import OpmlList, Outline


@dataclass(slots=True)
class Imported:
    """What an import did, or would do: names of new sections and sources, addresses of feeds, problems in sentences."""

    sections: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    new: list[str] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def import_list(subscriptions: OpmlList, now: datetime, *, dry_run: bool = False) -> Imported:
    """Add the feeds that we do not have, in one transaction; a dry run does the same and takes it back."""
    with transaction.atomic():
        shelf = _Shelf(now)
        for outline in subscriptions.outlines:
            shelf.add(outline)
        transaction.set_rollback(dry_run)
    shelf.report.problems.extend(subscriptions.problems)
    return shelf.report


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


class _Shelf:
    """What is there already, looked up once for the whole list."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.report = Imported()
        self._feeds = set(Feed.objects.values_list("url", flat=True))
        self._sections = {section.name.casefold(): section for section in Section.objects.all()}
        self._sources = {(source.name, _host(source.home_url)): source for source in Source.objects.all()}

    def add(self, outline: Outline) -> None:
        """Add one feed, with its section and its source where they are new."""
        if outline.url in self._feeds:
            self.report.known.append(outline.url)
            return
        section = self._section(outline.folders[0]) if outline.folders else None
        source = self._source(outline, section)
        own = section if section and section != source.section else None
        ledger.add_feed(source, outline.url, outline.title, own, now=self.now)
        self._feeds.add(outline.url)
        self.report.new.append(outline.url)

    def _section(self, name: str) -> Section:
        """Return the shelf for a folder: the outermost, since shelves do not nest."""
        name = name.strip()[:80]
        if name.casefold() not in self._sections:
            self._sections[name.casefold()] = store.ensure_section(name)
            self.report.sections.append(name)
        return self._sections[name.casefold()]

    def _source(self, outline: Outline, section: Section | None) -> Source:
        """Return the publisher: the one of that name with a home page on that host, else a new one.

        A list that names no home page gives no reason to think that two feeds are of one publisher.
        """
        name = (outline.title or _host(outline.url))[:200]
        key = (name, _host(outline.home_url) or outline.url)
        if key not in self._sources:
            self._sources[key] = store.ensure_source(
                name=name,
                home_url=outline.home_url,
                language=outline.language,
                section=section,
                **grants.as_fields(outline.rights),
            )
            self.report.sources.append(name)
        return self._sources[key]


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")

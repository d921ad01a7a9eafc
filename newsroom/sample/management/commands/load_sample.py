"""``manage.py load_sample``: fill the site with the sample edition, through the real ingest, over real loopback HTTP."""

import ipaddress
from argparse import ArgumentParser
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from django.core.management.base import BaseCommand, CommandError
from django.db.models import QuerySet
from django.utils import timezone

from articles import figures
from articles.search import indexing, vocabulary
from articles.stories import placing, tallying
from ingest import pictures, pipeline, rounds
from ingest.models import Feed
from ingest.outcomes import Report
from ingest.workers import Workers
from newsroom.sample import desk, edition, notices, past, polls, rows
from newsroom.sample.server import SampleServer
from newsroom.sample.serving import open_server, open_world
from newsroom.sample.world import World


class Command(BaseCommand):
    """Load the sample edition."""

    help = "Load the sample edition: fictional publishers, for trying things out. remove_sample takes it out again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--port", type=int, help="serve the publishers at this port while they are read")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Serve the edition, subscribe to it, read all of it, and let its desk work."""
        publishers = edition.load()
        try:
            server = open_server(publishers, options["port"])
        except OSError as error:
            raise CommandError(f"The addresses of the sample edition cannot be had: {error}.") from error
        with server:
            world = open_world(server, publishers, rows.epoch() or timezone.now())
            rows.put_in(world)
            polls.tell(world)
            desk.propose(world)
            desk.rule(world)
            new = self._read(server, world)
        self.stdout.write(
            f"The sample edition: {len(publishers)} publishers, {rows.feeds().count()} feeds, {rows.articles().count()} "
            f"articles ({new} new). Take it out again with: manage.py remove_sample"
        )

    def _read(self, server: SampleServer, world: World) -> int:
        """Run the real ingest on the sample's feeds and pictures; only these, and only here, may be on loopback.

        At first every printing is read, so that pieces have a history; after that the last one. Pictures take longer than
        all the rest, so they come last. Returns how many pieces are new.
        """
        hosts = {urlsplit(origin).hostname or "" for origin in server.origins.values()}
        settings = replace(pipeline.Settings.from_django(), allow=tuple(map(ipaddress.ip_network, sorted(hosts))))
        is_first = not rows.articles().exists()
        last = edition.printings(world.publishers) - 1
        first = 0 if is_first else last
        try:
            with settings.workers() as workers:
                new = _print(server, world, first, rows.feeds(), (settings, workers))
                for number in range(first + 1, last + 1):
                    _print(server, world, number, _reprinted(world, number), (settings, workers))
                _edit(world, is_first=is_first)
                pictures.mirror(settings, articles=rows.articles(), workers=workers)
        finally:
            rows.pause()
        tallying.tally(tallying.of_articles(rows.articles().values_list("pk", flat=True)), timezone.now())
        return new


def _edit(world: World, *, is_first: bool) -> None:
    """Publish what waits, group all of it and let it be found; and once do what the desk did, and give it a past."""
    opened = desk.open_desk(world)
    desk.choose(opened)
    placing.place_waiting(timezone.now())
    if is_first:
        desk.work(opened)
        past.date_back(opened)
        past.count_readers()
        notices.leave(opened)
        figures.count_since(past.first_day())
    indexing.index_waiting(timezone.now())
    vocabulary.learn(timezone.now())


def _print(
    server: SampleServer, world: World, number: int, feeds: QuerySet[Feed], means: tuple[pipeline.Settings, Workers]
) -> int:
    """Serve a printing and read these feeds of it; return how many pieces are new."""
    settings, workers = means
    open_world(server, edition.printed(world.publishers, number), world.epoch)
    report = rounds.ingest(feeds, settings, workers=workers)
    _require_all(report, world)
    return report.total("new")


def _reprinted(world: World, number: int) -> QuerySet[Feed]:
    """Return the feeds in which a piece is other in this printing than in the one before."""
    now, before = (edition.printed(world.publishers, printing) for printing in (number, number - 1))
    changed = {
        world.feed_url(publisher, new.section)
        for publisher, former in zip(now, before, strict=True)
        for new, old in zip(publisher.pieces, former.pieces, strict=True)
        if new != old
    }
    return rows.feeds().filter(url__in=changed)


def _require_all(report: Report, world: World) -> None:
    """Raise ``CommandError`` where a feed could not be read, other than those that are meant to be gone."""
    gone = {world.lost_feed_url(publisher, name) for publisher in world.publishers for name in publisher.lost}
    failed = [f"{result.url}: {result.error}" for result in report.results if result.outcome == "failed"]
    failed = [line for line in failed if line.partition(": ")[0] not in gone]
    if failed:
        raise CommandError("\n".join(["Some feeds of the sample edition could not be read:", *failed]))

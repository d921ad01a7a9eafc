"""``manage.py load_sample``: fill the site with the sample edition, through the real ingest, over real loopback HTTP."""

import ipaddress
from argparse import ArgumentParser
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from articles.search import indexing, vocabulary
from articles.stories import placing
from ingest import pictures, pipeline, rounds
from ingest.outcomes import Report
from newsroom.sample import edition, rows
from newsroom.sample.server import SampleServer
from newsroom.sample.serving import open_server, open_world


class Command(BaseCommand):
    """Load the sample edition."""

    help = "Load the sample edition: fictional publishers, for trying things out. remove_sample takes it out again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--port", type=int, help="serve the publishers at this port while they are read")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Serve the edition, subscribe to it, and read all of it once."""
        publishers = edition.load()
        try:
            server = open_server(publishers, options["port"])
        except OSError as error:
            raise CommandError(f"The addresses of the sample edition cannot be had: {error}.") from error
        with server:
            rows.put_in(open_world(server, publishers, rows.epoch() or timezone.now()))
            report = self._read(server)
        failed = [f"{result.url}: {result.error}" for result in report.results if result.outcome == "failed"]
        if failed:
            raise CommandError("\n".join(["Some feeds of the sample edition could not be read:", *failed]))
        self.stdout.write(
            f"The sample edition: {len(publishers)} publishers, {rows.feeds().count()} feeds, {rows.articles().count()} "
            f"articles ({report.total('new')} new). Take it out again with: manage.py remove_sample"
        )

    def _read(self, server: SampleServer) -> Report:
        """Run the real ingest on the sample's feeds and pictures; only these, and only here, may be on loopback."""
        hosts = {urlsplit(origin).hostname or "" for origin in server.origins.values()}
        settings = replace(pipeline.Settings.from_django(), allow=tuple(map(ipaddress.ip_network, sorted(hosts))))
        try:
            report = rounds.ingest(rows.feeds(), settings)
            pictures.mirror(settings, articles=rows.articles())
            placing.place_waiting(timezone.now())
            indexing.index_waiting(timezone.now())
            vocabulary.learn(timezone.now())
        finally:
            rows.pause()
        return report

"""``manage.py add_feed URL``: add one feed by its own URL or by that of its site, channel or repository."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles import publishers
from ingest import adding
from ingest.errors import IngestError
from ingest.pipeline import Settings


class Command(BaseCommand):
    """Add one feed."""

    help = "Add a feed by its URL, or by the URL of a site that leads to one, and store what it has."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("url", metavar="URL")
        parser.add_argument(
            "--probe",
            action="store_true",
            help="where the page names no feed, look in the usual places too: at most three more requests",
        )
        parser.add_argument("--section", help="where its articles go; made where there is none of that name")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Add it, and say what came of it."""
        section = publishers.ensure_section(options["section"]) if options["section"] else None
        try:
            added = adding.add(options["url"], Settings.from_django(), section, probe=options["probe"])
        except IngestError as error:
            raise CommandError(f"{options['url']}: {error}") from error
        if not added.is_new or added.result is None:
            self.stdout.write(f"Feed {added.feed.id} is there already: {added.feed.url}")
            return
        self.stdout.write(
            f"Added feed {added.feed.id} of {added.feed.source}: {added.feed.url} ({added.result.counts.new} articles)."
        )

"""``manage.py import_opml FILE``: add the feeds of a list."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from ingest import opml, subscriptions
from ingest.errors import DocumentError
from ingest.subscriptions import Imported


class Command(BaseCommand):
    """Add the feeds of a list."""

    help = "Add the feeds of an OPML list that are not here yet, with their sections and rights."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("file", metavar="FILE", help="an OPML file, or - for standard input")
        parser.add_argument("--dry-run", action="store_true", help="only say what would happen")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Import it, and say what came of it."""
        try:
            body = sys.stdin.buffer.read() if options["file"] == "-" else Path(options["file"]).read_bytes()
            listed = opml.read(body)
        except (OSError, DocumentError) as error:
            raise CommandError(f"{options['file']}: {error}") from error
        report = subscriptions.import_list(listed, timezone.now(), dry_run=options["dry_run"])
        self._tell(report, "Would add" if options["dry_run"] else "Added", verbose=options["verbosity"] > 1)

    def _tell(self, report: Imported, verb: str, *, verbose: bool) -> None:
        self._line(verb, "section", report.sections)
        self._line(verb, "source", report.sources, listed=verbose or verb != "Added")
        self._line(verb, "feed", report.new, listed=verbose or verb != "Added")
        if report.known:
            self._line("Found here already", "feed", report.known, listed=verbose)
        for problem in report.problems:
            self.stderr.write(f"Problem: {problem}")

    def _line(self, verb: str, noun: str, names: list[str], *, listed: bool = True) -> None:
        """Write how many there are, and which."""
        plural = "" if len(names) == 1 else "s"
        self.stdout.write(f"{verb} {len(names)} {noun}{plural}{':' if names and listed else '.'}")
        for name in names if listed else ():
            self.stdout.write(f"  {name}")

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
        is_rehearsal = options["dry_run"]
        self._tell(report, "Would add" if is_rehearsal else "Added", verbose=is_rehearsal or options["verbosity"] > 1)

    def _tell(self, report: Imported, verb: str, *, verbose: bool) -> None:
        self.stdout.write(f"{verb} {_count(report.sections, 'section')}{_named(report.sections)}.")
        self._list(f"{verb} {_count(report.sources, 'source')}", report.sources if verbose else [])
        self._list(f"{verb} {_count(report.new, 'feed')}", report.new if verbose else [])
        if report.known:
            self._list(f"Found here already: {_count(report.known, 'feed')}", report.known if verbose else [])
        for problem in report.problems:
            self.stderr.write(f"Problem: {problem}")

    def _list(self, line: str, names: list[str]) -> None:
        self.stdout.write(f"{line}:" if names else f"{line}.")
        for name in names:
            self.stdout.write(f"  {name}")


def _count(names: list[str], noun: str) -> str:
    return f"{len(names)} {noun}{'' if len(names) == 1 else 's'}"


def _named(names: list[str]) -> str:
    return f": {', '.join(names)}" if names else ""

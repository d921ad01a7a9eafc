"""``manage.py export_opml [FILE]``: write our feeds as a list."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from ingest import opml, subscriptions


class Command(BaseCommand):
    """Write our feeds as a list."""

    help = "Write all feeds with their sections and rights as OPML; import_opml reads it back."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument(
            "file", metavar="FILE", nargs="?", default="-", help="where to write; standard output if left out"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Write it."""
        document = opml.write(subscriptions.export(), settings.SITE_NAME)
        if options["file"] == "-":
            self.stdout.write(document.decode("utf-8"), ending="")
            return
        try:
            Path(options["file"]).write_bytes(document)
        except OSError as error:
            raise CommandError(f"{options['file']}: {error}") from error

"""``manage.py backup``: a copy of everything, for timers and by hand."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from newsroom.operating.backup import making
from newsroom.operating.backup.address import Address
from newsroom.operating.backup.programs import NoProgram, ProgramFailed

KEPT = 7


class Command(BaseCommand):
    """Back up the database, pictures and the site's key."""

    requires_system_checks = []
    help = (
        "Make a backup of the database, of our copies of pictures and of the site's key, with the rows and the checksum of "
        "each table, all of one moment. The site and ingest go on meanwhile."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--to", metavar="DIR", type=Path, help="where backups are kept (var/backups)")
        parser.add_argument(
            "--keep", type=int, default=KEPT, help=f"how many are kept there ({KEPT}), this one included"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Make it, and say what is in it."""
        if options["keep"] < 1:
            raise CommandError("--keep: 1 is the least.")
        directory = (options["to"] or settings.VAR / "backups").absolute()
        try:
            whole, made = making.make(directory, options["keep"], Address.of(connection.settings_dict))
        except (making.CannotBackUp, NoProgram, ProgramFailed, OSError) as error:
            raise CommandError(str(error)) from error
        size = sum(size for size, _ in made.files.values())
        self.stdout.write(f"{whole}: {len(made.tables)} tables, {made.rows:,} rows, {size / 1_000_000:.1f} MB")
        if made.pictures not in made.files:
            self.stdout.write(f"Pictures are in {made.pictures}.")
        if "secret_key" not in made.files:
            self.stdout.write("NEWSROOM_SECRET_KEY is a setting of yours: keep it, too.")

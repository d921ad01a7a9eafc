"""``manage.py restore``: out of a backup, and the drill that proves that one can be restored."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from newsroom.database import DatabaseSettingError
from newsroom.operating.backup import making, record, restoring
from newsroom.operating.backup.address import Address
from newsroom.operating.backup.manifest import BadBackup
from newsroom.operating.backup.programs import NoProgram, ProgramFailed

EXPECTED = (
    BadBackup, restoring.CannotRestore, restoring.NotTheSame, NoProgram, ProgramFailed, DatabaseSettingError,
    psycopg.OperationalError, OSError,
)  # fmt: skip


class Command(BaseCommand):
    """Restore a backup, or try to."""

    requires_system_checks = []
    help = (
        "Restore a backup that manage.py backup made, all of it or nothing, and compare every table with what was saved. "
        "--drill restores the newest one into a database of its own, compares, and drops it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options; where to is always said."""
        parser.add_argument(
            "backup", metavar="BACKUP", nargs="?", type=Path, help="the directory of one; none: the newest"
        )
        parser.add_argument(
            "--from", dest="kept", metavar="DIR", type=Path, help="where backups are kept (var/backups)"
        )
        where = parser.add_mutually_exclusive_group(required=True)
        where.add_argument("--into", metavar="DATABASE_URL", help="restore into this database")
        where.add_argument("--here", action="store_true", help="restore into the database of this site")
        where.add_argument("--drill", action="store_true", help="only prove that it can be restored")
        parser.add_argument("--replace", action="store_true", help="give up what is in the database now")
        parser.add_argument("--files", metavar="VAR", type=Path, help="put pictures and the site's key there, too")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Do it, and say what came out."""
        own = Address.of(connection.settings_dict)
        try:
            backup = _chosen(options)
            if options["drill"]:
                told = restoring.drill(backup, own)
                record.note_drill()
            else:
                address = own if options["here"] else Address.of_url(options["into"])
                told = restoring.restore(backup, address, is_replacing=options["replace"])
            put = restoring.restore_files(backup, options["files"]) if options["files"] else []
        except EXPECTED as error:
            raise CommandError(str(error)) from error
        verb = "can be restored" if options["drill"] else "is restored"
        self.stdout.write(
            f"{backup} {verb}: {len(told.tables)} tables and {told.rows:,} rows, all as they were at {told.moment:%Y-%m-%d %H:%M:%S} UTC."
        )
        if put:
            self.stdout.write(f"Put into {options['files']}: {', '.join(put)}.")


def _chosen(options: dict[str, Any]) -> Path:
    """Return the backup that was named, or the newest there is."""
    if options["backup"]:
        return Path(options["backup"])
    directory = options["kept"] or settings.VAR / "backups"
    newest = making.all_in(directory)
    if not newest:
        raise BadBackup(f"{directory} has no backup that is whole.")
    return newest[0]

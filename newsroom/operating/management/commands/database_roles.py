"""``manage.py database_roles``: give each process no more of the database than it needs."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import ProgrammingError, connection, transaction

from newsroom.operating import database_roles


class Command(BaseCommand):
    """Print or apply the rights of the roles of the database."""

    requires_system_checks = []
    help = (
        "Print the SQL that gives the groups newsroom_web, newsroom_worker and newsroom_readonly their rights, or apply it "
        "as the owner of the tables. Again after each migrate; it changes nothing that is right already."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--apply", action="store_true", help="run it, all of it or nothing")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Do what the options say."""
        connection.ensure_connection()
        tables = connection.introspection.table_names()
        lines = [statement.as_string(connection.connection) for statement in database_roles.statements(tables)]
        if not options["apply"]:
            self.stdout.write("".join(f"{line};\n" for line in lines), ending="")
            return
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                for line in lines:
                    cursor.execute(line)
        except ProgrammingError as error:
            raise CommandError(
                f"{str(error).strip()}. Run it as the owner of the tables, who may make roles."
            ) from error
        self.stdout.write(f"{', '.join(database_roles.GROUPS)}: {len(tables)} tables, {len(lines)} statements.")

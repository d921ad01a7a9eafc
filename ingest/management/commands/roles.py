"""``manage.py roles``: what the roles of the desk may do, and whether their groups still do."""

from argparse import ArgumentParser
from typing import Any

from django.apps import apps
from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand

from ingest import roles


class Command(BaseCommand):
    """Show the four roles, and where their groups differ from the table."""

    help = "Show the four roles of the desk, and where their groups differ from what this release has for them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--restore", action="store_true", help="give the groups what this release has for them")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Show or restore."""
        roles.make_permissions(apps)
        if options["restore"]:
            roles.make_roles(apps, is_restoring=True)
        for name, wanted in roles.ROLES.items():
            group = Group.objects.filter(name=name).first()
            rows = group.permissions.select_related("content_type") if group else []
            has = {f"{row.content_type.app_label}.{row.codename}" for row in rows}
            self._show(name, has, set(wanted))

    def _show(self, name: str, has: set[str], wanted: set[str]) -> None:
        """Write one role; what is more or less than the table has a sign."""
        self.stdout.write(f"{name}: {'as it came' if has == wanted else 'changed'}")
        for permission in sorted(has | wanted):
            sign = " " if permission in has & wanted else "+" if permission in has else "-"
            self.stdout.write(f"  {sign} {permission}")

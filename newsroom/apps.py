"""How Django's admin becomes the desk."""

from typing import Any

from django.contrib.admin import autodiscover
from django.contrib.admin.apps import SimpleAdminConfig
from django.contrib.admin.checks import check_admin_app, check_dependencies
from django.core import checks


class DeskConfig(SimpleAdminConfig):
    """Django's admin with our own site in place of the stock one.

    Its pages are looked for where URLs are made, and where they are checked: a third of a second that ``ingest``, which
    starts every few minutes, does without.
    """

    default_site = "newsroom.desk.Desk"

    def ready(self) -> None:
        """Register the admin's own checks."""
        checks.register(check_dependencies, checks.Tags.admin)
        checks.register(check_desk, checks.Tags.admin)


def check_desk(app_configs: Any, **options: Any) -> list[checks.CheckMessage]:
    """Check every page of the desk."""
    autodiscover()
    found: list[checks.CheckMessage] = check_admin_app(app_configs, **options)
    return found

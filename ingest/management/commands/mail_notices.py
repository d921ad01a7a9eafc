"""``manage.py mail_notices``: tell operators what began and what is over, for cron, timers, and by hand."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from ingest import alarms, mails


class Command(BaseCommand):
    """Mail operators what they were not told yet, if it is time, and exit."""

    help = "Mail NEWSROOM_OPERATORS what began and what is over since the last mail, if it is time for one, and exit."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--trial", action="store_true", help="send a mail that only says that mail reaches you")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Look for alarms first, so that the mail knows of them."""
        if not settings.OPERATORS:
            raise CommandError("NEWSROOM_OPERATORS names nobody who could be told.")
        if options["trial"]:
            self._try()
            return
        now = timezone.now()
        alarms.check(now)
        told = mails.send_digest(now)
        self.stdout.write(f"{told} notices told." if told else "Nothing to tell now.")

    def _try(self) -> None:
        """Say whether the mail server takes our mail."""
        try:
            mails.send_trial()
        except OSError as error:
            raise CommandError(f"The mail server did not take it: {error}") from error
        self.stdout.write(f"Sent to {', '.join(settings.OPERATORS)}.")

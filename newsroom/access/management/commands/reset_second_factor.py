"""``manage.py reset_second_factor``: let somebody in who lost their app and their recovery codes."""

from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError

from newsroom.access import attempts, codes


class Command(BaseCommand):
    """Take somebody's second factor away, and free their sign-in."""

    help = (
        "Take somebody's second factor away, and free their sign-in: for who lost the app and the recovery codes, or typed "
        "too often what was wrong. The password stays."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("username")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Do it and say what there was."""
        user = User.objects.filter(username=options["username"]).first()
        if user is None:
            raise CommandError(f"There is nobody called {options['username']}.")
        attempts.free(user.get_username())
        had = codes.take_away(user)
        self.stdout.write(
            f"{user}: {'the second factor is gone' if had else 'had no second factor'}; the sign-in is free."
        )

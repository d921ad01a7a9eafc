"""``manage.py resanitize``: clean stored texts again after a change of the rules."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from articles import store
from articles.sanitize import VERSION, clean_body

BATCH = 200


class Command(BaseCommand):
    """Clean stored texts again."""

    help = "Clean the texts that an older sanitizer cleaned, from what was received; --all takes every text."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--all", action="store_true", help="texts of the present version too")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Clean batch by batch, each in a transaction of its own, so that an interrupted run has done what it did."""
        last, cleaned, changed = 0, 0, 0
        while True:
            ids, otherwise = store.resanitize_bodies(clean_body, VERSION, last, BATCH, every=options["all"])
            if not ids:
                break
            last, cleaned, changed = ids[-1], cleaned + len(ids), changed + otherwise
        self.stdout.write(f"Cleaned {cleaned} texts with version {VERSION} of the rules: {changed} changed.")

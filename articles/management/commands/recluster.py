"""``manage.py recluster``: group all articles again."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from tqdm import tqdm

from articles.models import Clue
from articles.stories.recluster import recluster


class Command(BaseCommand):
    """Group all articles again, in the order in which they were placed, with what editors ordered in between."""

    help = (
        "Group all articles again, in the order in which they were placed, with what editors ordered in between. The same "
        "stories come out under the same addresses, unless the method is a new one. Nothing is placed meanwhile."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--anew", action="store_true", help="read the articles' texts of today, too")
        parser.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Do it and say what came of it."""
        with tqdm(total=Clue.objects.count(), unit="article", disable=not sys.stderr.isatty()) as bar:
            done = recluster(timezone.now(), anew=options["anew"], is_dry=options["dry_run"], progress=bar.update)
        would = "would be" if options["dry_run"] else "are"
        self.stdout.write(
            f"{done.articles} articles in {done.stories} stories; {done.moved} of them {would} in another story than before."
        )

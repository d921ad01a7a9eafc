"""``manage.py remove_sample``: take the sample edition out, and nothing else."""

from typing import Any

from django.core.management.base import BaseCommand

from newsroom.sample import rows

NAMES = {
    "articles.Article": "articles",
    "articles.Source": "publishers",
    "ingest.Feed": "feeds",
    "articles.Section": "empty sections",
}


class Command(BaseCommand):
    """Remove the sample edition."""

    help = "Remove the sample edition: its articles, feeds, publishers and pictures, and nothing else."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Delete, and say how many of each."""
        counts = rows.take_out()
        removed = ", ".join(f"{counts[model]} {name}" for model, name in NAMES.items())
        self.stdout.write(f"Removed: {removed}." if counts.total() else "There is no sample edition here.")

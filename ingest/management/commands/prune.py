"""``manage.py prune``: remove what is kept no longer, for cron, timers, and by hand."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand

from ingest import ledger, pruning
from ingest.pruning import Pruned

REST = {
    "pictures": "picture files",
    "bodies": "documents of feeds that are gone",
    "fetches": "rows of the ledger",
    "notices": "notices",
    "hosts": "hosts",
}


class Command(BaseCommand):
    """Remove what is kept no longer."""

    help = (
        "Remove articles that their source keeps no longer (never what a feed still carries or an editor touched), and "
        "files and rows that nothing needs any more. What was removed does not come back."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--dry-run", action="store_true", help="say what would be removed, and remove nothing")
        parser.add_argument("--json", action="store_true", help="print one JSON report")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Prune by the database's clock, and report."""
        pruned = pruning.prune(ledger.now(), is_dry=options["dry_run"])
        if options["json"]:
            self.stdout.write(json.dumps({"dry_run": options["dry_run"], **_as_json(pruned)}))
        else:
            self.stdout.write(_as_text(pruned))
            self.stdout.write("This was a dry run: all of it is still there." if options["dry_run"] else "Done.")


def _as_json(pruned: Pruned) -> dict[str, Any]:
    """Return the report as ``--json`` prints it."""
    return {**pruned.sums(), "sources": {name: asdict(outcome) for name, outcome in pruned.sources.items()}}


def _as_text(pruned: Pruned) -> str:
    """Return the report as lines: each source, all of them, and the rest."""
    facts = _as_json(pruned)
    lines = [f"{name}: {_told(**asdict(outcome))}" for name, outcome in pruned.sources.items()]
    rest = ", ".join(f"{facts[name]:,} {label}" for name, label in REST.items())
    return "\n".join(
        [*lines, f"Articles: {_told(facts['removed'], facts['in_feed'], facts['touched'])}", f"Besides: {rest}"]
    )


def _told(removed: int, in_feed: int, touched: int) -> str:
    return f"{removed:,} removed, {in_feed:,} kept that a feed still carries, {touched:,} kept that an editor touched"

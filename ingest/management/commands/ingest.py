"""``manage.py ingest``: refresh feeds, for cron, timers, and by hand."""

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import QuerySet
from django.utils import timezone
from tqdm import tqdm

from articles.digest import sha256
from ingest import ledger, pictures, pipeline, rounds
from ingest.addresses import read_url
from ingest.errors import AddressRefused
from ingest.models import Feed
from ingest.outcomes import Report, Result
from ingest.stopping import Stop, stop_on_signals

WATCH_SECONDS = 5.0
"""How often ``--watch`` looks for feeds that have become due."""


class Command(BaseCommand):
    """Refresh every feed that is due, and exit."""

    help = "Refresh every feed that is due, and exit. Feeds that fail do not change the exit code unless --strict."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--feed", metavar="URL|ID", help="refresh this one feed, due or not")
        parser.add_argument("--all", action="store_true", help="refresh all active feeds, due or not")
        parser.add_argument("--watch", action="store_true", help="keep going on the schedule until told to stop")
        parser.add_argument("--json", action="store_true", help="print one JSON report")
        parser.add_argument("--strict", action="store_true", help="exit 1 if a feed failed")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Run once, or for as long as ``--watch`` is told."""
        if options["watch"] and (options["feed"] is not None or options["all"] or options["json"]):
            raise CommandError("--watch goes on the schedule: it cannot be combined with --feed, --all or --json.")
        stop = stop_on_signals()
        if options["watch"]:
            self._watch(stop)
            return
        report = self._run(_chosen(options), stop, quiet=options["json"])
        self.stdout.write(json.dumps(_as_json(report)) if options["json"] else _as_text(report))
        if options["strict"] and report.count("failed"):
            sys.exit(1)

    def _run(self, feeds: QuerySet[Feed], stop: Stop, *, quiet: bool = False) -> Report:
        """Refresh these feeds, with a progress bar where somebody looks on."""
        shown = sys.stderr.isatty() and not quiet
        with tqdm(total=feeds.count() if shown else None, unit="feed", disable=not shown) as bar:

            def progress(result: Result) -> None:
                bar.update()
                if result.outcome == "failed" and shown:
                    bar.write(f"{result.url}: {result.error}", file=sys.stderr)

            settings = pipeline.Settings.from_django()
            report = rounds.ingest(feeds, settings, progress=progress, stop=stop)
            pictures.mirror(settings, stop=stop)
        return report

    def _watch(self, stop: Stop) -> None:
        """Refresh what is due, again and again; say a line for every round that had work."""
        self.stdout.write("Watching the schedule; stop with Ctrl-C.")
        while not stop.is_set():
            now = timezone.now()
            if ledger.due(now).exists():
                self.stdout.write(f"{now:%Y-%m-%d %H:%M:%S} {_as_text(self._run(ledger.due(now), stop))}")
                self.stdout.flush()
            stop.wait(WATCH_SECONDS)


def _chosen(options: dict[str, Any]) -> QuerySet[Feed]:
    """Return the feeds that the options ask for."""
    if options["feed"] is not None:
        return _one_feed(options["feed"])
    return Feed.objects.filter(state=Feed.State.ACTIVE) if options["all"] else ledger.due(timezone.now())


def _one_feed(name: str) -> QuerySet[Feed]:
    """Find a feed by its id or its URL, whatever its state."""
    by_id = name.isascii() and name.isdigit()
    found = Feed.objects.filter(id=int(name)) if by_id else Feed.objects.filter(url_digest__in=_spellings(name))
    if not found.exists():
        raise CommandError(f"There is no feed {name}. Add it with: manage.py add_feed URL")
    return found


def _spellings(url: str) -> list[bytes]:
    """Return under what a feed may be kept: as it is written, and as we would write it."""
    try:
        return [sha256(url), sha256(read_url(url).url)]
    except AddressRefused:
        return [sha256(url)]


def _as_json(report: Report) -> dict[str, Any]:
    """Return the report as ``--json`` prints it."""
    return {
        "feeds": len(report.results),
        "not_modified": report.count("not_modified"),
        "failed": report.count("failed"),
        **{name: report.total(name) for name in ("new", "changed", "same", "dropped")},
        "seconds": report.seconds,
        "results": [
            {"feed": r.feed, "url": r.url, "outcome": r.outcome, "error": r.error, **asdict(r.counts)}
            for r in report.results
        ],
    }


def _as_text(report: Report) -> str:
    """Return the report as one line."""
    facts = _as_json(report)
    counts = ", ".join(f"{facts[name]} {name.replace('_', ' ')}" for name in ("not_modified", "failed"))
    entries = ", ".join(f"{facts[name]} {name}" for name in ("new", "changed", "same", "dropped"))
    return f"{facts['feeds']} feeds ({counts}); entries: {entries}; {report.seconds:.1f} s"

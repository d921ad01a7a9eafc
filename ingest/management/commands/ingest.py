"""``manage.py ingest``: refresh feeds, for cron, timers, and by hand."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta
from itertools import takewhile
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import QuerySet
from tqdm import tqdm

from articles.digest import sha256
from articles.search import indexing
from articles.stories import placing
from ingest import audit, connection, ledger, pictures, rounds, watching
from ingest.addresses import read_url
from ingest.errors import AddressRefused
from ingest.explaining import explain
from ingest.models import Feed
from ingest.outcomes import Report
from ingest.pipeline import Settings
from ingest.replay import FeedHeld, replay
from ingest.stopping import Stop, stop_on_signals
from ingest.watching import Duty
from ingest.websub import drain, hub, pushes
from ingest.workers import Workers

AUDITED = timedelta(days=14)
WATCH_SECONDS = 2.0
"""How often ``--watch`` looks for feeds that have become due."""
WITHOUT_DATABASE = (
    "The database cannot be reached, or went away. What is stored is whole; feeds that were under way are free again "
    "within five minutes, and the next run goes on with them."
)


class Command(BaseCommand):
    """Refresh every feed that is due, and exit."""

    requires_system_checks = []
    help = "Refresh every feed that is due, and exit. Feeds that fail do not change the exit code unless --strict."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options; the first group is what to do, one of it."""
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--feed", metavar="FEED", help="refresh this one feed (its id or URL), due or not")
        what.add_argument("--all", action="store_true", help="refresh all active feeds, due or not")
        what.add_argument("--watch", action="store_true", help="keep going on the schedule until told to stop")
        what.add_argument("--explain", metavar="FEED", help="say where we stand with a feed, and why; fetch nothing")
        what.add_argument("--replay", metavar="FEED", help="read again what we keep of a feed; fetch nothing")
        what.add_argument("--audit", action="store_true", help="judge our manners of the last 14 days; fetch nothing")
        parser.add_argument("--json", action="store_true", help="print one JSON report")
        parser.add_argument("--strict", action="store_true", help="exit 1 if a feed failed")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Do what the options say, and say it in words where the database is not there for it."""
        try:
            self._do(options)
        except Exception as error:
            if not connection.is_lost(error):
                raise
            raise CommandError(f"{WITHOUT_DATABASE} It says: {str(error).strip()}") from error

    def _do(self, options: dict[str, Any]) -> None:
        """Refresh once, unless the options name another thing."""
        others = {
            name: options[name]
            for name in ("watch", "explain", "replay", "audit")
            if options[name] not in (None, False)
        }
        if others and options["json"]:
            raise CommandError(
                f"--json reports on feeds that were refreshed: it cannot be combined with --{next(iter(others))}."
            )
        match others:
            case {"watch": _}:
                self._watch(stop_on_signals())
            case {"explain": name}:
                self.stdout.write(explain(_one_feed(name).select_related("source", "host").get(), ledger.now()))
            case {"replay": name}:
                self._replay(_one_feed(name).get())
            case {"audit": _}:
                self._audit()
            case _:
                self._once(options)

    def _once(self, options: dict[str, Any]) -> None:
        """Refresh what the options ask for, and report."""
        stop, settings = stop_on_signals(), Settings.from_django()
        with settings.workers() as workers:
            report = self._round(_chosen(options), settings, workers, stop, quiet=options["json"])
        hub.renew_due(settings, ledger.now())
        watching.tell(ledger.now())
        self.stdout.write(json.dumps(_as_json(report)) if options["json"] else _as_text(report))
        if options["strict"] and report.count("failed"):
            sys.exit(1)

    def _round(
        self, feeds: QuerySet[Feed] | None, settings: Settings, workers: Workers, stop: Stop, *, quiet: bool = False
    ) -> Report:
        """Read what hubs pushed, refresh these feeds or all that are due, place what is new, mirror pictures."""
        shown = sys.stderr.isatty() and not quiet
        with tqdm(unit="feed", disable=not shown) as bar:
            drain.read_waiting(workers, stop=stop)
            report = rounds.ingest(feeds, settings, workers=workers, progress=lambda _: bar.update(), stop=stop)
            placing.place_waiting(ledger.now(), stop.is_set)
            indexing.index_waiting(ledger.now(), stop.is_set)
            pictures.mirror(settings, workers=workers, stop=stop)
        return report

    def _watch(self, stop: Stop) -> None:
        """Refresh what is due, again and again; say a line for every round that had work."""
        self.stdout.write("Watching the schedule; stop with Ctrl-C.")
        settings = Settings.from_django()
        duties = watching.duties(settings, ledger.now())
        with settings.workers() as workers:
            while not stop.is_set():
                with connection.outlived(stop):
                    self._turn(settings, workers, duties, stop)
                stop.wait(WATCH_SECONDS)

    def _turn(self, settings: Settings, workers: Workers, duties: Sequence[Duty], stop: Stop) -> None:
        """Do what is due now."""
        now = ledger.now()
        if ledger.due(now).exists() or pushes.are_waiting(now):
            report = self._round(None, settings, workers, stop)
            self.stdout.write(f"{now:%Y-%m-%d %H:%M:%S} {_as_text(report)}")
            self.stdout.flush()
        for duty in takewhile(lambda _: not stop.is_set(), duties):
            duty.do_if_due(now)

    def _replay(self, feed: Feed) -> None:
        """Read the kept documents of a feed with today's parser, and say what came of each."""
        try:
            replayed = list(replay(feed, Settings.from_django(), ledger.now()))
        except FeedHeld as error:
            raise CommandError(str(error)) from error
        lines = [str(one) for one in replayed]
        self.stdout.write("\n".join(lines) or "Nothing of this feed is kept: NEWSROOM_REPLAY_BODIES says how much is.")

    def _audit(self) -> None:
        """Say where we were impolite, and exit 1 if anywhere."""
        now = ledger.now()
        violations = audit.audit(now - AUDITED, now)
        self.stdout.write(audit.report(violations))
        if violations:
            sys.exit(1)


def _chosen(options: dict[str, Any]) -> QuerySet[Feed] | None:
    """Return the feeds that the options ask for; None for those that are due."""
    if options["feed"] is not None:
        return _one_feed(options["feed"])
    if options["all"]:
        ledger.poll_now(Feed.objects.filter(state=Feed.State.ACTIVE), ledger.now())
    ledger.heal_clock(ledger.now())
    return None


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
        "spared": report.count("spared"),
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
    counts = ", ".join(
        f"{facts[name]} {name.replace('_', ' ')}"
        for name in ("not_modified", "failed", "spared")
        if name != "spared" or facts[name]
    )
    entries = ", ".join(f"{facts[name]} {name}" for name in ("new", "changed", "same", "dropped"))
    return f"{facts['feeds']} feeds ({counts}); entries: {entries}; {report.seconds:.1f} s"

"""Prune: articles by the retention of their sources, and what ingest itself collects. Once a day is enough."""

import logging
from collections.abc import Collection
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta

from django.conf import settings

from articles import bulk, picture_files, sweeping, takedowns
from articles.models import Source
from articles.retention import Key, Outcome, Pruning
from articles.stories import clearing
from ingest import bodies, drafts, ledger
from ingest.models import Feed
from ingest.pipeline import unpack_keys

log = logging.getLogger(__name__)

NOTICES_LAST = timedelta(days=365)
HOSTS_LAST = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Pruned:
    """What a pruning did, or would do: articles by source, and the files and rows that nothing needs any more."""

    sources: dict[str, Outcome] = field(default_factory=dict)
    pictures: int = 0
    bodies: int = 0
    fetches: int = 0
    notices: int = 0
    hosts: int = 0
    runs: int = 0

    def total(self, name: str) -> int:
        """Return the sum of one of ``Outcome`` over all sources."""
        return sum(getattr(outcome, name) for outcome in self.sources.values())

    def sums(self) -> dict[str, int]:
        """Return all counts by name, those of articles over all sources."""
        articles = {field.name: self.total(field.name) for field in fields(Outcome)}
        return articles | {field.name: getattr(self, field.name) for field in fields(self) if field.name != "sources"}


def prune(now: datetime, *, is_dry: bool = False) -> Pruned:
    """Remove what is overdue, or, dry, say what would be removed."""
    articles = Pruning(now, carried, is_dry)
    articles.run(settings.RETENTION_DAYS)
    pruned = Pruned(
        sources=_named(articles.outcomes),
        pictures=picture_files.sweep(now, articles.digests if is_dry else None, is_dry=is_dry),
        bodies=bodies.sweep(is_dry=is_dry),
        fetches=ledger.prune_fetches(now - timedelta(days=settings.LEDGER_DAYS), is_dry=is_dry),
        notices=ledger.prune_notices(now - NOTICES_LAST, is_dry=is_dry),
        hosts=ledger.prune_hosts(now - HOSTS_LAST, is_dry=is_dry),
        runs=ledger.prune_runs(now - timedelta(days=settings.LEDGER_DAYS), is_dry=is_dry),
    )
    if not is_dry:
        clearing.clear_away(now)
        takedowns.forget(now)
        drafts.forget(now)
        bulk.forget(now)
        sweeping.forget(now)
        log.info("pruning_ended", extra=pruned.sums())
    return pruned


def carried(keys: Collection[Key]) -> set[Key]:
    """Return those of the keys that stand in the last document of a feed.

    A retired feed has no document any more. Of one that was read before its keys were noted nobody knows what it holds:
    it counts as carrying everything of its source.
    """
    wanted = set(keys)
    feeds = Feed.objects.filter(source_id__in={source_id for source_id, _ in wanted})
    found: set[Key] = set()
    for source_id, packed, count in feeds.exclude(state=Feed.State.RETIRED).values_list(
        "source_id", "keys", "entry_count"
    ):
        if count and not packed:
            found |= {key for key in wanted if key[0] == source_id}
        found.update((source_id, key) for key in unpack_keys(bytes(packed)))
    return found & wanted


def _named(outcomes: dict[int, Outcome]) -> dict[str, Outcome]:
    """Return the outcomes by the sources' names, with their numbers, since two may have one name."""
    names = dict(Source.objects.filter(id__in=outcomes).values_list("id", "name"))
    return {f"{names[source_id]} ({source_id})": outcomes[source_id] for source_id in sorted(names)}

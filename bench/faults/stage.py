"""Where all trials begin: a farm, and a newsroom that knows half of its feeds already, prepared once and copied for each."""

import contextlib
import itertools
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from bench.farm import Farm
from bench.faults import rows
from bench.faults.postgres import Postgres
from bench.faults.process import until
from bench.faults.rows import Rows
from bench.faults.trial import Trial
from bench.site import Site

FEEDS, ITEMS, HOSTS = 60, 12, 20
LATENCY = 150
"""Milliseconds before each answer: so that moments differ in what they hit."""
NEW, CHANGED, SHARE = 3, 2, 0.7
KNOW_HALF = "UPDATE ingest_feed SET state = CASE WHEN id % 2 = 0 THEN 'active' ELSE 'paused' END"
DELETE_AND_REJECT = """
CREATE TEMPORARY TABLE gone AS SELECT id FROM articles_article ORDER BY url LIMIT 10;
INSERT INTO articles_tombstone (source_id, digest, headline, reason, made_at)
SELECT source_id, digest, '', 'deleted by an editor', now() FROM articles_identitykey
WHERE article_id IN (SELECT id FROM gone);
DELETE FROM articles_identitykey WHERE article_id IN (SELECT id FROM gone);
DELETE FROM articles_sighting WHERE article_id IN (SELECT id FROM gone);
DELETE FROM articles_body WHERE article_id IN (SELECT id FROM gone);
DELETE FROM articles_article WHERE id IN (SELECT id FROM gone);
UPDATE articles_article SET status = 'rejected' WHERE id % 50 = 0;
"""
ALL_ARE_DUE = """
DELETE FROM ingest_fetch;
UPDATE ingest_feed SET state = 'active', next_at = now() - interval '1 h', turn_at = now() - interval '1 h';
"""


@dataclass(slots=True)
class Stage:
    """The farm, the server with the prepared database, and how long Postgres is to be away where it is away for long.

    ``wanted`` are the rows of an undisturbed run, which works for ``window`` seconds from its first request on.
    """

    server: Postgres
    farm: Farm
    prepared: Site
    scratch: Path
    random: Random
    away_seconds: float
    wanted: Rows = field(default_factory=dict)
    window: float = 0.0
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    @contextlib.contextmanager
    def trial(self) -> Iterator[Trial]:
        """Give a copy of what was prepared, and drop it at the end."""
        with self.server.database(self.prepared.database) as database:
            yield Trial(database, self.prepared.env, self.farm, self.scratch / f"{next(self._numbers)}", self.random)


@contextlib.contextmanager
def stage(script: Path, server: Postgres, scratch: Path, random: Random, away_seconds: float) -> Iterator[Stage]:
    """Start a farm, prepare a database, and see what a run makes of it that nobody disturbs."""
    with Farm(script, feeds=FEEDS, items=ITEMS, hosts=HOSTS) as farm, server.database() as database:
        site = Site(server, database, scratch / "prepared")
        _prepare(site, farm)
        made = Stage(server, farm, site, scratch, random, away_seconds)
        _run_undisturbed(made)
        yield made


def _prepare(site: Site, farm: Farm) -> None:
    """Let the site know half of the feeds, delete and reject something there, and let most publish and revise."""
    site.subscribe(farm)
    site.database.run(KNOW_HALF)
    site.manage("ingest")
    site.database.run(DELETE_AND_REJECT)
    site.database.run(ALL_ARE_DUE)
    farm.tick(NEW, CHANGED, SHARE)
    farm.set(latency=LATENCY)


def _run_undisturbed(made: Stage) -> None:
    """Keep the rows of an undisturbed run, and the time from its first request to its last row."""
    with made.trial() as trial:
        with trial.start() as process:
            until(trial.farm.asked, "it asks for its first feed")
            began = time.monotonic()
            until(lambda: process.is_over, "it ends")
            made.window = time.monotonic() - began
        made.wanted = rows.read(trial.database)
        outcome = trial.judge(made.wanted)
    if outcome.wrong:
        raise SystemExit("\n".join(["error: the undisturbed run is not as it should be:", *outcome.wrong]))

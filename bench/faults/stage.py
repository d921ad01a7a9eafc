"""Where all trials begin: a farm, and a newsroom that knows half of its feeds already, prepared once and copied for each."""

import contextlib
import itertools
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from bench.database import Database
from bench.farm import Farm
from bench.faults import rows
from bench.faults.postgres import Postgres
from bench.faults.process import until
from bench.faults.rows import Rows
from bench.faults.trial import Trial
from bench.site import Site

NEW, CHANGED, SHARE = 3, 2, 0.7
KNOW_HALF = "UPDATE ingest_feed SET state = CASE WHEN id % 2 = 0 THEN 'active' ELSE 'paused' END"
DELETE_AND_REJECT = """
CREATE TEMPORARY TABLE gone AS SELECT id FROM articles_article ORDER BY url LIMIT 10;
INSERT INTO articles_tombstone (source_id, digest, headline, reason, made_at)
SELECT source_id, digest, '', 'deleted by an editor', now() FROM articles_identitykey
WHERE article_id IN (SELECT id FROM gone);
UPDATE articles_story SET lead_id = NULL WHERE lead_id IN (SELECT id FROM gone);
DELETE FROM articles_posting USING articles_clue c WHERE c.id = clue_id AND c.article_id IN (SELECT id FROM gone);
DO $$
DECLARE other record;
BEGIN
    FOR other IN
        SELECT conrelid::regclass AS name, attname FROM pg_constraint
        JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1]
        WHERE contype = 'f' AND confrelid = 'articles_article'::regclass AND conrelid <> 'articles_story'::regclass
    LOOP
        EXECUTE format('DELETE FROM %s WHERE %I IN (SELECT id FROM gone)', other.name, other.attname);
    END LOOP;
END $$;
DELETE FROM articles_article WHERE id IN (SELECT id FROM gone);
UPDATE articles_article SET status = 'rejected' WHERE id % 50 = 0;
"""
ALL_ARE_DUE = """
DELETE FROM ingest_fetch;
UPDATE ingest_feed SET state = 'active', next_at = now() - interval '1 h', turn_at = now() - interval '1 h';
"""


@dataclass(frozen=True, slots=True)
class Size:
    """How large all of it is.

    ``latency`` are milliseconds before each answer, so that moments differ in what they hit; ``away_seconds`` how long is
    away what is away for long; ``crowd`` how many feeds there are where there are many.
    """

    feeds: int
    items: int
    hosts: int
    latency: int
    away_seconds: float
    crowd: int


SMALL = Size(20, 6, 10, 100, 3.0, 120)
MIDDLE = Size(60, 12, 20, 150, 8.0, 200)
LARGE = Size(60, 12, 20, 150, 60.0, 1_000)


@dataclass(slots=True)
class Stage:
    """The farm, the server with the prepared database, and how large all of it is.

    ``wanted`` are the rows of an undisturbed run, which works for ``window`` seconds from its first request on.
    """

    server: Postgres
    farm: Farm
    prepared: Site
    scratch: Path
    random: Random
    size: Size
    wanted: Rows = field(default_factory=dict)
    window: float = 0.0
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    @contextlib.contextmanager
    def trial(self) -> Iterator[Trial]:
        """Give a copy of what was prepared, and drop it at the end."""
        with self.server.database(self.prepared.database) as database:
            database.run("CHECKPOINT")  # Else the sequences of a copy fall back by some numbers at a crash.
            yield self.trial_on(database)

    def trial_on(self, database: Database) -> Trial:
        """Return a trial in a database that somebody else made, from what was prepared."""
        return Trial(database, self.prepared.env, self.farm, self.scratch / f"{next(self._numbers)}", self.random)


@contextlib.contextmanager
def stage(script: Path, server: Postgres, scratch: Path, random: Random, size: Size) -> Iterator[Stage]:
    """Start a farm, prepare a database, and see what a run makes of it that nobody disturbs."""
    with Farm(script, feeds=size.feeds, items=size.items, hosts=size.hosts) as farm, server.database() as database:
        site = Site(server, database, scratch / "prepared")
        _prepare(site, farm, size)
        made = Stage(server, farm, site, scratch, random, size)
        _run_undisturbed(made)
        yield made


def _prepare(site: Site, farm: Farm, size: Size) -> None:
    """Let the site know half of the feeds, delete and reject something there, and let most publish and revise."""
    site.subscribe(farm)
    site.database.run(KNOW_HALF)
    site.manage("ingest")
    site.database.run(DELETE_AND_REJECT)
    site.manage("recluster")
    site.database.run(ALL_ARE_DUE)
    farm.tick(NEW, CHANGED, SHARE)
    farm.set(latency=size.latency)


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

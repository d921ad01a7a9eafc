"""One try: a newsroom of its own as it was before the fault, what is done to it, and whether it is whole again."""

import contextlib
import itertools
import json
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlsplit

from bench.database import Database
from bench.farm import Farm
from bench.faults import rows
from bench.faults.outcome import Outcome
from bench.faults.process import Process, until
from bench.faults.rows import Rows

SESSIONS = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
LEASED = "SELECT url FROM ingest_feed WHERE lease_until IS NOT NULL"
LEASES_ARE_OVER = """
UPDATE ingest_feed SET lease_until = now() - interval '1 s', turn_at = now() - interval '1 s'
WHERE lease_until IS NOT NULL;
UPDATE ingest_host SET lease_until = now() - interval '1 s' WHERE lease_until IS NOT NULL;
"""
ENTERED = """
SELECT f.url, count(*) FROM ingest_feed f JOIN ingest_fetch t ON t.feed_id = f.id
WHERE t.error_class <> 'Unreachable' GROUP BY f.url
"""
CHARGED = "SELECT url, last_error FROM ingest_feed WHERE failures > 0"
ALL_ARE_DUE = """
UPDATE ingest_feed SET next_at = now(), turn_at = now() WHERE state = 'active';
UPDATE ingest_host SET free_at = now(), slot_at = now();
"""
DATED_AHEAD = """
SELECT count(*) FROM articles_article WHERE greatest(published_at, first_seen_at, changed_at) > now() + interval '1 h'
"""
FAILED = "SELECT url FROM ingest_feed WHERE failures > 0"
FAILED_ARE_DUE = "UPDATE ingest_feed SET next_at = now(), turn_at = now() WHERE failures > 0"


class Trial:
    """A database in which every feed is due, and the programs that are started on it.

    ``wanted`` are the rows of an undisturbed run, which took ``window`` seconds from its first request on.
    """

    def __init__(self, database: Database, env: Mapping[str, str], farm: Farm, scratch: Path, random: Random) -> None:
        self.database = database
        self.farm = farm
        self.scratch = scratch
        self.random = random
        self.outcome = Outcome()
        self.env = {**env, "DATABASE_URL": database.url, "NEWSROOM_LOG_FORMAT": "json", "NEWSROOM_VAR": str(scratch)}
        self._number = itertools.count()
        self._whole_at = self._hurt_at = time.monotonic()
        scratch.mkdir(parents=True)
        farm.forget()

    @property
    def feeds(self) -> list[str]:
        """Return the paths of all feeds."""
        return [f"/feed/{number}.xml" for number in range(self.farm.feeds)]

    # What is done to it -----------------------------------------------------------------------------------------------
    def start(self, *arguments: str, prefix: Sequence[str] = (), env: Mapping[str, str] | None = None) -> Process:
        """Start ``manage.py ingest`` with these arguments, behind a ``prefix`` of another program."""
        return self.start_command("ingest", *arguments, prefix=prefix, env=env)

    def start_command(
        self, *arguments: str, prefix: Sequence[str] = (), env: Mapping[str, str] | None = None
    ) -> Process:
        """Start any management command."""
        command = [*prefix, sys.executable, "manage.py", *arguments]
        return Process(command, {**self.env, **(env or {})}, self.scratch / f"{next(self._number)}.log")

    @staticmethod
    def events(said: str, name: str) -> list[dict[str, Any]]:
        """Return the records of that event in what a program said."""
        records = [json.loads(line) for line in said.splitlines() if line.startswith('{"time"')]
        return [record for record in records if record["message"] == name]

    @contextlib.contextmanager
    def mid_way(self, window: float, *arguments: str, env: Mapping[str, str] | None = None) -> Iterator[Process]:
        """Start it and give it at a random moment of its work."""
        with self.start(*arguments, env=env) as process:
            until(lambda: self.farm.asked() or process.is_over, "it asks for its first feed")
            time.sleep(self.random.random() * window)
            self.outcome.is_late = process.is_over
            self.hurt()
            yield process

    def hurt(self) -> None:
        """Note that the harm was done, or ended, at this moment: from now on it is counted."""
        self._hurt_at = time.monotonic()

    def note(self, what: str, count: int = 1) -> None:
        """Keep a number that is good to know."""
        self.outcome.notes[what] += count

    def run(self, *arguments: str, prefix: Sequence[str] = (), env: Mapping[str, str] | None = None) -> str:
        """Run it to its end, which must be a good one, and return what it said."""
        with self.start(*arguments, prefix=prefix, env=env) as process:
            code = process.wait()
            self.outcome.wrong += [f"the run ended with {code}: {process.said[-500:]}"] if code else []
        self.note_whole()
        return process.said

    def manage(self, *arguments: str, env: Mapping[str, str] | None = None) -> str:
        """Run a management command to its end, which must be a good one, and return what it said."""
        with self.start_command(*arguments, env=env) as process:
            code = process.wait()
            self.outcome.wrong += [f"{arguments[0]} ended with {code}: {process.said[-500:]}"] if code else []
        return process.said

    def subscribe(self, urls: Sequence[str]) -> None:
        """Know only these feeds from now on: all others rest."""
        outlines = "".join(f'<outline type="rss" text="Feed {url}" xmlUrl="{url}"/>' for url in urls)
        listed = self.scratch / "feeds.opml"
        listed.write_text(f'<opml version="2.0"><head/><body>{outlines}</body></opml>', "utf-8")
        self.database.run("UPDATE ingest_feed SET state = 'paused'")
        self.manage("import_opml", str(listed))

    def let_all_be_due(self) -> None:
        """Let the next run ask for every active feed again, whenever that would be."""
        self.database.run(ALL_ARE_DUE)

    def note_whole(self) -> None:
        """Note that all should be whole from this moment on."""
        self._whole_at = time.monotonic()

    def note_resumed(self) -> None:
        """Note that the work went on by itself at this moment."""
        self.outcome.resumed = time.monotonic() - self._hurt_at

    def under_way(self) -> set[str]:
        """Return the paths of the feeds that somebody holds."""
        return {urlsplit(url).path for (url,) in self.database.run(LEASED)}

    def abandoned(self) -> set[str]:
        """Return the paths of the feeds that the dead held, once the server has noticed that they are dead."""
        until(lambda: not self.database.run(SESSIONS)[0][0], "the server ends the sessions of the dead")
        return self.under_way()

    def pass_leases(self) -> None:
        """Let the time of all leases be over: a test need not wait for five minutes."""
        self.database.run(LEASES_ARE_OVER)

    def failed(self) -> set[str]:
        """Return the paths of the feeds that are charged with a failure."""
        return {urlsplit(url).path for (url,) in self.database.run(FAILED)}

    def retry_failed(self) -> None:
        """Let the next run try again at once what failed: nor for half an hour."""
        self.database.run(FAILED_ARE_DUE)

    def finished(self) -> Outcome:
        """Return what came of a try that is not judged by the rows of an undisturbed run."""
        self.outcome.seconds = max(self._whole_at - self._hurt_at, 0.0)
        return self.outcome

    # Whether it is whole ----------------------------------------------------------------------------------------------
    def judge(self, wanted: Rows, excused: Iterable[str] = (), most: int = 2) -> Outcome:
        """Compare all rows and look at leases, ledger and manners; ``excused`` feeds may have been asked ``most`` times."""
        outcome = self.outcome
        outcome.is_judged = True
        found = rows.read(self.database)
        lost, doubled = rows.missing(wanted, found), rows.missing(found, wanted)
        outcome.lost, outcome.doubled = (sum(map(len, kind.values())) for kind in (lost, doubled))
        outcome.seconds = max(self._whole_at - self._hurt_at, 0.0)
        for words, kind in (("is not there", lost), ("is there too much", doubled)):
            outcome.wrong += [
                f"{name}: {len(some)} rows, such as {some[0][:300]}: {words}" for name, some in kind.items()
            ]
        outcome.wrong += [f"{url} is charged: {error}" for url, error in self.database.run(CHARGED)[:3]]
        (ahead,) = self.database.run(DATED_AHEAD)[0]
        outcome.wrong += [f"{ahead} articles are dated in the future"] if ahead else []
        self._judge_leases()
        self._judge_requests(set(excused), most)
        return outcome

    def _judge_leases(self) -> None:
        held = self.under_way()
        hosts = self.database.run("SELECT name FROM ingest_host WHERE lease_until > clock_timestamp()")
        self.outcome.wrong += [f"{len(held)} feeds and {len(hosts)} hosts are still held"] if held or hosts else []

    def _judge_requests(self, excused: set[str], often: int) -> None:
        """Every feed is asked once, and an excused one perhaps more often; every attempt that ended is in the ledger."""
        outcome, stats = self.outcome, self.farm.asked()
        entered = {urlsplit(url).path: count for url, count in self.database.run(ENTERED)}
        for path in self.feeds:
            asked, most = stats.get(path, {"requests": 0})["requests"], often if path in excused else 1
            outcome.extra += max(asked - 1, 0)
            outcome.unexplained += max(asked - most, 0)
            if not max(asked - (most - 1), 1) <= entered.get(path, 0) <= asked:
                outcome.wrong.append(
                    f"{path} was asked {asked} times and has {entered.get(path, 0)} rows in the ledger"
                )
            for rule, times in stats.get(path, {"violations": {}})["violations"].items():
                if path not in excused or rule != "unconditional_after_validators":
                    outcome.wrong.append(f"{path}: {rule}, {times} times")
        outcome.wrong += [f"{outcome.unexplained} requests too many"] if outcome.unexplained else []

"""A process that reads documents comes to a bad end: it aborts, faults, or runs out of memory."""

import re
import signal

from bench.faults import kills
from bench.faults.outcome import Outcome
from bench.faults.rogue import Rogue, good, item, rss
from bench.faults.stage import Stage

SMALL_MEMORY = {"NEWSROOM_FETCH_PARSE_MEMORY_BYTES": "112000000"}
"""Enough for a process and a common document, which take 90 MB of addresses, but not for the large one, which takes 140."""
LARGE_TEXT = "worn " * 60_000
LARGE_ITEMS = 30
REASON = re.compile("memory|exhaust")
REASONS = "SELECT url, failures, last_error FROM ingest_feed WHERE state = 'active' ORDER BY url"


def aborted(stage: Stage) -> Outcome:
    """Let a process that reads abort, as libraries do that find themselves broken."""
    return kills.reader_ended(stage, signal.SIGABRT)


def faulted(stage: Stage) -> Outcome:
    """Let a process that reads touch memory that is not its own."""
    return kills.reader_ended(stage, signal.SIGSEGV)


def starved(stage: Stage) -> Outcome:
    """Give a process that reads less memory than a document takes: that feed says so, and all others are read."""
    with stage.trial() as trial, Rogue(hosts=4) as rogue:
        large = rss(*(item(number, text=LARGE_TEXT) for number in range(LARGE_ITEMS)))
        rogue.answers = {f"/{number}": good(rss(item(100 + number)), "one") for number in range(3)}
        rogue.answers["/large"] = good(large, "one")
        trial.subscribe([rogue.url(path, number) for number, path in enumerate(rogue.answers)])
        trial.hurt()
        trial.run(env=SMALL_MEMORY)
        *common, (_, failures, error) = trial.database.run(REASONS)
        trial.outcome.require(
            failures == 1 and REASON.search(error), f"the large document: {failures} failures, {error!r}"
        )
        for url, failures, error in common:
            trial.outcome.require(not failures, f"{url} failed, too: {error}")
        trial.note("feeds that say so", failures)
        return trial.finished()

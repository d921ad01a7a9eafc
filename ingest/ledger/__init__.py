"""The only writer of feeds' state, hosts, notices and the ledger of attempts.

    feeds.py     which feeds there are, and what people order: add, pause, resume, poll now, move
    turns.py     whose turn it is: claims with a lease
    asides.py    what was read beside the schedule: older pages, and what hubs pushed
    attempts.py  what came of an attempt: one row each, and why the next one is when it is
    claims.py    the value that a claim is
    clock.py     what is mended where a clock was set back
    hosts.py     who speaks to a host, and when it may be asked again
    runs.py      rounds, one line each
    sources.py   how far we are with a publisher, and its feeds with it
    notices.py   what operators and editors should hear
    pruning.py   what is forgotten

A worker claims feeds for a while (SKIP LOCKED, so any number of processes on any number of machines share the work), and
gives each back with one of the ``record_`` functions. Whoever slept past the lease finds another token there and writes
nothing: ``LeaseLost``.
"""

from ingest.ledger.asides import record_archive, record_bad_push, record_push, record_replay
from ingest.ledger.attempts import (
    Attempt,
    Counts,
    LeaseLost,
    Quiet,
    answered_since,
    record_failure,
    record_quiets,
    record_success,
    spare,
)
from ingest.ledger.claims import LEASE, Claim, Token
from ingest.ledger.clock import heal_clock
from ingest.ledger.feeds import (
    NewFeed,
    add_feed,
    add_feeds,
    hosts_of,
    move,
    pause,
    poll_now,
    resume,
    retire,
)
from ingest.ledger.hosts import free_hosts, leave_hosts, penalize, take_host
from ingest.ledger.notices import end, mark_told, notice, notice_each, settle
from ingest.ledger.pruning import prune_fetches, prune_hosts, prune_notices, prune_runs
from ingest.ledger.runs import record_run
from ingest.ledger.sources import take_step
from ingest.ledger.turns import Claimed, claim, due, look, memory, now, release, release_all, renew, take

__all__ = [
    "LEASE",
    "Attempt",
    "Claim",
    "Claimed",
    "Counts",
    "LeaseLost",
    "NewFeed",
    "Quiet",
    "Token",
    "add_feed",
    "add_feeds",
    "answered_since",
    "claim",
    "due",
    "end",
    "free_hosts",
    "heal_clock",
    "hosts_of",
    "leave_hosts",
    "look",
    "mark_told",
    "memory",
    "move",
    "notice",
    "notice_each",
    "now",
    "pause",
    "penalize",
    "poll_now",
    "prune_fetches",
    "prune_hosts",
    "prune_notices",
    "prune_runs",
    "record_archive",
    "record_bad_push",
    "record_failure",
    "record_push",
    "record_quiets",
    "record_replay",
    "record_run",
    "record_success",
    "release",
    "release_all",
    "renew",
    "resume",
    "retire",
    "settle",
    "spare",
    "take",
    "take_host",
    "take_step",
]

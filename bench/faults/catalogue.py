"""Which faults there are: the row that promises something of each, and how often each is tried."""

from collections.abc import Callable
from dataclasses import dataclass

from bench.faults import (
    answers,
    bombs,
    disk,
    hangs,
    kills,
    outages,
    parser_faults,
    poison,
    stops,
    surroundings,
    upgrade,
    web_faults,
)
from bench.faults.outcome import Outcome
from bench.faults.stage import Stage


@dataclass(frozen=True, slots=True)
class Fault:
    """One way to hurt it. ``long`` is how often the long form tries it; the short form tries each once."""

    row: int
    title: str
    promise: str
    do: Callable[[Stage], Outcome]
    long: int = 3


WHOLE = "the next run ends with the rows of an undisturbed one"
ONCE = f"{WHOLE}; nothing is asked for again but what was under way"
DOWN = "503 with Retry-After while it is away, no 500; pages again within a second"

FAULTS = {
    "parent": Fault(1, "`kill -9` of the parent", ONCE, kills.parent, 70),
    "group": Fault(1, "`kill -9` of all processes", ONCE, kills.group, 70),
    "reader": Fault(
        1, "`kill -9` of a process that reads", "one feed fails at most; the run goes on", kills.reader, 50
    ),
    "idle": Fault(1, "`kill -9` of all that read, while idle", "the watch goes on", kills.idle, 10),
    "sleeper": Fault(2, "asleep past its lease (SIGSTOP), then woken", "late commits are refused", kills.sleeper, 10),
    "ten": Fault(3, "ten runs at once", "each feed is asked for once, as the server counts", surroundings.at_once, 5),
    "restart": Fault(
        4, "Postgres restarted (immediate) under `--watch`", f"goes on within 5 s; {ONCE}", outages.restart, 10
    ),
    "away": Fault(4, "Postgres away for long under `--watch`", f"goes on within 5 s; {ONCE}", outages.minute),
    "single": Fault(4, "Postgres gone under a single run", f"it says so and ends with 1; {ONCE}", outages.single),
    "terminate": Fault(
        4, "`pg_terminate_backend` at random under `--watch`", f"goes on within 5 s; {WHOLE}", outages.terminated, 10
    ),
    "web-restart": Fault(5, "Postgres torn away under readers", DOWN, web_faults.restart, 5),
    "web-stalled": Fault(5, "Postgres stands still (SIGSTOP)", DOWN, web_faults.stalled, 3),
    "limits": Fault(
        5, "slow statement, held lock, idle transaction", "each ends by its own limit", web_faults.limits, 2
    ),
    "disk": Fault(6, "disk full for kept documents", WHOLE, surroundings.full_disk, 1),
    "disk-database": Fault(
        6, "disk of Postgres full, its log elsewhere", f"reads go on; writes within 5 s of space; {WHOLE}", disk.full, 3
    ),
    "disk-log": Fault(
        6,
        "disk of Postgres full with its log",
        f"503 while it is down; writes within 5 s of space; {WHOLE}",
        disk.full_with_log,
        3,
    ),
    "behind": Fault(7, "clock of the machine a day behind", WHOLE, surroundings.clock_behind, 1),
    "ahead": Fault(7, "clock of the machine a day ahead", WHOLE, surroundings.clock_ahead, 1),
    "back": Fault(7, "clock of Postgres set back a day", "no feed waits for the day", surroundings.clock_set_back, 5),
    "cut": Fault(
        8, "reset in the body, short length, half a gzip", "nothing is stored, validators stay", answers.cut_off, 10
    ),
    "lying": Fault(
        9, "304 without a 200; the old ETag with a new body", "entries are right", answers.lying_validators, 3
    ),
    "names": Fault(10, "no names: DNS is dead", "no feed is charged; operators hear of it", surroundings.no_names, 1),
    "odd": Fault(
        14,
        "no entries, other guids, old ones again, a flood",
        "nothing goes, nothing is there twice, the flood is held",
        answers.odd_feed,
        3,
    ),
    "dns": Fault(
        10,
        "three of ten hosts without a name, denied or hanging",
        "the others take twice the time at most",
        hangs.names,
        3,
    ),
    "hung": Fault(10, "many servers that never answer", "the others take twice the time at most", hangs.servers, 3),
    "bombs": Fault(
        11,
        "hostile bodies among good feeds",
        "10 s of CPU, 1 GB, a reason each; the others are read; the parent has 20 MB more at most",
        bombs.bombs,
        1,
    ),
    "abort": Fault(
        12, "a process that reads aborts", "one feed fails at most; the run goes on", parser_faults.aborted, 10
    ),
    "segfault": Fault(
        12,
        "a process that reads faults (SIGSEGV)",
        "one feed fails at most; the run goes on",
        parser_faults.faulted,
        10,
    ),
    "memory": Fault(
        12, "a process that reads is out of memory", "its feed says so; the others are read", parser_faults.starved, 3
    ),
    "stop-run": Fault(
        13, "SIGTERM to a single run", "stops in 10 s with exit 0 and gives back its feeds", stops.run, 10
    ),
    "stop-watch": Fault(13, "SIGTERM to `--watch`", "the same", stops.watch, 10),
    "stop-worker": Fault(13, "SIGTERM to a worker of the queue", "the same", stops.worker, 5),
    "migration": Fault(
        15,
        "a migration under readers and `--watch`",
        "gives up for a lock and goes through at the next try; nobody notices",
        upgrade.migration,
        3,
    ),
    "backup": Fault(15, "backup under `--watch`, restore", "counts and checksums are equal", upgrade.backup, 3),
    "poison": Fault(16, "poison rows put in by SQL", "every page is still a page", poison.rows, 1),
    "worker": Fault(13, "`kill -9` of a gunicorn worker", "one failed request at most", web_faults.worker_killed, 20),
    "reload": Fault(13, "HUP to gunicorn under readers", "no failed request", web_faults.reload, 10),
}

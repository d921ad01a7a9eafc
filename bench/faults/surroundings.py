"""What ingest stands on fails: the disk, the clocks, the network's names. And ten of it at once."""

import shutil
import subprocess
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

from bench.faults import kills, rows
from bench.faults.outcome import Outcome, Skipped
from bench.faults.stage import Stage
from bench.faults.trial import Trial

AT_ONCE = 10
DAY = 86_400
CLOCK = Path(__file__).with_name("clock.c")
TINY_DISK = """
mkdir -p "$0/bodies" && mount -t tmpfs -o size=64k tmpfs "$0/bodies" && "$@"
code=$?; gzip -t "$0"/bodies/*/* || exit 99; exit $code
"""
NAMES_ARE = 'mount --bind "$0/hosts" /etc/hosts && mount --bind "$0/resolv.conf" /etc/resolv.conf && exec "$@"'
DAY_AHEAD = """
UPDATE ingest_feed SET next_at = next_at + day, turn_at = turn_at + day, lease_until = lease_until + day,
    last_attempt_at = last_attempt_at + day, last_ok_at = last_ok_at + day, full_at = full_at + day,
    newest_at = newest_at + day, created_at = created_at + day
FROM (SELECT interval '1 day' AS day) d;
UPDATE ingest_host SET free_at = free_at + day, slot_at = slot_at + day, lease_until = lease_until + day
FROM (SELECT interval '1 day' AS day) d;
UPDATE ingest_fetch SET started_at = started_at + interval '1 day', next_at = next_at + interval '1 day';
"""
BY_NAME = r"""
UPDATE ingest_feed SET url = regexp_replace(url, '127\.0\.0\.(\d+)', 'host-\1.farm.test');
UPDATE ingest_feed SET url_digest = sha256(convert_to(url, 'UTF8'));
UPDATE ingest_host SET name = regexp_replace(name, '127\.0\.0\.(\d+)', 'host-\1.farm.test');
"""
TRY_AGAIN = "UPDATE ingest_feed SET next_at = now(), turn_at = now()"
SPARED = "SELECT count(*) FROM ingest_fetch WHERE notes LIKE 'The fault was ours%' AND status IS NULL"
OUTAGES = "SELECT count(*), count(ended_at) FROM ingest_notice WHERE kind = 'outage'"


def full_disk(stage: Stage) -> Outcome:
    """Fill the disk for kept documents: articles are stored all the same, and no document is cut off."""
    require_namespaces()
    with stage.trial() as trial:
        trial.hurt()
        said = trial.run(prefix=["unshare", "-m", "sh", "-c", TINY_DISK, str(trial.scratch)])
        trial.note("documents not kept", len(trial.events(said, "body_not_kept")))
        return trial.judge(stage.wanted)


def clock_behind(stage: Stage) -> Outcome:
    """Let the clock of the machine that runs ingest be a day late."""
    return _with_clock(stage, -DAY)


def clock_ahead(stage: Stage) -> Outcome:
    """Let the clock of the machine that runs ingest be a day early."""
    return _with_clock(stage, DAY)


def _with_clock(stage: Stage, seconds: int) -> Outcome:
    """Run with a clock that is wrong by so much; ``faketime`` would stop Python from sleeping."""
    library = stage.scratch / "clock.so"
    if not shutil.which("cc"):
        raise Skipped("there is no C compiler")
    subprocess.run(["cc", "-shared", "-fPIC", "-o", str(library), str(CLOCK)], check=True)
    with stage.trial() as trial:
        trial.hurt()
        said = trial.run(env={"LD_PRELOAD": str(library), "CLOCK_OFF": str(seconds)})
        ended = datetime.fromisoformat(trial.events(said, "round_ended")[0]["time"])
        if abs((datetime.now(UTC) - ended).total_seconds() + seconds) > DAY / 2:
            trial.outcome.wrong.append(f"its clock was not wrong: {ended}")
        return trial.judge(stage.wanted)


def clock_set_back(stage: Stage) -> Outcome:
    """Set the clock of Postgres back by a day after a run was killed: all that is written lies in the future."""
    with stage.trial() as trial:
        kills.kill_mid_way(stage, trial)
        trial.database.run(DAY_AHEAD)
        trial.run()
        return trial.judge(stage.wanted, trial.feeds)


def no_names(stage: Stage) -> Outcome:
    """Let no name be found: no feed is charged with it, operators are told, and afterwards all is well."""
    require_namespaces()
    wanted = _by_name(stage)
    with stage.trial() as trial:
        trial.database.run(BY_NAME)
        trial.run(prefix=with_names(trial, ""))
        spared, told = trial.database.run(SPARED)[0][0], trial.database.run(OUTAGES)[0]
        if spared != stage.farm.feeds or told != (1, 0) or trial.failed():
            trial.outcome.wrong.append(
                f"{spared} feeds were spared, {len(trial.failed())} charged, and notices are {told}"
            )
        trial.note("feeds spared", spared)
        trial.database.run(TRY_AGAIN)
        trial.hurt()
        trial.run(prefix=with_names(trial, _hosts(stage)))
        if trial.database.run(OUTAGES)[0] != (1, 1):
            trial.outcome.wrong.append("the notice does not end with the outage")
        return trial.judge(wanted)


def _by_name(stage: Stage) -> rows.Rows:
    """Return what an undisturbed run makes of the feeds where they are found by name."""
    with stage.trial() as trial:
        trial.database.run(BY_NAME)
        trial.run(prefix=with_names(trial, _hosts(stage)))
        return rows.read(trial.database)


def _hosts(stage: Stage) -> str:
    return "".join(f"127.0.0.{number} host-{number}.farm.test\n" for number in range(2, stage.size.hosts + 2))


def with_names(trial: Trial, hosts: str, resolver: str = "") -> list[str]:
    """Return the prefix of a command that knows these names, and else asks this resolver or none."""
    (trial.scratch / "hosts").write_text(hosts, "ascii")
    (trial.scratch / "resolv.conf").write_text(resolver, "ascii")
    return ["unshare", "-m", "sh", "-c", NAMES_ARE, str(trial.scratch)]


def at_once(stage: Stage) -> Outcome:
    """Start ten runs at the same moment: they share the feeds, and none of them is asked for twice."""
    with stage.trial() as trial, ExitStack() as stack:
        trial.hurt()
        processes = [stack.enter_context(trial.start()) for _ in range(AT_ONCE)]
        codes = [process.wait() for process in processes]
        trial.note_whole()
        trial.outcome.wrong += [f"they ended with {codes}"] if any(codes) else []
        return trial.judge(stage.wanted)


def require_namespaces() -> None:
    """Skip where we may not mount anything that only our own processes see."""
    mount = ["unshare", "-m", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
    if not shutil.which("unshare") or subprocess.run(mount, capture_output=True, check=False).returncode:
        raise Skipped("it needs root")

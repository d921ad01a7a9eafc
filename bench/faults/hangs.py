"""Part of the network says nothing: names that nobody looks up, servers that never answer. The others must not wait."""

from collections.abc import Sequence

from bench.faults.outcome import Outcome
from bench.faults.rogue import Rogue, good, item, rss, silence
from bench.faults.rogue_names import ADDRESS, RogueNames
from bench.faults.stage import Stage
from bench.faults.surroundings import BY_NAME, require_namespaces, with_names
from bench.faults.trial import Trial

SLACK_SECONDS = 1.0
MANY = 500
SHORT = "6"
"""Seconds in which a server must say something, where no more than some are asked: the default is 20."""
STRANGERS_FIRST = """
UPDATE ingest_feed SET next_at = now() - interval '1 h', turn_at = now() - interval '1 h' WHERE url LIKE 'http://127.1.%'
"""
SHARE = 0.3
SECONDS = """
SELECT extract(epoch FROM max(started_at + milliseconds * interval '1 ms') FILTER (WHERE outcome <> 'failed')
    - min(started_at))::float, count(*) FILTER (WHERE outcome <> 'failed'), count(*) FILTER (WHERE outcome = 'failed')
FROM ingest_fetch
"""


def names(stage: Stage) -> Outcome:
    """Let three of ten hosts have no name: some are denied, of the others nothing is ever said."""
    require_namespaces()
    bad = max(2, round(stage.size.hosts * SHARE))
    with RogueNames(lambda name: _address(name, 0)):
        usual = _run_by_name(stage)
    with stage.trial() as trial, RogueNames(lambda name: _address(name, bad)):
        trial.database.run(BY_NAME)
        trial.hurt()
        trial.run(prefix=with_names(trial, "", f"nameserver {ADDRESS}\n"))
        per_host = [sum(n % stage.size.hosts == host for n in range(stage.size.feeds)) for host in range(bad)]
        _compare(trial, usual, stage.size.feeds - sum(per_host))
        return trial.finished()


def _address(name: str, bad: int) -> str | None:
    """Return the address of a farm's host; of the first ``bad`` hosts every other one hangs."""
    number = int(name.removeprefix("host-").partition(".")[0]) if name.startswith("host-") else -1
    if number - 2 in range(bad):
        return None if number % 2 else ""
    return f"127.0.0.{number}" if number > 0 else ""


def _run_by_name(stage: Stage) -> float:
    """Return how long the feeds take where all names are known."""
    with stage.trial() as trial:
        trial.database.run(BY_NAME)
        trial.run(prefix=with_names(trial, "", f"nameserver {ADDRESS}\n"))
        return float(trial.database.run(SECONDS)[0][0])


def servers(stage: Stage) -> Outcome:
    """Let many hosts take the question and never answer."""
    crowd = max(60, stage.size.crowd // 5)
    with Rogue(hosts=crowd) as rogue:
        urls = [rogue.url(f"/{number}", number) for number in range(crowd)]
        rogue.answers = {f"/{number}": good(rss(item(number)), "one") for number in range(crowd)}
        with stage.trial() as trial:
            _run_beside(stage, trial, urls)
            usual = float(trial.database.run(SECONDS)[0][0])
        rogue.answers = dict.fromkeys(rogue.answers, silence)
        with stage.trial() as trial:
            trial.hurt()
            _run_beside(stage, trial, urls)
            _compare(trial, usual, stage.size.feeds)
            return trial.finished()


def _run_beside(stage: Stage, trial: Trial, urls: Sequence[str]) -> None:
    """Run with the farm's feeds and these, all of which are due, and these first."""
    env = {"NEWSROOM_FETCH_READ_SECONDS": SHORT} if stage.size.crowd < MANY else {}
    trial.subscribe(urls)
    trial.database.run("UPDATE ingest_feed SET state = 'active'")
    trial.let_all_be_due()
    trial.database.run(STRANGERS_FIRST)
    trial.farm.forget()
    trial.run(env=env)


def _compare(trial: Trial, usual: float, wanted: int) -> None:
    """See that all others were read, and in at most twice the time."""
    seconds, read, failed = trial.database.run(SECONDS)[0]
    trial.note("feeds that said nothing", failed)
    trial.outcome.note_most("s until all others were read", seconds)
    trial.outcome.note_most("s without the fault", usual)
    trial.outcome.require(read == wanted, f"{read} feeds of {wanted} were read")
    trial.outcome.require(
        seconds <= 2 * usual + SLACK_SECONDS, f"the others took {seconds:.1f} s, without it {usual:.1f}"
    )

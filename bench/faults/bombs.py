"""Hostile documents in one run among good feeds: each must cost little, say why it was refused, and cost only itself."""

import contextlib
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.farm import Farm, NoFarm, find
from bench.faults.outcome import Outcome
from bench.faults.own_bombs import Bomb, own_bombs
from bench.faults.rogue import Rogue, good, item, rss
from bench.faults.small_farm import response
from bench.faults.stage import Stage
from bench.faults.trial import Trial
from bench.faults.watched import Watched

MAKER = Path("attacks", "make_bombs.py")
"""Beside the farm of others there may be a maker of bombs."""
MANY = 500
"""From so many feeds on it is worth its minutes."""
CPU_SECONDS = 10.0 + 1.0
"""The kernel counts whole seconds for a process that may have read others before."""
MEGABYTES = 1_000.0
PEAK_MEGABYTES = 20.0
HOSTS = 50
VERDICTS = """
SELECT f.url, t.outcome, t.error FROM ingest_feed f LEFT JOIN ingest_fetch t ON t.feed_id = f.id
WHERE f.state = 'active' ORDER BY f.url
"""


def bombs(stage: Stage) -> Outcome:
    """Read good feeds alone, then with bombs among them, and compare."""
    made = _arsenal(stage)
    with contextlib.ExitStack() as stack:
        farm = stack.enter_context(_farm(stage, len(made)))
        rogue = stack.enter_context(Rogue(hosts=HOSTS))
        urls = [rogue.url(f"/{number}", number) for number in range(len(made))]
        rogue.answers = {f"/{number}": good(rss(item(number)), "one") for number in range(len(made))}
        with stage.trial() as trial:
            usual = _run(trial, farm, urls)
        rogue.answers = {f"/{number}": _answer(bomb) for number, bomb in enumerate(made)}
        with stage.trial() as trial:
            trial.hurt()
            hurt = _run(trial, farm, urls)
            _judge(trial, usual, hurt)
            _judge_verdicts(trial, urls, farm.feeds)
            return trial.finished()


def _arsenal(stage: Stage) -> list[Bomb]:
    """Return our own bombs, and where many feeds are wanted those of the maker, if there is one."""
    if stage.size.crowd < MANY:
        return own_bombs()
    try:
        maker = find(None).parents[1] / MAKER
    except NoFarm:
        return own_bombs()
    directory = stage.scratch / "bombs"
    if not directory.is_dir():
        subprocess.run([sys.executable, str(maker), str(directory)], check=True, stdout=subprocess.DEVNULL)
    listed = json.loads((directory / "manifest.json").read_text("utf-8"))
    return [
        Bomb(one["file"], (directory / one["file"]).read_bytes(), one["content_type"], one["content_encoding"] or "")
        for one in listed
    ]


@contextlib.contextmanager
def _farm(stage: Stage, bombs: int) -> Iterator[Farm]:
    """Start a farm with so many good feeds that there are as many feeds in all as are wanted."""
    count = max(stage.size.crowd - bombs, stage.size.feeds)
    with Farm(stage.farm.script, feeds=count, items=4, hosts=HOSTS, lazy=True) as farm:
        yield farm


def _answer(bomb: Bomb) -> bytes:
    encoding = [f"Content-Encoding: {bomb.encoding}"] if bomb.encoding else []
    return response(200, bomb.body, f"Content-Type: {bomb.content_type}", *encoding)


def _run(trial: Trial, farm: Farm, urls: Sequence[str]) -> Watched:
    """Read the farm's feeds and these, and watch what that takes."""
    own = [f"http://127.0.0.{number % HOSTS + 2}:{farm.port}/feed/{number}.xml" for number in range(farm.feeds)]
    trial.subscribe(_mixed(own, urls))
    with trial.start() as process, Watched(process) as watched:
        code = process.wait()
    trial.note_whole()
    trial.outcome.require(code == 0, f"the run ended with {code}: {process.said[-500:]}")
    broke = trial.events(process.said, "feed_broke_our_code")
    trial.outcome.require(not broke, f"our code broke at {len(broke)} feeds: {broke[:1]}")
    return watched


def _mixed(many: Sequence[str], few: Sequence[str]) -> list[str]:
    """Return all of them in an order in which the few are spread among the many: feeds are asked in the order of their addition."""
    pairs = [(place / len(some), url) for some in (many, few) for place, url in enumerate(some)]
    return [url for _, url in sorted(pairs)]


def _judge(trial: Trial, usual: Watched, hurt: Watched) -> None:
    """See that no document took too much, and that the parent has no more than some of them at once."""
    outcome = trial.outcome
    peak, lasting = hurt.parent_megabytes - usual.parent_megabytes, hurt.parent_at_end - usual.parent_at_end
    outcome.note_most("s of CPU for a document", hurt.cpu)
    outcome.note_most("MB of addresses in a child", hurt.megabytes)
    outcome.note_most("MB more in the parent at its peak", max(peak, 0.0))
    outcome.note_most("MB more in the parent at its end", max(lasting, 0.0))
    outcome.require(hurt.cpu <= CPU_SECONDS, f"a document took {hurt.cpu:.1f} s of CPU")
    outcome.require(hurt.megabytes <= MEGABYTES, f"a child had {hurt.megabytes:.0f} MB")
    outcome.require(peak <= PEAK_MEGABYTES, f"the parent had {peak:.0f} MB more: {hurt.parent_megabytes:.0f}")


def _judge_verdicts(trial: Trial, urls: Sequence[str], good_feeds: int) -> None:
    """See that each bomb was judged, with a reason where it was refused, and that every good feed was read."""
    hostile = set(urls)
    verdicts = trial.database.run(VERDICTS)
    bad = [verdict for verdict in verdicts if verdict[0] in hostile]
    unclear = [verdict for verdict in bad if not verdict[1] or (verdict[1] == "failed" and not verdict[2])]
    trial.outcome.require(len(bad) == len(urls) and not unclear, f"{len(unclear)} of {len(bad)} bombs: {unclear[:2]}")
    trial.note("bombs refused with a reason", sum(verdict[1] == "failed" for verdict in bad))
    trial.note("bombs read within bounds", sum(verdict[1] == "ok" for verdict in bad))
    read = sum(verdict[1] == "ok" for verdict in verdicts if verdict[0] not in hostile)
    trial.outcome.require(read == good_feeds, f"{read} of {good_feeds} good feeds were read")
    trial.note("good feeds read", read)

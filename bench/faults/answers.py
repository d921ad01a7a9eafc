"""Servers that break off, lie about what changed, or bring other entries than before."""

import asyncio
import gzip

from bench.faults.outcome import Outcome
from bench.faults.rogue import Rogue, good, item, rss
from bench.faults.small_farm import response
from bench.faults.stage import Stage
from bench.faults.trial import Trial

KNOWN = "SELECT count(*) FROM articles_article WHERE url LIKE 'https://quay.example/%'"
SHOWN = f"{KNOWN} AND status = 'published'"
STATES = "SELECT url, etag, failures, last_error FROM ingest_feed WHERE state = 'active' ORDER BY url"
GONE = f"{KNOWN} AND status = 'withdrawn'"
PATHS = ("/reset", "/short", "/gzip")
OLD, NEW = range(8), range(4, 16)
FLOOD = 60


def cut_off(stage: Stage) -> Outcome:
    """Cut answers off at a random byte: reset, shorter than promised, half a gzip. Nothing of them may be stored."""
    with stage.trial() as trial, Rogue(hosts=len(PATHS)) as rogue:
        trial.subscribe([rogue.url(path, number) for number, path in enumerate(PATHS)])
        rogue.answers = {path: good(_document(path, OLD), "one") for path in PATHS}
        trial.run()
        before = _articles(trial)
        rogue.answers = _cut(trial)
        trial.let_all_be_due()
        trial.run()
        _judge_cut(trial, before)
        rogue.answers = {path: good(_document(path, NEW), "two") for path in PATHS}
        trial.let_all_be_due()
        trial.hurt()
        trial.run()
        _judge_after(trial, rogue)
        return trial.finished()


def _document(path: str, numbers: range) -> bytes:
    """Return a document with entries that no other path has."""
    kind = PATHS.index(path) * 100
    return rss(*(item(kind + n, text=f"Number {n} was worn. " * 40) for n in numbers))


def _cut(trial: Trial) -> dict[str, object]:
    """Return what is played instead of the next documents."""
    packed = good(gzip.compress(_document("/gzip", NEW)), "two", "Content-Encoding: gzip")
    head, _, body = packed.partition(b"\r\n\r\n")
    shorter = body[: trial.random.randrange(1, len(body) - 1)]
    lines = [line for line in head.split(b"\r\n") if not line.startswith(b"Content-Length")]
    half = b"\r\n".join([*lines, b"Content-Length: %d" % len(shorter)]) + b"\r\n\r\n" + shorter
    return {"/reset": _breaking(trial, "/reset", True), "/short": _breaking(trial, "/short", False), "/gzip": half}


def _breaking(trial: Trial, path: str, is_reset: bool) -> object:
    """Return a play that sends an answer up to a random byte of its body and then hangs up."""
    whole = good(_document(path, NEW), "two")
    end = trial.random.randrange(whole.index(b"\r\n\r\n") + 4, len(whole) - 1)

    async def play(writer: asyncio.StreamWriter) -> None:
        writer.write(whole[:end])
        await writer.drain()
        if is_reset:
            writer.transport.abort()
        else:
            writer.close()

    return play


def _articles(trial: Trial) -> int:
    return int(trial.database.run(KNOWN)[0][0])


def _judge_cut(trial: Trial, before: int) -> None:
    """See that nothing came in, that validators are the old ones, and that each feed says what was wrong."""
    trial.outcome.require(
        _articles(trial) == before, f"{_articles(trial) - before} articles of broken answers are stored"
    )
    for url, etag, failures, error in trial.database.run(STATES):
        trial.outcome.require(etag == '"one"', f"{url}: its validator went on to {etag}")
        trial.outcome.require(failures == 1 and error, f"{url} failed {failures} times and says {error!r}")
    trial.note("answers cut off and refused", len(PATHS))


def _judge_after(trial: Trial, rogue: Rogue) -> None:
    """See that every entry is there once, and that the last question was conditional on the first answer."""
    wanted = len(PATHS) * len({*OLD, *NEW})
    trial.outcome.require(_articles(trial) == wanted, f"there are {_articles(trial)} articles of {wanted}")
    for path in PATHS:
        asked = rogue.questions(path)[-1].headers.get("if-none-match")
        trial.outcome.require(asked == '"one"', f"{path} was asked with {asked}")


def lying_validators(stage: Stage) -> Outcome:
    """Answer 304 to who was never given anything, and a new body under the old ETag."""
    with stage.trial() as trial, Rogue(hosts=2) as rogue:
        trial.subscribe([rogue.url("/never", 0), rogue.url("/same", 1)])
        rogue.answers = {"/never": response(304, b"", 'ETag: "odd"'), "/same": good(rss(*map(item, OLD)), "one")}
        trial.run()
        never, same = trial.database.run(STATES)
        trial.outcome.require(never[1] == "" and never[2] == 1 and never[3], f"a 304 without a 200 left {never}")
        trial.outcome.require(_articles(trial) == len(OLD), f"{_articles(trial)} articles of {len(OLD)}: {same}")
        rogue.answers = {
            "/never": good(rss(*map(item, range(100, 105))), "odd"),
            "/same": good(rss(*map(item, NEW)), "one"),
        }
        trial.let_all_be_due()
        trial.hurt()
        trial.run()
        wanted = len({*OLD, *NEW}) + 5
        trial.outcome.require(_articles(trial) == wanted, f"{_articles(trial)} articles of {wanted}")
        asked = rogue.questions("/never")[-1].headers.get("if-none-match")
        trial.outcome.require(asked is None, f"a 304 without a 200 left the validator {asked}")
        return trial.finished()


def odd_feed(stage: Stage) -> Outcome:
    """Let a feed lose all entries, give all of them other guids, bring old ones back, and flood us."""
    acts = {
        "all entries": [item(n) for n in range(20)],
        "no entry": [],
        "other guids": [item(n, guid=f"moved-{n}") for n in range(20)],
        "old guids": [item(n) for n in range(20)],
        "a flood": [item(n, rss_date="Sat, 21 Nov 2026 12:00:00 GMT", headline="Ebb") for n in range(500, 500 + FLOOD)],
    }
    with stage.trial() as trial, Rogue() as rogue:
        trial.subscribe([rogue.url("/feed")])
        for name, items in acts.items():
            rogue.answers["/feed"] = good(rss(*items), name)
            trial.let_all_be_due()
            trial.run()
            shown = int(trial.database.run(SHOWN)[0][0])
            trial.outcome.require(shown == 20, f"after {name!r} {shown} of 20 articles are shown")
        gone, held = trial.database.run(GONE)[0][0], _articles(trial) - 20
        trial.outcome.require(not gone, f"{gone} articles were taken away")
        trial.outcome.require(held == FLOOD, f"{held} articles of a flood of {FLOOD} wait for an editor")
        trial.note("entries of a flood held", held)
        trial.outcome.seconds = 0.0
        return trial.outcome

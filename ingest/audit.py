"""Judge our own manners by the ledger: the rules are those of the feed reader score that publishers hold readers to.

Each rule looks at one attempt and at what its feed's attempts before it tell. Cookies and referers are no rule here: the
client has none, and the tests of fetching look for them on the wire.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import groupby
from typing import Any, NamedTuple

from django.db import connection, transaction

from ingest.hosts import PUBLIC_SPACING, is_strangers
from ingest.ledger.claims import LEASE, VALIDATORS_LAST
from ingest.models import Feed, Fetch, Host
from ingest.schedule import GONE_AGAIN, LONGEST, LONGEST_RETRY_AFTER, SHORTEST, span
from ingest.values import Validators

GONE = 410
ROWS_AT_ONCE = 500
ASKED = (Fetch.Cause.SCHEDULE, Fetch.Cause.REQUEST)
"""What asks a feed's own address. An older page is another one, a push comes by itself, and a replay asks nobody."""

HOSTS = """
WITH asked AS (
    SELECT f.feed_id, d.url, f.started_at, f.started_at - lag(f.started_at) OVER earlier AS pause,
        max(f.started_at + least(f.wait_seconds, %(longest)s) * interval '1 second')
            FILTER (WHERE f.status IN (429, 503) AND f.final_url = '')
            OVER (earlier ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS held_until
    FROM ingest_fetch f JOIN ingest_feed d ON d.id = f.feed_id
    WHERE f.started_at BETWEEN %(first)s AND %(now)s AND f.cause IN ('schedule', 'request', 'archive')
        AND d.host_id = ANY(%(strangers)s)
        AND NOT EXISTS (
            SELECT 1 FROM ingest_notice n
            WHERE n.feed_id = f.feed_id AND n.kind = 'moved' AND n.began_at >= f.started_at
        )
    WINDOW earlier AS (PARTITION BY d.host_id ORDER BY f.started_at, f.id)
)
SELECT feed_id, url, started_at, pause, held_until FROM asked
WHERE started_at >= %(since)s AND (pause < %(spacing)s OR started_at < held_until)
ORDER BY started_at
"""
"""Requests too close to another one at the same host. What a feed asked before it moved went to another host."""


class Rule(StrEnum):
    """What a publisher may hold against us."""

    UNCONDITIONAL = "unconditional"
    INVENTED = "invented"
    EARLY = "early"
    BURST = "burst"
    GONE = "gone"
    PAUSED = "paused"


class Violation(NamedTuple):
    """One request that we should not have made, or not so."""

    feed_id: int
    url: str
    at: datetime
    rule: Rule
    detail: str


class Row(NamedTuple):
    """One attempt of the ledger with what its feed is now, in the order of ``COLUMNS``."""

    feed_id: int
    url: str
    state: str
    state_at: datetime | None
    at: datetime
    cause: str
    outcome: str
    status: int | None
    sent_etag: str
    sent_last_modified: str
    got_etag: str
    got_last_modified: str
    fresh_seconds: int | None
    wait_seconds: int | None
    next_at: datetime

    @property
    def is_scheduled(self) -> bool:
        """Tell whether nobody but the schedule wanted it."""
        return self.cause == Fetch.Cause.SCHEDULE

    @property
    def sent(self) -> Validators:
        """The validators that were sent."""
        return Validators(self.sent_etag, self.sent_last_modified)


COLUMNS = (
    "feed_id", "feed__url", "feed__state", "feed__state_at", "started_at", "cause", "outcome", "status", "sent_etag",
    "sent_last_modified", "got_etag", "got_last_modified", "fresh_seconds", "wait_seconds", "next_at",
)  # fmt: skip


@dataclass(slots=True)
class Known:
    """What the attempts of one feed tell so far; None where they do not tell."""

    before: Row | None = None
    given: Validators | None = None
    full_at: datetime | None = None
    fresh_seconds: int | None = None
    answered_at: datetime | None = None
    held_until: datetime | None = None
    gone_since: datetime | None = None
    is_gone: bool = False

    def learn(self, row: Row) -> None:
        """Take in one attempt."""
        self.before = row
        if row.status is not None:
            self.answered_at = row.at
        if row.wait_seconds is not None:
            self.held_until = row.at + min(timedelta(seconds=row.wait_seconds), LONGEST_RETRY_AFTER)
        self._learn_end(row)
        if row.outcome != Fetch.Outcome.FAILED:
            self._learn_answer(row)

    def _learn_answer(self, row: Row) -> None:
        """Take in what an answer gave; a 304 may shorten how long the full answer is fresh, not lengthen it."""
        self.given = Validators(row.got_etag, row.got_last_modified)
        if row.outcome == Fetch.Outcome.OK:
            self.full_at, self.fresh_seconds = row.at, row.fresh_seconds
        elif row.fresh_seconds is not None and self.full_at is not None:
            full = self.fresh_seconds
            self.fresh_seconds = row.fresh_seconds if full is None else min(row.fresh_seconds, full)

    def _learn_end(self, row: Row) -> None:
        """Notice that the publisher says twice, a day apart, that it is over. Whoever asks for it begins anew."""
        if row.status != GONE or not row.is_scheduled:
            self.gone_since, self.is_gone = None, False
        if row.status == GONE:
            self.gone_since = self.gone_since or row.at
            self.is_gone |= row.at - self.gone_since >= GONE_AGAIN


def audit(since: datetime, now: datetime) -> list[Violation]:
    """Return what was impolite from ``since`` to ``now``, by feed, then what was so towards a host of several feeds.

    Reads the ledger from the time that validators last before ``since``, to know what went before. Rows come in a stream,
    so memory does not grow with their number.
    """
    with transaction.atomic():  # A cursor of the server's lives in a transaction.
        found = [
            violation
            for _, rows in groupby(_rows(since, now), key=lambda row: row.feed_id)
            for violation in _judge_feed(rows, since)
        ]
        return [*found, *_judge_hosts(since, now)]


def report(violations: Iterable[Violation]) -> str:
    """Say for an operator what was found: how often each rule was broken, then each case."""
    found = list(violations)
    counts = Counter(violation.rule for violation in found)
    summary = ", ".join(f"{count} {rule}" for rule, count in counts.most_common()) or "no violation"
    cases = [f"{one.at:%Y-%m-%d %H:%M:%S}  {one.rule:13}  feed {one.feed_id}  {one.detail}  {one.url}" for one in found]
    manners = "Cookies and referers: none, the client has neither."
    return "\n".join([f"Courtesy: {summary}.", *cases, manners])


def _rows(since: datetime, now: datetime) -> Iterator[Row]:
    """Stream the attempts feed by feed, each feed's in the order in which they were written: as the index has them."""
    fetches = Fetch.objects.filter(started_at__gte=since - VALIDATORS_LAST, started_at__lte=now, cause__in=ASKED)
    for values in fetches.order_by("-feed_id", "id").values_list(*COLUMNS).iterator(ROWS_AT_ONCE):
        yield Row(*values)


def _judge_feed(rows: Iterable[Row], since: datetime) -> Iterator[Violation]:
    """Hold each attempt of one feed against those before it."""
    known = Known()
    for row in rows:
        if row.at >= since:
            for rule, judge in RULES:
                if detail := judge(row, known):
                    yield Violation(row.feed_id, row.url, row.at, rule, detail)
        known.learn(row)


# The rules: each returns what was wrong, or "" ------------------------------------------------------------------------


def _unconditional(row: Row, known: Known) -> str:
    """Find a plain question after an answer that gave validators, unless the last full answer is eight days old."""
    if row.sent or not known.given or known.full_at is None or row.at - known.full_at >= VALIDATORS_LAST:
        return ""
    return f"asked without condition, though the answer before gave {_named(known.given)}"


def _invented(row: Row, known: Known) -> str:
    """Find validators that the answer before did not give so, byte for byte."""
    if known.given is None or not row.sent:
        return ""
    is_given = row.sent_etag in ("", known.given.etag) and row.sent_last_modified in ("", known.given.last_modified)
    return "" if is_given else f"sent {_named(row.sent)}, where the answer before gave {_named(known.given)}"


def _early(row: Row, known: Known) -> str:
    """Find a poll before our own plan, before the end of a Retry-After, or while the answer was fresh.

    Where a clock was set back, the attempt before tells nothing.
    """
    before = known.before
    if before is None or row.at < before.at:
        return ""
    limits = [(known.held_until, "the end of Retry-After")]
    if row.is_scheduled:
        limits += [(before.next_at, "its time"), (_fresh_until(before, known), "the answer before was stale")]
    broken = [(limit, name) for limit, name in limits if limit and row.at < limit]
    return f"asked {span(broken[0][0] - row.at)} before {broken[0][1]}" if broken else ""


def _fresh_until(before: Row, known: Known) -> datetime | None:
    """Return until when the answer before was fresh; we hold to a day of that at most."""
    if known.fresh_seconds is None or before.outcome == Fetch.Outcome.FAILED:
        return None
    return before.at + min(timedelta(seconds=known.fresh_seconds), LONGEST)


def _burst(row: Row, known: Known) -> str:
    """Find two polls within a quarter of an hour. Attempts that reached nobody bothered nobody."""
    if not row.is_scheduled or known.answered_at is None:
        return ""
    pause = row.at - known.answered_at
    return f"asked again after {span(pause)}" if timedelta(0) <= pause < SHORTEST else ""


def _gone(row: Row, known: Known) -> str:
    """Find a poll of what had said twice, a day apart, that it is gone."""
    return "asked on schedule after 410 was confirmed" if row.is_scheduled and known.is_gone else ""


def _paused(row: Row, known: Known) -> str:
    """Find a poll of what was paused or retired; what was under way at that moment may end."""
    if not row.is_scheduled or row.state == Feed.State.ACTIVE or row.state_at is None:
        return ""
    return f"asked on schedule while {row.state}" if row.at > row.state_at + LEASE else ""


RULES: tuple[tuple[Rule, Callable[[Row, Known], str]], ...] = (
    (Rule.UNCONDITIONAL, _unconditional),
    (Rule.INVENTED, _invented),
    (Rule.EARLY, _early),
    (Rule.BURST, _burst),
    (Rule.GONE, _gone),
    (Rule.PAUSED, _paused),
)


def _judge_hosts(since: datetime, now: datetime) -> Iterator[Violation]:
    """Hold the requests to each stranger's host against one another, whichever feed they were for."""
    strangers = [pk for pk, name in Host.objects.values_list("id", "name") if is_strangers(name)]
    asked: dict[str, Any] = {
        "first": since - LONGEST_RETRY_AFTER, "since": since, "now": now, "strangers": strangers,
        "spacing": PUBLIC_SPACING, "longest": int(LONGEST_RETRY_AFTER.total_seconds()),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(HOSTS, asked)
        for feed_id, url, at, pause, held_until in cursor:
            if pause is not None and pause < PUBLIC_SPACING:
                yield Violation(feed_id, url, at, Rule.BURST, f"asked {pause.total_seconds():.1f} s after its host was")
            if held_until is not None and at < held_until:
                detail = f"asked {span(held_until - at)} before the end of its host's Retry-After"
                yield Violation(feed_id, url, at, Rule.EARLY, detail)


def _named(validators: Validators) -> str:
    """Show validators, but not at any length."""
    given = (("ETag", validators.etag), ("Last-Modified", validators.last_modified))
    return " and ".join(f"{name} {value[:80]!r}" for name, value in given if value) or "none"

"""``/metrics``: figures for Prometheus, read from the database at each scrape.

Many processes share the database, and none knows what the others do; so no process counts for itself. Each query looks at
feeds, hosts or notices, or at one hour of the ledger by its index: none gets slower with the age of the site.
"""

import hmac
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Count, Max, Min, Q, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from articles.models import Article
from ingest.exposition import CONTENT_TYPE, Gauge, labelled, plain, write
from ingest.models import Feed, Fetch, Host, Notice, Subscription

OVERDUE_AFTER = timedelta(minutes=5)
SHORT = timedelta(minutes=5)
LONG = timedelta(hours=1)
PENDING_COUNTED = 10_000
"""So many articles that wait are counted one by one; more are said to be one more than that."""

VERDICTS = ("new", "changed", "dropped")
ACTIVE = Q(state=Feed.State.ACTIVE)
CONDITIONS = {
    "fine": ACTIVE & Q(failures=0, last_attempt_at__isnull=False),
    "failing": ACTIVE & Q(failures__gt=0),
    "new": ACTIVE & Q(failures=0, last_attempt_at__isnull=True),
    "paused": Q(state=Feed.State.PAUSED),
    "retired": Q(state=Feed.State.RETIRED),
}
WAITING = """
SELECT (SELECT count(*) FROM (SELECT FROM articles_article WHERE status = 'pending' LIMIT %s) AS pending),
    (SELECT count(*) FROM (SELECT FROM articles_article WHERE status = 'published' AND story_id IS NULL LIMIT %s) AS unplaced)
"""
BY_STATUS = """
SELECT value, share * greatest(c.reltuples, 0)
FROM pg_class c JOIN pg_stats s ON s.tablename = c.relname AND s.schemaname = c.relnamespace::regnamespace::text,
    unnest(s.most_common_vals::text::text[], s.most_common_freqs) AS known (value, share)
WHERE c.oid = 'articles_article'::regclass AND s.attname = 'status'
"""
"""What Postgres knows from its last ANALYZE: to count a million articles at each scrape would take longer than all else."""


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Show the figures to who has the token; without a token in the settings there is nothing here."""
    if not settings.METRICS_TOKEN:
        raise Http404
    given = request.headers.get("Authorization", "").encode("utf-8", "surrogateescape")
    if not hmac.compare_digest(given, f"Bearer {settings.METRICS_TOKEN}".encode()):
        return HttpResponse("a token is needed\n", "text/plain", 401, headers={"WWW-Authenticate": "Bearer"})
    return HttpResponse(write(gauges(timezone.now())), CONTENT_TYPE)


def gauges(now: datetime) -> Iterator[Gauge]:
    """Yield every figure there is."""
    yield Gauge("newsroom_build_info", "The release that runs.", {(("version", settings.VERSION),): 1})
    yield from _of_feeds(now)
    yield from _of_hosts(now)
    yield from _of_attempts(now)
    yield from _of_articles()
    open_notices = Notice.objects.filter(ended_at=None).order_by().values_list("kind").annotate(Count("pk"))
    yield labelled(
        "newsroom_notices_open", "What lasts, by kind.", "kind", _all_of(Notice.Kind.values, dict(open_notices))
    )
    states = Subscription.objects.order_by().values_list("state").annotate(Count("pk"))
    yield labelled(
        "newsroom_subscriptions", "Feeds with a hub.", "state", _all_of(Subscription.State.values, dict(states))
    )
    yield plain(
        "newsroom_database_bytes", "How large the database is.", _ask("SELECT pg_database_size(current_database())")
    )


def _of_feeds(now: datetime) -> Iterator[Gauge]:
    due = ACTIVE & Q(turn_at__lte=now)
    facts: dict[str, Any] = Feed.objects.aggregate(
        **{name: Count("pk", filter=condition) for name, condition in CONDITIONS.items()},
        due=Count("pk", filter=due),
        overdue=Count("pk", filter=ACTIVE & Q(turn_at__lte=now - OVERDUE_AFTER)),
        oldest=Min("turn_at", filter=due),
        leases=Count("pk", filter=Q(lease_until__gt=now)),
        last_ok=Max("last_ok_at"),
    )
    conditions = {name: facts[name] for name in CONDITIONS}
    yield labelled("newsroom_feeds", "Feeds by how they fare.", "condition", conditions)
    yield plain("newsroom_feeds_due", "Feeds whose turn has come.", facts["due"])
    yield plain("newsroom_feeds_overdue", "Feeds whose turn came five minutes ago or earlier.", facts["overdue"])
    lateness = _since(facts["oldest"], now) if facts["oldest"] else 0.0
    yield plain("newsroom_feed_lateness_seconds", "How long the feed that waits longest has been due.", lateness)
    yield plain("newsroom_leases", "Feeds that workers hold.", facts["leases"])
    if facts["last_ok"]:
        text = "How long ago a feed was read last."
        yield plain("newsroom_last_good_fetch_seconds", text, _since(facts["last_ok"], now))


def _of_hosts(now: datetime) -> Iterator[Gauge]:
    facts = Host.objects.aggregate(
        paused=Count("pk", filter=Q(free_at__gt=now) & ~Q(why="")), held=Count("pk", filter=Q(lease_until__gt=now))
    )
    yield plain("newsroom_hosts_paused", "Hosts that asked to be left alone.", facts["paused"])
    yield plain("newsroom_hosts_held", "Hosts that workers speak to.", facts["held"])


def _of_attempts(now: datetime) -> Iterator[Gauge]:
    """Look at one hour of the ledger, once."""
    short = Q(started_at__gt=now - SHORT)
    rows = Fetch.objects.filter(started_at__gt=now - LONG, started_at__lte=now).order_by().values("outcome")
    sums = {f"{name}_entries": Sum(name) for name in VERDICTS}
    facts: Any = list(rows.annotate(long=Count("pk"), short=Count("pk", filter=short), **sums))
    for window, column in (("5m", "short"), ("1h", "long")):
        counts = _all_of(Fetch.Outcome.values, {row["outcome"]: row[column] for row in facts})
        yield labelled(f"newsroom_attempts_{window}", f"Attempts of the last {window}, by outcome.", "outcome", counts)
    entries = {name: sum(row[f"{name}_entries"] for row in facts) for name in VERDICTS}
    yield labelled("newsroom_entries_1h", "What became of entries in the last hour.", "verdict", entries)


def _of_articles() -> Iterator[Gauge]:
    with connection.cursor() as cursor:
        cursor.execute(WAITING, [PENDING_COUNTED + 1] * 2)
        pending, unplaced = cursor.fetchone()
    yield plain("newsroom_articles_pending", "Articles that wait for an editor, at most 10001.", pending)
    yield plain("newsroom_articles_unplaced", "Published articles that are in no story yet, at most 10001.", unplaced)
    with connection.cursor() as cursor:
        cursor.execute(BY_STATUS)
        known = {status: round(number) for status, number in cursor.fetchall()}
    yield labelled(
        "newsroom_articles_estimated", "Articles by status, as of the last ANALYZE.", "status",
        _all_of(Article.Status.values, known),
    )  # fmt: skip


def _all_of(names: list[str], counts: dict[str, int]) -> dict[str, float]:
    """Give each name its count: a series that is absent where nothing happens cannot be alerted on."""
    return {name: counts.get(name, 0) for name in names}


def _since(moment: datetime, now: datetime) -> float:
    return round(max(0.0, (now - moment).total_seconds()), 3)


def _ask(query: str) -> float:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return float(cursor.fetchone()[0])

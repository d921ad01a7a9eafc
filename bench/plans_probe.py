"""Have Postgres explain every statement that readers' pages run, in a site's environment: python -m bench.plans_probe SCHEMA.

Tables of SCHEMA, where it has them, stand before the site's own. It prints one JSON line: for each page, how many statements it
ran, their milliseconds, how many of them looked into more than one partition, and the most partitions that one looked into.
"""

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, timedelta
from typing import Any

import django
from django.db import connection, transaction

django.setup()

from django.test import Client  # noqa: E402  Not before Django is ready.

from articles import context, known  # noqa: E402  As above.
from articles.models import Article  # noqa: E402  As above.
from articles.views import card_memory  # noqa: E402  As above.

TIMES = 3
"""Each page is asked so often, and the last time counts: the first ones read from the disk."""

PARTED = ("articles_article_", "articles_searchtext_")


class Explained:
    """Lets Postgres explain each statement that reads, and notes what it said; a wrapper as Django knows them."""

    def __init__(self) -> None:
        self.plans: list[dict[str, Any]] = []

    def __call__(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, about: Any) -> Any:
        """Explain, then run."""
        if isinstance(sql, str) and sql.lstrip().upper().startswith(("SELECT", "WITH", "(", "UPDATE")):
            with transaction.atomic():
                execute(f"EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) {sql}", params, many, about)
                (plans,) = about["cursor"].fetchone()
                self.plans += json.loads(plans) if isinstance(plans, str) else plans
                transaction.set_rollback(True)
        return execute(sql, params, many, about)


def main(schema: str) -> dict[str, Any]:
    """Explain every page."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('search_path', %s, false)", [f"{schema},public"])
    client = Client(SERVER_NAME="localhost")
    pages = {name: _asking(client, path) for name, path in _paths()}
    return {name: _explained(ask) for name, ask in {**pages, **dict(_orders())}.items()}


def _paths() -> Iterator[tuple[str, str]]:
    """Name pages of every kind, in the middle of the years where that makes a difference."""
    newest = Article.objects.visible().latest("published_at")
    old = (
        Article.objects.visible().filter(published_at__lt=newest.published_at - timedelta(days=5 * 365)).first()
        or newest
    )
    before = f"{old.published_at.astimezone(UTC):%Y%m%dT%H%M%S.%f}-{old.pk}"
    section, source = old.section, old.source
    story = old.story
    if section is None or story is None:
        raise SystemExit("error: these articles stand in no story.")
    yield from {
        "front": "/",
        "latest": "/latest/",
        "latest, five years back": f"/latest/?before={before}",
        "section": section.get_absolute_url(),
        "section, latest": f"{section.get_absolute_url()}latest/",
        "section, latest, five years back": f"{section.get_absolute_url()}latest/?before={before}",
        "source": source.get_absolute_url(),
        "tag": "/tag/tides/",
        "article": old.get_absolute_url(),
        "story": story.get_absolute_url(),
        "archive": "/archive/",
        "archive, a month": f"/archive/{old.published_at:%Y/%m}/",
        "archive, a day": f"/archive/{old.published_at:%Y/%m/%d}/",
        "search: in every tenth": "/search/?q=tenth3",
        "search: in every thousandth": "/search/?q=thousandth3",
        "search: in few": "/search/?q=rarest3",
        "search: newest first": "/search/?q=hundredth3&sort=newest",
        "feed": "/latest/feed.rss",
    }.items()


def _orders() -> Iterator[tuple[str, Callable[[], object]]]:
    """Name what ingest and the desk ask beside pages: by id, by address, and where something must be unique."""
    old = Article.objects.order_by("published_at")[Article.objects.count() // 2]
    digests = list(Article.objects.order_by("-published_at").values_list("url_digest", flat=True)[:30])
    asked = {"source": old.source_id, "urls": digests, "keys": [], "skipped": []}
    yield "ingest: known by 30 addresses", lambda: _run(known.FOUND, asked)
    yield "by id", lambda: list(Article.objects.filter(pk=old.pk))
    yield "by id and time", lambda: list(Article.objects.filter(pk=old.pk, published_at=old.published_at))
    yield "change by id", lambda: Article.objects.filter(pk=old.pk).update(dek="ebb")
    yield "inbox", lambda: list(Article.objects.filter(status="pending").order_by("-first_seen_at", "-pk")[:50])


def _asking(client: Client, path: str) -> Callable[[], object]:
    def ask() -> None:
        status = client.get(path).status_code
        if status != 200:
            raise SystemExit(f"error: {path} answers {status}.")

    return ask


def _run(sql: str, values: Mapping[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def _explained(ask: Callable[[], object]) -> dict[str, float]:
    for _ in range(TIMES):
        explained = Explained()
        with _forgetful(), connection.execute_wrapper(explained):
            ask()
    plans = explained.plans
    touched = [len(set(_partitions(plan["Plan"]))) for plan in plans]
    return {
        "statements": len(plans),
        "planning": sum(plan["Planning Time"] for plan in plans),
        "execution": sum(plan["Execution Time"] for plan in plans),
        "slowest": max(plan["Planning Time"] + plan["Execution Time"] for plan in plans),
        "spread": sum(count > 1 for count in touched),
        "partitions": max(touched),
    }


@contextmanager
def _forgetful() -> Iterator[None]:
    """Let the process know nothing of cards and frames, and leave no change behind."""
    card_memory.forget()
    context.read_frame.cache_clear()
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _partitions(plan: Mapping[str, Any]) -> Iterator[str]:
    """Return the partitions that were really looked into, below this node of a plan."""
    name = plan.get("Relation Name", "")
    if name.startswith(PARTED) and plan.get("Actual Loops"):
        yield name
    below: Sequence[Mapping[str, Any]] = plan.get("Plans", ())
    for one in below:
        yield from _partitions(one)


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1])))

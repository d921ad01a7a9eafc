"""Let a site's database have made-up reports, place some more, and say what it took.

    python -m bench.stories_site fill ARTICLES      publish so many and group them
    python -m bench.stories_site place NEW          publish some more and place them, one at a time and all at once

It prints one JSON line, CPU in milliseconds an article.
"""

import json
import sys
import time
from itertools import islice
from typing import Any

import django
import psutil
from django.db import connection

django.setup()

from articles.digest import sha256  # noqa: E402  Models cannot be imported before Django is ready.
from articles.models import Article, Source  # noqa: E402
from articles.models import Clue as ClueRow  # noqa: E402
from articles.stories import placing, reading  # noqa: E402
from articles.stories.recluster import recluster  # noqa: E402
from bench import cpu  # noqa: E402  As above.
from bench.reports import Report, reports  # noqa: E402

HELD_BACK = 200
"""So many reports of the same days are published later."""


def fill(count: int) -> dict[str, Any]:
    """Publish so many reports in the database and group them by a replay, which writes as placing does."""
    sources = [Source(name=f"Paper {n}", slug=f"paper-{n}", home_url=f"https://paper-{n}.example/") for n in range(400)]
    Source.objects.bulk_create(sources)
    made = islice(reports(count + HELD_BACK), count)
    while part := list(islice(made, 2_000)):
        articles = Article.objects.bulk_create([_article(report, sources) for report in part])
        read = [reading.read(article) for article in articles]
        ClueRow.objects.bulk_create(
            [
                ClueRow(article_id=one.article, language=one.language, seen_at=one.seen, facts=reading.as_facts(one))
                for one in read
            ]
        )
    began = time.process_time()
    done = recluster(made_at())
    cpu = time.process_time() - began
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CHECKPOINT")
    return {"articles": done.articles, "stories": done.stories, "cpu": cpu}


def made_at() -> Any:
    """Return the time at which all of it is done: that of the last report."""
    return Article.objects.latest("published_at").published_at


def _article(report: Report, sources: list[Source]) -> Article:
    url = f"https://paper-{report.source}.example/{sha256(report.headline + report.lead).hex()}"
    return Article(
        source=sources[report.source],
        status="published",
        url=url,
        url_digest=sha256(url),
        headline=report.headline,
        dek=report.lead,
        language="en",
        published_at=report.published,
        first_seen_at=report.published,
        fingerprint=sha256(report.headline),
    )


def place(count: int) -> dict[str, Any]:
    """Publish twice so many reports of the last hour: one at a time, then all at once. Return what each cost: at most ``HELD_BACK`` in all."""
    sources = list(Source.objects.order_by("pk"))
    last = made_at()
    there = Article.objects.count()
    articles = [_article(report, sources) for report in islice(reports(there + HELD_BACK), there, there + 2 * count)]
    for article in articles:
        article.status = "pending"
        article.published_at = article.first_seen_at = last
    made = [article.pk for article in Article.objects.bulk_create(articles)]
    placing.place_waiting(last)  # What is ranked anew because it is due is not what is measured.
    return {"alone": _placed(made[:count], last, 1), "together": _placed(made[count:], last, count)}


def _placed(articles: list[int], now: Any, at_once: int) -> dict[str, float]:
    """Publish and place articles, so many at once. Return CPU and time, in milliseconds an article."""
    server = psutil.Process(_backend()).ppid()
    began = time.process_time(), cpu.postgres_cpu(server), time.perf_counter()
    left = iter(articles)
    while part := list(islice(left, at_once)):
        Article.objects.filter(pk__in=part).update(status="published")
        if placing.place_waiting(now).articles != len(part):
            raise SystemExit("error: not all articles were placed.")
    ended = time.process_time(), cpu.postgres_cpu(server), time.perf_counter()
    names = ("cpu", "postgres", "wall")
    return {name: (end - start) * 1000 / len(articles) for name, start, end in zip(names, began, ended, strict=True)}


def _backend() -> int:
    """Return the process of Postgres that works for us; it has to be on this machine."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


if __name__ == "__main__":
    what = {"fill": fill, "place": place}[sys.argv[1]]
    print(json.dumps(what(int(sys.argv[2]))))

"""Let a site's database have made-up articles, ask its search, and say how long it took.

    python -m bench.search_site fill ARTICLES      publish so many and let them be found
    python -m bench.search_site ask EACH           ask so many questions of each kind, each once
    python -m bench.search_site store ARTICLES     insert so many with and without what search adds

It prints one JSON line, in milliseconds.
"""

import json
import sys
import time
from typing import Any

import django
import psutil
from django.db import connection

django.setup()

from django.test import Client  # noqa: E402  Not before Django is ready.
from django.utils import timezone  # noqa: E402  As above.

from articles.models import Article, Section, Source  # noqa: E402  As above.
from articles.search import vocabulary  # noqa: E402  As above.
from bench import cpu  # noqa: E402  As above.
from bench.search_words import SECTIONS, SOURCES, Language  # noqa: E402  As above.

MINUTES = 2
"""So far apart are two articles: a million of them span almost four years."""

RAW = "CREATE TEMPORARY TABLE raw (number int, headline text, dek text, language text, source int, section int)"
WITHOUT_INDEXES = ("search_text_vector", "search_text_river", "search_text_language", "search_text_rights")
FOUND = """
INSERT INTO articles_searchtext (article_id, source_id, section_id, published_at, state, words, language, texts, marks)
SELECT id, source_id, section_id, published_at, 'found', 60, language, ARRAY[headline, dek, '', ''],
    ARRAY['=l' || language, '=s' || source_id, '=c' || section_id]
FROM articles_article
"""


def fill(count: int) -> dict[str, Any]:
    """Publish so many, as rows that are copied: what triggers would do one by one is done at once."""
    Source.objects.bulk_create([Source(name=f"Paper {n}", slug=f"paper-{n}", language="en") for n in range(SOURCES)])
    Section.objects.bulk_create([Section(name=f"Shelf {n}", slug=f"shelf-{n}", position=n) for n in range(SECTIONS)])
    began = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("SET maintenance_work_mem = '256MB'")
        cursor.execute(RAW)
        with cursor.copy("COPY raw FROM STDIN") as rows:
            for row in Language().texts(count):
                rows.write_row(row)
        cursor.execute("ALTER TABLE articles_article DISABLE TRIGGER USER")
        cursor.execute(_articles(), [count, MINUTES, *[timezone.now()] * 2])
        cursor.execute("ALTER TABLE articles_article ENABLE TRIGGER USER")
        cursor.execute("SELECT indexname, indexdef FROM pg_indexes WHERE indexname = ANY(%s)", [list(WITHOUT_INDEXES)])
        indexes = dict(cursor.fetchall())
        for name in indexes:
            cursor.execute(f"DROP INDEX {name}")
        cursor.execute("ALTER TABLE articles_searchtext DISABLE TRIGGER USER")
        cursor.execute(FOUND)
        cursor.execute("ALTER TABLE articles_searchtext ENABLE TRIGGER USER")
        for definition in indexes.values():
            cursor.execute(definition)
        cursor.execute("VACUUM (ANALYZE) articles_article")
        cursor.execute("VACUUM (ANALYZE) articles_searchtext")
    words = vocabulary.learn(timezone.now())
    return {"articles": count, "words": words, "seconds": time.perf_counter() - began}


def _articles() -> str:
    """Return the statement that makes articles of raw rows; what those do not say is as the model has it."""
    template = Article(fingerprint=b"x" * 32)
    said = {
        "id": "number",
        "source_id": f"source + {Source.objects.order_by('pk')[0].pk - 1}",
        "section_id": f"section + {Section.objects.order_by('pk')[0].pk - 1}",
        "status": "'published'",
        "headline": "headline",
        "dek": "dek",
        "language": "language",
        "url": "'https://paper.example/' || number",
        "published_at": "moment",
        "first_seen_at": "moment",
        "fingerprint": "decode(repeat('00', 32), 'hex')",
    }
    columns = [field.column for field in Article._meta.concrete_fields]  # noqa: SLF001  Documented.
    said["enclosures"] = "'[]'"
    values = [said.get(column) or _literal(getattr(template, column)) for column in columns]
    return (
        f"INSERT INTO articles_article ({', '.join(columns)}) SELECT {', '.join(values)} FROM ("  # noqa: S608  All of it is ours.
        "SELECT *, %s - number AS back FROM raw) AS raw, "
        "LATERAL (SELECT %s * back * interval '1 minute' AS ago) AS age, "
        "LATERAL (SELECT least(%s::timestamptz, %s::timestamptz - ago) AS moment) AS times"
    )


def _literal(value: object) -> str:
    """Write a default of the model in SQL."""
    if value is None:
        return "NULL"
    if isinstance(value, list):
        return "'{}'"
    return str(value).lower() if isinstance(value, bool | int) else f"'{value}'"


def ask(each: int) -> dict[str, Any]:
    """Ask the whole page, each question once, so that no cache of pages knows it. Return p50 and p99 of each kind."""
    client = Client(SERVER_NAME="localhost")
    client.get("/search/")
    found: dict[str, Any] = {}
    for kind, questions in Language().questions(each).items():
        times, results, before = [], 0, _cpu()
        for question in questions:
            began = time.perf_counter()
            response = client.get("/search/", question)
            times.append((time.perf_counter() - began) * 1000)
            results += b'class="result"' in response.content
        times.sort()
        found[kind] = {
            "p50": times[len(times) // 2],
            "p99": times[int(len(times) * 0.99)],
            "cpu": (_cpu() - before) * 1000 / len(times),
            "found": results / len(times),
        }
    return found


def _cpu() -> float:
    """Return the CPU seconds of our process and of Postgres, which has to be on this machine."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        server = psutil.Process(int(cursor.fetchone()[0])).ppid()
    return time.process_time() + cpu.postgres_cpu(server)


if __name__ == "__main__":
    what = {"fill": fill, "ask": ask}[sys.argv[1]]
    print(json.dumps(what(int(sys.argv[2]))))

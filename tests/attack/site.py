"""The attacked site: documents go through the real ingest into a real Postgres, and what they became is published."""

import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from ipaddress import ip_network
from typing import Any

from django.db import connection, connections
from django.db.models import Model
from django.utils import timezone
from django.utils.timezone import now

from articles import figures
from articles.models import Article, Body, Clue, Picture, Visits
from articles.search import indexing
from articles.stories import placing
from ingest import ledger, rounds
from ingest.models import Feed
from ingest.pipeline import Result, Settings
from ingest.values import Limits
from tests.attack import documents
from tests.factories import NOON, ArticleFactory, BodyPictureFactory, EditorFactory, SectionFactory, SourceFactory
from tests.net.scripted import ScriptedServer, answer
from tests.web import desk_access
from tests.web.test_visible import _cover, _record

LOOPBACK = (ip_network("127.0.0.0/8"),)
SETTINGS = Settings(
    Limits(entries=5_000, body_bytes=100_000_000, parse_cpu_seconds=60, parse_seconds=120, total_seconds=120),
    LOOPBACK,
    "Newsroom/test",
    concurrency=10,
    processes=2,
)
KINDS = {"rss": documents.RSS, "rdf": documents.RDF, "atom": documents.ATOM}
BATCH = 200
"""So many entries are in one document: a feed of ours has at most some hundreds, and all of them are one task."""


def bodies(vectors: Sequence[str], turn: int, raw: int) -> dict[str, bytes]:
    """Return {path: document} with every vector in every kind of feed; every ``raw``-th of them as it is, too."""
    found = {}
    for start in range(0, len(vectors), BATCH):
        batch = vectors[start : start + BATCH]
        for kind, pattern in KINDS.items():
            found[f"/{kind}{start}"] = documents.as_xml(pattern, batch, turn, f"{kind}{start}-")
        found[f"/json{start}"] = documents.as_json(batch, turn, f"json{start}-")
    return found | {f"/raw{number}": documents.raw(vector, "raw") for number, vector in enumerate(vectors[::raw])}


def ingest(server: ScriptedServer, vectors: Sequence[str], raw: int) -> dict[str, int]:
    """Refresh it all twice, the second time in other wrappings, so that articles have a past. Return {path: entries}."""
    section = SectionFactory(name="Harbour")
    source = SourceFactory(
        name="Harbour Gazette", slug="harbour-gazette", full=True, section=section, index_allowed=True
    )
    for path in bodies(vectors, 0, raw):
        ledger.add_feed(source, server.url(path), now=now())
    counts = {}
    for turn in (0, 1):
        for path, document in bodies(vectors, turn, raw).items():
            server.answers[path] = answer(200, document)
        results = _refreshed()
        counts = {result.url: result.counts.new + result.counts.same + result.counts.changed for result in results}
    return counts


def _refreshed() -> Sequence[Result]:
    """Refresh every feed in a thread of its own: in this one, the browser keeps a loop running."""

    def go() -> Sequence[Result]:
        try:
            return rounds.ingest(Feed.objects.filter(url__startswith="http://127."), SETTINGS).results
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(go).result()


def rows() -> dict[type[Model], Any]:
    """Store one row of everything the desk shows, for grouping to leave alone: their clues have no facts."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('idle_in_transaction_session_timeout', '0', true)"
        )  # Browsers take their time.
    made = desk_access.rows()
    Clue.objects.all().delete()
    return made


def publish() -> Article:
    """Publish what came, put it into stories, and give it all that the desk and readers add. Return one with everything."""
    moment = now()
    Article.objects.update(status=Article.Status.PUBLISHED)
    _illustrate()
    best = Article.objects.filter(revision_count=0).order_by("-pk")[0]
    best.curator = EditorFactory()
    best.save()
    _record(best)
    _cover(best, ArticleFactory(source=best.source, headline="Neighbour"), ArticleFactory(headline="Elsewhere"))
    placing.place_waiting(moment)
    Visits.objects.bulk_create(
        Visits(article=article, day=timezone.localdate(), count=2) for article in Article.objects.all()[:100]
    )
    figures.count(moment)
    indexing.index_waiting(moment)
    best.refresh_from_db()
    return best


def _illustrate() -> None:
    """Say of every picture that we have our own copy of it: then its words stand beside an image."""
    mirrored = {
        "tried_at": NOON,
        "digest": "ab" * 32,
        "widths": [320],
        "width": 320,
        "height": 200,
        "colour": "#446688",
    }
    for article in Article.objects.exclude(image_url=""):
        Picture.objects.get_or_create(article=article, defaults={"source_url": article.image_url, **mirrored})
    for body in Body.objects.filter(html__contains="<img").select_related("article"):
        for address in dict.fromkeys(re.findall(r'<img src="([^"]*)"', body.html)):
            BodyPictureFactory(article=body.article, source_url=unescape(address))

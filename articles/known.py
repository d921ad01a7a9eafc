"""What the database holds of the entries of one document: the question that ``dedupe.decide`` is asked with."""

from collections.abc import Sequence

from django.db import connection
from django.db.models import F

from articles.decision import Decision, Known, KnownArticle
from articles.identity import Identity
from articles.models import Article, Sighting

KNOWN_FIELDS = ("id", "source_id", "url", "fingerprint", "updated_at", "hash_updates")


FOUND = """
SELECT 'key', digest, article_id FROM articles_identitykey
WHERE source_id = %(source)s AND digest = ANY(%(keys)s::bytea[])
UNION ALL
SELECT 'skipped', digest, article_id FROM articles_identitykey
WHERE source_id = %(source)s AND digest = ANY(%(skipped)s::bytea[])
UNION ALL
SELECT 'url', url_digest, id FROM articles_article WHERE url_digest = ANY(%(urls)s::bytea[])
UNION ALL
SELECT 'tombstone', digest, 0 FROM articles_tombstone
WHERE source_id = %(source)s AND digest = ANY(%(keys)s::bytea[])
UNION ALL
SELECT 'elsewhere', digest, 0 FROM articles_tombstone
WHERE source_id <> %(source)s AND digest = ANY(%(links)s::bytea[])
"""


class Entangled(Exception):
    """Entries that were not read have a say in those that were: the whole document must be read."""


def read(source_id: int, identities: Sequence[Identity], skipped: Sequence[bytes] = ()) -> Known:
    """Read what the database holds of these identities, and whose the keys of entries are that were not read.

    One query, and two more where it holds articles.
    """
    asked = {
        "keys": [digest for identity in identities for digest in (identity.key, *identity.aliases)],
        "urls": [identity.url_digest for identity in identities if identity.url_digest],
        "links": [identity.link for identity in identities if identity.link],
        "skipped": skipped,
    }
    found: dict[str, dict[bytes, int]] = {"key": {}, "skipped": {}, "url": {}, "tombstone": {}, "elsewhere": {}}
    with connection.cursor() as cursor:
        cursor.execute(FOUND, {"source": source_id, **{name: _array(digests) for name, digests in asked.items()}})
        for kind, digest, article_id in cursor.fetchall():
            found[kind][bytes(digest)] = article_id
    return Known(
        articles=_known_articles(source_id, {*found["key"].values(), *found["url"].values()}),
        by_digest=found["key"],
        by_url=found["url"],
        tombstones=frozenset(found["tombstone"]),
        elsewhere=frozenset(found["elsewhere"]),
        skipped=found["skipped"],
    )


def refuse_entangled(known: Known, skipped: Sequence[bytes], decisions: Sequence[Decision]) -> None:
    """Raise ``Entangled`` where the article of a skipped key is gone, or another entry of the document claims it too."""
    claimed = {decision.article.id for decision in decisions if decision.article}
    if len(known.skipped) < len(skipped) or claimed & set(known.skipped.values()):
        raise Entangled


def _array(digests: Sequence[bytes]) -> str:
    """Write digests as an array of Postgres; the driver takes ten times as long for each."""
    return "{" + ",".join(f'"\\\\x{digest.hex()}"' for digest in digests) + "}"


def _known_articles(source_id: int, ids: set[int]) -> dict[int, KnownArticle]:
    """Load the articles, if there are any; for those of other sources also the feeds that prove whose they are."""
    if not ids:
        return {}
    rows = list(Article.objects.filter(id__in=ids).values_list(*KNOWN_FIELDS))
    foreign = {row[0]: row[1] for row in rows if row[1] != source_id}
    feed_urls: dict[int, list[str]] = {article_id: [] for article_id in foreign}
    if foreign:
        sightings = Sighting.objects.filter(article_id__in=foreign, deliverer_id=F("article__source_id"))
        for article_id, url in sightings.values_list("article_id", "feed_url"):
            feed_urls[article_id].append(url)
    return {
        row[0]: KnownArticle(row[0], row[1], row[2], bytes(row[3]), row[4], row[5], tuple(feed_urls.get(row[0], ())))
        for row in rows
    }

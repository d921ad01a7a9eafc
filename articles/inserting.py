"""New articles with all that belongs to them, in one statement: the hot path of a first reading."""

from collections.abc import Sequence
from operator import itemgetter

from django.db import connection

from articles.json_rows import Row, as_json, defaults
from articles.models import Article, Body, IdentityKey, Sighting

NEXT_IDS = "SELECT nextval(pg_get_serial_sequence('articles_article', 'id')) FROM generate_series(1, %s)"
INSERT = """
WITH articles AS (
    INSERT INTO articles_article SELECT * FROM json_populate_recordset(NULL::articles_article, %s)
), bodies AS (
    INSERT INTO articles_body SELECT * FROM json_populate_recordset(NULL::articles_body, %s)
), keys AS (
    INSERT INTO articles_identitykey (source_id, digest, article_id)
    SELECT source_id, digest, article_id FROM json_populate_recordset(NULL::articles_identitykey, %s)
)
INSERT INTO articles_sighting (article_id, deliverer_id, feed_number, feed_url, guid, first_seen_at)
SELECT article_id, deliverer_id, feed_number, feed_url, guid, first_seen_at
FROM json_populate_recordset(NULL::articles_sighting, %s)
"""


def next_ids(count: int) -> list[int]:
    """Return the ids of so many articles to come."""
    with connection.cursor() as cursor:
        cursor.execute(NEXT_IDS, [count])
        return [number for (number,) in cursor.fetchall()]


def insert(articles: Sequence[Row], bodies: Sequence[Row], keys: Sequence[Row], sightings: Sequence[Row]) -> None:
    """Insert rows, each a mapping of columns to values. Raises ``IntegrityError`` where one breaks a rule.

    What is unique goes in by its order, so that of two processes with the same entries one waits for the other at the first
    of them, and never each for the other.
    """
    articles = sorted(articles, key=lambda row: row["url_digest"] or b"")
    keys = sorted(keys, key=itemgetter("digest"))
    rows = (
        ({**defaults(model), **row} for row in given)
        for model, given in ((Article, articles), (Body, bodies), (IdentityKey, keys), (Sighting, sightings))
    )
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [as_json(given) for given in rows])

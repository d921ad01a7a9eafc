"""New articles with all that belongs to them, in one statement: the hot path of a first reading.

Postgres makes the rows of JSON by the names of the columns, so a model may change without this file; what a row leaves
out has the model's default.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Model

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

Row = Mapping[str, Any]


def next_ids(count: int) -> list[int]:
    """Return the ids of so many articles to come."""
    with connection.cursor() as cursor:
        cursor.execute(NEXT_IDS, [count])
        return [number for (number,) in cursor.fetchall()]


def insert(articles: Sequence[Row], bodies: Sequence[Row], keys: Sequence[Row], sightings: Sequence[Row]) -> None:
    """Insert rows, each a mapping of columns to values. Raises ``IntegrityError`` where one breaks a rule."""
    rows = (
        ({**_defaults(model), **row} for row in given)
        for model, given in ((Article, articles), (Body, bodies), (IdentityKey, keys), (Sighting, sightings))
    )
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [_as_json(given) for given in rows])


@cache
def _defaults(model: type[Model]) -> Row:
    """Return what a row of the model has where nothing is said."""
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]  # noqa: SLF001  Documented.
    return {str(field.column): field.get_default() for field in fields}


def _as_json(rows: Iterable[Row]) -> str:
    return json.dumps(list(rows), default=_plain, ensure_ascii=False, separators=(",", ":"))


def _plain(value: object) -> str:
    """Write what JSON has no word for in the way that Postgres reads it."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, bytes):
        return f"\\x{value.hex()}"
    raise TypeError(f"{type(value).__name__} is in no column of an article")

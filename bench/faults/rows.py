"""All rows of a database that an undisturbed run would have written, too, in a form that two databases share.

Numbers that a database gives and moments at which we did something are left out; all else must be equal.
"""

from collections import Counter

from bench.database import Database

Rows = dict[str, Counter[str]]

AS_JSON = "SELECT to_jsonb(x)::text FROM ({}) x"
TABLES = {
    "articles": """
        SELECT s.slug, a.url, a.headline, a.dek, a.edited_headline, a.authors, a.tags, a.language, a.status,
               a.status_reason, a.section_id, a.image_url, a.enclosures, a.published_at, a.updated_at, a.date_suspect,
               encode(a.fingerprint, 'hex'), a.revision_count, a.hash_updates, a.origin_name, a.licence_url,
               md5(b.html), md5(b.raw), b.base_url,
               (SELECT array_agg(encode(k.digest, 'hex') ORDER BY k.digest) FROM articles_identitykey k
                WHERE k.article_id = a.id)
        FROM articles_article a JOIN articles_source s ON s.id = a.source_id
        LEFT JOIN articles_body b ON b.article_id = a.id
    """,
    "sightings": """
        SELECT a.url, g.feed_url, g.feed_number, g.guid, s.slug
        FROM articles_sighting g JOIN articles_article a ON a.id = g.article_id
        JOIN articles_source s ON s.id = g.deliverer_id
    """,
    "revisions": """
        SELECT a.url, r.number, r.headline, r.dek, r.url, r.authors, md5(r.html), encode(r.fingerprint, 'hex')
        FROM articles_revision r JOIN articles_article a ON a.id = r.article_id
    """,
    "tombstones": """
        SELECT s.slug, encode(t.digest, 'hex'), t.headline, t.reason
        FROM articles_tombstone t JOIN articles_source s ON s.id = t.source_id
    """,
    "feeds": """
        SELECT f.url, f.title, f.state, f.etag, f.last_modified, encode(f.body_digest, 'hex'), md5(f.item_digests),
               (SELECT array_agg(key ORDER BY key) FROM
                (SELECT encode(substring(f.keys FROM n FOR 32), 'hex') AS key
                 FROM generate_series(1, octet_length(f.keys), 32) n) every),
               f.entry_count, f.dropped_count, f.version, f.final_url, f.pace, f.fresh_seconds, f.hub_url, f.topic_url,
               f.moved_to, f.failures, f.last_error
        FROM ingest_feed f
    """,
    "ledger": """
        SELECT f.url, sum(t.new), sum(t.changed)
        FROM ingest_fetch t JOIN ingest_feed f ON f.id = t.feed_id GROUP BY f.url
    """,
}


def read(database: Database) -> Rows:
    """Return the rows of each table, each as often as it is there."""
    return {name: Counter(row for (row,) in database.run(AS_JSON.format(query))) for name, query in TABLES.items()}


def missing(wanted: Rows, found: Rows) -> dict[str, list[str]]:
    """Return by table what is wanted and was not found."""
    return {name: list((rows - found[name]).elements()) for name, rows in wanted.items() if rows - found[name]}

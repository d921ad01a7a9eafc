"""What an article's page is made from, as one text that moves whenever any of it does: where Postgres keeps its rows just now."""

from django.http import HttpRequest

from articles.written import prepared_rows

VISIBLE = "status = 'published' AND coalesce(visible_from <= now(), true) AND coalesce(visible_until > now(), true)"
BESIDE = 5
"""So many other pieces of the source, and of the section, stand in the margin."""

VERSION = f"""
WITH piece AS (SELECT *, xmin::text || ctid::text AS place FROM articles_article WHERE id = %s AND {VISIBLE})
SELECT concat_ws(' ', piece.place,
    (SELECT xmin::text || ctid::text FROM articles_body WHERE article_id = piece.id),
    (SELECT xmin::text || ctid::text FROM articles_picture WHERE article_id = piece.id),
    (SELECT xmin::text || ctid::text FROM articles_story WHERE id = piece.story_id),
    (SELECT string_agg(xmin::text || ctid::text, ' ' ORDER BY id) FROM articles_bodypicture WHERE article_id = piece.id),
    (SELECT string_agg(xmin::text || ctid::text, ' ' ORDER BY id) FROM articles_correction WHERE article_id = piece.id),
    (SELECT string_agg(xmin::text || ctid::text, ' ' ORDER BY id) FROM articles_sighting WHERE article_id = piece.id),
    (SELECT bit_xor(hashtextextended(xmin::text || ctid::text || ({VISIBLE})::text, id)) FROM articles_article AS other
        WHERE story_id = piece.story_id),
    (SELECT bit_xor(hashtextextended(why.xmin::text || why.ctid::text, why.article_id)) FROM articles_membership AS why
        WHERE article_id IN (SELECT id FROM articles_article WHERE story_id = piece.story_id)),
    (SELECT string_agg(place, ' ') FROM (SELECT id::text || xmin::text || ctid::text AS place FROM articles_article AS other
        WHERE source_id = piece.source_id AND {VISIBLE} ORDER BY published_at DESC, id DESC LIMIT {BESIDE} + 1) AS of_source),
    (SELECT string_agg(place, ' ') FROM (SELECT id::text || xmin::text || ctid::text AS place FROM articles_article AS other
        WHERE section_id = piece.section_id AND source_id <> piece.source_id AND {VISIBLE}
        ORDER BY published_at DESC, id DESC LIMIT {BESIDE}) AS of_section)
) FROM piece
"""  # noqa: S608  Both are ours.
"""What the frame's ``names`` do not say; a test sees to it that no table of the page is missing."""


def version_of(_request: HttpRequest, number: int, slug: str) -> str:
    """Return the version of the page of that article, "" where there is none; the address is a part of it."""
    rows = prepared_rows(VERSION, [number])
    return f"{number} {slug} {rows[0][0]}" if rows else ""

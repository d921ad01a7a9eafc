"""Edition: the number that rises when what readers see changes.

Every transaction that changes it adds one to some row of ``articles_edition``, and the sum of the rows is the number: a row
that another transaction holds is passed over, and where all are held a new one is made. So no writer waits for another, and
the number is right from the moment of the commit. There are as many rows as there ever were such writers at once. The table
has no model: nothing but the triggers writes it, and nothing but ``articles/edition.py`` reads it.
"""

from django.db import migrations

from articles.migrations._watching import watched, watched_of_article

TABLE = """
CREATE TABLE articles_edition (
    shard integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    number bigint NOT NULL
) WITH (fillfactor = 50)
"""

RAISE = """
CREATE FUNCTION newsroom_raise_edition() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('newsroom.edition', true) = 'raised' THEN
        RETURN;
    END IF;
    UPDATE articles_edition SET number = number + 1
    WHERE shard = (SELECT shard FROM articles_edition LIMIT 1 FOR UPDATE SKIP LOCKED);
    IF NOT FOUND THEN
        INSERT INTO articles_edition (number) VALUES (1);
    END IF;
    PERFORM set_config('newsroom.edition', 'raised', true);
END
$$
"""
"""At most once a transaction; a savepoint that is rolled back takes the note back with the number."""

NEW = """
CREATE FUNCTION newsroom_new_edition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('newsroom.edition', true) IS DISTINCT FROM 'raised' THEN
        PERFORM newsroom_raise_edition();
    END IF;
    RETURN NULL;
END
$$
"""

NEW_OF_ARTICLE = """
CREATE FUNCTION newsroom_new_edition_of_article() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('newsroom.edition', true) IS DISTINCT FROM 'raised' AND EXISTS (
        SELECT FROM articles_article
        WHERE id = CASE WHEN TG_OP = 'DELETE' THEN OLD.article_id ELSE NEW.article_id END AND status = 'published'
    ) THEN
        PERFORM newsroom_raise_edition();
    END IF;
    RETURN NULL;
END
$$
"""
"""For rows that belong to an article: only where readers may know of that."""

PUBLISHED = "{row}.status = 'published'"
SHOWN = "{row}.reports > 0"
MIRRORED = "{row}.digest <> ''"
OF_STORY = (
    *("language", "section_id", "lead_id", "edited_headline", "edited_dek", "merged_into_id"),
    *("reports", "copies", "families", "family", "first_report_at", "last_report_at"),
    *("boost", "pinned_until", "rank", "rank_terms"),
)


class Migration(migrations.Migration):
    dependencies = [("articles", "0004_visible_between")]

    operations = [
        migrations.RunSQL(TABLE, "DROP TABLE articles_edition"),
        migrations.RunSQL(RAISE, "DROP FUNCTION newsroom_raise_edition()"),
        migrations.RunSQL(NEW, "DROP FUNCTION newsroom_new_edition()"),
        migrations.RunSQL(NEW_OF_ARTICLE, "DROP FUNCTION newsroom_new_edition_of_article()"),
        watched("articles_source"),
        watched("articles_section"),
        watched("articles_editor"),
        watched("articles_article", where=PUBLISHED),
        watched("articles_story", where=SHOWN, columns=OF_STORY),
        watched("articles_storyevent"),
        watched_of_article("articles_body", columns=("html",)),
        watched_of_article("articles_picture", where=MIRRORED, columns=("digest", "widths", "width", "height", "colour")),
        watched_of_article("articles_revision"),
        watched_of_article("articles_sighting"),
        watched_of_article("articles_membership"),
    ]

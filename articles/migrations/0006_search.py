"""Search: the text of each article as Postgres finds it, the words for the spelling hint, and what keeps the text true.

Each article has one row of ``articles_searchtext`` from its first moment. Whatever changes what may be found of it empties
that row and lets it wait, in the same transaction and whoever writes; ``articles/search/indexing.py`` fills what waits.
"""

import django.contrib.postgres.fields
import django.contrib.postgres.search
import django.db.models.deletion
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.exceptions import ImproperlyConfigured
from django.db import Error, migrations, models, transaction
from django.db.models import F, Func, Q

from articles.migrations._watching import watched

REFUSED = (
    "Search needs Postgres's own extension pg_trgm, and the database refuses to install it: {error}\n"
    "Ask whoever runs the server to install the package postgresql-contrib where it is missing, and to run in this database, "
    "as its owner or a superuser:\n\n    CREATE EXTENSION pg_trgm;\n\nThen run the migration again."
)


def install_trigrams(_apps, schema_editor):
    """Install pg_trgm, which an owner of the database may do since Postgres 13, or say what to do."""
    try:
        with transaction.atomic(schema_editor.connection.alias):
            schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    except Error as error:
        raise ImproperlyConfigured(REFUSED.format(error=str(error).strip())) from error


CONFIGURATION = """
CREATE FUNCTION articles_search_configuration(language text) RETURNS regconfig
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE split_part(lower(language), '-', 1)
    WHEN 'ar' THEN 'pg_catalog.arabic'::regconfig
    WHEN 'ca' THEN 'pg_catalog.catalan'::regconfig
    WHEN 'da' THEN 'pg_catalog.danish'::regconfig
    WHEN 'de' THEN 'pg_catalog.german'::regconfig
    WHEN 'el' THEN 'pg_catalog.greek'::regconfig
    WHEN 'en' THEN 'pg_catalog.english'::regconfig
    WHEN 'es' THEN 'pg_catalog.spanish'::regconfig
    WHEN 'eu' THEN 'pg_catalog.basque'::regconfig
    WHEN 'fi' THEN 'pg_catalog.finnish'::regconfig
    WHEN 'fr' THEN 'pg_catalog.french'::regconfig
    WHEN 'ga' THEN 'pg_catalog.irish'::regconfig
    WHEN 'hi' THEN 'pg_catalog.hindi'::regconfig
    WHEN 'hu' THEN 'pg_catalog.hungarian'::regconfig
    WHEN 'hy' THEN 'pg_catalog.armenian'::regconfig
    WHEN 'id' THEN 'pg_catalog.indonesian'::regconfig
    WHEN 'it' THEN 'pg_catalog.italian'::regconfig
    WHEN 'lt' THEN 'pg_catalog.lithuanian'::regconfig
    WHEN 'nb' THEN 'pg_catalog.norwegian'::regconfig
    WHEN 'ne' THEN 'pg_catalog.nepali'::regconfig
    WHEN 'nl' THEN 'pg_catalog.dutch'::regconfig
    WHEN 'nn' THEN 'pg_catalog.norwegian'::regconfig
    WHEN 'no' THEN 'pg_catalog.norwegian'::regconfig
    WHEN 'pt' THEN 'pg_catalog.portuguese'::regconfig
    WHEN 'ro' THEN 'pg_catalog.romanian'::regconfig
    WHEN 'ru' THEN 'pg_catalog.russian'::regconfig
    WHEN 'sr' THEN 'pg_catalog.serbian'::regconfig
    WHEN 'sv' THEN 'pg_catalog.swedish'::regconfig
    WHEN 'ta' THEN 'pg_catalog.tamil'::regconfig
    WHEN 'tr' THEN 'pg_catalog.turkish'::regconfig
    WHEN 'yi' THEN 'pg_catalog.yiddish'::regconfig
    ELSE 'pg_catalog.simple'::regconfig
END
"""
"""Those that Postgres 15 ships; later ones ship more, and a dump must not say something else there than here."""

SPACED = r"""
CREATE FUNCTION articles_search_spaced(language text, words text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN language IN ('zh', 'ja', 'ko', 'yue', 'th', 'lo', 'my', 'km') THEN regexp_replace(
    words,
    '([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff])',
    E'\x1f\\1\x1f', 'g'
) ELSE words END
"""
"""Scripts without blanks: every character is a word, set off by U+001F, which no stored text has; it parts words and is not seen."""

VECTOR = """
CREATE FUNCTION articles_search_vector(language text, texts text[], marks text[]) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN setweight(to_tsvector(articles_search_configuration(language), articles_search_spaced(language, coalesce(texts[1], ''))), 'A')
    || setweight(to_tsvector(articles_search_configuration(language), articles_search_spaced(language, coalesce(texts[2], ''))), 'B')
    || setweight(to_tsvector(articles_search_configuration(language), articles_search_spaced(language, coalesce(texts[3], ''))), 'C')
    || setweight(to_tsvector(articles_search_configuration(language), articles_search_spaced(language, coalesce(texts[4], ''))), 'D')
    || array_to_tsvector(marks)
"""

ARRIVED = """
CREATE FUNCTION articles_search_arrived() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO articles_searchtext (article_id, source_id, published_at, state, words, language, texts, marks)
    SELECT id, source_id, published_at, 'waiting', 0, '', '{}', '{}' FROM arrived;
    RETURN NULL;
END
$$
"""
BODY_ARRIVED = """
CREATE FUNCTION articles_search_body_arrived() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE articles_searchtext AS found SET state = 'waiting', texts = '{}', marks = '{}' FROM arrived
    WHERE found.article_id = arrived.article_id AND found.state <> 'waiting';
    RETURN NULL;
END
$$
"""
CHANGED = """
CREATE FUNCTION articles_search_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE articles_searchtext
    SET state = 'waiting', texts = '{}', marks = '{}', source_id = NEW.source_id, published_at = NEW.published_at
    WHERE article_id = NEW.id;
    RETURN NULL;
END
$$
"""
BODY_CHANGED = """
CREATE FUNCTION articles_search_body_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE articles_searchtext SET state = 'waiting', texts = '{}', marks = '{}'
    WHERE article_id = NEW.article_id AND state <> 'waiting';
    RETURN NULL;
END
$$
"""
COLUMNS = (
    *("source_id", "section_id", "status", "headline", "edited_headline", "dek", "edited_dek"),
    *("authors", "tags", "language", "origin_name", "published_at", "visible_from", "visible_until"),
)
"""What can be found of an article, and what tells whether it can be."""

CHANGES = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in COLUMNS)
TRIGGERS = {
    "articles_search_arrived": "AFTER INSERT ON articles_article REFERENCING NEW TABLE AS arrived FOR EACH STATEMENT",
    "articles_search_body_arrived": "AFTER INSERT ON articles_body REFERENCING NEW TABLE AS arrived FOR EACH STATEMENT",
    "articles_search_changed": f"AFTER UPDATE OF {', '.join(COLUMNS)} ON articles_article FOR EACH ROW WHEN ({CHANGES})",
    "articles_search_body_changed": (
        "AFTER UPDATE OF html ON articles_body FOR EACH ROW WHEN (OLD.html IS DISTINCT FROM NEW.html)"
    ),
}
EXISTING = """
INSERT INTO articles_searchtext (article_id, source_id, published_at, state, words, language, texts, marks)
SELECT id, source_id, published_at, 'waiting', 0, '', '{}', '{}' FROM articles_article
"""


def function(sql):
    """Make a function, and take it away again."""
    name = sql.split("FUNCTION ", 1)[1].split("(", 1)[0]
    return migrations.RunSQL(sql, f"DROP FUNCTION {name}")


def trigger(name, when):
    """Make a trigger on the function of the same name."""
    table = when.split(" ON ", 1)[1].split(" ", 1)[0]
    return migrations.RunSQL(
        f"CREATE TRIGGER {name} {when} EXECUTE FUNCTION {name}()", f"DROP TRIGGER {name} ON {table}"
    )


class Migration(migrations.Migration):
    dependencies = [("articles", "0005_edition")]

    operations = [
        migrations.RunPython(install_trigrams, migrations.RunPython.noop),
        function(CONFIGURATION),
        function(SPACED),
        function(VECTOR),
        migrations.CreateModel(
            name="SearchText",
            fields=[
                (
                    "article",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="search_text",
                        serialize=False,
                        to="articles.article",
                    ),
                ),
                ("published_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "Waiting"), ("found", "Can be found"), ("hidden", "Cannot be found")],
                        default="waiting",
                        max_length=7,
                    ),
                ),
                ("words", models.PositiveSmallIntegerField(default=0)),
                ("language", models.CharField(blank=True, max_length=8)),
                (
                    "texts",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None),
                ),
                (
                    "marks",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None),
                ),
                (
                    "vector",
                    models.GeneratedField(
                        db_persist=True,
                        expression=Func(F("language"), F("texts"), F("marks"), function="articles_search_vector"),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
                ("visible_from", models.DateTimeField(null=True)),
                ("visible_until", models.DateTimeField(null=True)),
                (
                    "section",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="articles.section",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="articles.source",
                    ),
                ),
            ],
            options={
                "indexes": [
                    GinIndex(fields=["vector"], name="search_text_vector", condition=Q(state="found"), fastupdate=False),
                    models.Index(F("published_at").desc(), name="search_text_river", condition=Q(state="found")),
                    models.Index(fields=["language"], name="search_text_language", condition=Q(state="found")),
                    models.Index(fields=["source", "words"], name="search_text_rights", condition=Q(state="found")),
                    models.Index(fields=["article"], name="search_text_waiting", condition=Q(state="waiting")),
                ],
                "constraints": [
                    models.CheckConstraint(
                        name="search_text_state_known", condition=Q(state__in=["waiting", "found", "hidden"])
                    ),
                    models.CheckConstraint(
                        name="search_text_empty_unless_found", condition=Q(state="found") | Q(texts=[], marks=[])
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                ("word", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("count", models.PositiveIntegerField()),
            ],
            options={
                "indexes": [GinIndex(OpClass(F("word"), "gin_trgm_ops"), name="search_word_trigrams")],
                "constraints": [models.CheckConstraint(name="search_word_counted", condition=Q(count__gt=0))],
            },
        ),
        function(ARRIVED),
        function(BODY_ARRIVED),
        function(CHANGED),
        function(BODY_CHANGED),
        *(trigger(name, when) for name, when in TRIGGERS.items()),
        migrations.RunSQL(EXISTING, migrations.RunSQL.noop),
        watched("articles_searchtext", where="{row}.state = 'found'"),
    ]

"""The inbox: what it finds of articles that are not published, what editors order of many at once, and their own filters.

What is published is found as readers find it (0006). The others have an index of their own, by headline and dek, which
costs nothing where articles are published at once.
"""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

VECTOR = """
CREATE FUNCTION articles_desk_vector(language text, headline text, edited_headline text, dek text, edited_dek text)
RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN setweight(to_tsvector('pg_catalog.simple'::regconfig, articles_search_spaced(
        split_part(lower(language), '-', 1), headline || ' ' || edited_headline)), 'A')
    || setweight(to_tsvector('pg_catalog.simple'::regconfig, articles_search_spaced(
        split_part(lower(language), '-', 1), left(dek, 4000) || ' ' || edited_dek)), 'B')
"""


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0012_sources_desk"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(VECTOR, "DROP FUNCTION articles_desk_vector"),
        migrations.CreateModel(
            name="BulkOrder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "verb",
                    models.CharField(
                        choices=[
                            ("publish", "Publish"),
                            ("reject", "Reject"),
                            ("withdraw", "Withdraw"),
                            ("withdraw_by_order", "Withdraw by legal order"),
                            ("move", "Move"),
                            ("tag", "Tag"),
                            ("join", "Add to a story"),
                            ("remove", "Delete"),
                        ],
                        max_length=20,
                    ),
                ),
                ("tag", models.CharField(blank=True, max_length=60)),
                ("reason", models.CharField(blank=True, max_length=300)),
                (
                    "articles",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
                ("taken", models.PositiveIntegerField(default=0)),
                ("changed", models.PositiveIntegerField(default=0)),
                ("failed", models.PositiveIntegerField(default=0)),
                ("said", models.CharField(blank=True, max_length=300)),
                ("made_at", models.DateTimeField()),
                ("begun_at", models.DateTimeField(help_text="NULL until the editor said yes.", null=True)),
                ("finished_at", models.DateTimeField(help_text="All dealt with, or stopped.", null=True)),
            ],
            options={
                "ordering": ("-id",),
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="SavedFilter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60)),
                ("query", models.CharField(max_length=500)),
            ],
            options={
                "ordering": ("name",),
                "default_permissions": (),
            },
        ),
        migrations.AddIndex(
            model_name="article",
            index=django.contrib.postgres.indexes.GinIndex(
                models.Func(
                    "language", "headline", "edited_headline", "dek", "edited_dek", function="articles_desk_vector"
                ),
                condition=models.Q(("status", "published"), _negated=True),
                name="article_desk_words",
            ),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(fields=["language"], name="article_language"),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(condition=models.Q(("date_suspect", True)), fields=["id"], name="article_date_suspect"),
        ),
        migrations.AddIndex(
            model_name="story",
            index=models.Index(
                condition=models.Q(("pinned_until__isnull", False)), fields=["pinned_until"], name="story_pinned"
            ),
        ),
        migrations.AddField(
            model_name="bulkorder",
            name="actor",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="bulkorder",
            name="section",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="articles.section"
            ),
        ),
        migrations.AddField(
            model_name="bulkorder",
            name="story",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="articles.story"
            ),
        ),
        migrations.AddField(
            model_name="savedfilter",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="saved_filters", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddIndex(
            model_name="bulkorder",
            index=models.Index(
                models.F("id"),
                condition=models.Q(("begun_at__isnull", False), ("finished_at__isnull", True)),
                name="bulk_order_under_way",
            ),
        ),
        migrations.AddConstraint(
            model_name="bulkorder",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "verb__in",
                        ["publish", "reject", "withdraw", "withdraw_by_order", "move", "tag", "join", "remove"],
                    )
                ),
                name="bulk_order_verb_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="bulkorder",
            constraint=models.CheckConstraint(
                condition=models.Q(("taken__lte", models.F("articles__len"))), name="bulk_order_takes_what_it_has"
            ),
        ),
        migrations.AddConstraint(
            model_name="bulkorder",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "taken__gte",
                        django.db.models.expressions.CombinedExpression(models.F("changed"), "+", models.F("failed")),
                    )
                ),
                name="bulk_order_counts_what_it_took",
            ),
        ),
        migrations.AddConstraint(
            model_name="savedfilter",
            constraint=models.UniqueConstraint(fields=("user", "name"), name="saved_filter_named_once"),
        ),
        migrations.AddConstraint(
            model_name="savedfilter",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", ""), _negated=True), name="saved_filter_has_name"
            ),
        ),
    ]

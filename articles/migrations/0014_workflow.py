"""What editors decide of an article beside headline and dek, and when articles begin and end to be shown, by index."""

import django.contrib.postgres.fields
from django.db import migrations, models

SEARCHED = (
    *("source_id", "section_id", "status", "headline", "edited_headline", "dek", "edited_dek"),
    *("authors", "tags", "edited_tags", "language", "origin_name", "published_at", "visible_from", "visible_until"),
)
"""What can be found of an article, and what tells whether it can be: as in 0006, with the editors' tags."""


def searched(columns):
    """Let Postgres take an article out of the search, to be read anew, when any of these columns changes."""
    changes = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in columns)
    return [
        "DROP TRIGGER articles_search_changed ON articles_article",
        f"CREATE TRIGGER articles_search_changed AFTER UPDATE OF {', '.join(columns)} ON articles_article "
        f"FOR EACH ROW WHEN ({changes}) EXECUTE FUNCTION articles_search_changed()",
    ]


class Migration(migrations.Migration):
    dependencies = [("articles", "0013_bulk_orders")]

    operations = [
        migrations.AddField(
            model_name="article",
            name="edited_tags",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=60),
                blank=True,
                help_text="Shown in place of the publisher's, even where there are none; NULL: the publisher's.",
                null=True,
                size=None,
            ),
        ),
        migrations.AddField(
            model_name="article",
            name="edited_image_alt",
            field=models.CharField(
                blank=True,
                help_text="What the lead picture shows, in place of the publisher's words.",
                max_length=500,
            ),
        ),
        migrations.AddField(
            model_name="article",
            name="edited_image_credit",
            field=models.CharField(
                blank=True,
                help_text="Whom the lead picture is credited to, in place of the publisher's words.",
                max_length=200,
            ),
        ),
        migrations.AddField(
            model_name="article",
            name="no_picture",
            field=models.BooleanField(
                default=False, help_text="Readers see no lead picture, whatever the publisher sends."
            ),
        ),
        migrations.AddField(
            model_name="article",
            name="frozen",
            field=models.JSONField(blank=True, default=dict, editable=False),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                condition=models.Q(("status", "published"), ("visible_from__isnull", False)),
                fields=["visible_from"],
                name="article_begins",
            ),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                condition=models.Q(("status", "published"), ("visible_until__isnull", False)),
                fields=["visible_until"],
                name="article_ends",
            ),
        ),
        migrations.RunSQL(searched(SEARCHED), searched([name for name in SEARCHED if name != "edited_tags"])),
    ]

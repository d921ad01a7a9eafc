"""What editors decide of an article beside headline and dek, and when articles begin and end to be shown, by index."""

import django.contrib.postgres.fields
from django.db import migrations, models

from articles.migrations._searching import COLUMNS, searched

SEARCHED = (*COLUMNS, "rule_tags", "excerpt_only")
"""What can be found of an article, as 0011 left it."""


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
        migrations.RunSQL(searched([*SEARCHED, "edited_tags"]), searched(SEARCHED)),
    ]

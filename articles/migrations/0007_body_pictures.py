"""Pictures inside full texts."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.lookups
from django.db import migrations, models

from articles.migrations._watching import watched_of_article

MIRRORED = "{row}.digest <> ''"


class Migration(migrations.Migration):
    dependencies = [("articles", "0006_search")]

    operations = [
        migrations.CreateModel(
            name="BodyPicture",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source_url", models.TextField()),
                ("tried_at", models.DateTimeField()),
                ("error", models.CharField(blank=True, max_length=300)),
                ("digest", models.CharField(blank=True, max_length=64)),
                (
                    "widths",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(), blank=True, default=list, size=None
                    ),
                ),
                ("width", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("height", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("colour", models.CharField(blank=True, max_length=7)),
                ("url_digest", models.BinaryField()),
                (
                    "article",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="body_pictures",
                        to="articles.article",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("colour__startswith", "#"),
                                ("digest__regex", "^[0-9a-f]{64}$"),
                                ("error", ""),
                                ("height__gte", 1),
                                ("width__gte", 1),
                                ("widths__len__gte", 1),
                            ),
                            models.Q(models.Q(("error", ""), _negated=True), ("digest", "")),
                            _connector="OR",
                        ),
                        name="bodypicture_is_whole_or_says_why",
                    ),
                    models.UniqueConstraint(fields=("article", "url_digest"), name="body_picture_once_in_article"),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.Exact(
                            models.Func(
                                models.F("url_digest"),
                                function="octet_length",
                                output_field=models.IntegerField(),
                            ),
                            32,
                        ),
                        name="body_picture_url_digest_is_sha256",
                    ),
                ],
                "indexes": [
                    models.Index(
                        models.F("digest"),
                        condition=models.Q(("digest", ""), _negated=True),
                        name="bodypicture_by_digest",
                    ),
                    models.Index(fields=["url_digest"], name="body_picture_by_url"),
                ],
            },
        ),
        migrations.AddField(
            model_name="body",
            name="illustrated_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddIndex(
            model_name="body",
            index=models.Index(
                condition=models.Q(("html__contains", "<img"), ("illustrated_at__isnull", True)),
                fields=["article"],
                name="body_not_illustrated",
            ),
        ),
        watched_of_article(
            "articles_bodypicture", where=MIRRORED, columns=("digest", "widths", "width", "height", "colour")
        ),
    ]

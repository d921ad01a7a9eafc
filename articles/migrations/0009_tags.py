"""Tags as addresses: the slugs of each article's tags, found by index; and visits found by day, for what is read most."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models

from articles.tags import tag_slugs

BATCH = 2_000


def fill(apps, _schema_editor):
    """Give the articles that are there the slugs of their tags."""
    model = apps.get_model("articles", "Article")
    tagged = model.objects.exclude(tags=[]).order_by("pk").only("pk", "tags")
    last = 0
    while rows := list(tagged.filter(pk__gt=last)[:BATCH]):
        for article in rows:
            article.tag_slugs = tag_slugs(article.tags)
        model.objects.bulk_update(rows, ["tag_slugs"])
        last = rows[-1].pk


class Migration(migrations.Migration):
    dependencies = [("articles", "0008_desk_events")]

    operations = [
        migrations.AddField(
            model_name="article",
            name="tag_slugs",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=60), blank=True, default=list, editable=False, size=None
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
        migrations.AddIndex(
            model_name="article",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["tag_slugs"], name="article_tags", condition=models.Q(status="published")
            ),
        ),
        migrations.AddIndex(model_name="visits", index=models.Index(fields=["day"], name="visits_by_day")),
    ]

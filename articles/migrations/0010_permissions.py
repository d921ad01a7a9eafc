"""What a person may be allowed to do beyond Django's four verbs; and the face and the links of an editor."""

import django.contrib.postgres.fields
import django.db.models.lookups
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0009_tags")]

    operations = [
        migrations.AlterModelOptions(
            name="article",
            options={
                "ordering": ("-published_at", "-id"),
                "permissions": (
                    ("publish_article", "Can publish, reject, schedule, section, tag and put into stories"),
                    ("feature_article", "Can pin, boost and choose leads"),
                    ("correct_article", "Can edit headlines and make corrections"),
                    ("withdraw_article", "Can withdraw and delete"),
                ),
            },
        ),
        migrations.AlterModelOptions(
            name="source",
            options={
                "ordering": ("name",),
                "permissions": (("grant_rights", "Can change what a publisher granted"),),
            },
        ),
        migrations.AddField(
            model_name="editor",
            name="links",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.URLField(max_length=500),
                blank=True,
                default=list,
                help_text="Elsewhere, at most 5.",
                size=None,
            ),
        ),
        migrations.AddField(
            model_name="editor",
            name="portrait",
            field=models.CharField(
                blank=True,
                editable=False,
                help_text="SHA-256, hex, of the picture as it was uploaded.",
                max_length=64,
            ),
        ),
        migrations.AddConstraint(
            model_name="editor",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("links__len", 0),
                    django.db.models.lookups.Regex(
                        models.Func(
                            models.F("links"),
                            models.Value(" "),
                            function="array_to_string",
                            output_field=models.TextField(),
                        ),
                        models.Value("^(https?://[^ ]+( |$))+$"),
                    ),
                    _connector="OR",
                ),
                name="editor_links_are_http",
            ),
        ),
        migrations.AddConstraint(
            model_name="editor",
            constraint=models.CheckConstraint(condition=models.Q(("links__len__lte", 5)), name="editor_has_few_links"),
        ),
        migrations.AddConstraint(
            model_name="editor",
            constraint=models.CheckConstraint(
                condition=models.Q(("portrait", ""), ("portrait__regex", "^[0-9a-f]{64}$"), _connector="OR"),
                name="editor_portrait_is_sha256",
            ),
        ),
    ]

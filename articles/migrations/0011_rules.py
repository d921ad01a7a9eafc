"""Rules, what they did and where they are applied to articles that are here already; and what they may make of an article."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from articles.migrations._searching import COLUMNS, searched


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0010_permissions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="article",
            name="excerpt_only",
            field=models.BooleanField(
                default=False, help_text="Readers get an excerpt, even where the source grants the full text."
            ),
        ),
        migrations.AddField(
            model_name="article",
            name="rule_tags",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=60),
                blank=True,
                default=list,
                editable=False,
                help_text="Those that our rules gave it; they stand behind the publisher's.",
                size=None,
            ),
        ),
        migrations.CreateModel(
            name="Rule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(help_text="As the desk will name it, e.g. Sponsored posts.", max_length=80)),
                ("position", models.PositiveIntegerField(default=0, editable=False)),
                ("is_enabled", models.BooleanField(default=True, verbose_name="in use")),
                (
                    "needs_all",
                    models.BooleanField(
                        choices=[(True, "All must be met"), (False, "Any one is enough")],
                        default=True,
                        verbose_name="conditions",
                    ),
                ),
                (
                    "standing",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Leave it to the source"),
                            ("drop", "Drop: reject it, and ask no other rule"),
                            ("hold", "Hold for an editor"),
                            ("publish", "Publish at once"),
                        ],
                        default="",
                        max_length=7,
                        verbose_name="publishing",
                    ),
                ),
                (
                    "tags",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="add tags",
                    ),
                ),
                (
                    "excerpt_only",
                    models.BooleanField(
                        default=False,
                        help_text="Even where the source grants the full text.",
                        verbose_name="excerpt only",
                    ),
                ),
                (
                    "stops",
                    models.BooleanField(
                        default=False, help_text="Ask none of the rules below.", verbose_name="and stop"
                    ),
                ),
                ("hits", models.PositiveBigIntegerField(default=0, editable=False)),
                ("last_hit_at", models.DateTimeField(editable=False, null=True)),
                ("made_at", models.DateTimeField(editable=False)),
                ("changed_at", models.DateTimeField(editable=False)),
                (
                    "author",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "move_to",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="articles.section",
                        verbose_name="move to section",
                    ),
                ),
                (
                    "section",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rules",
                        to="articles.section",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rules",
                        to="articles.source",
                    ),
                ),
            ],
            options={
                "ordering": ("position", "id"),
            },
        ),
        migrations.CreateModel(
            name="Condition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "field",
                    models.CharField(
                        choices=[
                            ("anywhere", "Headline, dek or text"),
                            ("headline", "Headline"),
                            ("dek", "Dek"),
                            ("text", "Text"),
                            ("author", "Author"),
                            ("tag", "Tag"),
                            ("url", "Address"),
                            ("language", "Language"),
                            ("licence", "Licence"),
                            ("origin", "Origin"),
                            ("age", "Age"),
                            ("words", "Number of words"),
                            ("picture", "Picture"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "operator",
                    models.CharField(
                        choices=[
                            ("contains", "contains"),
                            ("word", "has the word"),
                            ("is", "is"),
                            ("begins", "begins with"),
                            ("matches", "matches the pattern"),
                            ("lacks", "does not contain"),
                            ("no_word", "does not have the word"),
                            ("is_not", "is not"),
                            ("no_match", "does not match the pattern"),
                            ("there", "is there"),
                            ("missing", "is missing"),
                            ("older", "is older than"),
                            ("younger", "is younger than"),
                            ("more", "is more than"),
                            ("fewer", "is fewer than"),
                        ],
                        max_length=10,
                    ),
                ),
                ("value", models.CharField(blank=True, max_length=500)),
                (
                    "rule",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="conditions", to="articles.rule"
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Ruling",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rule_name", models.CharField(max_length=80)),
                ("did", models.CharField(max_length=300)),
                ("reason", models.CharField(max_length=500)),
                ("made_at", models.DateTimeField()),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="rulings", to="articles.article"
                    ),
                ),
                (
                    "rule",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="rulings",
                        to="articles.rule",
                    ),
                ),
            ],
            options={
                "ordering": ("-id",),
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Sweep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("most", models.PositiveIntegerField()),
                ("looked", models.PositiveIntegerField(default=0)),
                ("below", models.BigIntegerField(null=True)),
                (
                    "articles",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
                ("taken", models.PositiveIntegerField(default=0)),
                ("changed", models.PositiveIntegerField(default=0)),
                ("made_at", models.DateTimeField()),
                ("counted_at", models.DateTimeField(help_text="NULL until it has looked at all.", null=True)),
                ("begun_at", models.DateTimeField(help_text="NULL until the editor said yes.", null=True)),
                ("finished_at", models.DateTimeField(help_text="All dealt with, or stopped.", null=True)),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "rule",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="sweeps", to="articles.rule"
                    ),
                ),
            ],
            options={
                "ordering": ("-id",),
                "default_permissions": (),
            },
        ),
        migrations.AddConstraint(
            model_name="rule",
            constraint=models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="rule_has_name"),
        ),
        migrations.AddConstraint(
            model_name="rule",
            constraint=models.CheckConstraint(
                condition=models.Q(("standing__in", ["", "drop", "hold", "publish"])), name="rule_standing_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="rule",
            constraint=models.CheckConstraint(
                condition=models.Q(("source__isnull", True), ("section__isnull", True), _connector="OR"),
                name="rule_is_for_one_source_or_section",
            ),
        ),
        migrations.AddConstraint(
            model_name="rule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("standing", ""), _negated=True),
                    ("move_to__isnull", False),
                    models.Q(("tags", []), _negated=True),
                    ("excerpt_only", True),
                    _connector="OR",
                ),
                name="rule_has_effect",
            ),
        ),
        migrations.AddConstraint(
            model_name="condition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        (
                            "field__in",
                            [
                                "anywhere",
                                "headline",
                                "dek",
                                "text",
                                "author",
                                "tag",
                                "url",
                                "language",
                                "licence",
                                "origin",
                            ],
                        ),
                        (
                            "operator__in",
                            (
                                "contains",
                                "word",
                                "is",
                                "begins",
                                "matches",
                                "lacks",
                                "no_word",
                                "is_not",
                                "no_match",
                                "there",
                                "missing",
                            ),
                        ),
                    ),
                    models.Q(("field", "age"), ("operator__in", ["older", "younger"])),
                    models.Q(("field", "words"), ("operator__in", ["more", "fewer"])),
                    models.Q(("field", "picture"), ("operator__in", ["there", "missing"])),
                    _connector="OR",
                ),
                name="condition_field_is_asked_so",
            ),
        ),
        migrations.AddConstraint(
            model_name="condition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("operator__in", ["there", "missing"]), ("value", "")),
                    models.Q(
                        models.Q(("operator__in", ["there", "missing"]), _negated=True),
                        models.Q(("value", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="condition_has_value",
            ),
        ),
        migrations.AddIndex(
            model_name="ruling",
            index=models.Index(
                models.F("rule"), models.OrderBy(models.F("id"), descending=True), name="ruling_of_rule"
            ),
        ),
        migrations.AddConstraint(
            model_name="ruling",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("did", ""), _negated=True), models.Q(("reason", ""), _negated=True)),
                name="ruling_says_what_and_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="sweep",
            constraint=models.CheckConstraint(
                condition=models.Q(("taken__lte", models.F("articles__len"))), name="sweep_takes_what_it_has"
            ),
        ),
        migrations.AddConstraint(
            model_name="sweep",
            constraint=models.CheckConstraint(
                condition=models.Q(("changed__lte", models.F("taken"))), name="sweep_changes_what_it_took"
            ),
        ),
        migrations.AddConstraint(
            model_name="sweep",
            constraint=models.CheckConstraint(
                condition=models.Q(("begun_at__isnull", True), ("counted_at__isnull", False), _connector="OR"),
                name="sweep_counts_before_it_begins",
            ),
        ),
        migrations.RunSQL(searched([*COLUMNS, "rule_tags", "excerpt_only"]), searched(COLUMNS)),
    ]

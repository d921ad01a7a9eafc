"""What the desk needs of ingest: feeds that rest with their source, what is fetched before it is saved, and runs."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

STATES = [
    ("active", "Active"), ("paused", "Paused by an editor"), ("resting", "Rests with its source"),
    ("retired", "Retired: gone for good (410)"),
]  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [
        ("ingest", "0007_hosts_free_from_the_start"),
        ("articles", "0015_audit"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="feed", name="feed_state_known"),
        migrations.AlterField(
            model_name="feed",
            name="state",
            field=models.CharField(choices=STATES, default="active", max_length=8),
        ),
        migrations.AddConstraint(
            model_name="feed",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["active", "paused", "resting", "retired"])), name="feed_state_known"
            ),
        ),
        migrations.AddIndex(
            model_name="fetch",
            index=models.Index(
                condition=models.Q(("outcome", "failed")), fields=["-started_at"], name="fetch_failures"
            ),
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("made_at", models.DateTimeField()),
                ("url", models.TextField(blank=True)),
                ("answer", models.JSONField(default=dict)),
                ("body", models.BinaryField(help_text="As gzip.")),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={"ordering": ("id",), "default_permissions": ()},
        ),
        migrations.CreateModel(
            name="Run",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("began_at", models.DateTimeField(verbose_name="began")),
                ("seconds", models.FloatField()),
                ("feeds", models.PositiveIntegerField()),
                ("ok", models.PositiveIntegerField(verbose_name="read")),
                ("not_modified", models.PositiveIntegerField()),
                ("failed", models.PositiveIntegerField()),
                ("spared", models.PositiveIntegerField(default=0)),
                ("lost", models.PositiveIntegerField(default=0)),
                ("new", models.PositiveIntegerField(default=0, verbose_name="new entries")),
                ("changed", models.PositiveIntegerField(default=0)),
                ("dropped", models.PositiveIntegerField(default=0)),
            ],
            options={"ordering": ("-began_at", "-id")},
        ),
        migrations.AddIndex(model_name="draft", index=models.Index(fields=["made_at"], name="draft_age")),
        migrations.AddIndex(model_name="run", index=models.Index(fields=["-began_at", "-id"], name="run_river")),
        migrations.AddConstraint(
            model_name="draft",
            constraint=models.CheckConstraint(
                condition=models.Q(("body", b""), _negated=True), name="draft_holds_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="run",
            constraint=models.CheckConstraint(condition=models.Q(("feeds__gt", 0)), name="run_did_something"),
        ),
    ]

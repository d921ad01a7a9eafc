"""How far we are with each publisher: what is there already is active. The first and the last on the way are new."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

STATES = [
    ("proposed", "Proposed"), ("trial", "On trial"), ("active", "Active"), ("paused", "Paused"), ("closed", "Closed"),
]  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("articles", "0011_rules"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.AddField(
            model_name="source",
            name="state",
            field=models.CharField(choices=STATES, default="active", editable=False, max_length=8),
        ),
        migrations.AddField(
            model_name="source",
            name="state_at",
            field=models.DateTimeField(editable=False, help_text="Since when, if it was ever another.", null=True),
        ),
        migrations.AddField(
            model_name="source",
            name="state_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="source",
            name="state_reason",
            field=models.CharField(blank=True, editable=False, max_length=300),
        ),
        migrations.AddConstraint(
            model_name="source",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["proposed", "trial", "active", "paused", "closed"])),
                name="source_state_known",
            ),
        ),
    ]

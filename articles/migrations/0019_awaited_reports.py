"""A story knows of reports that an editor added to it while they still waited."""

from django.db import migrations, models
from django.db.models import Q

KINDS = {
    "merged": "Merged",
    "split": "Split",
    "moved": "Moved",
    "awaited": "Reports that wait were added",
    "lead": "Lead chosen",
    "edited": "Headline edited",
    "ranked": "Pinned or boosted",
    "never": "Never to be merged",
    "undone": "Undone",
}


class Migration(migrations.Migration):
    dependencies = [("articles", "0018_figures")]
    operations = [
        migrations.RemoveConstraint("storyevent", "story_event_kind_known"),
        migrations.AlterField("storyevent", "kind", models.CharField(max_length=10, choices=[*KINDS.items()])),
        migrations.AddConstraint(
            "storyevent", models.CheckConstraint(name="story_event_kind_known", condition=Q(kind__in=[*KINDS]))
        ),
    ]

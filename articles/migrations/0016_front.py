"""The indexes of ranked stories hold the family too: what stands on the front page is chosen from them alone."""

from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("articles", "0015_audit")]
    operations = [
        migrations.RemoveIndex("story", "story_rank"),
        migrations.RemoveIndex("story", "story_section_rank"),
        migrations.AddIndex(
            "story",
            models.Index(
                F("rank").desc(), F("id").desc(), name="story_rank", condition=Q(reports__gt=0), include=("family",)
            ),
        ),
        migrations.AddIndex(
            "story",
            models.Index(
                "section",
                F("rank").desc(),
                F("id").desc(),
                name="story_section_rank",
                condition=Q(reports__gt=0),
                include=("family",),
            ),
        ),
    ]

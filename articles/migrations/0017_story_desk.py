"""What editors decided of stories is found by indexes of its own: it is a few rows of a million."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("articles", "0016_front")]
    operations = [
        migrations.AddIndex("story", models.Index("id", name="story_boosted", condition=~Q(boost=0))),
        migrations.AddIndex(
            "story", models.Index("id", name="story_edited", condition=~Q(edited_headline="", edited_dek=""))
        ),
    ]

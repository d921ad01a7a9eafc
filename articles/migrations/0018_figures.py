"""The index of the statistics holds the count too, so that a year of them is read from it alone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0017_story_desk")]
    operations = [
        migrations.RemoveConstraint("dailyfigure", "daily_figure_once"),
        migrations.AddConstraint(
            "dailyfigure",
            models.UniqueConstraint(fields=["kind", "day", "key"], include=["count"], name="daily_figure_once"),
        ),
    ]

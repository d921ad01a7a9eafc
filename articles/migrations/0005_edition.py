"""Edition: the number that rises when what readers see changes."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("articles", "0004_visible_between")]

    operations = []

"""Tags as addresses."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("articles", "0008_desk_events")]

    operations = []

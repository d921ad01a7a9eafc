"""Search: the text of each article as Postgres finds it."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("articles", "0005_edition")]

    operations = []

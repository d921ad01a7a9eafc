"""What the desk did, for readers; corrections; notices of takedown."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("articles", "0007_body_pictures")]

    operations = []

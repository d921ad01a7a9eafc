"""Who may no longer sign in is no longer named among the people of the desk: a page that is kept must learn of it."""

from django.conf import settings
from django.db import migrations

WATCH = """
CREATE TRIGGER auth_user_left_new_edition AFTER UPDATE ON auth_user
FOR EACH ROW WHEN (OLD.is_active IS DISTINCT FROM NEW.is_active) EXECUTE FUNCTION newsroom_new_edition()
"""


class Migration(migrations.Migration):
    """A trigger."""

    dependencies = [
        ("articles", "0020_tombstone_digest"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [migrations.RunSQL(WATCH, "DROP TRIGGER auth_user_left_new_edition ON auth_user")]

"""The site's settings, and an app that only a next release would have: for a migration under load."""

from newsroom.settings import *  # noqa: F403  It is the site's own settings that count.
from newsroom.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "bench.faults.next_release"]

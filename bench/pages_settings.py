"""The site's own settings, with three things more that only the bench has: an empty view, and pages of a fresh edition."""

from newsroom.settings import *  # noqa: F403  The very settings that are measured.
from newsroom.settings import MIDDLEWARE

ROOT_URLCONF = "bench.pages_urls"
MIDDLEWARE = ["bench.pages_urls.FreshEdition", *MIDDLEWARE]

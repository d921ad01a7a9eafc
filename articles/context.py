"""What every template knows."""

from django.conf import settings
from django.http import HttpRequest


def site(_request: HttpRequest) -> dict[str, str]:
    """Name the site, for titles and the masthead."""
    return {"site_name": settings.SITE_NAME, "site_url": settings.SITE_URL}

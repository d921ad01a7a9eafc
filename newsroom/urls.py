"""Where every URL leads."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from newsroom import health

admin.autodiscover()

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path(settings.ADMIN_PATH, admin.site.urls),
    path("", include("ingest.urls")),
    path("", include("articles.urls")),
]

handler403 = "newsroom.outage.permission_denied"
handler404 = "newsroom.outage.page_not_found"

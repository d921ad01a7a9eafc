"""Where readers see how the news comes in, and where hubs find us."""

from django.urls import URLPattern, URLResolver, path

from ingest import status, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("status/", status.status, name="status"),
    path("websub/<slug:token>/", views.callback, name="websub"),
]

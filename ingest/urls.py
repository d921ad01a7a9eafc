"""Where readers see how the news comes in, where operators measure it, and where hubs find us."""

from django.urls import URLPattern, URLResolver, path

from ingest import metrics, status, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("status/", status.status, name="status"),
    path("metrics", metrics.metrics, name="metrics"),
    path("websub/<slug:token>/", views.callback, name="websub"),
]

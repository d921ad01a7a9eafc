"""Where readers see how the news comes in and take our feeds along, where operators measure it, where hubs find us."""

from django.urls import URLPattern, URLResolver, path

from ingest import metrics, offer, status, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("status/", status.status, name="status"),
    path("opml.xml", offer.opml, name="opml"),
    path("metrics", metrics.metrics, name="metrics"),
    path("websub/<slug:token>/", views.callback, name="websub"),
]

"""Where hubs find us."""

from django.urls import URLPattern, URLResolver, path

from ingest import views

urlpatterns: list[URLPattern | URLResolver] = [path("websub/<slug:token>/", views.callback, name="websub")]

"""Editor: the real person in the "About" box."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class Editor(models.Model):
    """The public face of a user who curates: shown beside what they published, never for what ran by itself."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="editor")
    name = models.CharField(max_length=120, help_text="As readers see it: a real name.")
    slug = models.SlugField(max_length=120, unique=True, allow_unicode=True)
    role = models.CharField(max_length=120, blank=True, help_text="e.g. Science editor")
    bio = models.TextField(max_length=1000, blank=True, help_text="Plain text; links are made by themselves.")
    home_url = models.URLField(max_length=500, blank=True)

    class Meta:
        """A nameless editor would be the "About admin" that we set out to replace."""

        ordering = ("name",)
        constraints = [models.CheckConstraint(name="editor_has_name", condition=~Q(name=""))]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the path of the editor's page."""
        return f"/author/{self.slug}/"

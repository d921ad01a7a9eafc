"""Section: one of our shelves (schema.org ``articleSection``)."""

from django.db import models


class Section(models.Model):
    """A shelf of the site: readers browse it, editors move articles between them."""

    name = models.CharField(max_length=80)
    slug = models.SlugField(max_length=80, unique=True, allow_unicode=True)
    position = models.PositiveSmallIntegerField(default=100, help_text="Order on the front page; lower comes first.")
    description = models.CharField(max_length=300, blank=True)

    class Meta:
        """Sections stand in the editors' order everywhere."""

        ordering = ("position", "name")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the path of the section's page."""
        return f"/section/{self.slug}/"

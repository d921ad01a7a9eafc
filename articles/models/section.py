"""Section: one of our shelves (schema.org ``articleSection``)."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q


class Section(models.Model):
    """A shelf of the site: readers browse it, editors move articles between them."""

    name = models.CharField(max_length=80)
    slug = models.SlugField(max_length=80, unique=True, allow_unicode=True)
    position = models.PositiveSmallIntegerField(default=100, help_text="Order on the front page; lower comes first.")
    description = models.CharField(max_length=300, blank=True)
    weight = models.FloatField(
        default=0.0,
        validators=[MinValueValidator(-2), MaxValueValidator(2)],
        help_text="Added to the rank of its stories; 1 counts as ten times the publishers.",
    )

    class Meta:
        """Sections stand in the editors' order everywhere."""

        ordering = ("position", "name")
        constraints = [
            models.CheckConstraint(name="section_weight_sane", condition=Q(weight__gte=-2, weight__lte=2)),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the path of the section's page."""
        return f"/section/{self.slug}/"

"""Editor: the real person in the "About" box."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.lookups import Regex

from articles.models.mirrored import file_name

MOST_LINKS = 5
PORTRAIT_SIDE = 160
LINKS_AS_LINE = models.Func(F("links"), Value(" "), function="array_to_string", output_field=models.TextField())


class Editor(models.Model):
    """The public face of a user who curates: shown beside what they published, never for what ran by itself."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="editor")
    name = models.CharField(max_length=120, help_text="As readers see it: a real name.")
    slug = models.SlugField(max_length=120, unique=True, allow_unicode=True)
    role = models.CharField(max_length=120, blank=True, help_text="e.g. Science editor")
    bio = models.TextField(max_length=1000, blank=True, help_text="Plain text; links are made by themselves.")
    home_url = models.URLField(max_length=500, blank=True)
    links = ArrayField(
        models.URLField(max_length=500), default=list, blank=True, help_text=f"Elsewhere, at most {MOST_LINKS}."
    )
    portrait = models.CharField(
        max_length=64, blank=True, editable=False, help_text="SHA-256, hex, of the picture as it was uploaded."
    )

    class Meta:
        """A nameless editor would be the "About admin" that we set out to replace."""

        ordering = ("name",)
        constraints = [
            models.CheckConstraint(name="editor_has_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="editor_links_are_http",
                condition=Q(links__len=0) | Q(Regex(LINKS_AS_LINE, Value("^(https?://[^ ]+( |$))+$"))),
            ),
            models.CheckConstraint(name="editor_has_few_links", condition=Q(links__len__lte=MOST_LINKS)),
            models.CheckConstraint(
                name="editor_portrait_is_sha256", condition=Q(portrait="") | Q(portrait__regex="^[0-9a-f]{64}$")
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the path of the editor's page."""
        return f"/author/{self.slug}/"

    @property
    def portrait_url(self) -> str:
        """The face in the size of a thumb, on our own host."""
        return f"{settings.MEDIA_URL}{file_name(self.portrait, PORTRAIT_SIDE)}"

    @property
    def portrait_srcset(self) -> str:
        """The face for common screens and for fine ones."""
        return f"{self.portrait_url} 1x, {settings.MEDIA_URL}{file_name(self.portrait, 2 * PORTRAIT_SIDE)} 2x"

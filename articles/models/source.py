"""Source: a publisher, and the rights it granted."""

from typing import cast

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from articles import rights
from articles.models.section import Section


class Source(models.Model):
    """A publisher. Its rights decide what readers see of its articles (``articles/rights.py`` is the only judge)."""

    class Mode(models.TextChoices):
        """How much of an article the publisher lets us show."""

        HEADLINE = "headline", "Headline only"
        EXCERPT = "excerpt", "Headline and excerpt"
        FULL = "full", "Full text"

    class Publishing(models.TextChoices):
        """What happens to a new article of this source."""

        AUTOMATIC = "automatic", "Publish at once"
        REVIEW = "review", "Hold for an editor"

    class State(models.TextChoices):
        """How far we are with a publisher (``articles/source_states.py`` leads from one to another).

        Proposed ones are not asked for anything, and readers do not hear of them. On trial, feeds are polled and every
        article waits for an editor. Of paused and closed ones no feed is polled; what is shown stays.
        """

        PROPOSED = "proposed", "Proposed"
        TRIAL = "trial", "On trial"
        ACTIVE = "active", "Active"
        PAUSED = "paused", "Paused"
        CLOSED = "closed", "Closed"

    READ = (State.TRIAL, State.ACTIVE)
    """In these states its feeds are polled, and readers find it in the directory."""

    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=100, unique=True, allow_unicode=True)
    home_url = models.URLField(max_length=2048, blank=True)
    language = models.CharField(max_length=35, blank=True, help_text="BCP 47, e.g. en or pt-BR.")
    country = models.CharField(max_length=2, blank=True, help_text="ISO 3166, e.g. DE.")
    description = models.CharField(max_length=500, blank=True)
    family = models.CharField(
        max_length=120,
        blank=True,
        help_text="Sources of one family count as one publisher. Empty: that of its home page's domain.",
    )
    section = models.ForeignKey(Section, null=True, blank=True, on_delete=models.SET_NULL, related_name="sources")
    publishing = models.CharField(max_length=10, choices=Publishing.choices, default=Publishing.AUTOMATIC)

    state = models.CharField(max_length=8, choices=State.choices, default=State.ACTIVE, editable=False)
    state_at = models.DateTimeField(null=True, editable=False, help_text="Since when, if it was ever another.")
    state_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    state_reason = models.CharField(max_length=300, blank=True, editable=False)

    rights_mode = models.CharField("what may be shown", max_length=10, choices=Mode.choices, default=Mode.EXCERPT)
    excerpt_words = models.PositiveSmallIntegerField(
        default=60, validators=[MinValueValidator(5), MaxValueValidator(300)]
    )
    images_allowed = models.BooleanField("pictures may be shown", default=False)
    index_allowed = models.BooleanField(
        "search engines may index our copy", default=False, help_text="Only where the licence asks for it."
    )
    ai_reserved = models.BooleanField("text and data mining reserved", default=True)
    licence_name = models.CharField(max_length=120, blank=True, help_text="e.g. CC BY 4.0")
    licence_url = models.URLField(max_length=500, blank=True)
    rights_evidence = models.CharField(
        max_length=500, blank=True, help_text="Where the grant can be read: a URL or a letter."
    )
    rights_until = models.DateField(
        null=True, blank=True, help_text="After this day we fall back to an excerpt by ourselves."
    )

    retention_days = models.PositiveIntegerField(
        "days to keep articles",
        null=True,
        blank=True,
        help_text="0 keeps them for good; empty: as the site does (NEWSROOM_RETENTION_DAYS). "
        "What its feeds still carry is kept in any case.",
    )

    is_sample = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """What Postgres itself refuses, whoever writes."""

        ordering = ("name",)
        permissions = (("grant_rights", "Can change what a publisher granted"),)
        constraints = [
            models.CheckConstraint(name="source_has_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="source_rights_mode_known", condition=Q(rights_mode__in=["headline", "excerpt", "full"])
            ),
            models.CheckConstraint(name="source_publishing_known", condition=Q(publishing__in=["automatic", "review"])),
            models.CheckConstraint(
                name="source_state_known", condition=Q(state__in=["proposed", "trial", "active", "paused", "closed"])
            ),
            models.CheckConstraint(
                name="source_excerpt_words_sane", condition=Q(excerpt_words__gte=5, excerpt_words__lte=300)
            ),
            models.CheckConstraint(
                name="source_home_is_http",
                condition=Q(home_url="") | Q(home_url__startswith="http://") | Q(home_url__startswith="https://"),
            ),
            models.CheckConstraint(
                name="source_licence_is_http",
                condition=Q(licence_url="")
                | Q(licence_url__startswith="http://")
                | Q(licence_url__startswith="https://"),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the path of the source's page."""
        return f"/source/{self.slug}/"

    @property
    def grant(self) -> rights.Grant:
        """What this publisher lets us do, as the value that rights.py judges by."""
        return rights.Grant(
            mode=cast("rights.Mode", self.rights_mode),
            words=self.excerpt_words,
            images=self.images_allowed,
            index=self.index_allowed,
            ai_reserved=self.ai_reserved,
            licence_name=self.licence_name,
            licence_url=self.licence_url,
            until=self.rights_until,
        )

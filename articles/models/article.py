"""Article: an entry that we cleaned and stored. Its long texts live in ``Body``, so that lists never load them."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q

from articles import rights
from articles.models.digest import is_sha256
from articles.models.editor import Editor
from articles.models.section import Section
from articles.models.source import Source
from articles.models.story import Story
from articles.paths import article_path, slug_of
from articles.querysets import ArticleQuerySet

if TYPE_CHECKING:
    from articles.models.picture import Picture


class Article(models.Model):
    """One piece of one publisher, whose own columns follow it. What an editor decided (``edited_``, ``no_picture``) wins.

    ``frozen`` says of each field that an editor changed when that was, and what the publisher's was just then.

    ``url_digest`` is the SHA-256 of the canonical URL (URLs are longer than an index key may be); it is unique, so that
    one canonical URL is one article. It is NULL where the link does not identify the entry.
    """

    class Status(models.TextChoices):
        """Where the article stands. Only ``published`` is ever shown, and of it only what ``visible_from`` and its kind let."""

        PENDING = "pending", "Waiting"
        PUBLISHED = "published", "Published"
        REJECTED = "rejected", "Rejected"
        WITHDRAWN = "withdrawn", "Withdrawn"

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="articles")
    section = models.ForeignKey(Section, null=True, blank=True, on_delete=models.SET_NULL, related_name="articles")
    story = models.ForeignKey(
        Story,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="articles",
        help_text="NULL until it is placed.",
    )
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.PENDING)
    status_reason = models.CharField(max_length=300, blank=True)
    legal_order = models.BooleanField(
        default=False, help_text="Withdrawn because a court or an authority ordered it: the page answers 451, not 410."
    )
    visible_from = models.DateTimeField(
        null=True, blank=True, help_text="Published, but not shown before; empty: at once."
    )
    visible_until = models.DateTimeField(null=True, blank=True, help_text="Not shown from then on; empty: for good.")
    curator = models.ForeignKey(
        Editor,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="curated",
        help_text="The editor who published it; empty where it ran by itself.",
    )

    url = models.TextField(blank=True)
    url_digest = models.BinaryField(max_length=32, null=True, unique=True, editable=False)
    headline = models.CharField(max_length=500)
    dek = models.TextField(blank=True)
    edited_headline = models.CharField(
        max_length=500, blank=True, help_text="Shown in place of the publisher's; a refresh never overwrites it."
    )
    edited_dek = models.TextField(
        max_length=1000, blank=True, help_text="Shown in place of the publisher's; a refresh never overwrites it."
    )
    edited_tags = ArrayField(
        models.CharField(max_length=60),
        null=True,
        blank=True,
        help_text="Shown in place of the publisher's, even where there are none; NULL: the publisher's.",
    )
    edited_image_alt = models.CharField(
        max_length=500, blank=True, help_text="What the lead picture shows, in place of the publisher's words."
    )
    edited_image_credit = models.CharField(
        max_length=200, blank=True, help_text="Whom the lead picture is credited to, in place of the publisher's words."
    )
    no_picture = models.BooleanField(
        default=False, help_text="Readers see no lead picture, whatever the publisher sends."
    )
    frozen = models.JSONField(default=dict, blank=True, editable=False)
    rule_tags = ArrayField(
        models.CharField(max_length=60),
        default=list,
        blank=True,
        editable=False,
        help_text="Those that our rules gave it; they stand behind the publisher's.",
    )
    excerpt_only = models.BooleanField(
        default=False, help_text="Readers get an excerpt, even where the source grants the full text."
    )
    authors = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    tags = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    tag_slugs = ArrayField(models.CharField(max_length=60), default=list, blank=True, editable=False)
    language = models.CharField(max_length=35, blank=True)

    origin_name = models.CharField(max_length=200, blank=True, help_text="Who wrote it, where that is not the source.")
    origin_url = models.TextField(blank=True)
    licence_name = models.CharField(max_length=120, blank=True)
    licence_url = models.TextField(blank=True)
    rights_text = models.CharField(max_length=500, blank=True)

    image_url = models.TextField(blank=True)
    image_width = models.PositiveIntegerField(null=True, blank=True)
    image_height = models.PositiveIntegerField(null=True, blank=True)
    image_alt = models.CharField(max_length=500, blank=True)
    image_caption = models.CharField(max_length=500, blank=True)
    image_credit = models.CharField(max_length=200, blank=True)
    enclosures = models.JSONField(default=list, blank=True)

    published_at = models.DateTimeField()
    updated_at = models.DateTimeField(null=True, blank=True, help_text="As the publisher says.")
    first_seen_at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True, blank=True, help_text="When we last received another version.")
    date_suspect = models.BooleanField(default=False)
    fingerprint = models.BinaryField(max_length=32, editable=False)
    revision_count = models.PositiveIntegerField(default=0, editable=False)
    hash_updates = models.PositiveSmallIntegerField(
        default=0, editable=False, help_text="Changes of content under one and the same updated date."
    )

    objects = ArticleQuerySet.as_manager()

    class Meta:
        """What Postgres itself refuses, whoever writes; and the order of the river."""

        ordering = ("-published_at", "-id")
        permissions = (
            ("publish_article", "Can publish, reject, schedule, section, tag and put into stories"),
            ("feature_article", "Can pin, boost and choose leads"),
            ("correct_article", "Can edit headlines and make corrections"),
            ("withdraw_article", "Can withdraw and delete"),
        )
        indexes = [
            models.Index(
                F("published_at").desc(), F("id").desc(), name="article_river", condition=Q(status="published")
            ),
            models.Index(
                "section",
                F("published_at").desc(),
                F("id").desc(),
                name="article_section_river",
                condition=Q(status="published"),
            ),
            models.Index(
                "source",
                F("published_at").desc(),
                F("id").desc(),
                name="article_source_river",
                condition=Q(status="published"),
            ),
            models.Index(
                "curator",
                F("published_at").desc(),
                F("id").desc(),
                name="article_curator_river",
                condition=Q(status="published", curator__isnull=False),
            ),
            GinIndex(fields=["tag_slugs"], name="article_tags", condition=Q(status="published")),
            models.Index("status", F("first_seen_at").desc(), F("id").desc(), name="article_desk"),
            GinIndex(
                Func("language", "headline", "edited_headline", "dek", "edited_dek", function="articles_desk_vector"),
                name="article_desk_words",
                condition=~Q(status="published"),
            ),
            models.Index(fields=["language"], name="article_language"),
            models.Index(fields=["id"], name="article_date_suspect", condition=Q(date_suspect=True)),
            models.Index(
                fields=["visible_from"],
                name="article_begins",
                condition=Q(status="published", visible_from__isnull=False),
            ),
            models.Index(
                fields=["visible_until"],
                name="article_ends",
                condition=Q(status="published", visible_until__isnull=False),
            ),
            models.Index(
                fields=["published_at", "id"],
                name="article_unplaced",
                condition=Q(status="published", story__isnull=True),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="article_status_known",
                condition=Q(status__in=["pending", "published", "rejected", "withdrawn"]),
            ),
            models.CheckConstraint(
                name="article_legal_order_is_withdrawn", condition=Q(legal_order=False) | Q(status="withdrawn")
            ),
            models.CheckConstraint(
                name="article_visible_for_a_time",
                condition=Q(visible_from__isnull=True)
                | Q(visible_until__isnull=True)
                | Q(visible_from__lt=F("visible_until")),
            ),
            models.CheckConstraint(name="article_has_headline", condition=~Q(headline="")),
            models.CheckConstraint(
                name="article_url_is_http",
                condition=Q(url="") | Q(url__startswith="http://") | Q(url__startswith="https://"),
            ),
            models.CheckConstraint(
                name="article_image_is_http",
                condition=Q(image_url="") | Q(image_url__startswith="http://") | Q(image_url__startswith="https://"),
            ),
            models.CheckConstraint(
                name="article_published_in_range",
                condition=Q(published_at__gte="1990-01-01T00:00:00Z", published_at__lt="2200-01-01T00:00:00Z"),
            ),
            models.CheckConstraint(
                name="article_not_published_after_seen", condition=Q(published_at__lte=F("first_seen_at"))
            ),
            models.CheckConstraint(name="article_url_digest_is_sha256", condition=is_sha256("url_digest")),
        ]

    def __str__(self) -> str:
        return self.display_headline

    def get_absolute_url(self) -> str:
        """Return the path of the article's page."""
        return article_path(self.pk, self.display_headline)

    def is_visible(self, now: datetime) -> bool:
        """Tell whether readers may know of it at ``now``, as ``visible()`` does."""
        is_early = self.visible_from is not None and self.visible_from > now
        is_over = self.visible_until is not None and self.visible_until <= now
        return self.status == self.Status.PUBLISHED and not (is_early or is_over)

    @property
    def display_headline(self) -> str:
        """The headline readers see: the editor's, else the publisher's."""
        return self.edited_headline or self.headline

    @property
    def display_dek(self) -> str:
        """The dek readers see: the editor's, else the publisher's. How much of it may be shown is for rights.py."""
        return self.edited_dek or self.dek

    @property
    def display_tags(self) -> list[str]:
        """The tags readers see: the editor's, even where there are none, else the publisher's and those of our rules."""
        if self.edited_tags is not None:
            return self.edited_tags
        return [*self.tags, *(tag for tag in self.rule_tags if tag not in self.tags)]

    @property
    def grant(self) -> rights.Grant:
        """What may be shown of this article: what its publisher grants, unless our desk shows less."""
        return rights.narrowed(self.source.grant, excerpt_only=self.excerpt_only)

    @property
    def display_image_alt(self) -> str:
        """What the lead image shows: the editor's words, else the publisher's."""
        return self.edited_image_alt or self.image_alt

    @property
    def display_image_credit(self) -> str:
        """Whom the lead image is credited to: the editor's words, else the publisher's."""
        return self.edited_image_credit or self.image_credit

    @property
    def picture(self) -> "Picture | None":
        """Our copy of the lead image, where there is one that no editor left out. Whether it may be shown is for rights.py."""
        return None if self.no_picture else self.mirrored

    @property
    def mirrored(self) -> "Picture | None":
        """Our copy of the lead image, where there is one, left out or not."""
        mirror: Picture | None = getattr(self, "mirror", None)
        return mirror if mirror and mirror.digest else None

    @property
    def slug(self) -> str:
        """The readable end of the article's URL."""
        return slug_of(self.display_headline, "article")

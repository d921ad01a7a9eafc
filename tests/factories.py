"""Rows for tests, whole and lawful by default: say only what the test is about.

``ArticleFactory()`` is a published article with a body; ``ArticleFactory(body=None)`` has none;
``ArticleFactory(body__html="<p>...")`` has that one. Nothing is in a story unless the test says so:
``ArticleFactory(placed=True)`` is in one of its own, and ``tell(one, other)`` makes a story of several. Times are fixed, so that a test may compare them; each further
article is a minute older than the one before.
"""

import datetime as dt

import factory
from django.contrib.auth.models import User
from factory.django import DjangoModelFactory

from articles.digest import sha256
from articles.models import (
    Article,
    Body,
    BodyPicture,
    Condition,
    Editor,
    Membership,
    Rule,
    Section,
    Sighting,
    Source,
    Story,
)
from articles.stories.tallying import tally
from articles.tags import tag_slugs

NOON = dt.datetime(2026, 3, 14, 12, 0, tzinfo=dt.UTC)


class SectionFactory(DjangoModelFactory[Section]):
    """A shelf; the same name is the same shelf."""

    class Meta:
        model = Section
        django_get_or_create = ("slug",)

    name = factory.Sequence(lambda n: f"Section {n}")
    slug = factory.LazyAttribute(lambda section: section.name.lower().replace(" ", "-"))
    position = factory.Sequence(lambda n: n)


class SourceFactory(DjangoModelFactory[Source]):
    """A publisher who granted nothing beyond an excerpt."""

    class Meta:
        model = Source

    name = factory.Sequence(lambda n: f"Harbour Gazette {n}")
    slug = factory.Sequence(lambda n: f"harbour-gazette-{n}")
    home_url = factory.LazyAttribute(lambda source: f"https://{source.slug}.example/")
    language = "en"
    country = "IE"
    section = factory.SubFactory(SectionFactory)

    class Params:
        full = factory.Trait(
            rights_mode=Source.Mode.FULL,
            images_allowed=True,
            licence_name="CC BY 4.0",
            licence_url="https://creativecommons.org/licenses/by/4.0/",
            rights_evidence="https://licence.example/",
        )
        headline_only = factory.Trait(rights_mode=Source.Mode.HEADLINE)


class EditorFactory(DjangoModelFactory[Editor]):
    """A person of the desk, with the user behind."""

    class Meta:
        model = Editor

    user = factory.LazyAttribute(lambda editor: User.objects.create_user(editor.slug, is_staff=True))
    name = factory.Sequence(lambda n: f"Editor {n}")
    slug = factory.Sequence(lambda n: f"editor-{n}")
    role = "Harbour editor"
    bio = "Keeps an eye on the tides and on who says what about them."


class ArticleFactory(DjangoModelFactory[Article]):
    """A published article with a body, on the shelf of its source."""

    class Meta:
        model = Article
        skip_postgeneration_save = True

    source = factory.SubFactory(SourceFactory)
    section = factory.SelfAttribute("source.section")
    status = Article.Status.PUBLISHED
    url = factory.Sequence(lambda n: f"https://harbour-gazette.example/tides/{n}")
    url_digest = factory.LazyAttribute(lambda article: sha256(article.url) if article.url else None)
    headline = factory.Sequence(lambda n: f"Spring tide number {n} closes the quay road")
    dek = "Walkers are asked to take the upper path until the water has gone down."
    authors = ["Tidewater desk"]
    tag_slugs = factory.LazyAttribute(lambda article: tag_slugs(getattr(article, "tags", [])))
    language = factory.SelfAttribute("source.language")
    published_at = factory.Sequence(lambda n: NOON - dt.timedelta(minutes=n))
    first_seen_at = factory.LazyAttribute(lambda article: article.published_at + dt.timedelta(minutes=5))
    fingerprint = factory.LazyAttribute(lambda article: sha256(article.headline))
    body = factory.RelatedFactory("tests.factories.BodyFactory", factory_related_name="article")

    class Params:
        pending = factory.Trait(status=Article.Status.PENDING)
        rejected = factory.Trait(status=Article.Status.REJECTED)
        withdrawn = factory.Trait(status=Article.Status.WITHDRAWN)
        placed = factory.Trait(alone=factory.PostGeneration(lambda article, create, extracted: tell(article)))


class BodyFactory(DjangoModelFactory[Body]):
    """The long texts of an article."""

    class Meta:
        model = Body

    article = factory.SubFactory(ArticleFactory, body=None)
    html = "<p>The water stood a hand below the quay at noon.</p><p>It will rise again at midnight.</p>"
    raw = factory.SelfAttribute("html")
    base_url = factory.SelfAttribute("article.url")
    sanitizer_version = 1


class BodyPictureFactory(DjangoModelFactory[BodyPicture]):
    """A picture of the text at ``source_url``, mirrored."""

    class Meta:
        model = BodyPicture

    article = factory.SubFactory(ArticleFactory)
    source_url = "https://pictures.example/quay.jpg"
    url_digest = factory.LazyAttribute(lambda picture: sha256(picture.source_url))
    tried_at = NOON
    digest = "cd" * 32
    widths = [320, 640]
    width = 640
    height = 400
    colour = "#446688"


class SightingFactory(DjangoModelFactory[Sighting]):
    """The source's own feed carried its article."""

    class Meta:
        model = Sighting

    article = factory.SubFactory(ArticleFactory)
    deliverer = factory.SelfAttribute("article.source")
    feed_number = factory.Sequence(lambda n: n + 1)
    feed_url = factory.Sequence(lambda n: f"https://harbour-gazette.example/feed/{n}.xml")
    guid = factory.SelfAttribute("article.url")
    first_seen_at = factory.SelfAttribute("article.first_seen_at")


def tell(*articles, copies=None, **fields):
    """Make the story of these articles, counted and ranked as the site does it at ``NOON``; the first is its lead.

    ``copies`` are {copy: the article that it copies}; ``fields`` are the story's own.
    """
    story = Story.objects.create(
        **{"lead": articles[0], "lead_is_chosen": True, "language": articles[0].language, "made_at": NOON, **fields}
    )
    join(story, *articles, copies=copies)
    return story


def join(story, *articles, copies=None, **fields):
    """Put articles into a story, with their reasons."""
    for article in articles:
        Article.objects.filter(pk=article.pk).update(story=story)
        article.story = story
        original = (copies or {}).get(article)
        Membership.objects.create(
            **{
                "article": article,
                "method": Membership.Method.COPY if original else Membership.Method.ALONE,
                "copy_of": original,
                "version": 1,
                "joined_at": article.first_seen_at,
                **fields,
            }
        )
    tally([story.pk], NOON)
    story.refresh_from_db()


class RuleFactory(DjangoModelFactory[Rule]):
    """A rule of the whole site that holds whatever speaks of the tide; ``asked`` are its (field, operator, value)."""

    class Meta:
        model = Rule
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Rule {n}")
    position = factory.Sequence(lambda n: n)
    standing = Rule.Standing.HOLD
    made_at = changed_at = NOON

    @factory.post_generation
    def asked(self, create, extracted, **_kwargs):
        for field, operator, value in extracted or [("headline", "contains", "tide")]:
            Condition.objects.create(rule=self, field=field, operator=operator, value=value)

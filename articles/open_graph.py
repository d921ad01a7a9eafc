"""Open Graph: what a link to an article or a story says of it where somebody shares it, within its rights."""

from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urljoin

from django.conf import settings
from django.utils.encoding import iri_to_uri

from articles import rights
from articles.attribution import attribution
from articles.models import Article, Picture
from articles.views.story_cards import StoryCard


@dataclass(frozen=True, slots=True)
class Facts:
    """Plain texts and absolute URLs. ``kind`` is "article", or "website" for a page of ours.

    ``description`` begins with the credit; ``image`` is our own copy, or "".
    """

    kind: str
    headline: str
    description: str
    url: str
    site_name: str
    section: str
    published: datetime | None
    modified: datetime | None
    authors: tuple[str, ...]
    image: str
    image_alt: str
    ai_reserved: bool


def facts(article: Article, today: date) -> Facts:
    """Gather what may be said of ``article`` (its source, section and mirror loaded); a card says as much."""
    grant = rights.in_force(article.grant, today)
    credit = attribution(article, grant)
    picture = article.picture if grant.images else None
    dek = rights.card_dek(grant, article.display_dek, today)
    return Facts(
        kind="article",
        headline=article.display_headline,
        description=f"{credit.line}. {dek}".strip(),
        url=settings.SITE_URL + iri_to_uri(article.get_absolute_url()),
        site_name=settings.SITE_NAME,
        section=article.section.name if article.section else "",
        published=article.published_at,
        modified=article.changed_at,
        authors=credit.authors,
        image=_image(picture),
        image_alt=article.display_image_alt,
        ai_reserved=grant.ai_reserved,
    )


def story_facts(card: StoryCard, *, ai_reserved: bool) -> Facts:
    """Gather what may be said of a story: who reports it, then what its card shows; its page holds texts of others too."""
    credit = f"{', '.join(card.names)}{f' +{card.more}' if card.more else ''}"
    story, lead = card.story, card.article
    return Facts(
        kind="website",
        headline=card.headline,
        description=f"From {credit}. {card.dek}".strip(),
        url=settings.SITE_URL + iri_to_uri(story.get_absolute_url()),
        site_name=settings.SITE_NAME,
        section="",
        published=None,
        modified=None,
        authors=(),
        image=_image(lead.picture if card.has_picture else None),
        image_alt=lead.display_image_alt,
        ai_reserved=ai_reserved,
    )


def _image(picture: Picture | None) -> str:
    return urljoin(f"{settings.SITE_URL}/", picture.url) if picture else ""

"""Open Graph: what a link to an article says of it where somebody shares it, within its rights."""

from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urljoin

from django.conf import settings
from django.utils.encoding import iri_to_uri

from articles import rights
from articles.attribution import attribution
from articles.models import Article


@dataclass(frozen=True, slots=True)
class Facts:
    """Plain texts and absolute URLs. ``description`` begins with the credit; ``image`` is our own copy, or ""."""

    headline: str
    description: str
    url: str
    site_name: str
    section: str
    published: datetime
    modified: datetime | None
    authors: tuple[str, ...]
    image: str
    image_alt: str
    ai_reserved: bool


def facts(article: Article, today: date) -> Facts:
    """Gather what may be said of ``article`` (its source, section and mirror loaded); a card says as much."""
    grant = rights.in_force(article.source.grant, today)
    credit = attribution(article, grant)
    picture = article.picture if grant.images else None
    dek = rights.card_dek(grant, article.display_dek, today)
    return Facts(
        headline=article.display_headline,
        description=f"{credit.line}. {dek}".strip(),
        url=settings.SITE_URL + iri_to_uri(article.get_absolute_url()),
        site_name=settings.SITE_NAME,
        section=article.section.name if article.section else "",
        published=article.published_at,
        modified=article.changed_at,
        authors=credit.authors,
        image=urljoin(f"{settings.SITE_URL}/", picture.url) if picture else "",
        image_alt=article.image_alt,
        ai_reserved=grant.ai_reserved,
    )

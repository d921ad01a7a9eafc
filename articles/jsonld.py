"""JSON-LD: what an article or a story is, who made it and on what terms, in schema.org's words."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.encoding import iri_to_uri

from articles import rights
from articles.attribution import attribution, web_address
from articles.models import Article, Correction, Editor, Story

CONTEXT = "https://schema.org"
ESCAPES = {ord(char): f"\\u{ord(char):04X}" for char in "<>&\u2028\u2029"}
"""None of these may stand as themselves: they end the element or start another, and JSON can say them otherwise."""

LISTED = 20
"""So many reports of a story are described; machines that want all of them have its feed."""


RULES = {
    "publishingPrinciples": "rights",
    "ethicsPolicy": "about",
    "correctionsPolicy": "corrections",
    "actionableFeedbackPolicy": "takedown",
    "masthead": "about",
}
"""What schema.org asks of a news organization, and the page of ours that says it."""


class Block:
    """Data as JSON that may stand in a script element of a page, whatever texts are in it."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.data = data

    def __html__(self) -> str:
        return json.dumps(self.data, ensure_ascii=False).translate(ESCAPES)


def article(found: Article, today: date) -> dict[str, Any]:
    """Describe one article (its source, section and mirror loaded) as a NewsArticle of its origin; a card says as much."""
    grant = rights.in_force(found.grant, today)
    credit = attribution(found, grant)
    origin = _known({"@type": "Organization", "name": credit.origin, "url": credit.origin_url})
    page = settings.SITE_URL + iri_to_uri(found.get_absolute_url())
    corrections = list(found.corrections.all())
    return _known(
        {
            "@context": CONTEXT,
            "@type": "NewsArticle",
            "@id": page,
            "url": page,
            "headline": found.display_headline,
            "description": rights.card_dek(grant, found.display_dek, today),
            "inLanguage": found.language,
            "articleSection": found.section.name if found.section else "",
            "image": _image(found) if grant.images else None,
            "datePublished": found.published_at.isoformat(),
            "dateModified": _modified(found, corrections),
            "correction": [_correction(correction) for correction in corrections[:LISTED]],
            "author": [{"@type": "Person", "name": name} for name in credit.authors],
            "publisher": origin,
            "copyrightHolder": origin,
            "provider": _known({"@type": "Organization", "name": credit.deliverer, "url": credit.deliverer_url})
            if credit.deliverer
            else None,
            "isBasedOn": web_address(found.url),
            "license": credit.licence_url or credit.licence,
            "creditText": credit.line,
            "sdPublisher": _house(),
        }
    )


def _image(found: Article) -> dict[str, Any]:
    """Describe our own copy of the lead image, if there is one; the publisher's is named to nobody."""
    picture = found.picture
    if picture is None:
        return {}
    return _known(
        {
            "@type": "ImageObject",
            "url": settings.SITE_URL + picture.url,
            "width": picture.width,
            "height": picture.height,
            "caption": found.image_caption or found.display_image_alt,
            "creditText": found.display_image_credit,
        }
    )


def _correction(correction: Correction) -> dict[str, Any]:
    """Describe one correction of ours."""
    return {
        "@type": "CorrectionComment",
        "datePublished": correction.made_at.isoformat(),
        "text": correction.note,
        "publisher": _house(),
    }


def _modified(found: Article, corrections: Sequence[Correction]) -> str:
    """Return when its publisher or we changed it last, "" where nobody did."""
    moments = [correction.made_at for correction in corrections] + [found.changed_at or found.published_at]
    return max(moments).isoformat() if corrections or found.changed_at else ""


def story(found: Story, reports: Sequence[Article]) -> dict[str, Any]:
    """Describe a story's page (its section loaded, its reports with their sources) as a collection of others' articles."""
    page = settings.SITE_URL + iri_to_uri(found.get_absolute_url())
    listed = [
        {"@type": "ListItem", "position": place, "item": _listed(report)}
        for place, report in enumerate(reports[:LISTED], 1)
    ]
    return _known(
        {
            "@context": CONTEXT,
            "@type": "CollectionPage",
            "@id": page,
            "url": page,
            "name": found.display_headline,
            "inLanguage": found.language,
            "about": found.section.name if found.section else "",
            "datePublished": found.first_report_at.isoformat() if found.first_report_at else "",
            "dateModified": found.last_report_at.isoformat() if found.last_report_at else "",
            "mainEntity": {"@type": "ItemList", "numberOfItems": found.reports, "itemListElement": listed},
            "isPartOf": {"@type": "WebSite", "name": settings.SITE_NAME, "url": f"{settings.SITE_URL}/"},
            "publisher": _house(),
        }
    )


def _listed(report: Article) -> dict[str, Any]:
    """Describe one report of a list: no more than who published what, when, and where."""
    return _known(
        {
            "@type": "NewsArticle",
            "url": settings.SITE_URL + iri_to_uri(report.get_absolute_url()),
            "headline": report.display_headline,
            "datePublished": report.published_at.isoformat(),
            "publisher": {"@type": "Organization", "name": report.origin_name or report.source.name},
            "isBasedOn": web_address(report.url),
        }
    )


def site() -> dict[str, Any]:
    """Describe the site itself, and where its rules are written."""
    rules = {name: settings.SITE_URL + reverse(page) for name, page in RULES.items()}
    return {"@context": CONTEXT, "@id": f"{settings.SITE_URL}/#organization", **_house(), **rules}


def editor(found: Editor) -> dict[str, Any]:
    """Describe the page of one of our editors."""
    person = {
        "@type": "Person",
        "name": found.name,
        "jobTitle": found.role,
        "description": found.bio,
        "sameAs": [link for link in map(web_address, (found.home_url, *found.links)) if link],
        "image": settings.SITE_URL + found.portrait_url if found.portrait else "",
        "worksFor": _house(),
    }
    page = settings.SITE_URL + iri_to_uri(found.get_absolute_url())
    return {"@context": CONTEXT, "@type": "ProfilePage", "@id": page, "url": page, "mainEntity": _known(person)}


def _house() -> dict[str, Any]:
    return {"@type": "NewsMediaOrganization", "name": settings.SITE_NAME, "url": f"{settings.SITE_URL}/"}


def _known(pairs: dict[str, Any]) -> dict[str, Any]:
    """Leave out what is empty."""
    return {name: value for name, value in pairs.items() if value}

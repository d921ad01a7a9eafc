"""The writer of what feeds bring: carries out what ``dedupe.decide`` decided, inside the caller's transaction.

Unchanged entries cost no write; a document costs the same few statements for three entries and for three hundred.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from django.db import transaction

from articles import inserting, ruling
from articles.decision import Decision, Known, Verdict
from articles.digest import sha256
from articles.entry import CleanEntry, Delivery, Enclosure
from articles.models import (
    Article,
    Body,
    BodyPicture,
    IdentityKey,
    Picture,
    Revision,
    Sighting,
)
from articles.rules.book import NOTHING, Ruling
from articles.tags import tag_slugs

ENCLOSURE = tuple(field.name for field in fields(Enclosure))


# What a feed brings ---------------------------------------------------------------------------------------------------
def save(
    delivery: Delivery, decisions: Sequence[Decision], known: Known, rulings: Mapping[bytes, Ruling] | None = None
) -> int:
    """Store what one document brought, given what was known of it. Inside the caller's transaction.

    ``rulings`` are what the desk's rules say of new entries, by their keys.
    Returns how many of its entries this feed had not carried before, new to us or not.
    Raises ``IntegrityError`` where another process stored the same entry meanwhile: begin again from ``known.read``.
    """
    new = [decision for decision in decisions if decision.verdict is Verdict.NEW]
    changed = [decision for decision in decisions if decision.verdict in (Verdict.CHANGED, Verdict.ADOPTED)]
    _insert(delivery, new, known, rulings or {})
    _update(delivery, changed, known)
    met = [(d.article.id, d) for d in decisions if d.article and d.verdict is not Verdict.BURIED]
    if not met:
        return len(new)
    _add_keys(delivery, met, known)
    return len(new) + _add_sightings(delivery, dict(met))


def _insert(delivery: Delivery, decisions: Sequence[Decision], known: Known, rulings: Mapping[bytes, Ruling]) -> None:
    """Insert articles with their bodies, their keys and the first sighting of each."""
    if not decisions:
        return
    pairs = list(zip(inserting.next_ids(len(decisions)), decisions, strict=True))
    owners = {decision.identity.key: article_id for article_id, decision in pairs}
    for article_id, decision in pairs:
        for alias in decision.identity.aliases:
            if alias not in known.by_digest:
                owners.setdefault(alias, article_id)
    inserting.insert(
        articles=[
            {"id": article_id, **_new_article(delivery, decision, known, rulings.get(decision.identity.key, NOTHING))}
            for article_id, decision in pairs
        ],
        bodies=[{"article_id": article_id, **_body(decision.entry)} for article_id, decision in pairs],
        keys=[_key(delivery, digest, article_id) for digest, article_id in owners.items()],
        sightings=[_sighting(delivery, article_id, decision) for article_id, decision in pairs],
    )
    ruling.keep(
        ((article_id, rulings[one.identity.key]) for article_id, one in pairs if one.identity.key in rulings),
        delivery.now,
    )


def _new_article(delivery: Delivery, decision: Decision, known: Known, said: Ruling) -> dict[str, Any]:
    """Return the columns of an article that we see for the first time, and of which the rules ``said`` this."""
    published = decision.entry.published
    status, reason = ruling.status_of(said, delivery)
    return {
        "source_id": delivery.source_id,
        "section_id": said.effect.section_id or delivery.section_id,
        "status": status,
        "status_reason": reason,
        "published_at": min(published, delivery.now) if published else delivery.now,
        "first_seen_at": delivery.now,
        "fingerprint": decision.fingerprint,
        "url_digest": _free_url(decision, known),
        "excerpt_only": said.effect.excerpt_only,
        "rule_tags": list(said.effect.tags),
        **_columns(decision.entry),
        "tag_slugs": tag_slugs((*decision.entry.tags, *said.effect.tags)),
    }


def _free_url(decision: Decision, known: Known) -> bytes | None:
    """Return the digest of the entry's URL, unless another article has it already."""
    digest = decision.identity.url_digest
    return None if digest in known.by_url else digest


def _columns(entry: CleanEntry) -> dict[str, Any]:
    """Return the columns that follow the publisher, at every refresh."""
    image = entry.lead_image
    return {
        "url": entry.url,
        "headline": entry.headline,
        "dek": entry.dek,
        "authors": list(entry.authors),
        "tags": list(entry.tags),
        "tag_slugs": tag_slugs(entry.tags),
        "language": entry.language,
        "origin_name": entry.origin.name,
        "origin_url": entry.origin.url,
        "licence_name": entry.licence_name,
        "licence_url": entry.licence_url,
        "rights_text": entry.rights_text,
        "image_url": image.url if image else "",
        "image_width": image.width if image else None,
        "image_height": image.height if image else None,
        "image_alt": image.alt if image else "",
        "image_caption": image.caption if image else "",
        "image_credit": image.credit if image else "",
        "enclosures": [{name: getattr(file, name) for name in ENCLOSURE} for file in entry.enclosures],
        "updated_at": entry.updated,
        "date_suspect": entry.date_suspect,
    }


def _body(entry: CleanEntry) -> dict[str, Any]:
    """Return the columns of an article's long texts."""
    return {
        "html": entry.body,
        "raw": entry.raw_body,
        "raw_kind": entry.body_kind,
        "base_url": entry.base_url,
        "sanitizer_version": entry.sanitizer_version,
    }


def _key(delivery: Delivery, digest: bytes, article_id: int) -> dict[str, Any]:
    """Return the columns of one name under which an entry may come back."""
    return {"source_id": delivery.source_id, "digest": digest, "article_id": article_id}


def _sighting(delivery: Delivery, article_id: int, decision: Decision) -> dict[str, Any]:
    """Return the columns that say that this feed carried the article."""
    return {
        "article_id": article_id,
        "deliverer_id": delivery.source_id,
        "feed_number": delivery.feed_number,
        "feed_url": delivery.feed_url,
        "guid": decision.entry.guid,
        "first_seen_at": delivery.now,
    }


def _update(delivery: Delivery, decisions: Sequence[Decision], known: Known) -> None:
    """Bring articles up to date; what was received before is kept as a revision.

    Editors' fields, status and section are not among the columns: a feed never overwrites them. What follows from the two
    (``tag_slugs``) is of what readers see.
    """
    if not decisions:
        return
    ids = [decision.article.id for decision in decisions if decision.article]
    stored = {
        a.id: a for a in Article.objects.select_for_update(of=("self",)).select_related("body").filter(id__in=ids)
    }
    pairs = [(stored[d.article.id], d) for d in decisions if d.article and d.article.id in stored]
    own = [article for article, _ in pairs if article.source_id == delivery.source_id]
    # What another source delivered under the address of a publisher who has come was never theirs: no version of it is kept.
    Revision.objects.filter(article__in={article.id for article, _ in pairs} - {article.id for article in own}).delete()
    Revision.objects.bulk_create([_revision(delivery.now, article) for article in own])
    for article, decision in pairs:
        _apply(delivery, article, decision, _free_url(decision, known))
    Body.objects.bulk_create(
        [Body(article_id=article.id, **_body(decision.entry)) for article, decision in pairs],
        update_conflicts=True,
        unique_fields=["article"],
        update_fields=["html", "raw", "raw_kind", "base_url", "sanitizer_version", "illustrated_at"],
    )


def _apply(delivery: Delivery, article: Article, decision: Decision, url_digest: bytes | None) -> None:
    """Write one changed article. A published date never moves later."""
    entry = decision.entry
    article.hash_updates = article.hash_updates + 1 if entry.updated == article.updated_at else 0
    for column, value in _columns(entry).items():
        setattr(article, column, value)
    article.tag_slugs = tag_slugs(article.display_tags)
    article.url_digest = url_digest or article.url_digest
    article.published_at = min(entry.published or article.published_at, article.published_at)
    is_own = article.source_id == delivery.source_id
    article.changed_at = delivery.now if is_own else None
    article.revision_count = article.revision_count + 1 if is_own else 0
    article.source_id = delivery.source_id
    article.fingerprint = decision.fingerprint
    article.save()


def _revision(now: datetime, article: Article) -> Revision:
    """Keep an article as it was received last."""
    return Revision(
        article=article,
        number=article.revision_count + 1,
        replaced_at=now,
        headline=article.headline,
        dek=article.dek,
        url=article.url,
        authors=article.authors,
        html=article.body.html,
        fingerprint=article.fingerprint,
    )


def _add_keys(delivery: Delivery, pairs: Iterable[tuple[int, Decision]], known: Known) -> None:
    """Remember every name under which the entries may come back. A name that another article has stays with it."""
    missing: dict[bytes, int] = {}
    for article_id, decision in pairs:
        for digest in (decision.identity.key, *decision.identity.aliases):
            if digest not in known.by_digest:
                missing.setdefault(digest, article_id)
    IdentityKey.objects.bulk_create(
        [IdentityKey(**_key(delivery, digest, article_id)) for digest, article_id in missing.items()],
        ignore_conflicts=True,
    )


def _add_sightings(delivery: Delivery, met: dict[int, Decision]) -> int:
    """Note that this feed carried these articles too, once each. Return how many it had not carried before."""
    seen = Sighting.objects.filter(feed_number=delivery.feed_number, article_id__in=met)
    known_ids = set(seen.values_list("article_id", flat=True))
    fresh = [pair for pair in met.items() if pair[0] not in known_ids]
    Sighting.objects.bulk_create([Sighting(**_sighting(delivery, *pair)) for pair in fresh], ignore_conflicts=True)
    return len(fresh)


# Pictures -------------------------------------------------------------------------------------------------------------
def keep_picture(article_id: int, source_url: str, now: datetime, **facts: Any) -> None:
    """Keep what became of mirroring a lead image: its digest, widths, size and colour, or the error."""
    Picture.objects.update_or_create(article_id=article_id, defaults=_mirrored(source_url, now, facts))


def keep_body_picture(article_id: int, source_url: str, now: datetime, **facts: Any) -> None:
    """Keep the same of a picture inside the text."""
    BodyPicture.objects.update_or_create(
        article_id=article_id, url_digest=sha256(source_url), defaults=_mirrored(source_url, now, facts)
    )


@transaction.atomic
def settle_body_pictures(article_id: int, html: str, source_urls: Sequence[str], now: datetime) -> None:
    """Note that the pictures of this text were all tried, and let go of those that it has no longer.

    A text that has changed meanwhile is left as it is, to be looked at again.
    """
    if Body.objects.filter(article=article_id, html=html).update(illustrated_at=now):
        BodyPicture.objects.filter(article=article_id).exclude(source_url__in=source_urls).delete()


def _mirrored(source_url: str, now: datetime, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns of one mirrored picture."""
    empty: dict[str, Any] = {"error": "", "digest": "", "widths": [], "width": None, "height": None, "colour": ""}
    return {"source_url": source_url, "tried_at": now, **empty, **facts}


# Texts ----------------------------------------------------------------------------------------------------------------


def replace_texts(bodies: Sequence[Body], revisions: Sequence[Revision]) -> None:
    """Write texts that were cleaned again; inside the caller's transaction, which holds the bodies locked."""
    for body in bodies:
        body.illustrated_at = None
    Body.objects.bulk_update(bodies, ["html", "sanitizer_version", "illustrated_at"])
    Revision.objects.bulk_update(revisions, ["html"])

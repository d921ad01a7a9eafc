"""What the database holds of the entries of one document: the question that ``dedupe.decide`` is asked with."""

from collections.abc import Sequence

from django.db.models import F

from articles.decision import Decision, Known, KnownArticle
from articles.identity import Identity
from articles.models import Article, IdentityKey, Sighting, Tombstone

KNOWN_FIELDS = ("id", "source_id", "url", "fingerprint", "updated_at", "hash_updates")


class Entangled(Exception):
    """Entries that were not read have a say in those that were: the whole document must be read."""


def read(source_id: int, identities: Sequence[Identity]) -> Known:
    """Read what the database holds of these identities: four queries, however many there are."""
    digests = [digest for identity in identities for digest in (identity.key, *identity.aliases)]
    urls = [identity.url_digest for identity in identities if identity.url_digest]
    by_digest = owners(source_id, digests)
    by_url = {
        bytes(digest or b""): article_id
        for digest, article_id in Article.objects.filter(url_digest__in=urls).values_list("url_digest", "id")
    }
    buried = Tombstone.objects.filter(source_id=source_id, digest__in=digests).values_list("digest", flat=True)
    return Known(
        articles=_known_articles(source_id, {*by_digest.values(), *by_url.values()}),
        by_digest=by_digest,
        by_url=by_url,
        tombstones=frozenset(map(bytes, buried)),
    )


def owners(source_id: int, keys: Sequence[bytes]) -> dict[bytes, int]:
    """Return which article each of these keys names in the source; a key whose article is gone is not in there."""
    if not keys:
        return {}
    rows = IdentityKey.objects.filter(source_id=source_id, digest__in=keys).values_list("digest", "article_id")
    return {bytes(digest): article_id for digest, article_id in rows}


def refuse_entangled(source_id: int, skipped: Sequence[bytes], decisions: Sequence[Decision]) -> None:
    """Raise ``Entangled`` where the article of a skipped key is gone, or another entry of the document claims it too."""
    owned = owners(source_id, skipped)
    claimed = {decision.article.id for decision in decisions if decision.article}
    if len(owned) < len(skipped) or claimed & set(owned.values()):
        raise Entangled


def _known_articles(source_id: int, ids: set[int]) -> dict[int, KnownArticle]:
    """Load the articles; for those of other sources also the feeds that prove whose they are."""
    rows = list(Article.objects.filter(id__in=ids).values_list(*KNOWN_FIELDS))
    foreign = {row[0]: row[1] for row in rows if row[1] != source_id}
    feed_urls: dict[int, list[str]] = {article_id: [] for article_id in foreign}
    if foreign:
        sightings = Sighting.objects.filter(article_id__in=foreign, deliverer_id=F("article__source_id"))
        for article_id, url in sightings.values_list("article_id", "feed_url"):
            feed_urls[article_id].append(url)
    return {
        row[0]: KnownArticle(row[0], row[1], row[2], bytes(row[3]), row[4], row[5], tuple(feed_urls.get(row[0], ())))
        for row in rows
    }

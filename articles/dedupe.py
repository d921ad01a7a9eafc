"""Pure: is an entry new, changed, or the same? Decides; ``store.py`` carries it out.

What is stored comes in as ``Known``, what to do goes out as one ``Decision`` an entry; nothing is touched here.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from articles.decision import Decision, Known, KnownArticle, Verdict
from articles.digest import sha256
from articles.entry import CleanEntry, Delivery
from articles.identity import Identity

HASH_UPDATES = 24
"""So often an article may change while its publisher's ``updated`` stays: view counters and the like change for ever."""


def fingerprint(entry: CleanEntry) -> bytes:
    """Return a hash over what a reader would see change: headline, link, authors, text and media."""
    media = [file.url for file in entry.enclosures]
    lead = entry.lead_image.url if entry.lead_image else ""
    return sha256("\x1f".join([entry.headline, entry.url, *entry.authors, "\x1e", entry.dek, entry.body, lead, *media]))


def decide(
    entries: Sequence[CleanEntry], identities: Sequence[Identity], known: Known, delivery: Delivery
) -> list[Decision]:
    """Decide for each entry of one document, in order."""
    taken = {known.by_digest[identity.key] for identity in identities if identity.key in known.by_digest}
    seen: set[bytes | int] = set()
    decisions = []
    for entry, identity in zip(entries, identities, strict=True):
        article = _find(identity, known, taken)
        candidate = Decision(Verdict.NEW, entry, identity, fingerprint(entry), article)
        name = article.id if article else identity.key
        verdict = Verdict.REPEATED if name in seen else _verdict(candidate, known, delivery)
        seen.add(name)
        decisions.append(replace(candidate, verdict=verdict))
    return decisions


def _find(identity: Identity, known: Known, taken: set[int]) -> KnownArticle | None:
    """Find the stored article of an entry: by its key, by an alias that no other entry claims by key, by its URL."""
    found = known.by_digest.get(identity.key)
    if found is not None:
        return known.articles[found]
    others = [known.by_digest.get(alias) for alias in identity.aliases]
    others += [known.by_url.get(identity.url_digest)] if identity.url_digest else []
    free = [article_id for article_id in others if article_id is not None and article_id not in taken]
    return known.articles[free[0]] if free else None


def _verdict(candidate: Decision, known: Known, delivery: Delivery) -> Verdict:
    """Judge an entry that stands in the document for the first time."""
    identity, article = candidate.identity, candidate.article
    if known.tombstones & {identity.key, *identity.aliases}:
        return Verdict.BURIED
    if identity.link in known.elsewhere and not is_own(candidate.entry.url, delivery.feed_url):
        return Verdict.BURIED  # Whose own piece it is may bring it: what was deleted was a copy.
    if article is None:
        return Verdict.NEW
    if article.source_id != delivery.source_id:
        return Verdict.ADOPTED if _may_adopt(candidate.entry, article, delivery) else Verdict.SEEN
    return Verdict.CHANGED if _has_changed(candidate, article) else Verdict.SAME


def _may_adopt(entry: CleanEntry, article: KnownArticle, delivery: Delivery) -> bool:
    """Tell whether the deliverer publishes the URL itself, and the source that has the article so far does not."""
    return is_own(entry.url, delivery.feed_url) and not any(is_own(article.url, url) for url in article.feed_urls)


def _has_changed(candidate: Decision, article: KnownArticle) -> bool:
    """Tell whether the entry says something else than what is stored, and has not done so too often."""
    if candidate.fingerprint == article.fingerprint:
        return False
    return candidate.entry.updated != article.updated or article.hash_updates < HASH_UPDATES


def is_own(url: str, feed_url: str) -> bool:
    """Tell whether the site that serves the feed also is the host of ``url``: then the piece is its own.

    The feed's own claims (its title, its home page) prove nothing; the host that we fetched it from does.
    """
    return _site(url) == _site(feed_url) != ""


def _site(url: str) -> str:
    """Return the host of a URL without the first label that sites use for their feeds and front doors."""
    return re.sub(r"^(www|feeds?|rss|m|amp)\.", "", urlsplit(url).hostname or "")

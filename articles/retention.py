"""Which articles their source keeps no longer, and what stays in spite of that.

An article is overdue when it was first seen longer ago than its source keeps articles. It stays all the same while a feed
still carries it, and for good where an editor published it by hand, put words of its own over it, or corrected it. Of what is
removed, the keys stay as tombstones: no feed can bring it back.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from articles import standing
from articles.models import Article, BodyPicture, Correction, IdentityKey, Picture, Source

Key = tuple[int, bytes]
"""A key counts within its source: the source's id, and the digest."""

BATCH = 500
"""So many articles are looked at in one transaction: their locks last for some tenths of a second."""

LONGEST_DAYS = 36_500
TOUCHED = (
    ~Q(curator=None)
    | ~Q(edited_headline="", edited_dek="", edited_image_alt="", edited_image_credit="")
    | Q(edited_tags__isnull=False)
    | Q(no_picture=True)
    | Q(Exists(Correction.objects.filter(article=OuterRef("pk"))))
)
REASON = "Pruned: it was kept for {days} days."


@dataclass(slots=True)
class Outcome:
    """What became of the overdue articles of one source."""

    removed: int = 0
    in_feed: int = 0
    touched: int = 0


@dataclass(slots=True)
class Pruning:
    """One pruning over all sources; ``outcomes`` by source, ``digests`` counts the pictures of what was removed.

    ``carried`` is asked which of some keys stand in the last document of a feed: articles know no feeds.
    """

    now: datetime
    carried: Callable[[Collection[Key]], set[Key]]
    is_dry: bool = False
    outcomes: dict[int, Outcome] = field(default_factory=lambda: defaultdict(Outcome))
    digests: Counter[str] = field(default_factory=Counter)

    def run(self, default_days: int) -> None:
        """Remove what is overdue, batch by batch; an interrupted run has done what it did."""
        for days, sources in _periods(default_days).items():
            last: int | None = 0
            while last is not None:
                last = self._prune_batch(days, sources, last)

    @transaction.atomic
    def _prune_batch(self, days: int, sources: Collection[int], after: int) -> int | None:
        """Judge the next articles behind ``after``; return the last one's id, or None where there are no more.

        What another transaction has locked is passed over: an editor or a feed is at it just now.
        """
        found = overdue(sources, days, self.now).filter(id__gt=after).order_by("id")
        rows = dict(found.select_for_update(skip_locked=True).values_list("id", "source_id")[:BATCH])
        touched = set(Article.objects.filter(TOUCHED, id__in=rows).values_list("id", flat=True))
        in_feed = self._in_feed(rows.keys() - touched)
        doomed = rows.keys() - touched - in_feed
        for article_id, source_id in rows.items():
            outcome = self.outcomes[source_id]
            outcome.touched += article_id in touched
            outcome.in_feed += article_id in in_feed
            outcome.removed += article_id in doomed
        self._remove(doomed, days)
        return max(rows, default=None)

    def _in_feed(self, ids: Collection[int]) -> set[int]:
        """Return those of the articles that a feed still carries, whosever feed it is."""
        rows = IdentityKey.objects.filter(article_id__in=ids).values_list("source_id", "digest", "article_id")
        named = {(source_id, bytes(digest)): article_id for source_id, digest, article_id in rows}
        return {named[key] for key in self.carried(named.keys())}

    def _remove(self, ids: Collection[int], days: int) -> None:
        for model in (Picture, BodyPicture):
            pictures = model.objects.filter(article_id__in=ids).exclude(digest="")
            self.digests.update(pictures.values_list("digest", flat=True))
        if ids and not self.is_dry:
            standing.remove(Article.objects.filter(id__in=ids), REASON.format(days=days), self.now)


def overdue(sources: Collection[int], days: int, now: datetime) -> QuerySet[Article]:
    """Return the articles of these sources that were first seen more than ``days`` ago, whatever still protects them."""
    return Article.objects.filter(source_id__in=sources, first_seen_at__lt=now - timedelta(days=days))


def _periods(default_days: int) -> dict[int, list[int]]:
    """Return the sources that do not keep their articles for good, by the days that they keep them."""
    periods: dict[int, list[int]] = defaultdict(list)
    for source_id, own in Source.objects.order_by("id").values_list("id", "retention_days"):
        days = default_days if own is None else own
        if days:
            periods[min(days, LONGEST_DAYS)].append(source_id)
    return periods

"""Pure: tell whether what a document brought looks right, or something happened to the feed.

A document that shares no entry with the one before it has either run ahead of us, so that entries were missed, or it was
swapped: a new system with new guids, another site behind the old address, an archive dumped into the feed.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from articles.entry import CleanEntry

SAME_TITLES = 5
SAME_DATES = 8
SWAPPED = 8
"""So many new entries at least are a batch; fewer can look alike by chance."""
FASTER = 4
"""A feed may run so many times faster than its mean before it is thought to be swapped rather than missed."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """Why a batch is held for an editor ("" where it is not), and whether entries were missed before it."""

    held: str = ""
    missed: bool = False


@dataclass(frozen=True, slots=True)
class Before:
    """What was known before the document: its keys then, how long ago, and the feed's mean gap (None where unknown)."""

    keys: frozenset[bytes]
    elapsed: timedelta
    gap_seconds: float | None


def judge(new: Sequence[CleanEntry], keys: Collection[bytes], before: Before) -> Judgement:
    """Judge a document with these keys, of whose entries ``new`` are new."""
    if len(new) >= SAME_TITLES and len({entry.headline for entry in new}) == 1:
        return Judgement(held=f"{len(new)} new entries have one and the same headline")
    if not before.keys or not new:
        return Judgement()
    dates = {entry.published for entry in new}
    if len(new) >= SAME_DATES and len(dates) == 1 and None not in dates:
        return Judgement(held=f"{len(new)} new entries have one and the same date")
    if len(new) < len(keys) or before.keys & set(keys):
        return Judgement()
    if len(new) >= SWAPPED and not _could_be_so_many(len(new), before):
        return Judgement(held=f"all {len(new)} entries are new at once, far more than the feed could have published")
    return Judgement(missed=True)


def _could_be_so_many(count: int, before: Before) -> bool:
    """Tell whether the feed could have published them since we looked; where its pace is unknown, it could."""
    if before.gap_seconds is None:
        return True
    return before.elapsed.total_seconds() * FASTER >= count * before.gap_seconds


def describe_gap(since: datetime, now: datetime) -> str:
    """Say for editors what a gap means."""
    return f"Entries may have been missed between {since:%Y-%m-%d %H:%M} and {now:%Y-%m-%d %H:%M} UTC: nothing of the document was known."

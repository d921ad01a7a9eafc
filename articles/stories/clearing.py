"""Clears away what grouping needs no longer, and what the removal of articles leaves behind."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from articles.models import Clue, Posting, Story, Suggestion, TermCount
from articles.shelf import LIFE, SLACK
from articles.stories import locking


@transaction.atomic
def clear_away(now: datetime) -> int:
    """Take what nothing can join any more out of the index, and suggestions that nobody answered. Return how many rows."""
    locking.hold()
    over = now - LIFE - SLACK
    postings = Posting.objects.filter(clue__seen_at__lt=over)
    suggestions = Suggestion.objects.filter(state=Suggestion.State.OPEN, made_at__lt=over)
    return postings.delete()[0] + suggestions.delete()[0]


@transaction.atomic
def remove_emptied(stories: Collection[int]) -> int:
    """Delete those of the stories in which nothing is left, with their history; for articles that never really were.

    Where no clue is left at all, nothing is remembered of their words either. Return how many stories that were.
    """
    locking.hold()
    emptied = Story.objects.filter(pk__in=stories, articles__isnull=True)
    gone = emptied.delete()[1].get("articles.Story", 0)
    if not Clue.objects.exists():
        TermCount.objects.all().delete()
    return gone

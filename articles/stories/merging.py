"""Carries out what an hour's merging found: as an editor would, and as an editor's merge it can be undone."""

from datetime import datetime

from articles.cluster import VERSION, Merge, Merges
from articles.models import Article, Membership, StoryEvent, Suggestion
from articles.stories import writing
from articles.stories.change import Change


def carry_out(merges: Merges, now: datetime) -> None:
    """Merge stories, and write what editors should be asked. Inside the caller's transaction, which holds the lock."""
    for merge in merges.merged:
        _merge(merge, now)
    writing.suggest(merges.suggestions, now)


def _merge(merge: Merge, now: datetime) -> None:
    """Let the articles of one story go to another, for this reason."""
    change = Change((merge.kept, merge.gone), None, now)
    go = list(Article.objects.filter(story=merge.gone).values_list("pk", flat=True))
    likeness = Suggestion(score=merge.score, shared=list(merge.shared))
    change.put(dict.fromkeys(go, merge.kept), change.reasons(go, Membership.Method.MERGE, likeness, VERSION))
    change.lead_on(change.stories[merge.gone], change.stories[merge.kept])
    change.record(StoryEvent.Kind.MERGED, change.stories[merge.kept], change.stories[merge.gone])

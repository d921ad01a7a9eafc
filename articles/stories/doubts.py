"""What readers doubt: notes that a report is in the wrong story. Nothing of the reader is kept, and there is a bound."""

from datetime import datetime, timedelta

from django.db import transaction

from articles.models import Article, Doubt, Story

MOST_OF_A_STORY = 20
"""Open doubts of one story: more say nothing new."""

MOST_AN_HOUR = 500
"""Open doubts of an hour, of the whole site: beyond that it is no reader who writes."""

HOUR = timedelta(hours=1)


@transaction.atomic
def doubt(story: Story, article: Article | None, text: str, now: datetime) -> bool:
    """Write a doubt of ``article``, or of the whole story (None); ``now`` is aware UTC. False where there are too many."""
    Story.objects.select_for_update().only("pk").get(pk=story.pk)  # So that two at once do not pass the bound together.
    unsettled = Doubt.objects.filter(settled_at=None)
    if unsettled.filter(story=story).count() >= MOST_OF_A_STORY:
        return False
    if unsettled.filter(made_at__gt=now - HOUR).count() >= MOST_AN_HOUR:
        return False
    Doubt.objects.create(story=story, article=article, text=text, made_at=now)
    return True

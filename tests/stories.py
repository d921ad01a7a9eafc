"""Stories for tests, with their reasons, clues and counts, as placing leaves them."""

from articles.models import Clue, Membership, Story, Suggestion
from articles.stories.tallying import tally
from tests.factories import NOON, ArticleFactory


def story_of(*articles, **columns):
    """Return a story of these articles (two new ones where none are given): the first founded it."""
    articles = articles or ArticleFactory.create_batch(2)
    story = Story.objects.create(made_at=NOON, **columns)
    for number, article in enumerate(articles):
        article.story = story
        article.save(update_fields=["story"])
        method = "terms" if number else "alone"
        shared = ["quay", "tide"] if number else []
        score = 0.5 if number else None
        Membership.objects.create(
            article=article, method=method, score=score, shared=shared, version=1, joined_at=article.first_seen_at
        )
        Clue.objects.create(
            article=article, seen_at=article.first_seen_at, facts={}, founded=None if number else story.pk
        )
    tally([story.pk], NOON)
    story.refresh_from_db()
    return story


def suggest(one, other, score=0.4):
    """Return the suggestion that two stories may be one, as the site makes it."""
    first, second = sorted((one, other), key=lambda story: story.pk)
    return Suggestion.objects.create(one=first, other=second, score=score, shared=["quay", "tide"], made_at=NOON)

"""Articles get their stories: in Postgres as in memory, in batches as one by one, and again with the same result."""

import datetime as dt

import pytest

from articles.models import Article, Clue, Gist, Membership, Posting, Story, StoryEvent, Suggestion
from articles.stories import orders, placing
from tests.factories import NOON, ArticleFactory, SourceFactory

pytestmark = pytest.mark.django_db

LOCK = (
    "Sea lock at Brackwater jammed by drifting timber",
    "Two ferries wait outside the Brackwater sea lock after drifting timber jammed its western gate on Tuesday night.",
)
LOCK_AGAIN = (
    "Timber jams western gate of Brackwater sea lock, ferries wait",
    "The western gate of the sea lock at Brackwater has been jammed by drifting timber since Tuesday; two ferries wait.",
)
ORCHARD = (
    "Orchard owners of Lindholm expect smallest plum harvest in years",
    "A late frost took the blossom; growers around Lindholm speak of a third of the usual plums.",
)


def article(text, minutes=0, **more):
    headline, dek = text
    return ArticleFactory(
        headline=headline, dek=dek, body=None, published_at=NOON + dt.timedelta(minutes=minutes), **more
    )


def stories():
    """Return the stories as sets of articles."""
    found = {}
    for pk, story in Article.objects.filter(story__isnull=False).values_list("pk", "story"):
        found.setdefault(story, set()).add(pk)
    return sorted(map(sorted, found.values()))


def test_reports_of_one_event_are_one_story_and_others_are_not():
    one, other, apart = article(LOCK), article(LOCK_AGAIN, 5), article(ORCHARD, 9)

    placed = placing.place_waiting(NOON)

    assert (placed.articles, placed.joined) == (3, 1)
    assert stories() == [[one.pk, other.pk], [apart.pk]]
    story = Story.objects.get(articles=one)
    assert (story.reports, story.families, story.lead) == (2, 2, one)
    why = Membership.objects.get(article=other)
    assert why.method == "terms"
    assert why.score > 0.5
    assert {"brackwater", "timber"} <= {word.casefold() for word in why.shared}
    assert Membership.objects.get(article=one).method == "alone"


def test_who_is_told_to_stop_leaves_the_rest_of_a_batch_for_the_next_run():
    one, other, apart = article(LOCK), article(LOCK_AGAIN, 5), article(ORCHARD, 9)
    asked = iter([False, False])

    placed = placing.place_waiting(NOON, lambda: next(asked, True))

    assert placed.articles == 2
    assert stories() == [[one.pk, other.pk]]
    assert placing.place_waiting(NOON).articles == 1
    assert stories() == [[one.pk, other.pk], [apart.pk]]


def test_only_what_is_published_is_placed_and_the_rest_when_it_is():
    waiting = article(LOCK, pending=True)
    placing.place_waiting(NOON)
    assert Clue.objects.count() == 0

    Article.objects.filter(pk=waiting.pk).update(status="published")
    placing.place_waiting(NOON)

    assert stories() == [[waiting.pk]]


def test_what_an_editor_added_while_it_waited_joins_when_it_is_published():
    article(LOCK)
    waiting, other = article(ORCHARD, 9, pending=True), article(ORCHARD, 5)
    placing.place_waiting(NOON)
    story = Story.objects.get(lead__headline=LOCK[0])
    orders.await_reports([waiting], story, None, NOON)

    Article.objects.filter(pk=waiting.pk).update(status="published")
    placing.place_waiting(NOON)

    waiting.refresh_from_db()
    assert (waiting.story, waiting.membership.method) == (story, "link")
    assert Article.objects.get(pk=other.pk).story != story


def test_what_is_placed_is_not_placed_again():
    article(LOCK)
    placing.place_waiting(NOON)

    assert placing.place_waiting(NOON).articles == 0


def test_a_copy_stands_with_its_original():
    text = (
        "<p>" + " ".join(f"Sentence {n} says what the harbour master wrote about gate {n}." for n in range(40)) + "</p>"
    )
    original = ArticleFactory(headline="Harbour master writes to all captains", dek="", body__html=text)
    copy = ArticleFactory(headline="A letter", dek="", body__html=text, published_at=NOON + dt.timedelta(hours=1))

    placing.place_waiting(NOON)

    why = Membership.objects.get(article=copy)
    assert (why.method, why.copy_of) == ("copy", original)
    story = Story.objects.get(articles=copy)
    assert (story.reports, story.copies, story.families) == (1, 1, 1)


def test_batches_of_any_size_give_the_same_stories(monkeypatch):
    texts = [LOCK, ORCHARD, LOCK_AGAIN, (LOCK[1], LOCK[0]), (ORCHARD[1], ORCHARD[0])]
    made = [article(text, minutes=40 * n) for n, text in enumerate(texts)]
    monkeypatch.setattr(placing, "BATCH", 1)
    placing.place_waiting(NOON)
    one_by_one = stories()
    for model in (Suggestion, StoryEvent, Membership, Posting, Clue, Gist):
        model.objects.all().delete()
    Article.objects.update(story=None)
    Story.objects.all().delete()
    monkeypatch.setattr(placing, "BATCH", 100)

    placing.place_waiting(NOON)

    assert stories() == one_by_one
    assert len(one_by_one) < len(made)


def test_a_source_that_repeats_itself_is_one_voice():
    source = SourceFactory()
    article(LOCK, source=source)
    article(LOCK_AGAIN, 3, source=source)

    placing.place_waiting(NOON)

    story = Story.objects.get(reports__gt=0)
    assert (story.reports, story.families) == (2, 1)

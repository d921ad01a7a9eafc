"""A recluster gives the same stories at the same addresses, whatever editors ordered meanwhile."""

import datetime as dt
import random

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command

from articles.models import Article, Clue, Gist, Membership, Posting, Story, StoryEvent, TermCount
from articles.stories import orders, placing, undoing
from articles.stories.change import Refused
from articles.stories.recluster import recluster
from tests.factories import NOON, ArticleFactory, SourceFactory

pytestmark = pytest.mark.django_db

PLACES = ["Brackwater", "Lindholm", "Ostermoor", "Calder Bay", "Fennick", "Weststrand", "Aldmouth", "Grauhafen"]
EVENTS = [
    "sea lock jammed by drifting timber",
    "orchard owners expect smallest plum harvest",
    "night train to the coast returns after repairs",
    "museum of clocks reopens its flooded cellar",
    "council votes on a bridge for cyclists",
    "school choir wins the regional prize",
]


def publish(seed, count):
    """Publish articles about a few events in a few places, some hours apart, worded a little differently each."""
    chance = random.Random(seed)  # noqa: S311  Nothing here is secret.
    sources = SourceFactory.create_batch(5)
    for number in range(count):
        place, event = chance.choice(PLACES), chance.choice(EVENTS)
        words = event.split()
        chance.shuffle(words)
        ArticleFactory(
            source=chance.choice(sources),
            headline=f"{place}: {event}" if number % 2 else f"{event.capitalize()} in {place}",
            dek=f"People in {place} speak of {' '.join(words)}; what follows is report {chance.randint(1, 3)}.",
            body=None,
            published_at=NOON + dt.timedelta(minutes=17 * number),
            first_seen_at=NOON + dt.timedelta(days=3),
        )
        if number % 5 == 0:
            placing.place_waiting(NOON + dt.timedelta(days=3))
    placing.place_waiting(NOON + dt.timedelta(days=3))


def standing():
    """Return all that a recluster must leave as it is."""
    return {
        "places": dict(Article.objects.values_list("pk", "story")),
        "stories": list(Story.objects.order_by("pk").values()),
        "reasons": {
            pk: (method, score, shared, copy)
            for pk, method, score, shared, copy in Membership.objects.values_list(
                "pk", "method", "score", "shared", "copy_of"
            )
        },
        "keys": {number: sorted(keys) for number, keys in Clue.objects.values_list("pk", "keys")},
        "postings": sorted(Posting.objects.values_list("key", "clue")),
        "counts": {key: (round(count, 9), day) for key, count, day in TermCount.objects.values_list()},
    }


def disturb(seed, count):
    """Give orders at random; some are refused."""
    chance = random.Random(seed)  # noqa: S311  Nothing here is secret.
    editor = User.objects.create_user(f"editor-{seed}", is_staff=True)
    now = NOON + dt.timedelta(days=3, minutes=seed)
    for _ in range(count):
        stories = list(Story.objects.visible().order_by("pk"))
        one, other = chance.sample(stories, 2)
        try:
            match chance.choice(["merge", "split", "move", "never", "undo"]):
                case "merge":
                    orders.merge(one, other, editor, now)
                case "split":
                    orders.split(one, list(one.articles.order_by("pk")[:1]), editor, now)
                case "move":
                    orders.move(list(one.articles.order_by("pk")[:1]), other, editor, now)
                case "never":
                    orders.never(one, other, editor, now)
                case "undo":
                    undoing.undo(chance.choice(list(StoryEvent.objects.order_by("pk"))), editor, now)
        except (Refused, IndexError):
            continue


@pytest.mark.parametrize("seed", range(3))
def test_the_same_stories_come_out(seed):
    publish(seed, 60)
    before = standing()

    done = recluster(NOON + dt.timedelta(days=3))

    assert done.moved == 0
    assert done.articles == 60
    assert 1 < done.stories < 60
    assert standing() == before


@pytest.mark.parametrize("seed", range(8))
def test_what_editors_ordered_in_between_stays(seed):
    publish(seed, 30)
    disturb(seed, 8)
    publish(seed + 100, 25)
    disturb(seed + 50, 8)
    before = dict(Article.objects.values_list("pk", "story"))
    leading = dict(Story.objects.values_list("pk", "merged_into"))

    recluster(NOON + dt.timedelta(days=3))

    assert dict(Article.objects.values_list("pk", "story")) == before
    assert dict(Story.objects.values_list("pk", "merged_into")) == leading


def test_what_was_added_while_it_waited_stays():
    publish(12, 20)
    waiting = ArticleFactory(pending=True, headline="Snow on the pass", dek="Chains are needed.", body=None)
    story = Story.objects.visible().earliest("pk")
    orders.await_reports([waiting], story, None, NOON + dt.timedelta(days=3))
    Article.objects.filter(pk=waiting.pk).update(status="published")
    placing.place_waiting(NOON + dt.timedelta(days=3))

    done = recluster(NOON + dt.timedelta(days=3))

    assert done.moved == 0
    assert Article.objects.get(pk=waiting.pk).story == story


def test_placing_goes_on_after_it_as_if_nothing_had_been():
    publish(7, 40)
    recluster(NOON + dt.timedelta(days=3))
    publish(8, 20)
    after = dict(Article.objects.values_list("pk", "story"))

    done = recluster(NOON + dt.timedelta(days=3))

    assert done.moved == 0
    assert dict(Article.objects.values_list("pk", "story")) == after


def test_lost_gists_are_made_again():
    publish(9, 30)
    Gist.objects.all().delete()
    publish(10, 15)

    assert recluster(NOON + dt.timedelta(days=3)).moved == 0


def test_the_command_says_what_would_change_and_changes_it(capsys):
    publish(11, 20)
    story = Story.objects.filter(reports__gt=1).first()
    strayed = story.articles.order_by("-pk").first()
    elsewhere = Story.objects.visible().exclude(pk=story.pk).first()
    Article.objects.filter(pk=strayed.pk).update(story=elsewhere)

    call_command("recluster", dry_run=True)
    said = capsys.readouterr().out
    strayed.refresh_from_db()
    assert "1 of them would be in another story" in said
    assert strayed.story == elsewhere

    call_command("recluster")
    strayed.refresh_from_db()
    assert "1 of them are in another story" in capsys.readouterr().out
    assert strayed.story == story


def test_a_new_reading_of_the_texts_brings_articles_together_that_were_apart():
    publish(12, 10)
    one, other = Article.objects.order_by("pk")[:2]
    Article.objects.filter(pk=other.pk).update(headline=one.headline, dek=one.dek)

    recluster(NOON + dt.timedelta(days=3))
    assert Article.objects.get(pk=other.pk).story != one.story
    recluster(NOON + dt.timedelta(days=3), anew=True)

    one.refresh_from_db()
    assert Article.objects.get(pk=other.pk).story == one.story

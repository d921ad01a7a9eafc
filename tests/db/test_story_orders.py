"""What editors order of stories, and that all of it can be undone."""

import datetime as dt
import random
import threading

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction

from articles import standing
from articles.models import Article, Doubt, Gist, Link, Membership, Story, StoryEvent, Suggestion
from articles.outcome import Merge, Merges
from articles.stories import merging, orders
from articles.stories.change import Refused
from articles.stories.tallying import tally
from articles.stories.undoing import CannotUndo, undo
from tests.factories import NOON, ArticleFactory, EditorFactory
from tests.stories import story_of, suggest

pytestmark = pytest.mark.django_db
LATER = NOON + dt.timedelta(hours=1)


@pytest.fixture
def editor():
    return EditorFactory().user


def members(story):
    return set(Article.objects.filter(story=story))


def said(kind):
    """The pairs of articles on which a word of that kind stands."""
    return {frozenset(pair) for pair in Link.objects.filter(kind=kind).values_list("one", "other")}


def pairs(some, others):
    return {frozenset((one.pk, other.pk)) for one in some for other in others}


# Merging --------------------------------------------------------------------------------------------------------------
def test_a_merge_moves_every_article_and_the_address_leads_on(editor):
    kept, gone = story_of(), story_of()
    both = members(kept) | members(gone)

    orders.merge(kept, gone, editor, LATER, "One flood")

    kept.refresh_from_db()
    gone.refresh_from_db()
    assert members(kept) == both
    assert (kept.reports, gone.reports, gone.merged_into, gone.lead) == (4, 0, kept, None)
    event = StoryEvent.objects.get()
    assert (event.kind, event.story, event.other, event.actor, event.at) == ("merged", kept, gone, editor, LATER)
    assert event.reason == "One flood"


def test_a_merge_says_who_put_the_articles_there_and_nothing_of_the_others(editor):
    kept, gone = story_of(), story_of()
    moved, stayed = members(gone), members(kept)

    orders.merge(kept, gone, editor, LATER)

    rows = Membership.objects.filter(article__in=moved).values_list("method", "actor", "joined_at", "score")
    assert set(rows) == {("link", editor.pk, LATER, None)}
    assert not Membership.objects.filter(article__in=stayed, actor=editor).exists()


def test_a_merge_links_the_leads_and_founders(editor):
    first, _, third = mine = ArticleFactory.create_batch(3)
    kept, gone = story_of(*mine), story_of()
    orders.choose_lead(kept, third, editor, LATER)
    theirs = members(gone)

    orders.merge(kept, gone, editor, LATER)

    assert said("must") == pairs([first, third], theirs)


def test_what_grouping_keeps_of_a_story_is_forgotten_where_its_articles_change(editor):
    kept, gone, aside = story_of(), story_of(), story_of()
    for story in (kept, gone, aside):
        Gist.objects.create(story=story, facts={})

    orders.merge(kept, gone, editor, LATER)
    orders.edit(aside, "Calm", "", editor, LATER)

    assert list(Gist.objects.values_list("story", flat=True)) == [aside.pk]


def test_a_copy_stays_one_through_a_merge(editor):
    original, copy = ArticleFactory.create_batch(2)
    kept, gone = story_of(original), story_of(copy)
    Membership.objects.filter(article=copy).update(copy_of=original)

    orders.merge(kept, gone, editor, LATER)

    kept.refresh_from_db()
    assert (kept.reports, kept.copies) == (1, 1)


def test_what_editors_decided_of_the_kept_story_stays(editor):
    kept, gone = story_of(edited_headline="Ours", boost=2.0), story_of(edited_headline="Theirs", boost=5.0)
    lead = kept.articles.order_by("pk").last()
    orders.choose_lead(kept, lead, editor, LATER)

    orders.merge(kept, gone, editor, LATER)

    kept.refresh_from_db()
    assert (kept.edited_headline, kept.boost, kept.lead, kept.lead_is_chosen) == ("Ours", 2.0, lead, True)


def test_open_suggestions_of_a_merged_story_are_of_the_kept_one(editor):
    kept, gone, third, fourth = (story_of() for _ in range(4))
    own, far, twice, known = suggest(kept, gone), suggest(gone, third), suggest(gone, fourth), suggest(kept, fourth)

    orders.merge(kept, gone, editor, LATER)

    rows = {s.pk: (s.one, s.other, s.state) for s in Suggestion.objects.all()}
    assert rows == {
        own.pk: (kept, gone, "accepted"),
        far.pk: (kept, third, "open"),
        known.pk: (kept, fourth, "open"),
    }
    assert twice.pk not in rows


def test_accepting_a_suggestion_merges_into_the_older_and_keeps_its_reasons(editor):
    older, newer = story_of(), story_of()
    moved = members(newer)

    orders.accept(suggest(newer, older), editor, LATER)

    newer.refresh_from_db()
    assert newer.merged_into == older
    assert Suggestion.objects.get().state == "accepted"
    rows = Membership.objects.filter(article__in=moved)
    assert {(row.score, tuple(row.shared)) for row in rows} == {(0.4, ("quay", "tide"))}


def test_a_merge_overrules_a_word_that_kept_them_apart(editor):
    kept, gone = story_of(), story_of()
    orders.never(kept, gone, editor, LATER)
    apart = said("cannot")

    orders.merge(kept, gone, editor, LATER)

    assert apart
    assert apart <= said("must")


@pytest.mark.parametrize("order", [orders.merge, orders.never])
def test_a_story_cannot_be_joined_with_itself_or_kept_from_it(editor, order):
    story = story_of()

    with pytest.raises(Refused):
        order(story, story, editor, LATER)

    assert not StoryEvent.objects.exists()


def test_what_was_merged_already_takes_no_orders(editor):
    kept, gone, third = story_of(), story_of(), story_of()
    orders.merge(kept, gone, editor, LATER)
    report = kept.articles.first()

    for order in (
        lambda: orders.merge(third, gone, editor, LATER),
        lambda: orders.merge(gone, third, editor, LATER),
        lambda: orders.never(gone, third, editor, LATER),
        lambda: orders.edit(gone, "New", "", editor, LATER),
        lambda: orders.rank(gone, 1, None, editor, LATER),
        lambda: orders.move([report], gone, editor, LATER),
        lambda: orders.split(gone, [report], editor, LATER),
    ):
        with pytest.raises(Refused, match=f"Story {gone.pk} has been merged into story {kept.pk}"):
            order()


# Splitting and moving -------------------------------------------------------------------------------------------------
def test_a_split_makes_a_story_of_the_chosen_articles(editor):
    first, second, third, fourth = ArticleFactory.create_batch(4)
    story = story_of(first, second, third, fourth, language="en")

    new = orders.split(story, [third, fourth], editor, LATER).other

    assert (members(story), members(new)) == ({first, second}, {third, fourth})
    assert (new.language, new.reports, new.made_at) == ("en", 0, LATER)
    new.refresh_from_db()
    story.refresh_from_db()
    assert (new.reports, new.lead in (third, fourth), story.reports) == (2, True, 2)
    assert set(new.articles.values_list("membership__method", "membership__actor")) == {("editor", editor.pk)}


def test_a_split_links_the_new_ones_and_keeps_each_from_lead_and_founder_of_the_rest(editor):
    first, second, third, fourth, fifth = ArticleFactory.create_batch(5)
    story = story_of(first, second, third, fourth, fifth)
    orders.choose_lead(story, third, editor, LATER)

    orders.split(story, [fourth, fifth], editor, LATER)

    assert said("must") == pairs([fourth], [fifth])
    assert said("cannot") == pairs([fourth, fifth], [first, third])


def test_a_chosen_lead_that_leaves_is_the_lead_no_longer(editor):
    story = story_of()
    lead = story.articles.order_by("pk").last()
    orders.choose_lead(story, lead, editor, LATER)

    orders.split(story, [lead], editor, LATER)

    story.refresh_from_db()
    assert (story.lead in members(story), story.lead_is_chosen) == (True, False)


def test_a_split_needs_one_to_go_one_to_stay_and_all_of_them_here(editor):
    story, other = story_of(), story_of()

    for chosen, why in ((members(story), "has to stay"), ([], "at least one"), (members(other), "no longer in")):
        with pytest.raises(Refused, match=why):
            orders.split(story, chosen, editor, LATER)
    assert Story.objects.count() == 2


def test_a_report_moves_to_another_story(editor):
    first, second, third = ArticleFactory.create_batch(3)
    story, target = story_of(first, second), story_of(third)

    event = orders.move([second], target, editor, LATER)

    assert (members(story), members(target)) == ({first}, {second, third})
    assert (said("must"), said("cannot")) == (pairs([second], [third]), pairs([second], [first]))
    assert (event.story, event.other) == (target, story)


def test_moving_the_last_report_lets_the_address_lead_on(editor):
    report = ArticleFactory()
    story, target = story_of(report), story_of()

    orders.move([report], target, editor, LATER)

    story.refresh_from_db()
    assert story.merged_into == target


def test_reports_of_two_stories_are_not_moved_at_once(editor):
    one, other, target = story_of(), story_of(), story_of()

    for chosen, to in (([one.lead, other.lead], target), ([ArticleFactory()], target), ([one.lead], one), ([], one)):
        with pytest.raises(Refused):
            orders.move(chosen, to, editor, LATER)


def test_what_waits_is_linked_with_lead_and_founder_and_stays_where_it_is(editor):
    waiting, story = ArticleFactory(pending=True), story_of()
    before = members(story)

    event = orders.await_reports([waiting], story, editor, LATER)

    assert members(story) == before
    assert said("must") == pairs([waiting], [story.lead]) | pairs([waiting], [story.articles.earliest("clue")])
    assert (event.kind, event.reason, event.moves) == ("awaited", "1 of them.", {})


def test_of_two_stories_that_await_a_report_the_last_holds_and_can_be_undone(editor):
    waiting, story, target = ArticleFactory(pending=True), story_of(ArticleFactory()), story_of(ArticleFactory())
    orders.await_reports([waiting], story, editor, LATER)

    event = orders.await_reports([waiting], target, editor, LATER)
    then = said("must"), said("cannot")
    undo(event, editor, LATER)

    assert then == (pairs([waiting], [story.lead, target.lead]), pairs([waiting], [story.lead]))
    assert (said("must"), said("cannot")) == (pairs([waiting], [story.lead]), set())


# Lead, headline, rank, never, doubts ----------------------------------------------------------------------------------
def test_an_editor_chooses_the_lead_and_lets_the_site_choose_again(editor):
    story = story_of()
    own, other = story.lead, story.articles.exclude(pk=story.lead_id).get()

    orders.choose_lead(story, other, editor, LATER)
    story.refresh_from_db()
    assert (story.lead, story.lead_is_chosen) == (other, True)

    orders.choose_lead(story, None, editor, LATER)
    story.refresh_from_db()
    assert (story.lead, story.lead_is_chosen) == (own, False)


def test_only_a_published_report_of_the_story_leads_it(editor):
    hidden = ArticleFactory(status="withdrawn")
    story = story_of(ArticleFactory(), hidden)

    for article in (hidden, ArticleFactory()):
        with pytest.raises(Refused, match="published report"):
            orders.choose_lead(story, article, editor, LATER)


def test_headline_pin_and_boost_are_set_and_ranked(editor):
    story = story_of()
    before = story.rank

    orders.edit(story, " Calm ", "Nothing broke.", editor, LATER)
    orders.rank(story, 1.5, LATER + dt.timedelta(hours=3), editor, LATER)

    story.refresh_from_db()
    assert (story.display_headline, story.display_dek) == ("Calm", "Nothing broke.")
    assert story.rank == pytest.approx(before + 1_001.5)


@pytest.mark.parametrize(
    "order",
    [
        lambda story, by: orders.edit(story, "x" * 501, "", by, LATER),
        lambda story, by: orders.edit(story, "", "x" * 1001, by, LATER),
        lambda story, by: orders.rank(story, 11, None, by, LATER),
        lambda story, by: orders.rank(story, float("nan"), None, by, LATER),
        lambda story, by: orders.rank(story, 0, LATER, by, LATER),
        lambda story, by: orders.rank(story, 0, None, by, LATER),
        lambda story, by: orders.edit(story, "", "", by, LATER),
        lambda story, by: orders.choose_lead(story, None, by, LATER),
    ],
)
def test_what_makes_no_sense_or_no_difference_is_refused(editor, order):
    story = story_of()

    with pytest.raises(Refused):
        order(story, editor)

    assert not StoryEvent.objects.exists()


def test_never_keeps_two_stories_apart(editor):
    one, other = story_of(), story_of()
    suggestion = suggest(one, other)

    orders.never(one, other, editor, LATER)

    suggestion.refresh_from_db()
    assert suggestion.state == "never"
    assert frozenset((one.lead_id, other.lead_id)) in said("cannot")


def test_a_doubt_is_settled_once():
    doubt = Doubt.objects.create(story=story_of(), made_at=NOON)

    orders.settle(doubt, LATER)

    doubt.refresh_from_db()
    assert doubt.settled_at == LATER
    with pytest.raises(Refused):
        orders.settle(doubt, LATER)


# Undoing --------------------------------------------------------------------------------------------------------------
def state():
    """All that orders change, row by row; of links all but their numbers."""
    return {
        "articles": dict(Article.objects.order_by().values_list("pk", "story")),
        "memberships": {row["article_id"]: row for row in Membership.objects.values()},
        "suggestions": {row["id"]: row for row in Suggestion.objects.values()},
        "links": set(Link.objects.values_list("one", "other", "kind", "event")),
        "stories": {row["id"]: row for row in Story.objects.values()},
    }


def restored(then):
    """How everything stands of what there was ``then``: a story that came later stays, empty, and leads on."""
    now = state()
    for pk in set(now["stories"]) - set(then["stories"]):
        row = now["stories"].pop(pk)
        assert (row["reports"], bool(row["merged_into_id"])) == (0, True)
    return now


def anything(chance, editor):
    """Give an order drawn by chance; return its event, None where it was refused."""
    stories = list(Story.objects.all().order_by("pk"))
    one, other = chance.sample(stories, 2)
    some = chance.sample(sorted(members(one), key=lambda a: a.pk), chance.randint(0, one.articles.count()))
    asked = list(Suggestion.objects.filter(state="open").order_by("pk"))
    order = chance.choice([
        lambda: orders.merge(one, other, editor, LATER),
        lambda: orders.split(one, some, editor, LATER),
        lambda: orders.split(one, some, editor, LATER),
        lambda: orders.move(some, other, editor, LATER),
        lambda: orders.move(some, other, editor, LATER),
        lambda: orders.choose_lead(one, chance.choice([None, *some]), editor, LATER),
        lambda: orders.edit(one, chance.choice(["", "Calm", "Storm"]), "", editor, LATER),
        lambda: orders.rank(one, chance.choice([0, 1]), chance.choice([None, LATER + dt.timedelta(hours=3)]), editor, LATER),
        lambda: orders.never(one, other, editor, LATER),
        lambda: orders.accept(chance.choice(asked), editor, LATER) if asked else None,
    ])  # fmt: skip
    try:
        return order()
    except Refused:
        return None


@pytest.mark.parametrize("seed", range(8))
def test_orders_undone_in_reverse_give_exactly_what_was_before_and_then_again_what_they_made(editor, seed):
    chance = random.Random(seed)  # noqa: S311  It draws orders, not secrets.
    stories = [story_of(*ArticleFactory.create_batch(chance.randint(1, 4), body=None)) for _ in range(5)]
    for _ in range(4):
        pair = chance.sample(stories, 2)
        if not Suggestion.objects.filter(one=min(s.pk for s in pair), other=max(s.pk for s in pair)).exists():
            suggest(*pair)
    tally([story.pk for story in stories], LATER)
    before, done = [state()], []
    while len(done) < 12:
        event = anything(chance, editor)
        if event:
            done.append(event)
            before.append(state())

    undone = []
    for event, then in reversed(list(zip(done, before, strict=False))):
        undone.append(undo(event, editor, LATER))
        assert restored(then) == then

    for event, then in zip(reversed(undone), before[1:], strict=True):
        undo(event, editor, LATER)
        again = state()
        again["stories"] = {pk: row for pk, row in again["stories"].items() if pk in then["stories"]}
        assert again == then


def test_undoing_a_merge_revives_the_story_at_its_old_address(editor):
    kept, gone = story_of(), story_of()
    apart = members(kept), members(gone)
    event = orders.merge(kept, gone, editor, LATER)

    undone = undo(event, editor, LATER)

    gone.refresh_from_db()
    event.refresh_from_db()
    assert (members(kept), members(gone), gone.merged_into) == (*apart, None)
    assert (undone.kind, event.undone_at, Link.objects.count()) == ("undone", LATER, 0)


def test_what_joined_since_stays_where_it_is(editor):
    kept, gone = story_of(), story_of()
    event = orders.merge(kept, gone, editor, LATER)
    new = ArticleFactory(story=kept)

    undo(event, editor, LATER)

    assert new in members(kept)
    assert len(members(gone)) == 2


def test_what_was_deleted_since_is_no_hindrance(editor):
    kept, gone = story_of(), story_of()
    event = orders.merge(kept, gone, editor, LATER)
    deleted, left = Article.objects.filter(membership__method="link").order_by("pk")
    deleted.delete()

    undo(undo(event, editor, LATER), editor, LATER)

    kept.refresh_from_db()
    assert left in members(kept)
    assert kept.reports == 3


def test_who_was_deleted_since_is_no_longer_named(editor):
    first, second = ArticleFactory.create_batch(2)
    story, target, third = story_of(first, second), story_of(), story_of()
    leaver = User.objects.create_user("leaver")
    orders.move([second], target, leaver, LATER)
    event = orders.move([Article.objects.get(pk=second.pk)], third, editor, LATER)
    leaver.delete()

    undo(event, editor, LATER)

    assert Membership.objects.get(article=second).actor is None
    assert members(story) == {first}


def test_an_undone_merge_of_the_site_keeps_the_two_apart(editor):
    kept, gone = story_of(), story_of()
    then = state()
    merging.carry_out(Merges((Merge(kept.pk, gone.pk, 0.6, ("quay",)),), ()), LATER)
    event = StoryEvent.objects.get()

    undone = undo(event, editor, LATER)

    assert {**state(), "links": set()} == then
    assert said("cannot")
    assert said("cannot") <= pairs(members(kept), members(gone))
    undo(undone, editor, LATER)
    assert said("cannot") == set()
    assert len(members(kept)) == 4


def test_an_undone_merge_of_an_editor_whose_account_is_gone_says_nothing_new(editor):
    kept, gone = story_of(), story_of()
    leaver = User.objects.create_user("leaver")
    event = orders.merge(kept, gone, leaver, LATER)
    leaver.delete()

    undo(event, editor, LATER)

    assert not Link.objects.exists()


def test_a_merge_of_which_only_the_moves_are_known_can_be_undone(editor):
    kept, gone = story_of(), story_of()
    first, second = sorted(members(gone), key=lambda article: article.pk)
    Article.objects.filter(story=gone).update(story=kept)
    Membership.objects.filter(article__in=[first, second]).update(method="merge")
    Story.objects.filter(pk=gone.pk).update(merged_into=kept, reports=0, families=0)
    moves = {str(article.pk): [gone.pk, kept.pk] for article in (first, second)}
    event = StoryEvent.objects.create(story=kept, other=gone, kind="merged", at=NOON, moves=moves)

    undo(event, editor, LATER)

    gone.refresh_from_db()
    assert (members(gone), gone.merged_into, gone.reports) == ({first, second}, None, 2)
    assert said("cannot")
    assert said("cannot") <= pairs(members(kept), members(gone))


def test_an_undone_split_leads_on_and_can_be_carried_out_again(editor):
    story = story_of()
    chosen = story.articles.order_by("pk").last()
    event = orders.split(story, [chosen], editor, LATER)

    undone = undo(event, editor, LATER)
    new = Story.objects.get(pk=event.other_id)
    assert (new.merged_into, len(members(story))) == (story, 2)

    again = undo(undone, editor, LATER)
    event.refresh_from_db()
    assert (members(new), event.undone_at) == ({chosen}, None)
    with pytest.raises(CannotUndo, match="undo the order itself"):
        undo(again, editor, LATER)
    undo(event, editor, LATER)
    assert len(members(story)) == 2


def test_what_a_later_order_builds_on_says_which_to_undo_first(editor):
    kept, gone, third = story_of(), story_of(), story_of()
    merged = orders.merge(kept, gone, editor, LATER)
    moved = orders.move([Article.objects.get(pk=gone.lead_id)], third, editor, LATER)

    with pytest.raises(CannotUndo, match=r"in other stories now. Undo this first: Moved, 14 Mar 2026"):
        undo(merged, editor, LATER)

    undo(moved, editor, LATER)
    undo(merged, editor, LATER)
    assert len(members(gone)) == 2


def test_a_story_that_was_merged_away_since_takes_nothing_back(editor):
    story, target, third = story_of(), story_of(), story_of()
    moved = orders.move([story.lead], target, editor, LATER)
    orders.merge(third, story, editor, LATER)

    with pytest.raises(
        CannotUndo, match=f"Story {story.pk} has been merged into story {third.pk} since. Undo this first"
    ):
        undo(moved, editor, LATER)


def test_a_headline_that_was_edited_again_is_not_taken_back_over(editor):
    story = story_of()
    first = orders.edit(story, "Calm", "", editor, LATER)
    orders.edit(story, "Calmer", "", editor, LATER)

    with pytest.raises(CannotUndo, match=r"headline of story .* was changed since\. Undo this first: Headline edited"):
        undo(first, editor, LATER)

    story.refresh_from_db()
    assert story.edited_headline == "Calmer"


def test_what_grouping_itself_moved_since_cannot_be_undone(editor):
    story, elsewhere = story_of(), story_of()
    event = orders.split(story, [story.lead], editor, LATER)
    Article.objects.filter(story=event.other).update(story=elsewhere)

    with pytest.raises(CannotUndo, match=r"in other stories now\. It cannot be undone any more"):
        undo(event, editor, LATER)


def test_a_story_that_is_gone_takes_no_orders(editor):
    story = story_of()
    Story.objects.filter(pk=story.pk).delete()

    with pytest.raises(Refused, match="no longer here"):
        orders.edit(story, "Calm", "", editor, LATER)


def test_nothing_is_undone_twice(editor):
    event = orders.edit(story_of(), "Calm", "", editor, LATER)
    undo(event, editor, LATER)

    with pytest.raises(CannotUndo, match="already"):
        undo(event, editor, LATER)


def test_a_replay_learns_when_an_order_was_given(editor):
    story = story_of()

    event = orders.edit(story, "Calm", "", editor, LATER)

    assert event.after_clue == max(story.articles.values_list("clue", flat=True))


# Two at once ----------------------------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turned", [False, True])
def test_of_two_editors_who_merge_the_same_pair_at_once_one_is_refused(editor, turned):
    one, other = story_of(), story_of()
    ways = [(one, other), (other, one) if turned else (one, other)]
    start, answers = threading.Barrier(2), []

    def merge(kept, gone):
        start.wait()
        try:
            orders.merge(kept, gone, editor, LATER)
            answers.append("merged")
        except Refused as refusal:
            answers.append(str(refusal))
        finally:
            connection.close()

    threads = [threading.Thread(target=merge, args=way) for way in ways]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert "merged" in answers
    assert any("has been merged into" in answer for answer in answers)
    assert StoryEvent.objects.count() == 1
    assert Story.objects.filter(merged_into=None).get().reports == 4


@pytest.mark.django_db(transaction=True)
def test_an_order_stands_though_an_article_of_the_story_is_withdrawn_at_the_same_time(editor):
    first, second, third = ArticleFactory.create_batch(3)
    story = story_of(first, second, third)

    def withdraw():
        standing.withdraw(Article.objects.filter(pk=third.pk), "Wrong")
        connection.close()

    thread = threading.Thread(target=withdraw)
    with transaction.atomic():
        orders.choose_lead(story, first, editor, LATER)
        thread.start()
        thread.join(1)  # It waits for us, or would write what it read before.
    thread.join()

    story.refresh_from_db()
    assert (story.lead, story.lead_is_chosen, story.reports) == (first, True, 2)

"""A story amounts to what readers may see of it: counted and ranked in one statement."""

import datetime as dt

import pytest

from articles.models import Membership, Story
from articles.stories.tallying import tally, tally_due
from tests.factories import NOON, ArticleFactory, SectionFactory, SourceFactory

pytestmark = pytest.mark.django_db


def story_of(*articles, copies=()):
    story = Story.objects.create(made_at=NOON)
    for article in articles:
        article.story = story
        article.save()
        Membership.objects.create(article=article, method="terms", version=1, joined_at=NOON)
    for copy, original in copies:
        Membership.objects.filter(article=copy).update(copy_of=original)
    return story


def counted(story, now=NOON):
    tally([story.pk], now)
    story.refresh_from_db()
    return story


def test_a_story_counts_reports_families_and_copies():
    tide, post = SourceFactory(home_url="https://tide.example/"), SourceFactory(home_url="https://post.example/")
    edition = SourceFactory(home_url="https://weekend.tide.example/")
    first, second, third = (ArticleFactory(source=source) for source in (tide, post, edition))
    copy = ArticleFactory(source=post)
    story = story_of(first, second, third, copy, copies=[(copy, first)])

    counted(story)

    assert (story.reports, story.copies, story.families) == (3, 1, 2)
    assert story.first_report_at == copy.published_at, "each article is a minute older than the one before"
    assert story.last_report_at == first.published_at


def test_the_copy_of_a_piece_that_is_gone_is_a_report():
    original, copy = ArticleFactory(), ArticleFactory()
    story = story_of(original, copy, copies=[(copy, original)])
    original.status = "withdrawn"
    original.save()

    counted(story)

    assert (story.reports, story.copies, story.lead) == (1, 0, copy)


def test_a_story_whose_reports_are_all_gone_has_no_rank_and_no_lead():
    article = ArticleFactory()
    story = counted(story_of(article))
    article.status = "rejected"
    article.save()

    counted(story)

    assert (story.reports, story.families, story.lead, story.rank, story.rank_terms) == (0, 0, None, 0.0, {})
    assert story not in Story.objects.visible()


def test_the_lead_is_the_first_report_that_has_something_to_show():
    bare = ArticleFactory(dek="", published_at=NOON - dt.timedelta(hours=3))
    full = ArticleFactory(published_at=NOON - dt.timedelta(hours=2))
    later = ArticleFactory(published_at=NOON - dt.timedelta(hours=1))
    by_headline_only = ArticleFactory(
        source=SourceFactory(headline_only=True), published_at=NOON - dt.timedelta(hours=4)
    )

    story = counted(story_of(bare, full, later, by_headline_only))

    assert story.lead == full


def test_an_editors_lead_stays_until_it_is_gone():
    first, chosen = ArticleFactory.create_batch(2)
    story = story_of(first, chosen)
    Story.objects.filter(pk=story.pk).update(lead=chosen, lead_is_chosen=True)

    assert counted(story).lead == chosen
    chosen.status = "withdrawn"
    chosen.save()
    assert counted(story).lead == first
    assert not story.lead_is_chosen


def test_a_story_stands_on_the_shelf_of_most_of_its_reports():
    sea, land = SectionFactory(weight=0.5), SectionFactory()
    reports = [ArticleFactory(source=SourceFactory(section=shelf)) for shelf in (land, sea, sea)]

    story = counted(story_of(*reports))

    assert story.section == sea
    assert story.rank_terms["section"] == 0.5


def test_a_rank_is_the_sum_of_its_terms_and_falls_when_a_report_is_no_longer_of_late():
    recent = ArticleFactory(published_at=NOON - dt.timedelta(hours=1), source__home_url="https://a.example")
    older = ArticleFactory(published_at=NOON - dt.timedelta(hours=5), source__home_url="https://b.example")
    story = counted(story_of(recent, older))
    before = story.rank

    done = tally_due(NOON + dt.timedelta(hours=2, seconds=1))

    assert before == pytest.approx(sum(story.rank_terms.values()))
    assert story.rank_until == NOON + dt.timedelta(hours=2)
    story.refresh_from_db()
    assert done == 1
    assert story.rank_terms["lately"] == 0.0
    assert story.rank == pytest.approx(before - 0.0903)
    assert story.rank_until is None


def test_a_pin_ends_by_itself():
    story = story_of(ArticleFactory(published_at=NOON - dt.timedelta(days=1)))
    Story.objects.filter(pk=story.pk).update(pinned_until=NOON + dt.timedelta(hours=3))

    pinned = counted(story).rank
    tally_due(NOON + dt.timedelta(hours=3))

    story.refresh_from_db()
    assert pinned - story.rank == pytest.approx(1000)
    assert "pin" in story.rank_terms


def test_a_tally_takes_as_many_queries_for_thirty_stories_as_for_three(django_assert_num_queries):
    few = [story_of(*ArticleFactory.create_batch(2)).pk for _ in range(3)]
    many = [story_of(*ArticleFactory.create_batch(2)).pk for _ in range(30)]

    for chosen in (few, many):
        with django_assert_num_queries(4):
            tally(chosen, NOON)


def test_a_report_counts_from_the_time_on_from_which_it_is_shown():
    article, scheduled = ArticleFactory(), ArticleFactory(visible_from=NOON + dt.timedelta(hours=1))
    story = counted(story_of(article, scheduled))
    assert (story.reports, story.rank_until) == (1, NOON + dt.timedelta(hours=1))

    tally_due(NOON + dt.timedelta(hours=1))

    story.refresh_from_db()
    assert story.reports == 2


def test_a_story_whose_one_report_is_over_has_nothing_left():
    article = ArticleFactory(visible_until=NOON + dt.timedelta(hours=1))
    story = counted(story_of(article))
    assert story.reports == 1

    tally_due(NOON + dt.timedelta(hours=1))

    story.refresh_from_db()
    assert (story.reports, story.lead) == (0, None)

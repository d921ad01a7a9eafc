"""What an editor changed, no feed overwrites; what the publisher says is kept beside it, and can be taken again."""

import datetime as dt

import pytest
from django.db import connection

from articles import editing, freeze, known, standing, store
from articles.dedupe import decide
from articles.entry import Delivery, LeadImage
from articles.identity import identify
from articles.models import Article, AuditLine, SearchText
from articles.search import indexing
from articles.standing import Order
from tests.entries import clean_entry
from tests.factories import NOON, SectionFactory, SourceFactory

pytestmark = pytest.mark.django_db
LATER = NOON + dt.timedelta(hours=1)
PICTURE = LeadImage(url="https://tides.example/quay.jpg", alt="A quay", credit="Tides")
OTHER_PICTURE = LeadImage(url="https://tides.example/wall.jpg", alt="A wall", credit="Coast")
FIRST = {"headline": "SHOCK TIDE", "dek": "Water!", "tags": ("Tides",), "lead_image": PICTURE}
SECOND = {"headline": "TIDE HORROR", "dek": "More water!", "tags": ("Tides", "Floods"), "lead_image": OTHER_PICTURE}
OURS = {
    "edited_headline": "High water at noon",
    "edited_dek": "The quay is under water.",
    "edited_tags": ["Harbour"],
    "no_picture": True,
    "edited_image_alt": "The quay at noon, under water",
    "edited_image_credit": "Tides newsroom",
}


def deliver(source, at, **said):
    """Let a feed of the source hand over the entry, as the pipeline does."""
    delivery = Delivery(source.id, 7, "https://tides.example/feed", source.section_id, publish=True, now=at)
    entries = [clean_entry(**said)]
    identities = identify(entries, 7)
    stored = known.read(source.id, identities)
    store.save(delivery, decide(entries, identities, stored, delivery), stored)
    return Article.objects.get()


@pytest.fixture
def source():
    return SourceFactory()


@pytest.mark.parametrize("name", freeze.FIELDS)
def test_a_field_that_an_editor_changed_is_not_overwritten_and_the_publishers_is_kept_beside_it(source, name):
    article = deliver(source, NOON, **FIRST)
    before = getattr(article, freeze.FIELDS[name][0])
    editing.edit(article, {name: OURS[name]}, Order("edited"), LATER)

    article = deliver(source, LATER, **SECOND)

    field = freeze.field_of(article, name)
    assert getattr(article, name) == OURS[name]
    assert (field.is_ours, field.since, field.then) == (True, LATER, before)
    assert field.theirs == getattr(article, freeze.FIELDS[name][0]) != before
    assert field.is_newer


@pytest.mark.parametrize("name", freeze.FIELDS)
def test_a_field_that_was_taken_again_follows_the_publisher(source, name, admin_user):
    article = deliver(source, NOON, **FIRST)
    editing.edit(article, {name: OURS[name]}, Order("edited"), NOON)

    editing.take_publishers(article, name, admin_user, LATER)
    article = deliver(source, LATER, **SECOND)

    field = freeze.field_of(article, name)
    assert (field.is_ours, field.is_newer, article.frozen) == (False, False, {})
    line = AuditLine.objects.latest("pk")
    assert (line.verb, line.actor, line.before) == ("publisher's again", admin_user, {name: OURS[name]})


def test_an_editors_tags_are_what_shelves_and_search_know_whatever_comes(source):
    article = deliver(source, NOON, **FIRST)
    editing.edit(article, {"edited_tags": ["Quay road"]}, Order("edited"), LATER)

    article = deliver(source, LATER, **SECOND)
    indexing.index_waiting(LATER)

    assert (article.display_tags, article.tag_slugs, article.tags) == (
        ["Quay road"],
        ["quay-road"],
        ["Tides", "Floods"],
    )
    assert "Quay road" in SearchText.objects.get().texts[2]
    assert "Floods" not in SearchText.objects.get().texts[2]


def test_no_tags_at_all_are_an_editors_word_too(source):
    article = deliver(source, NOON, **FIRST)

    article = editing.edit(article, {"edited_tags": []}, Order("edited"), LATER)

    assert (article.display_tags, article.tag_slugs) == ([], [])


def test_a_section_that_was_changed_knows_where_its_feed_had_put_it(source, admin_user):
    article = deliver(source, NOON, **FIRST)
    sport, culture = SectionFactory(name="Sport"), SectionFactory(name="Culture")
    standing.move(Article.objects.all(), sport, admin_user)
    editing.edit(Article.objects.get(), {"section": culture}, Order("edited"), LATER)

    article = deliver(source, LATER, **SECOND)
    assert article.section == culture
    assert freeze.shelf_before(article).theirs == source.section_id

    article = editing.take_publishers(article, "section", admin_user, LATER)
    assert (article.section, article.frozen) == (source.section, {})


def test_moving_back_to_where_its_feed_had_put_it_thaws_the_section(source, admin_user):
    deliver(source, NOON, **FIRST)
    standing.move(Article.objects.all(), SectionFactory(name="Sport"), admin_user)

    standing.move(Article.objects.all(), source.section, admin_user)

    assert Article.objects.get().frozen == {}


def test_editing_writes_nothing_that_a_feed_may_write_at_the_same_moment(source):
    read_before = deliver(source, NOON, **FIRST)
    deliver(source, LATER, **SECOND)

    editing.edit(read_before, {"edited_dek": "Ours."}, Order("edited"), LATER)

    assert Article.objects.get().headline == "TIDE HORROR"


def test_what_stays_as_it_is_leaves_no_line(source):
    article = deliver(source, NOON, **FIRST)

    editing.edit(article, {"edited_headline": "", "edited_tags": None}, Order("edited"), LATER)

    assert not AuditLine.objects.exists()


def test_no_other_column_can_be_written_by_an_editor(source):
    article = deliver(source, NOON, **FIRST)

    with pytest.raises(ValueError, match="status"):
        editing.edit(article, {"status": "published"}, Order("edited"), LATER)


def test_what_was_written_before_anybody_kept_when_is_ours_and_nothing_is_said_to_be_newer(source):
    article = deliver(source, NOON, **FIRST)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE articles_article SET edited_headline = 'Calm'")

    field = freeze.field_of(Article.objects.get(pk=article.pk), "edited_headline")

    assert (field.is_ours, field.since, field.is_newer) == (True, None, False)

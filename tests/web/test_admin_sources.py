"""Sources at the desk: their steps, their rights, and a list that stays quick."""

import datetime as dt

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.forms import model_to_dict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from articles.admin.grants import COUNTED
from articles.models import Article, AuditLine, BulkOrder, DeskEvent, Source
from ingest import ledger
from ingest.models import Feed
from tests.factories import NOON, ArticleFactory, SourceFactory

pytestmark = pytest.mark.django_db
LIST = "admin:articles_source_changelist"


def form(source):
    return reverse("admin:articles_source_change", args=[source.pk])


def facts(source, **changes):
    return {name: value for name, value in (model_to_dict(source) | changes).items() if value not in (None, False)}


@pytest.fixture
def keeper(client):
    """Somebody who may change sources, but not what they granted."""
    user = User.objects.create_user("keeper", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["view_source", "change_source"]))
    client.force_login(user)
    return client


# Steps ----------------------------------------------------------------------------------------------------------------
def test_a_button_takes_the_source_and_its_feeds_to_another_state(admin_client):
    source = SourceFactory(name="Ebb and Flow")
    ledger.add_feed(source, "https://ebb.example/feed", now=NOON)
    ArticleFactory(source=source)

    order = {"_step": "closed", "reason": "It was sold", "articles": "leave"}
    said = admin_client.post(form(source), order, follow=True).content.decode()

    source.refresh_from_db()
    assert (source.state, source.state_reason, Feed.objects.get().state) == ("closed", "It was sold", "resting")
    assert "Ebb and Flow is closed now; 1 feed at rest." in said
    assert "What is shown of it</a> stays" in said
    assert (DeskEvent.objects.get().kind, DeskEvent.objects.get().reason) == ("source_closed", "It was sold")


@pytest.mark.parametrize(
    "order", [{"_step": "closed", "reason": " "}, {"_step": "proposed", "reason": "Oh"}, {"_step": "x", "reason": "Oh"}]
)
def test_nothing_is_done_without_a_reason_or_a_way(admin_client, order):
    source = SourceFactory()

    said = admin_client.post(form(source), order, follow=True).content.decode()

    source.refresh_from_db()
    assert "Nothing done" in said
    assert source.state == "active"


def test_the_form_offers_the_steps_that_there_are_and_says_what_was_done(admin_client):
    source = SourceFactory()
    ledger.take_step(source.pk, "paused", "They asked for it", None, NOON)

    page = admin_client.get(form(source)).content.decode()

    assert [word in page for word in ("Take up again", "Put on trial", ">Close<", ">Pause<")] == [
        True,
        True,
        True,
        False,
    ]
    assert page.count("They asked for it") >= 2


def test_who_may_only_look_takes_no_step(client):
    user = User.objects.create_user("looker", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename="view_source"))
    client.force_login(user)
    source = SourceFactory()

    page = client.get(form(source)).content.decode()
    answer = client.post(form(source), {"_step": "closed", "reason": "Because"})

    assert answer.status_code == 403
    assert "_step" not in page


@pytest.mark.parametrize(("state", "told"), [("proposed", 0), ("trial", 1), ("active", 1)])
def test_a_new_source_begins_as_it_is_told_to(admin_client, state, told):
    given = {
        "name": "Ebb",
        "slug": "ebb",
        "begins": state,
        "publishing": "review",
        "rights_mode": "excerpt",
        "excerpt_words": 40,
    }

    admin_client.post(reverse("admin:articles_source_add"), given)

    assert Source.objects.get().state == state
    assert DeskEvent.objects.filter(kind="source_added").count() == told


# Closing --------------------------------------------------------------------------------------------------------------
CLOSE = {"_step": "closed", "reason": "It was sold"}


def test_closing_asks_first_what_becomes_of_how_many_articles(admin_client):
    source = SourceFactory()
    ArticleFactory.create_batch(3, source=source)
    ArticleFactory(source=source, status="pending")

    page = admin_client.post(form(source), CLOSE).content.decode()

    source.refresh_from_db()
    assert source.state == "active"
    assert "3 of its articles are published. What becomes of them?" in page
    assert 'value="It was sold"' in page


def test_closing_withdraws_articles_as_an_order_for_many(admin_client, admin_user):
    source = SourceFactory()
    mine = ArticleFactory.create_batch(3, source=source)
    other = ArticleFactory()

    answer = admin_client.post(form(source), CLOSE | {"articles": "withdraw"})
    admin_client.get(answer.url)

    source.refresh_from_db()
    order = BulkOrder.objects.get()
    assert answer.url == reverse("admin:articles_bulkorder_change", args=[order.pk])
    assert (source.state, order.actor, order.changed, order.reason) == ("closed", admin_user, 3, "It was sold")
    withdrawn = Article.objects.filter(status="withdrawn", status_reason="It was sold")
    assert {article.pk for article in withdrawn} == {article.pk for article in mine}
    assert Article.objects.get(pk=other.pk).status == "published"


def test_who_may_not_withdraw_closes_at_once_and_withdraws_nothing(keeper):
    source = SourceFactory()
    ArticleFactory(source=source)

    said = keeper.post(form(source), CLOSE | {"articles": "withdraw"}, follow=True).content.decode()

    source.refresh_from_db()
    assert source.state == "closed"
    assert not BulkOrder.objects.exists()
    assert 'name="_empty"' not in said
    assert keeper.post(form(source), {"_empty": "", "reason": "Oh"}).status_code == 403


def test_what_is_left_of_a_closed_source_is_withdrawn_later_by_whoever_may(client):
    user = User.objects.create_user("editor", is_staff=True)
    user.user_permissions.set(
        Permission.objects.filter(codename__in=["view_source", "view_article", "withdraw_article"])
    )
    client.force_login(user)
    source = SourceFactory(state="closed")
    article = ArticleFactory(source=source)

    page = client.get(form(source)).content.decode()
    without = client.post(form(source), {"_empty": "", "reason": " "}, follow=True).content.decode()
    client.post(form(source), {"_empty": "", "reason": "They asked for it"}, follow=True)

    article.refresh_from_db()
    assert "1 of its articles is still published." in page
    assert "Nothing done: say why first." in without
    assert (article.status, article.status_reason) == ("withdrawn", "They asked for it")
    assert "still published" not in client.get(form(source)).content.decode()


def test_of_a_source_that_is_read_not_all_is_withdrawn_at_once(admin_client):
    source = SourceFactory()
    ArticleFactory(source=source)

    said = admin_client.post(form(source), {"_empty": "", "reason": "Oh"}, follow=True).content.decode()

    assert "Nothing done: it is not closed." in said
    assert not BulkOrder.objects.exists()


# Rights ---------------------------------------------------------------------------------------------------------------
def test_a_change_of_rights_says_what_readers_see_differently(admin_client):
    source = SourceFactory(full=True)
    ArticleFactory.create_batch(2, source=source)
    one = ArticleFactory(
        source=source, headline="High water at noon", published_at=timezone.now(), first_seen_at=timezone.now()
    )

    said = admin_client.post(form(source), facts(source, rights_mode="headline"), follow=True).content.decode()

    assert (
        "Readers see from now on: Headline only, CC BY 4.0, pictures. Before: Full text, CC BY 4.0, pictures." in said
    )
    assert "3 of its articles are concerned" in said
    assert f'<a href="{one.get_absolute_url()}">High water at noon</a>' in said
    (line,) = AuditLine.objects.filter(model="articles.source")
    assert (line.before, line.after) == ({"rights_mode": "full"}, {"rights_mode": "headline"})


def test_what_readers_do_not_see_differently_is_not_told(admin_client):
    source = SourceFactory()

    said = admin_client.post(form(source), facts(source, rights_evidence="A letter"), follow=True).content.decode()

    assert "Readers see from now on" not in said


def look(client, source, **changes):
    """Return the lines that the form says of changes before they are saved."""
    page = client.post(form(source), facts(source, **changes) | {"_look": "1"})
    text = " ".join(strip_tags(page.content.decode()).replace("→", " -> ").split())
    return text.partition("Not saved yet")[2].partition("The form below")[0].strip()


def test_a_look_says_how_many_would_be_shown_differently_and_saves_nothing(admin_client):
    source = SourceFactory(full=True, images_allowed=False)
    ArticleFactory.create_batch(3, source=source, image_url="")
    ArticleFactory.create_batch(2, source=source, image_url="https://ebb.example/tide.jpg")
    ArticleFactory(source=source, image_url="https://ebb.example/hidden.jpg", no_picture=True, excerpt_only=True)
    ArticleFactory(source=source, status="pending")

    said = look(admin_client, source, rights_mode="excerpt", excerpt_words=40, images_allowed="on")

    source.refresh_from_db()
    assert (source.rights_mode, source.images_allowed) == ("full", False)
    assert not AuditLine.objects.exists()
    assert "Of the 6 articles that are shown:" in said
    assert "5 full text -> would become excerpt of 40 words" in said
    assert "1 excerpt of 60 words -> would become excerpt of 40 words" in said
    assert "2 no pictures -> would become pictures" in said


def test_a_look_counts_no_further_than_the_newest(admin_client):
    source = SourceFactory(full=True)
    Article.objects.bulk_create(
        ArticleFactory.build_batch(COUNTED + 5, source=source, section=source.section, body=None)
    )

    said = look(admin_client, source, rights_mode="headline")

    assert "Of its newest 1,000 articles (there are more): 1,000 full text -> would become headline only" in said


def test_a_look_finds_what_readers_would_not_notice_and_keeps_what_was_filled_in(admin_client):
    source = SourceFactory()
    given = facts(source, rights_evidence="A letter of spring") | {"_look": "1"}

    page = admin_client.post(form(source), given).content.decode()

    assert "Readers would see nothing differently." in page
    assert 'value="A letter of spring"' in page
    assert "errornote" not in page


def test_a_look_at_a_wrong_form_says_what_is_wrong(admin_client):
    source = SourceFactory()

    page = admin_client.post(form(source), facts(source, excerpt_words=1) | {"_look": "1"}).content.decode()

    assert "Not saved yet" not in page
    assert "errornote" in page


def test_who_may_not_grant_rights_has_nothing_to_look_at(keeper):
    source = SourceFactory(full=True)
    ArticleFactory(source=source)

    page = keeper.get(form(source)).content.decode()

    assert "_look" not in page
    assert look(keeper, source, rights_mode="headline") == ""


def test_rights_are_for_those_who_may_grant_them(keeper):
    source = SourceFactory()

    page = keeper.get(form(source)).content.decode()
    keeper.post(form(source), facts(source, rights_mode="full", images_allowed="on", description="Tides and more"))

    source.refresh_from_db()
    assert 'name="rights_mode"' not in page
    assert (source.rights_mode, source.images_allowed, source.description) == ("excerpt", False, "Tides and more")


@pytest.mark.parametrize(
    ("chosen", "names"),
    [("soon", ["Soon"]), ("over", ["Over"]), ("bare", ["Bare"]), ("", ["Bare", "Good", "Over", "Soon"])],
)
def test_the_list_finds_the_grants_that_need_attention(admin_client, chosen, names):
    today = timezone.localdate()
    SourceFactory(name="Good", full=True, rights_until=today + dt.timedelta(days=300))
    SourceFactory(name="Soon", full=True, rights_until=today + dt.timedelta(days=12))
    SourceFactory(name="Over", full=True, rights_until=today - dt.timedelta(days=1))
    SourceFactory(name="Bare", rights_mode="full")

    page = admin_client.get(reverse(LIST), {"grant": chosen}).content.decode()

    assert [name for name in ("Bare", "Good", "Over", "Soon") if f">{name}</a>" in page] == names
    assert ("Ends in 12 days" in page) == ("Soon" in names)


# The list -------------------------------------------------------------------------------------------------------------
def test_articles_are_counted_up_to_a_limit(admin_client):
    few, many = SourceFactory(), SourceFactory()
    ArticleFactory.create_batch(2, source=few)
    Article.objects.bulk_create(ArticleFactory.build_batch(COUNTED + 5, source=many, section=many.section, body=None))

    page = admin_client.get(reverse(LIST)).content.decode()

    assert '">2<span class="visually-hidden"> articles of' in page
    assert '">1,000+<span class="visually-hidden"> articles of' in page


def test_the_list_reads_no_table_of_articles_whole(admin_client):
    source = SourceFactory()
    SourceFactory.create_batch(60, section=source.section)
    Article.objects.bulk_create(ArticleFactory.build_batch(3_000, source=source, section=source.section, body=None))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE articles_article")

    with CaptureQueriesContext(connection) as queries:
        admin_client.get(reverse(LIST))

    asked = [
        query["sql"] for query in queries if "articles_article" in query["sql"] and query["sql"].startswith("SELECT")
    ]
    plans = []
    for sql in asked:
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN " + sql)
            plans += [row[0] for row in cursor.fetchall()]
    assert asked
    assert [line for line in plans if "Seq Scan on articles_article " in line] == []
    assert len(queries) <= 15

"""The story board: what editors see of stories and order of them, and what others may not."""

import datetime as dt

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, Doubt, Membership, Story, StoryEvent, Suggestion
from articles.stories import orders
from tests.factories import NOON, ArticleFactory, SectionFactory, SourceFactory
from tests.stories import story_of, suggest

pytestmark = pytest.mark.django_db
STORIES = "admin:articles_story_changelist"
SUGGESTIONS = "admin:articles_suggestion_changelist"
DOUBTS = "admin:articles_doubt_changelist"


def board(story):
    return reverse("admin:articles_story_change", args=[story.pk])


def press(client, story, button, **fields):
    """Press a button on the page of a story; return the page that follows."""
    return client.post(board(story), {button: "", **fields}, follow=True).content.decode()


def text(client, url):
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def looker(client):
    """Somebody of the desk who may look at everything and change nothing, signed in."""
    user = User.objects.create_user("looker", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    client.force_login(user)
    return client


# The list -------------------------------------------------------------------------------------------------------------
def test_the_list_has_the_stories_as_they_are_ranked(admin_client):
    low = story_of(ArticleFactory(headline="Low water", published_at=NOON - dt.timedelta(days=2)))
    high = story_of(ArticleFactory(headline="High water"))
    orders.rank(high, 1.5, timezone.now() + dt.timedelta(hours=3), None, timezone.now())
    gone = story_of(ArticleFactory(headline="Gone water"))
    orders.merge(low, gone, None, NOON)

    page = text(admin_client, reverse(STORIES))

    assert page.index("High water") < page.index("Low water")
    assert "Gone water" not in page
    assert "Boost 1.5" in page
    assert "Pinned until" in page


@pytest.mark.parametrize("which", ["several", "pinned", "boosted", "edited", "doubted", "merged"])
def test_the_list_shows_which_stories_the_editor_asks_for(admin_client, which):
    now = timezone.now()
    stories = {name: story_of(ArticleFactory()) for name in ("pinned", "boosted", "edited", "doubted", "merged")}
    stories["several"] = story_of(ArticleFactory(), ArticleFactory())
    orders.rank(stories["pinned"], 0, now + dt.timedelta(hours=1), None, now)
    orders.rank(stories["boosted"], 1, None, None, now)
    orders.edit(stories["edited"], "Ours", "", None, now)
    Doubt.objects.create(story=stories["doubted"], made_at=NOON)
    orders.merge(story_of(ArticleFactory()), stories["merged"], None, now)
    Story.objects.exclude(pk=stories["several"].pk).update(families=0)

    page = text(admin_client, f"{reverse(STORIES)}?which={which}")

    assert {name for name, story in stories.items() if f'href="{board(story)}' in page} == {which}


@pytest.mark.parametrize("name", [STORIES, SUGGESTIONS, DOUBTS])
def test_a_list_needs_the_same_queries_for_3_rows_and_for_18(admin_client, name):
    def fill(rows):
        for _ in range(rows):
            one, other = story_of(ArticleFactory(), ArticleFactory()), story_of(ArticleFactory())
            suggest(one, other)
            Doubt.objects.create(story=one, article=one.lead, made_at=NOON)

    fill(3)
    admin_client.get(reverse(name))
    with CaptureQueriesContext(connection) as few:
        admin_client.get(reverse(name))
    fill(15)
    with CaptureQueriesContext(connection) as many:
        admin_client.get(reverse(name))

    assert len(many) == len(few) <= 9


# The page of one story ------------------------------------------------------------------------------------------------
def full(reports, editor):
    """Return a story with so many reports, each with copies, events, doubts and suggestions."""
    original = ArticleFactory()
    copies = ArticleFactory.create_batch(reports)
    story = story_of(original, *copies)
    Membership.objects.filter(article__in=copies).update(copy_of=original, actor=editor)
    for number in range(reports):
        orders.edit(story, f"Headline {number}", "", editor, NOON)
        Doubt.objects.create(story=story, article=copies[number], made_at=NOON)
        suggest(story, story_of(*ArticleFactory.create_batch(2)))
    return story


def test_the_page_of_a_story_needs_the_same_queries_for_3_reports_and_for_30(admin_client, admin_user):
    few, many = full(3, admin_user), full(30, admin_user)
    admin_client.get(board(few))

    with CaptureQueriesContext(connection) as of_few:
        text(admin_client, board(few))
    with CaptureQueriesContext(connection) as of_many:
        text(admin_client, board(many))

    assert len(of_many) == len(of_few) <= 13


def test_the_page_says_of_each_report_why_it_is_there(admin_client):
    source = SourceFactory(name="Ebb and Flow")
    original, copy = ArticleFactory(source=source, headline="Spring tide"), ArticleFactory(status="withdrawn")
    story = story_of(original, copy)
    Membership.objects.filter(article=copy).update(copy_of=original)

    page = text(admin_client, board(story))

    for words in ("Spring tide", "Nothing like it was known", "Telling words in common, alike by 0.50", "quay"):
        assert words in page
    assert "A copy of Ebb and Flow&#x27;s" in page.replace("&#39;", "&#x27;").replace("'s", "&#x27;s")
    assert "Withdrawn" in page
    assert f'name="lead" value="{copy.pk}"' not in page


def test_hostile_words_are_text_on_the_board(admin_client, admin_user):
    evil = "<script>alert(1)</script>"
    story = story_of(ArticleFactory(headline=evil, source=SourceFactory(name=evil)), ArticleFactory())
    other = story_of(ArticleFactory(headline=evil))
    Membership.objects.update(shared=[evil])
    suggest(story, other)
    Suggestion.objects.update(shared=[evil], why_not=evil)
    Doubt.objects.create(story=story, article=story.lead, text=evil, made_at=NOON)
    orders.edit(story, evil, evil, admin_user, NOON)
    orders.merge(story, story_of(), admin_user, NOON, evil)

    for url in (board(story), reverse(STORIES), reverse(SUGGESTIONS), reverse(DOUBTS)):
        assert "<script>alert(1)" not in text(admin_client, url)


def test_a_story_that_was_merged_away_says_where_and_takes_no_orders(admin_client, admin_user):
    kept, gone = story_of(), story_of()
    orders.merge(kept, gone, admin_user, NOON)

    page = text(admin_client, board(gone))

    assert f'<a href="{board(kept)}">story {kept.pk}' in page
    assert "_split" not in page
    assert "_merge" not in page
    assert 'name="undo"' in page


@pytest.mark.parametrize("number", ["987654321", "99999999999999999999999", "x"])
def test_a_story_that_never_was_leads_back_to_the_desk(admin_client, number):
    answer = admin_client.get(reverse("admin:articles_story_change", args=[number]), follow=True)

    assert "Perhaps it was deleted?" in answer.content.decode()


# Orders ---------------------------------------------------------------------------------------------------------------
def test_chosen_reports_are_split_off(admin_client, admin_user):
    first, second, third = ArticleFactory.create_batch(3)
    story = story_of(first, second, third)

    page = press(admin_client, story, "_split", articles=[second.pk, third.pk])

    event = StoryEvent.objects.get()
    assert (event.kind, event.actor) == ("split", admin_user)
    assert set(event.other.articles.all()) == {second, third}
    assert f"2 reports of story {story.pk} became story {event.other_id}." in page
    assert f'2 reports left, to be <a href="{board(event.other)}">' in page
    assert f'Began with 2 reports of <a href="{board(story)}">' in text(admin_client, board(event.other))
    logged = LogEntry.objects.values_list("object_id", "user")
    assert set(logged) == {(str(story.pk), admin_user.pk), (str(event.other_id), admin_user.pk)}


@pytest.mark.parametrize("named", ["number", "address", "words"])
def test_chosen_reports_move_to_a_story_by_its_number_its_address_or_words_of_its_headline(admin_client, named):
    story, target = story_of(), story_of(ArticleFactory(headline="12 boats are home"))
    said = {
        "number": str(target.pk),
        "address": f"https://news.example{target.get_absolute_url()}",
        "words": "12 boats",
    }[named]

    page = press(admin_client, story, "_move", articles=[story.lead_id], to=said)

    assert f"1 report moved from story {story.pk} to story {target.pk}." in page
    assert target.articles.count() == 2


@pytest.mark.parametrize(
    ("to", "why"),
    [
        ("", "Say which story"),
        ("nothing like it", "no such story"),
        ("987654321", "no such story"),
        ("tide", "Which of"),
    ],
)
def test_what_cannot_be_moved_says_why_and_keeps_what_was_chosen(admin_client, to, why):
    story = story_of()
    for _ in range(2):
        story_of()

    page = press(admin_client, story, "_move", articles=[story.lead_id], to=to)

    assert why in page
    assert f'value="{story.lead_id}" id="report-{story.lead_id}" checked' in page
    assert not StoryEvent.objects.exists()


def test_an_order_that_is_refused_says_why(admin_client):
    story = story_of()

    page = press(admin_client, story, "_split", articles=[article.pk for article in story.articles.all()])

    assert "Nothing done: At least one report has to stay." in page


@pytest.mark.parametrize("button", ["_split", "_move"])
def test_reports_of_other_stories_and_none_at_all_are_refused(admin_client, button):
    story, other = story_of(), story_of()

    none = press(admin_client, story, button, to=str(other.pk))
    foreign = press(admin_client, story, button, to=str(other.pk), articles=[other.lead_id])

    assert "Choose at least one report." in none
    assert "Select a valid choice" in foreign
    assert not StoryEvent.objects.exists()


def test_another_story_is_merged_in_and_the_merge_undone(admin_client):
    kept, gone = story_of(), story_of()

    page = press(admin_client, kept, "_merge", gone=str(gone.pk), reason="One flood")
    assert f"Story {gone.pk} was merged into story {kept.pk}." in page
    assert "One flood" in page
    assert kept.articles.count() == 4

    page = press(admin_client, kept, "undo", undo=StoryEvent.objects.get().pk)
    assert "Undone, in story" in page
    assert gone.articles.count() == 2


def test_the_lead_is_chosen_and_left_to_the_site_again(admin_client):
    story = story_of()
    other = story.articles.exclude(pk=story.lead_id).get()

    page = press(admin_client, story, "lead", lead=other.pk)
    story.refresh_from_db()
    assert (story.lead, story.lead_is_chosen) == (other, True)
    assert "Let the site choose" in page

    press(admin_client, story, "lead", lead="")
    story.refresh_from_db()
    assert story.lead != other


def test_headline_and_dek_are_ours_and_what_stood_before_stays_in_the_history(admin_client):
    story = story_of()

    press(admin_client, story, "_edit", headline="Calm", dek="Nothing broke.")
    page = press(admin_client, story, "_edit", headline="Calmer", dek="Nothing broke.")

    story.refresh_from_db()
    assert (story.edited_headline, story.edited_dek) == ("Calmer", "Nothing broke.")
    assert "Headline before: <bdi>Calm</bdi>" in page


@pytest.mark.parametrize(("pin", "hours"), [("3h", 3), ("12h", 12), ("1d", 24)])
def test_a_story_is_pinned_for_a_while_and_boosted(admin_client, pin, hours):
    story = story_of()

    press(admin_client, story, "_rank", pin=pin, boost="1.5")

    story.refresh_from_db()
    left = story.pinned_until - timezone.now()
    assert dt.timedelta(hours=hours, minutes=-1) < left <= dt.timedelta(hours=hours)
    assert story.boost == 1.5
    press(admin_client, story, "_rank", pin="", boost="2")
    story.refresh_from_db()
    assert (story.boost, story.pinned_until > timezone.now()) == (2, True)
    press(admin_client, story, "_rank", pin="none", boost="2")
    story.refresh_from_db()
    assert story.pinned_until is None


def test_a_pin_that_is_over_does_not_keep_a_boost_from_being_set(admin_client):
    story = story_of(pinned_until=NOON)

    press(admin_client, story, "_rank", pin="", boost="1")

    story.refresh_from_db()
    assert (story.boost, story.pinned_until) == (1, None)


@pytest.mark.parametrize("boost", ["11", "nan", "much", ""])
def test_a_boost_that_makes_no_sense_is_refused(admin_client, boost):
    story = story_of()

    page = press(admin_client, story, "_rank", pin="", boost=boost)

    assert "errorlist" in page
    assert not StoryEvent.objects.exists()


def test_a_doubt_is_settled_on_the_page_of_its_story_and_in_the_list(admin_client):
    story = story_of()
    first, second = (Doubt.objects.create(story=story, text="Another flood", made_at=NOON) for _ in range(2))

    assert "Another flood" in text(admin_client, board(story))
    press(admin_client, story, "settle", settle=first.pk)
    admin_client.post(reverse(DOUBTS), {"action": "settle", "_selected_action": [first.pk, second.pk]})

    assert not Doubt.objects.filter(settled_at=None).exists()
    assert "Another flood" not in text(admin_client, board(story))
    assert "Another flood" not in text(admin_client, f"{reverse(DOUBTS)}?settled=no")
    assert LogEntry.objects.count() == 2


def test_a_doubt_that_was_settled_meanwhile_says_so(admin_client):
    story = story_of()
    doubt = Doubt.objects.create(story=story, made_at=NOON, settled_at=NOON)

    assert "Nothing done: It was settled already." in press(admin_client, story, "settle", settle=doubt.pk)
    admin_client.post(reverse(DOUBTS), {"action": "settle", "_selected_action": [doubt.pk]})

    assert not LogEntry.objects.exists()


@pytest.mark.parametrize(("button", "fields"), [("_merge", {"gone": ""}), ("_edit", {"headline": "x" * 501})])
def test_a_form_that_is_not_filled_in_well_comes_back_as_it_was(admin_client, button, fields):
    story = story_of()

    page = press(admin_client, story, button, **fields)

    assert "errorlist" in page
    assert "x" * 501 in page or button == "_merge"
    assert not StoryEvent.objects.exists()


def test_a_button_without_a_name_orders_nothing(admin_client):
    assert "no order was given" in press(admin_client, story_of(), "_delete")


def test_an_event_that_later_ones_build_on_says_which_to_undo_first(admin_client, admin_user):
    story = story_of()
    first = orders.edit(story, "Calm", "", admin_user, NOON)
    orders.edit(story, "Calmer", "", admin_user, NOON)

    page = press(admin_client, story, "undo", undo=first.pk)

    assert "Undo this first: Headline edited" in page


# Suggestions ----------------------------------------------------------------------------------------------------------
def test_suggestions_show_both_stories_with_what_they_share_the_likeliest_first(admin_client):
    one, other = story_of(), story_of(ArticleFactory(headline="High water", source=SourceFactory(name="Ebb")))
    suggest(one, other, 0.31)
    suggest(one, story_of(), 0.45)
    Suggestion.objects.filter(other=other).update(why_not="12 there, 13 here")

    page = text(admin_client, reverse(SUGGESTIONS))

    assert page.index("0.45") < page.index("0.31")
    for words in ("High water", "Ebb", "quay", "Against it: 12 there, 13 here", board(one), board(other)):
        assert words in page


def test_a_suggestion_is_accepted_or_never_asked_again(admin_client):
    one, other, third = story_of(), story_of(), story_of()
    asked, wrong = suggest(one, other), suggest(one, third)

    page = admin_client.post(reverse(SUGGESTIONS), {"accept": asked.pk}, follow=True).content.decode()
    assert f"Story {other.pk} was merged into story {one.pk}." in page
    page = admin_client.post(reverse(SUGGESTIONS), {"never": wrong.pk}, follow=True).content.decode()
    assert "will never be merged" in page

    assert "Nothing waits" in page
    assert list(Suggestion.objects.order_by("pk").values_list("state", flat=True)) == ["accepted", "never"]


@pytest.mark.parametrize("button", ["accept", "never"])
@pytest.mark.parametrize("answer", [orders.accept, orders.never, None])
def test_a_suggestion_answered_meanwhile_says_so(admin_client, admin_user, button, answer):
    one, other = story_of(), story_of()
    asked = suggest(one, other)
    if answer is orders.accept:
        answer(asked, admin_user, NOON)
    elif answer is orders.never:
        answer(one, other, admin_user, NOON)
    else:
        asked.delete()
    before = StoryEvent.objects.count()

    page = admin_client.post(reverse(SUGGESTIONS), {button: asked.pk or 0}, follow=True).content.decode()

    assert "Nothing done: " in page
    assert StoryEvent.objects.count() == before


def test_suggestions_are_answered_on_the_page_of_a_story_too(admin_client):
    one, other = story_of(), story_of()
    asked = suggest(one, other)

    assert "May be one with" in text(admin_client, board(other))
    press(admin_client, one, "never", never=asked.pk)

    assert "May be one with" not in text(admin_client, board(one))


def test_many_suggestions_stand_on_several_pages(admin_client):
    story = story_of()
    for number in range(21):
        suggest(story, story_of(ArticleFactory()), number / 100)

    first = text(admin_client, reverse(SUGGESTIONS))
    last = text(admin_client, f"{reverse(SUGGESTIONS)}?page=2")

    assert (first.count('class="pair"'), last.count('class="pair"')) == (20, 1)
    assert '<a href="?page=2">' in first
    assert '<a href="?page=1">' in last


# Who may what ---------------------------------------------------------------------------------------------------------
def test_who_may_only_look_sees_everything_and_orders_nothing(looker):
    story, other = story_of(), story_of()
    asked = suggest(story, other)
    doubt = Doubt.objects.create(story=story, text="Another flood", made_at=NOON)
    event = orders.edit(story, "Calm", "", None, NOON)
    page = text(looker, board(story))
    assert "Another flood" in page
    presses = {
        "_split": {"articles": [story.lead_id]}, "_move": {"articles": [story.lead_id], "to": other.pk},
        "_merge": {"gone": other.pk}, "_edit": {"headline": "New"}, "_rank": {"boost": 1}, "lead": {"lead": story.lead_id},
        "undo": {"undo": event.pk}, "accept": {"accept": asked.pk}, "never": {"never": asked.pk},
        "settle": {"settle": doubt.pk},
    }  # fmt: skip

    for name, fields in presses.items():
        assert f'name="{name}"' not in page
        assert looker.post(board(story), {name: "", **fields}).status_code == 403
    for name in ("accept", "never"):
        assert looker.post(reverse(SUGGESTIONS), {name: asked.pk}).status_code == 403
    looker.post(reverse(DOUBTS), {"action": "settle", "_selected_action": [doubt.pk]})

    assert list(StoryEvent.objects.all()) == [event]
    assert Doubt.objects.get().settled_at is None


def test_who_may_not_look_is_turned_away(client):
    client.force_login(User.objects.create_user("new", is_staff=True))

    for url in (board(story_of()), reverse(STORIES), reverse(SUGGESTIONS), reverse(DOUBTS)):
        assert client.get(url).status_code == 403


def test_orders_need_the_token_of_the_form(admin_user, client):
    strict = client.__class__(enforce_csrf_checks=True)
    strict.force_login(admin_user)
    story = story_of()
    asked = suggest(story, story_of())

    assert strict.post(board(story), {"_edit": "", "headline": "New"}).status_code == 403
    assert strict.post(reverse(SUGGESTIONS), {"never": asked.pk}).status_code == 403


@pytest.mark.parametrize("model", ["story", "suggestion", "doubt"])
def test_nothing_is_made_by_hand_and_no_story_deleted(admin_client, model):
    story = story_of()
    rows = {"story": story, "suggestion": suggest(story, story_of())}

    assert admin_client.get(reverse(f"admin:articles_{model}_add")).status_code == 403
    if model in rows:
        url = reverse(f"admin:articles_{model}_delete", args=[rows[model].pk])
        assert admin_client.post(url, {"post": "yes"}).status_code == 403
    assert Story.objects.count() == 2


def test_no_field_is_saved_but_by_an_order(admin_client):
    story = story_of()
    asked = suggest(story, story_of())
    doubt = Doubt.objects.create(story=story, made_at=NOON)
    before = [list(model.objects.order_by("pk").values()) for model in (Story, Suggestion, Doubt, Article)]

    for row in (story, asked, doubt):
        url = reverse(f"admin:articles_{row._meta.model_name}_change", args=[row.pk])
        admin_client.post(
            url, {"boost": "5", "edited_headline": "New", "state": "never", "text": "New", "_save": "Save"}
        )

    assert [list(model.objects.order_by("pk").values()) for model in (Story, Suggestion, Doubt, Article)] == before


def test_an_article_with_a_doubt_can_be_deleted(admin_client):
    story = story_of()
    Doubt.objects.create(story=story, article=story.lead, made_at=NOON)

    admin_client.post(reverse("admin:articles_article_delete", args=[story.lead_id]), {"post": "yes"})

    assert story.articles.count() == 1


def test_the_desk_counts_what_waits_of_stories(admin_client):
    story = story_of()
    suggest(story, story_of())
    for settled in (None, NOON):
        Doubt.objects.create(story=story, made_at=NOON, settled_at=settled)

    page = text(admin_client, reverse("admin:index"))

    assert "<b>1</b> pair of stories may be one" in page
    assert "<b>1</b> report of a reader waits" in page
    listed = page[page.index("app-articles") :]
    assert listed.index("/articles/article/") < listed.index("/articles/story/") < listed.index("/articles/source/")


def test_the_desk_tells_what_waits_of_stories_to_those_who_may_look(client):
    client.force_login(User.objects.create_user("new", is_staff=True))

    page = text(client, reverse("admin:index"))

    assert "may be one" not in page
    assert "of readers" not in page


def test_families_and_weights_stand_in_their_forms(admin_client):
    source, section = SourceFactory(), SectionFactory()

    assert 'name="family"' in text(admin_client, reverse("admin:articles_source_change", args=[source.pk]))
    assert 'name="weight"' in text(admin_client, reverse("admin:articles_section_change", args=[section.pk]))

"""An article's sheet: each button and field for those who may, nothing lost between two editors, previews before readers may."""

import datetime as dt
import json

import pytest
from django.contrib.auth.models import Permission, User
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles import audit, editing, standing
from articles.admin import meanwhile, moments
from articles.admin.article_form import EDITED
from articles.models import Article, AuditLine, Correction, Source, Story
from articles.models.mirrored import file_name
from articles.standing import Order
from articles.store import keep_picture
from tests.factories import NOON, ArticleFactory, EditorFactory, SectionFactory, SourceFactory
from tests.stories import story_of

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)
BUTTONS = {
    "_publish": "publish", "_schedule": "publish", "_schedule_at": "publish", "_hold": "publish", "_expire": "publish",
    "_forever": "publish", "_reject": "publish", "_withdraw": "withdraw", "_order": "withdraw", "_pin": "feature", "_unpin": "feature",
}  # fmt: skip


def sheet(article):
    return reverse("admin:articles_article_change", args=[article.pk])


def local(moment):
    """Write a moment as the browser's picker does."""
    return timezone.localtime(moment).strftime(moments.FORMAT)


def save(client, article, base=None, **fields):
    """Send the form as it was opened, with these fields changed; return the answer after any redirect."""
    opened = {
        "edited_headline": article.edited_headline,
        "edited_dek": article.edited_dek,
        "edited_tags": ", ".join(article.edited_tags or []),
        "edited_image_alt": article.edited_image_alt,
        "edited_image_credit": article.edited_image_credit,
        "section": article.section_id or "",
        "status_reason": article.status_reason,
        "base": base or meanwhile.base_of(article, EDITED),
    }
    return client.post(sheet(article), {**opened, **fields}, follow=True)


def person(client, *permissions):
    """Sign somebody in who may change articles, and has these permissions besides."""
    user = User.objects.create_user(f"person-{len(permissions)}", is_staff=True)
    names = ["view_article", "change_article", *(f"{name}_article" for name in permissions)]
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    client.force_login(user)
    return user


def said(answer):
    return [str(message) for message in answer.context["messages"]]


# When readers see it --------------------------------------------------------------------------------------------------
def test_an_article_is_scheduled_by_the_time_in_its_field(admin_client, admin_user):
    article, begin = ArticleFactory(pending=True), (timezone.now() + 3 * HOUR).replace(second=0, microsecond=0)

    answer = save(admin_client, article, begin=local(begin), _schedule="")

    article.refresh_from_db()
    assert (article.status, article.visible_from) == ("published", begin)
    assert said(answer)[0].startswith("Scheduled for ")
    line = audit.history(article).get()
    assert (line.verb, line.actor, line.before["status"], line.after["status"]) == (
        "scheduled", admin_user, "pending", "published",
    )  # fmt: skip


def test_a_button_offers_the_next_full_hour_and_says_it(admin_client):
    article = ArticleFactory(pending=True)
    offer = moments.offered(timezone.now())[0]

    page = admin_client.get(sheet(article)).content.decode()
    save(admin_client, article, _schedule_at=offer.isoformat())

    article.refresh_from_db()
    assert f"Schedule for {moments.in_words(offer, timezone.now())}" in page
    assert article.visible_from == offer


def test_what_is_scheduled_is_published_now_or_waits_again(admin_client):
    now = timezone.now()
    one, other = (ArticleFactory(visible_from=now + HOUR) for _ in range(2))

    save(admin_client, one, _publish="")
    save(admin_client, other, _hold="")

    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.status, one.visible_from, one.is_visible(timezone.now())) == ("published", None, True)
    assert (other.status, other.visible_from) == ("pending", None)


def test_what_readers_see_may_be_hidden_for_a_time_and_given_an_end(admin_client):
    article, now = ArticleFactory(), timezone.now()

    save(admin_client, article, begin=local(now + HOUR), _schedule="")
    article.refresh_from_db()
    save(admin_client, article, end=local(now + 2 * HOUR), _expire="")

    article.refresh_from_db()
    assert article.status == "published"
    assert not article.is_visible(now)
    assert article.is_visible(now + 1.5 * HOUR)
    assert not article.is_visible(now + 3 * HOUR)
    save(admin_client, article, _forever="")
    article.refresh_from_db()
    assert article.visible_until is None


@pytest.mark.parametrize(
    ("fields", "button", "says"),
    [
        ({"begin": -1}, "_schedule", "is over: choose a time that is still to come"),
        ({}, "_schedule", "Choose from when"),
        ({"begin": 5}, "_schedule", "before it would begin"),
        ({"end": -1}, "_expire", "is over"),
        ({}, "_expire", "Choose until when"),
        ({"pin_until": 1}, "_pin", "in no story yet"),
        ({"begin": 1}, "_save", "A time alone does nothing"),
        ({}, "_withdraw", "Say why first"),
    ],
)
def test_what_is_wrong_with_an_order_is_said_and_nothing_that_was_written_is_lost(admin_client, fields, button, says):
    article, now = ArticleFactory(visible_until=timezone.now() + 4 * HOUR), timezone.now()
    times = {name: local(now + hours * HOUR) for name, hours in fields.items()}

    answer = save(admin_client, article, edited_headline="Half written", **times, **{button: ""})

    page = answer.content.decode()
    assert says in page
    assert 'value="Half written"' in page
    assert Article.objects.get().edited_headline == ""
    assert Article.objects.get().visible_from is None


def test_an_end_before_the_beginning_is_refused(admin_client):
    now = timezone.now()
    article = ArticleFactory(visible_from=now + 3 * HOUR)

    answer = save(admin_client, article, end=local(now + HOUR), _expire="")

    assert "It begins at" in answer.content.decode()


def test_a_story_is_pinned_until_a_time_and_let_go(admin_client):
    article = ArticleFactory()
    story_of(article)
    article.refresh_from_db()
    until = (timezone.now() + HOUR).replace(second=0, microsecond=0)

    save(admin_client, article, pin_until=local(until), _pin="")
    pinned = Story.objects.get().pinned_until
    save(admin_client, article, _unpin="")

    assert pinned == until
    assert Story.objects.get().pinned_until is None


# Who may do what ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("button", BUTTONS)
def test_a_button_that_somebody_may_not_press_is_not_shown_and_a_forged_one_is_refused(client, button):
    article = ArticleFactory(pending=True)
    person(client, *{"publish", "feature", "correct", "withdraw"} - {BUTTONS[button]})

    page = client.get(sheet(article)).content.decode()
    answer = save(
        client, article, edited_headline="Forged", status_reason="x", begin=local(timezone.now() + HOUR), **{button: ""}
    )

    assert f'name="{button}"' not in page
    assert answer.status_code == 403
    assert Article.objects.filter(pk=article.pk, status="pending", edited_headline="").exists()


@pytest.mark.parametrize(
    ("lacking", "fields"),
    [
        ("correct", {"edited_headline": "Forged", "edited_dek": "Forged", "correction": "Forged", "no_picture": "on"}),
        ("publish", {"edited_tags": "Forged", "section": "other"}),
    ],
)
def test_a_field_that_somebody_may_not_change_is_read_only_and_a_forged_one_is_ignored(client, lacking, fields):
    article, other = ArticleFactory(), SectionFactory(name="Elsewhere")
    person(client, *{"publish", "feature", "correct", "withdraw"} - {lacking})
    fields = {name: other.pk if value == "other" else value for name, value in fields.items()}

    page = client.get(sheet(article)).content.decode()
    save(client, article, **fields)

    found = Article.objects.get()
    assert [f'name="{name}"' in page for name in fields] == [False] * len(fields)
    assert (found.edited_headline, found.edited_dek, found.edited_tags, found.no_picture) == ("", "", None, False)
    assert (found.section, Correction.objects.count()) == (article.section, 0)


def test_who_may_not_correct_cannot_take_the_publishers_headline_again_but_its_tags(client):
    article = ArticleFactory(edited_headline="Ours", edited_tags=["Ours"])
    person(client, "publish")

    forged = save(client, article, _take="edited_headline")
    save(client, article, _take="edited_tags")

    found = Article.objects.get()
    assert forged.status_code == 403
    assert (found.edited_headline, found.edited_tags) == ("Ours", None)


# Two editors ----------------------------------------------------------------------------------------------------------
def test_what_another_editor_changed_meanwhile_stays_where_one_did_not_touch_it(admin_client):
    article = ArticleFactory()
    base = meanwhile.base_of(article, EDITED)
    editing.edit(article, {"edited_dek": "Theirs"}, Order("edited", EditorFactory().user), timezone.now())

    save(admin_client, article, base=base, edited_headline="Mine")

    found = Article.objects.get()
    assert (found.edited_headline, found.edited_dek) == ("Mine", "Theirs")


def test_where_both_wrote_both_are_shown_and_who_saves_again_decides(admin_client):
    article, other = ArticleFactory(), EditorFactory(slug="nadir")
    base = meanwhile.base_of(article, EDITED)
    theirs = {"edited_headline": "Theirs", "edited_tags": ["Quay"], "no_picture": True}
    editing.edit(article, theirs, Order("edited", other.user), timezone.now())

    warned = save(admin_client, article, base=base, edited_headline="Mine")
    stands = Article.objects.get().edited_headline
    shown = warned.context["form"]
    again = {name: shown[name].value() for name in ("base", "edited_headline", "edited_tags", "no_picture")}
    save(admin_client, article, **again)

    assert "Meanwhile nadir wrote here: “Theirs”" in warned.content.decode().replace("&quot;", '"')
    assert 'value="Mine"' in warned.content.decode()
    assert stands == "Theirs"
    found = Article.objects.get()
    assert (found.edited_headline, found.edited_tags, found.no_picture) == ("Mine", ["Quay"], True)


def test_who_decides_over_what_another_decided_meanwhile_is_told_first(admin_client):
    article, other = ArticleFactory(pending=True), EditorFactory(slug="nadir")
    base = meanwhile.base_of(article, EDITED)
    standing.publish(Article.objects.all(), other)

    warned = save(admin_client, article, base=base, status_reason="An advertisement", _withdraw="")
    stands = Article.objects.get().status
    save(
        admin_client,
        article,
        base=warned.context["form"]["base"].value(),
        status_reason="An advertisement",
        _withdraw="",
    )

    assert "Meanwhile nadir changed where it stands: it is now published" in warned.content.decode()
    assert stands == "published"
    assert Article.objects.get().status == "withdrawn"


@pytest.mark.parametrize("base", ["", "nonsense", "[]", "{}", json.dumps({"edited_headline": 7})])
def test_a_form_that_does_not_say_what_it_was_made_from_changes_nothing_by_surprise(admin_client, base):
    article = ArticleFactory(edited_headline="Ours")

    answer = save(admin_client, article, base=base or " ", edited_headline="Ours", edited_dek="More")

    assert answer.status_code == 200
    assert Article.objects.get().edited_headline == "Ours"


# Beside the publisher's -----------------------------------------------------------------------------------------------
def test_a_frozen_field_shows_the_publishers_newer_version_and_the_way_back(admin_client):
    article = ArticleFactory(headline="SHOCK TIDE")
    editing.edit(article, {"edited_headline": "High water"}, Order("edited"), NOON)
    Article.objects.update(headline="TIDE HORROR")

    page = admin_client.get(sheet(article)).content.decode()
    save(admin_client, Article.objects.get(), _take="edited_headline")

    assert "Take the publisher's version again" in page
    assert "<del>SHOCK" in page
    assert "The publisher changed it after you did" in page
    assert Article.objects.get().display_headline == "TIDE HORROR"


def test_the_history_shows_word_by_word_what_came_and_what_the_desk_did(admin_client, admin_user):
    article = ArticleFactory(headline="Water rose by four metres")
    article.revisions.create(
        number=1, replaced_at=NOON, headline="Water rose by two metres", html="<p>Old.</p>", fingerprint=b"x" * 32
    )
    editing.edit(article, {"edited_headline": "High water"}, Order("edited", admin_user, "It shouted."), timezone.now())

    page = admin_client.get(reverse("admin:articles_article_history", args=[article.pk])).content.decode()

    assert "<del>two</del><ins>four</ins>" in page
    assert "by admin: It shouted." in page
    assert "<ins>High water</ins>" in page


def test_the_sheet_says_which_rule_did_what_and_shows_all_again(admin_client):
    article = ArticleFactory(source=SourceFactory(full=True), excerpt_only=True)
    for name, did in (("Tides", "tagged Coast"), ("Adverts", "excerpt only")):
        article.rulings.create(rule_name=name, did=did, reason="The headline has “<quay>”.", made_at=NOON)

    page = admin_client.get(sheet(article)).content.decode()
    lifted = save(admin_client, article, _lift="")

    article.refresh_from_db()
    assert "Readers get an excerpt by a rule of ours" in page
    assert page.index("“Adverts”: excerpt only.") < page.index(
        "“Tides”: tagged Coast. The headline has “&lt;quay&gt;”."
    )
    assert not article.excerpt_only
    assert "All that its source grants is shown again." in lifted.content.decode()
    assert 'name="_lift"' not in lifted.content.decode()
    assert AuditLine.objects.filter(verb="shown whole", row=article.pk).exists()


def test_who_may_not_correct_reads_that_it_is_an_excerpt_and_shows_no_more_of_it(client):
    article = ArticleFactory(excerpt_only=True)
    person(client, "publish")

    page = client.get(sheet(article)).content.decode()

    assert "Excerpt only" in page
    assert 'name="_lift"' not in page
    assert save(client, article, _lift="").status_code == 403


def test_the_sheet_costs_few_queries_however_long_the_history(admin_client):
    article = ArticleFactory()
    admin_client.get(sheet(article))
    with CaptureQueriesContext(connection) as few:
        admin_client.get(sheet(article))
    for number in range(30):
        article.revisions.create(number=number, replaced_at=NOON, headline=f"Tide {number}", fingerprint=b"x" * 32)
        editing.edit(article, {"edited_headline": f"Ours {number}"}, Order("edited"), timezone.now())

    with CaptureQueriesContext(connection) as many:
        admin_client.get(sheet(article))

    assert len(many) == len(few) <= 15


# Previews -------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", ["page", "card", "item", "result"])
def test_a_preview_shows_what_stands_in_the_form_and_saves_nothing(admin_client, kind):
    article = ArticleFactory(pending=True, visible_from=timezone.now() + HOUR)
    url = reverse("admin:articles_article_preview", args=[article.pk, kind])

    saved = admin_client.get(url)
    unsaved = admin_client.post(url, {"edited_headline": "Half written", "section": article.section_id})

    assert article.headline in saved.content.decode()
    assert "Half written" in unsaved.content.decode()
    assert {"private", "no-store"} <= set(unsaved["Cache-Control"].split(", "))
    assert "noindex" in unsaved["X-Robots-Tag"]
    assert Article.objects.get().edited_headline == ""
    assert not AuditLine.objects.exists()


@pytest.mark.parametrize("kind", ["page", "card", "item", "result"])
def test_a_preview_obeys_the_rights(admin_client, kind):
    article = ArticleFactory(pending=True, source=SourceFactory(headline_only=True), dek="Nobody granted this.")

    page = admin_client.get(reverse("admin:articles_article_preview", args=[article.pk, kind])).content.decode()

    assert article.headline in page
    assert "Nobody granted this." not in page
    assert "a hand below the quay" not in page


def test_a_preview_is_for_the_desk_only(client):
    article = ArticleFactory(pending=True)
    url = reverse("admin:articles_article_preview", args=[article.pk, "page"])

    as_nobody = client.get(url)
    client.force_login(User.objects.create_user("stranger", is_staff=True))
    as_stranger = client.get(url)

    assert as_nobody.status_code == 302
    assert as_stranger.status_code == 403


def test_the_pictures_of_a_preview_are_for_the_desk_only_and_within_the_rights(client, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    article = ArticleFactory(pending=True, source=SourceFactory(full=True), image_url="https://x.example/1.jpg")
    facts = {"digest": "ab" * 32, "widths": [640], "width": 640, "height": 426, "colour": "#446688"}
    keep_picture(article.pk, article.image_url, timezone.now(), **facts)
    default_storage.save(file_name("ab" * 32, 640), ContentFile(b"RIFF"))
    url = f"/media/pictures/ab/{'ab' * 32}-640.webp"

    as_nobody = client.get(url).status_code
    person(client)
    seen = client.get(url)
    Source.objects.update(images_allowed=False)
    not_granted = client.get(url).status_code

    assert (as_nobody, seen.status_code, not_granted) == (404, 200, 404)
    assert seen["Cache-Control"] == "private, no-store"
    assert b"".join(seen.streaming_content) == b"RIFF"


def test_a_preview_of_what_cannot_be_saved_says_why(admin_client):
    article = ArticleFactory(pending=True)
    url = reverse("admin:articles_article_preview", args=[article.pk, "card"])

    answer = admin_client.post(url, {"edited_tags": "x" * 61})

    assert answer.status_code == 422
    assert "A tag has at most 60 characters" in answer.content.decode()


def test_there_is_no_preview_of_what_is_not_there(admin_client):
    assert admin_client.get(reverse("admin:articles_article_preview", args=[999, "page"])).status_code == 404
    article = ArticleFactory()
    assert admin_client.get(reverse("admin:articles_article_preview", args=[article.pk, "poster"])).status_code == 404

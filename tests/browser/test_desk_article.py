"""The article's sheet in a browser, as an editor works with it: without a script, at any width, in both colour schemes."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from articles import editing
from articles.admin.moments import FORMAT, in_words
from articles.models import Article, Correction, Picture, Story
from articles.standing import Order
from articles.stories.tallying import tally
from tests.browser.accessibility import problems
from tests.factories import NOON, ArticleFactory, EditorFactory, SourceFactory
from tests.stories import story_of

pytestmark = pytest.mark.django_db(transaction=True)
LONG = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz"
HOUR = dt.timedelta(hours=1)


def sign_in(page, live_server):
    page.goto(live_server.url + reverse("admin:index"))
    page.fill("#id_username", "admin")
    page.fill("#id_password", "password")
    page.click("[type=submit]")


@pytest.fixture
def desk(page, live_server, admin_user):
    """Return what leads a signed-in browser to one of the desk's pages, by the name of its URL."""
    sign_in(page, live_server)

    def go(name, *args):
        page.goto(live_server.url + reverse(f"admin:{name}", args=args))

    return go


@pytest.fixture
def without_script(page, live_server, admin_user):
    """Return a signed-in page of a browser that runs no scripts."""
    context = page.context.browser.new_context(java_script_enabled=False, base_url=live_server.url)
    page = context.new_page()
    sign_in(page, live_server)
    yield page
    context.close()


def picker(moment):
    return timezone.localtime(moment).strftime(FORMAT)


def feed_says(article, **columns):
    """Let the publisher's own columns change, as an update of its feed changes them."""
    Article.objects.filter(pk=article.pk).update(changed_at=timezone.now(), **columns)


def full():
    """Store an article with all that a sheet can show: frozen fields, newer versions, long words, a past."""
    article = ArticleFactory(
        source=SourceFactory(full=True), headline=f"{LONG} {LONG}", tags=["Tides", LONG[:60]], image_url="https://x.example/1.jpg",
        visible_until=timezone.now() + HOUR,
    )  # fmt: skip
    Picture.objects.create(
        article=article, source_url="https://x.example/1.jpg", tried_at=NOON, digest="ab" * 32, colour="#446688",
        widths=[320], width=320, height=200,
    )  # fmt: skip
    story = story_of(article)
    Story.objects.filter(pk=story.pk).update(pinned_until=timezone.now() + HOUR)
    editor = EditorFactory()
    ours = {"edited_headline": "High water", "edited_tags": ["Harbour"], "edited_dek": LONG}
    editing.edit(article, ours, Order("edited", editor.user, "It shouted."), timezone.now())
    article.revisions.create(number=1, replaced_at=NOON, headline="Tide", html="<p>Old.</p>", fingerprint=b"x" * 32)
    feed_says(article, headline="Another headline of theirs", tags=["Floods"])
    return article


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_the_sheet_is_usable_by_everyone_and_keeps_the_policy(page, desk, width, scheme):
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    article, waiting = full(), ArticleFactory(pending=True)
    said, found = [], {}
    page.on("console", lambda message: said.append(message.text) if "Content Security" in message.text else None)
    screens = {
        "sheet": ("articles_article_change", article.pk),
        "waiting": ("articles_article_change", waiting.pk),
        "history": ("articles_article_history", article.pk),
        **{kind: ("articles_article_preview", waiting.pk, kind) for kind in ("page", "card", "item", "result")},
    }

    for name, address in screens.items():
        desk(*address)
        policy = list(said)
        wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        found[name] = [*policy, *problems(page), *(["wider than the screen"] if wide else [])]
        said.clear()

    assert {name: lines for name, lines in found.items() if lines} == {}


def test_an_editor_freezes_a_headline_sees_the_newer_one_and_takes_it_again(page, desk):
    article = ArticleFactory(headline="SHOCK TIDE")
    desk("articles_article_change", article.pk)
    row = page.locator(".field-edited_headline")

    page.fill("#id_edited_headline", "High water at noon")
    with page.expect_navigation():
        page.press("#id_edited_headline", "Enter")
    frozen = row.inner_text()
    feed_says(article, headline="TIDE HORROR")
    page.reload()
    newer = row.inner_text()
    row.get_by_role("button", name="Take the publisher's version again").click()

    assert "SHOCK TIDE" in frozen
    assert "Frozen since" in frozen
    assert "Newer" in newer
    assert "TIDE HORROR" in newer
    assert "follows every update" in row.inner_text()
    assert Article.objects.get().display_headline == "TIDE HORROR"


def test_tags_and_the_picture_are_the_editors_until_given_back(page, desk, live_server):
    article = ArticleFactory(tags=["Tides"], image_url="https://x.example/1.jpg", image_alt="A quay")
    desk("articles_article_change", article.pk)

    page.fill("#id_edited_tags", "Harbour, Quay road")
    page.fill("#id_edited_image_alt", "The quay at noon")
    page.check("#id_no_picture")
    page.click(".submit-row [name=_continue]")
    page.goto(live_server.url + article.get_absolute_url())
    shown = page.inner_text("ul.tags")
    desk("articles_article_change", article.pk)
    page.locator(".field-edited_tags").get_by_role("button", name="Take").click()

    found = Article.objects.get()
    assert shown.split() == ["Harbour", "Quay", "road"]
    assert (found.no_picture, found.display_image_alt) == (True, "The quay at noon")
    assert (found.edited_tags, found.display_tags, found.tag_slugs) == (None, ["Tides"], ["tides"])


def test_a_waiting_piece_is_previewed_as_it_stands_in_the_form_then_scheduled_by_a_button_that_says_when(page, desk):
    article, now = ArticleFactory(pending=True), timezone.now()
    begin = (now + 30 * HOUR).replace(second=0, microsecond=0)
    desk("articles_article_change", article.pk)

    page.fill("#id_edited_headline", "High water at noon")
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Page", exact=True).click()
    preview = opened.value.inner_text("main")
    page.fill("#id_begin", picker(begin))
    button = page.locator("[name=_schedule]").inner_text()
    page.click("[name=_schedule]")

    found = Article.objects.get()
    assert "High water at noon" in preview
    assert "only the desk sees this" in preview
    assert button == f"Schedule for {in_words(begin, now)}"
    assert (found.status, found.visible_from, found.edited_headline) == ("published", begin, "High water at noon")
    assert "Readers see nothing of it before" in page.inner_text(".panel")
    page.click("[name=_publish]")
    assert Article.objects.get().is_visible(timezone.now())


def test_all_of_it_works_without_a_script(without_script):
    page, article = without_script, ArticleFactory(pending=True)
    address = reverse("admin:articles_article_change", args=[article.pk])
    page.goto(address)

    page.click("[name=_schedule_at] >> nth=0")
    scheduled = Article.objects.get()
    page.click("[name=_hold]")
    held = Article.objects.get()
    page.click("[name=_publish]")
    page.fill("#id_end", picker(timezone.now() + HOUR))
    page.click("[name=_expire]")

    found = Article.objects.get()
    assert scheduled.visible_from > timezone.now()
    assert (held.status, held.visible_from) == ("pending", None)
    assert found.is_visible(timezone.now())
    assert not found.is_visible(timezone.now() + 2 * HOUR)


def test_a_wrong_time_is_said_and_nothing_that_was_written_is_lost(page, desk):
    article = ArticleFactory(pending=True)
    desk("articles_article_change", article.pk)

    page.fill("#id_edited_dek", "Half written")
    page.fill("#id_begin", picker(timezone.now() - HOUR))
    page.click("[name=_schedule]")

    assert "choose a time that is still to come" in page.inner_text(".panel")
    assert page.input_value("#id_edited_dek") == "Half written"
    assert Article.objects.get().status == "pending"


def test_a_story_is_pinned_from_its_article_until_a_time(page, desk):
    article = ArticleFactory()
    story = story_of(article)
    tally([story.pk], timezone.now())
    until = (timezone.now() + HOUR).replace(second=0, microsecond=0)
    desk("articles_article_change", article.pk)

    page.fill("#id_pin_until", picker(until))
    page.click("[name=_pin]")
    pinned = Story.objects.get().pinned_until
    page.click("[name=_unpin]")

    assert pinned == until
    assert Story.objects.get().pinned_until is None


def test_a_piece_is_corrected_then_withdrawn_and_readers_are_told_why(page, desk, live_server):
    article = ArticleFactory(headline="Three boats lost")
    desk("articles_article_change", article.pk)

    page.fill("#id_edited_headline", "Four boats lost")
    page.fill("#id_correction", "The headline gave three. There were four.")
    page.click(".submit-row [name=_continue]")
    page.goto(live_server.url + Article.objects.get().get_absolute_url())
    shown = page.inner_text("main")
    desk("articles_article_change", article.pk)
    page.click("[name=_withdraw]")
    asked = page.inner_text(".panel")
    page.fill("#id_status_reason", "It was another harbour.")
    page.click("[name=_withdraw]")
    told = page.inner_text(".messagelist")
    gone = page.goto(live_server.url + article.get_absolute_url()).status
    page.goto(live_server.url + "/changes/")

    assert Correction.objects.get().headline_after == "Four boats lost"
    assert "There were four." in shown
    assert "Say why first" in asked
    assert "answers 410" in told
    assert gone == 410
    assert "It was another harbour." in page.inner_text("main")


def test_of_two_editors_at_one_article_the_second_is_told_and_neither_loses_a_word(page, desk):
    article, other = ArticleFactory(), EditorFactory(slug="nadir")
    desk("articles_article_change", article.pk)

    page.fill("#id_edited_headline", "Mine")
    theirs = {"edited_headline": "Theirs", "edited_dek": "Their dek"}
    editing.edit(article, theirs, Order("edited", other.user), timezone.now())
    page.click(".submit-row [name=_continue]")
    told = page.locator(".field-edited_headline").inner_text()
    mine = page.input_value("#id_edited_headline")
    stands = Article.objects.get().edited_headline
    page.click(".submit-row [name=_continue]")

    found = Article.objects.get()
    assert "Meanwhile nadir wrote here: “Theirs”" in told
    assert (mine, stands) == ("Mine", "Theirs")
    assert (found.edited_headline, found.edited_dek) == ("Mine", "Their dek")

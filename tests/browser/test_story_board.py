"""The story board in a browser: usable by everyone, within the policy, without a script, and by the keyboard alone."""

import pytest
from django.urls import reverse

from articles.models import Doubt, Membership, StoryEvent
from articles.stories import orders
from tests.browser.accessibility import problems
from tests.factories import NOON, ArticleFactory, SourceFactory
from tests.stories import story_of, suggest

pytestmark = pytest.mark.django_db(transaction=True)
LONG = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz"


def fill(editor):
    """Store stories with all that the board may show, the hard ones too; return one of them and one that is merged away."""
    source = SourceFactory(name="Ebb and Flow")
    reports = [
        ArticleFactory(source=source, headline="Harbour wall gives way at Kilbrack"),
        ArticleFactory(headline="Kilbrack quay road closed after wall collapses"),
        ArticleFactory(headline="جدار الميناء ينهار في كيلبراك", language="ar"),
        ArticleFactory(headline=f"{LONG} {LONG}", language="de"),
        ArticleFactory(headline="Wall down", status="withdrawn"),
    ]
    story = story_of(*reports)
    Membership.objects.filter(article=reports[1]).update(copy_of=reports[0], shared=["Kilbrack", LONG, "wall"])
    for text in ("The second report is of another wall.", LONG, ""):
        Doubt.objects.create(story=story, article=reports[1] if text else None, text=text, made_at=NOON)
    near = [story_of(*ArticleFactory.create_batch(6)), story_of(ArticleFactory(headline=LONG))]
    for other in near:
        suggest(story, other)
    gone = story_of()
    orders.edit(story, "The harbour wall is down", f"What {LONG} means.", editor, NOON)
    orders.rank(story, 1.5, NOON.replace(year=2199), editor, NOON)
    orders.merge(story, gone, editor, NOON, "The same wall")
    orders.split(story, [reports[3]], editor, NOON)
    orders.choose_lead(story, reports[1], editor, NOON)
    return story, gone


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_the_board_is_usable_by_everyone_and_keeps_the_policy(page, desk, admin_user, width, scheme):
    story, gone = fill(admin_user)
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    said, found = [], {}
    page.on("console", lambda message: said.append(message.text) if "Content Security" in message.text else None)
    doubt = Doubt.objects.first()

    for name, *args in (
        ("articles_story_changelist",), ("articles_story_change", story.pk), ("articles_story_change", gone.pk),
        ("articles_story_history", story.pk), ("articles_suggestion_changelist",), ("articles_doubt_changelist",),
        ("articles_doubt_change", doubt.pk), ("index",),
    ):  # fmt: skip
        desk(name, *args)
        policy = list(said)  # axe itself, which runs from outside of the page, offends the policy.
        wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        found[name, *args] = [*policy, *problems(page), *(["wider than the screen"] if wide else [])]
        said.clear()

    assert {name: lines for name, lines in found.items() if lines} == {}


@pytest.fixture
def plain(chromium, live_server, admin_user, client, settings):
    """A signed-in page in a browser that runs no scripts."""
    client.force_login(admin_user)
    context = chromium.new_context(java_script_enabled=False)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
    yield context.new_page()
    context.close()


def test_an_editor_mends_a_story_without_a_script(plain, live_server):
    first, second, third = ArticleFactory.create_batch(3)
    story, target = story_of(first, second, third), story_of(ArticleFactory(headline="High water at noon"))
    plain.goto(live_server.url + reverse("admin:articles_story_change", args=[story.pk]))

    plain.check(f"#report-{third.pk}")
    plain.fill("#id_to", "High water")
    plain.press("#id_to", "Enter")
    assert f"1 report moved from story {story.pk} to story {target.pk}." in plain.inner_text(".messagelist")

    plain.goto(live_server.url + reverse("admin:articles_story_change", args=[story.pk]))
    plain.click(f"[name=lead][value='{first.pk}']")
    assert "Lead chosen" in plain.inner_text(".messagelist")
    plain.fill("#id_headline", "Calm")
    plain.press("#id_headline", "Enter")
    assert plain.inner_text("h1") == "Calm"
    plain.select_option("#id_pin", "3h")
    plain.click("[name=_rank]")
    assert "Pinned until" in plain.inner_text(".facts")

    plain.click(".events li:last-child [name=undo]")
    assert "Undone, in story" in plain.inner_text(".messagelist")
    story.refresh_from_db()
    assert (story.articles.count(), story.display_headline, story.lead) == (3, "Calm", first)


def test_suggestions_are_answered_by_the_keyboard_alone(page, desk):
    stories = [story_of() for _ in range(3)]
    suggest(stories[0], stories[1], 0.45)
    suggest(stories[0], stories[2], 0.35)
    desk("articles_suggestion_changelist")

    def press(label):
        for _ in range(60):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.textContent").startswith(label):
                page.keyboard.press("Enter")
                page.wait_for_selector(".messagelist")
                return
        pytest.fail(f"no way to {label}")

    press("Merge into")
    press("Never")

    assert set(StoryEvent.objects.values_list("kind", flat=True)) == {"merged", "never"}
    assert "Nothing waits" in page.inner_text("#content")

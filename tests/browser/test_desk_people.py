"""People of the desk in a browser: one's own profile up to the About box, and who is locked out let in again."""

import io

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, User
from django.urls import reverse
from PIL import Image

from articles.models import Editor
from ingest import roles
from newsroom.access.models import Attempt, SecondFactor
from tests.browser.accessibility import problems
from tests.factories import NOON, ArticleFactory

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "quay lantern herring ledger"


@pytest.fixture
def enter(page, live_server):
    def come_in(name, password):
        page.goto(live_server.url + reverse("admin:index"))
        page.get_by_label("Username:").fill(name)
        page.get_by_label("Password:").fill(password)
        page.get_by_role("button", name="Sign in").click()

    return come_in


@pytest.fixture
def curator():
    roles.make_roles(apps, is_restoring=True)
    user = User.objects.create_user("mate", password=PASSWORD, is_staff=True)
    user.groups.add(Group.objects.get(name="Curator"))
    return user


@pytest.fixture
def pictures(settings, tmp_path):
    """Keep pictures where a test can look at them."""
    settings.MEDIA_ROOT = str(tmp_path)
    return tmp_path


def face():
    """A picture with a place and a comment in it, which must not stay."""
    out = io.BytesIO()
    Image.new("RGB", (640, 800), "teal").save(out, "JPEG", comment=b"taken at home")
    return out.getvalue()


def test_a_curator_fills_in_their_profile_and_readers_see_it(page, enter, curator, live_server, pictures):
    enter("mate", PASSWORD)
    page.get_by_role("link", name="Fill in your profile").click()

    page.get_by_label("Your name:").fill("Curator of the Harbour Desk")
    page.get_by_label("What you do here:").fill("Tides and harbours")
    page.get_by_label("About you:").fill("Reads the tide tables first.")
    page.get_by_label("You elsewhere:").fill("social.example/@harbour\nhttps://tides.example/")
    page.get_by_label("Your portrait:").set_input_files(
        {"name": "face.jpg", "mimeType": "image/jpeg", "buffer": face()}
    )
    page.get_by_role("button", name="Show this to readers").click()
    article = ArticleFactory(curator=Editor.objects.get())
    page.goto(live_server.url + article.get_absolute_url())

    box = page.locator(".about-editor")
    assert "Curator of the Harbour Desk" in box.inner_text()
    assert box.get_by_role("link", name="social.example/@harbour").get_attribute("href") == (
        "https://social.example/@harbour"
    )
    picture = box.locator("img")
    picture.scroll_into_view_if_needed()
    page.wait_for_function("document.querySelector('.about-editor img').naturalWidth > 0")
    assert picture.evaluate("picture => [picture.naturalWidth, picture.naturalHeight]") == [160, 160]
    assert all(b"home" not in file.read_bytes() for file in pictures.rglob("*.webp"))
    assert problems(page) == []


def test_what_is_no_picture_is_refused_with_a_reason(page, enter, curator, pictures):
    enter("mate", PASSWORD)
    page.get_by_role("link", name="My profile").click()

    page.get_by_label("Your name:").fill("Curator of the Harbour Desk")
    page.get_by_label("Your portrait:").set_input_files(
        {"name": "face.jpg", "mimeType": "image/jpeg", "buffer": b"<svg onload='alert(1)'/>"}
    )
    page.get_by_role("button", name="Show this to readers").click()

    assert "The picture cannot be used" in page.locator(".errorlist").inner_text()
    assert not Editor.objects.exists()


def test_who_is_locked_out_is_seen_and_freed(page, enter, curator, admin_user, live_server):
    from django.utils import timezone

    from newsroom.access import attempts

    for _ in range(10):
        attempts.begin("mate", "192.0.2.1", timezone.now())
    SecondFactor.objects.create(user=curator, secret="A" * 32, last_step=1, made_at=NOON)
    enter("admin", "password")
    page.goto(live_server.url + reverse("admin:auth_user_changelist"))
    row = page.get_by_role("row").filter(has_text="mate")
    assert ":" in row.locator(".field-locked").inner_text()
    assert row.locator(".field-roles").inner_text() == "Curator"

    for order in ("Free the sign-in", "Take the second factor away"):
        row.get_by_role("checkbox").check()
        page.get_by_label("Action:").select_option(order)
        page.locator(".actions [type=submit]").click()

    assert not Attempt.objects.filter(has_succeeded=False).exists()
    assert not SecondFactor.objects.exists()
    assert ":" not in row.locator(".field-locked").inner_text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_the_pages_of_people_are_usable_by_everyone(page, enter, live_server, width, scheme):
    admin_user = User.objects.create_superuser("admin", password="password")
    Editor.objects.create(user=admin_user, name="Editor of the Harbour Desk", slug="editor")
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    said, found = [], {}
    page.on("console", lambda message: said.append(message.text) if "Content Security" in message.text else None)
    enter("admin", "password")

    for name, *args in (
        ("profile",), ("second_factor",), ("auth_user_changelist",), ("auth_user_change", admin_user.pk),
        ("articles_editor_changelist",), ("password_change",),
    ):  # fmt: skip
        page.goto(live_server.url + reverse(f"admin:{name}", args=args))
        policy = list(said)
        wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        found[name] = [*policy, *problems(page), *(["wider than the screen"] if wide else [])]
        said.clear()

    assert {name: lines for name, lines in found.items() if lines} == {}

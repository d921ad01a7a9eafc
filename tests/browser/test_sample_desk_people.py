"""People at the desk of the sample edition: one is let in with a role, shows a face, and readers learn who chose."""

import io

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.sample_desk import find, number_of, page_of, told

pytestmark = pytest.mark.django_db  # The browser of this folder comes after the database of the others.
PASSWORD = "quay lantern herring ledger"


def face():
    """A picture."""
    out = io.BytesIO()
    Image.new("RGB", (640, 800), "teal").save(out, "JPEG")
    return {"name": "face.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


@pytest.fixture
def newcomer(sample_desk):
    """A page of somebody who is not signed in."""
    yield from sample_desk.page_of_reader()


def test_a_curator_is_let_in_fills_in_a_profile_and_readers_see_who_chose(editor, newcomer, reader):
    editor.goto("/admin/auth/user/")
    editor.click("text=Add user")
    editor.fill("#id_username", "mate")
    editor.fill("#id_password1", PASSWORD)
    editor.fill("#id_password2", PASSWORD)
    editor.click("[name=_continue]")
    editor.check("#id_is_staff")
    editor.get_by_label("Curator", exact=True).check()
    editor.click("[name=_save]")
    told(editor, "was changed successfully")
    expect(editor.locator("#result_list tr", has_text="mate").locator(".field-roles")).to_have_text("Curator")

    # The curator finds what a curator may do, and nothing else.
    newcomer.goto("/admin/")
    newcomer.get_by_label("Username:").fill("mate")
    newcomer.get_by_label("Password:").fill(PASSWORD)
    newcomer.get_by_role("button", name="Sign in").click()
    expect(newcomer.locator(".cards")).to_contain_text("wait")
    assert [newcomer.request.get(f"/admin/{place}/").status for place in ("auth/user", "ingest/feed/add")] == [403, 403]
    newcomer.get_by_role("link", name="My profile").click()
    newcomer.get_by_label("Your name:").fill("Curator of the harbour desk")
    newcomer.get_by_label("What you do here:").fill("Tides and harbours")
    newcomer.get_by_label("About you:").fill("Reads the tide tables first.")
    newcomer.get_by_label("You elsewhere:").fill("https://tides.example/")
    newcomer.get_by_label("Your portrait:").set_input_files(face())
    newcomer.get_by_role("button", name="Show this to readers").click()
    headline = "We saw it all from the point"
    row = find(newcomer, headline)
    number = number_of(row)
    row.locator(".field-display_headline a").click()
    expect(newcomer.locator("[name=_publish]")).to_be_visible()
    expect(newcomer.locator("[name=_withdraw], #id_edited_headline")).to_have_count(0)
    newcomer.click("[name=_publish]")
    told(newcomer, "Published")

    reader.goto(page_of(number))
    box = reader.locator(".about-editor")
    expect(box).to_contain_text("Curator of the harbour desk")
    expect(box).to_contain_text("Tides and harbours")
    box.locator("img").scroll_into_view_if_needed()
    reader.wait_for_function("document.querySelector('.about-editor img').naturalWidth > 0")
    box.get_by_role("link", name="What else they chose").click()
    expect(reader.locator("main")).to_contain_text(headline)

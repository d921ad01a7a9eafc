"""docs/gallery.md shows what ``make screenshots`` rendered: the page, the pictures and the list of them agree."""

import re

import pytest
from PIL import Image

from tests.browser.gallery_desk import SCREENS
from tests.browser.gallery_pages import PAGE, SHOTS, markdown
from tests.browser.gallery_shot import DESKTOP, FOLDER, PHONE

FILES = sorted(FOLDER.glob("*.webp"))


def test_the_page_is_as_the_list_of_pages_makes_it():
    assert PAGE.read_text("utf-8") == markdown(), "run: make screenshots"


def test_every_picture_is_there_and_every_one_is_shown():
    shown = re.findall(r'src="screenshots/([^"]+)"', PAGE.read_text("utf-8"))
    for page in (FOLDER.parent / "howto").glob("*.md"):
        shown += re.findall(r"\]\(\.\./screenshots/([^)]+)\)", page.read_text("utf-8"))

    assert sorted(set(shown)) == [file.name for file in FILES]
    assert {shot.file(view).name for shot in (*SHOTS, *SCREENS) for view in shot.views} == {file.name for file in FILES}


def test_every_picture_says_what_it_shows():
    told = re.findall(r'alt="([^"]*)"', PAGE.read_text("utf-8"))

    assert len(told) == sum(len(shot.views) for shot in SHOTS)
    assert all(told)
    assert len(set(told)) == len(told)


def test_each_page_stands_on_a_desk_and_on_a_phone_and_one_runs_from_right_to_left():
    assert all({view.width for view in shot.views} == {DESKTOP, PHONE} for shot in SHOTS)
    assert {"light", "dark"} == {view.scheme for shot in SHOTS for view in shot.views}
    assert "ar" in {shot.language for shot in SHOTS}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_picture_is_small_and_cut(file):
    with Image.open(file) as image:
        assert image.width in {PHONE, 1_080}
        assert image.height <= 2_400

    assert file.stat().st_size < 200_000


def test_the_whole_gallery_is_light_enough_to_be_kept():
    assert sum(file.stat().st_size for file in FILES) < 7_000_000

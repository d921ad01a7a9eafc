"""What ``collectstatic`` makes of our sheets: small ones, that say the same."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command

READERS = ("lists", "own", "record", "search", "sources", "story")
MOST = 20_480


@pytest.fixture
def collected(tmp_path, settings):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "newsroom.static_files.SmallStaticFilesStorage"},
    }
    call_command("collectstatic", "--no-input", verbosity=0)
    return tmp_path


def named_by_content(folder, sheet):
    """Return the file that pages lead to."""
    return next(folder.glob(f"{sheet}.????????????.css"))


def test_the_sheets_of_a_page_for_readers_are_small_together(collected):
    base = named_by_content(collected, "base").stat().st_size

    sizes = {sheet: base + named_by_content(collected, sheet).stat().st_size for sheet in READERS}

    assert {sheet: size for sheet, size in sizes.items() if size > MOST} == {}


@pytest.mark.parametrize("sheet", ["base", *READERS, "desk"])
def test_a_sheet_loses_comments_and_space_and_nothing_else(collected, sheet):
    written = Path(finders.find(f"{sheet}.css")).read_text("utf-8")

    served = named_by_content(collected, sheet).read_text("utf-8")

    assert "/*" not in served
    assert len(served) < len(written)
    assert _bare(served) == _bare(written)


def _bare(sheet):
    """Return a sheet without comments, space, file names by content, and the last semicolon of each rule."""
    bare = re.sub(r"\s+", "", re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL))
    bare = re.sub(r'url\("?([^)"]*?)(\.[0-9a-f]{12})?(\.\w+)"?\)', r"url(\1\3)", bare)
    return bare.replace(";}", "}")

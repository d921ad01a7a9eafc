"""What must stay true of the scripts that readers' browsers run: small, strict, ours, and never a way for markup."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = sorted([*(ROOT / "static").glob("*.js"), ROOT / "templates/sw.js"])
PAGES = {"any": ["reader.js"], "saved": ["reader.js", "saved.js"], "settings": ["reader.js", "settings.js"]}
DESK = {
    "inbox": ["desk.js", "typing.js"],
    "bulk order": ["progress.js"],
    "article": ["article-form.js"],
    "rule": ["rules.js"],
}
"""Pages of the desk, whose scripts may order something."""
MOST_BYTES = 10_240
FORBIDDEN = (
    r"\binnerHTML\b", r"\bouterHTML\b", r"insertAdjacentHTML", r"document\.write", r"\beval\b", r"new Function",
    r"setTimeout\(\s*['\"`]", r"(^|[^'\"#-])\bimport\b", r"https?://", r"document\.cookie", r"XMLHttpRequest", r"sendBeacon",
    r"setAttribute\(\s*['\"]on", r"\bstyle\b\.", r"\bdebugger\b", r"console\.",
)  # fmt: skip


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_a_script_is_strict_and_makes_no_markup_of_text(script):
    source = script.read_text("utf-8")

    assert source.startswith("'use strict';\n")
    assert [pattern for pattern in FORBIDDEN if re.search(pattern, source)] == []


@pytest.mark.parametrize("page", [*PAGES, *DESK])
def test_no_page_needs_more_than_ten_kilobytes_of_script(page):
    assert sum((ROOT / "static" / name).stat().st_size for name in (PAGES | DESK)[page]) <= MOST_BYTES


def test_the_service_worker_is_small_too():
    assert (ROOT / "templates/sw.js").stat().st_size <= MOST_BYTES // 2


def test_every_script_is_on_a_page_that_is_measured():
    measured = {name for names in (PAGES | DESK).values() for name in names}

    assert {path.name for path in SCRIPTS} == measured | {"sw.js"}


def test_what_is_kept_goes_nowhere():
    """Only copies and questions whether a piece is still there leave the browser: GET and HEAD, without a body."""
    readers = [path for path in SCRIPTS if not any(path.name in names for names in DESK.values())]
    asked = [call for path in readers for call in re.findall(r"fetch\(.*", path.read_text("utf-8"))]

    assert asked
    assert [call for call in asked if re.search(r"POST|PUT|body|localStorage|kept\(", call)] == []

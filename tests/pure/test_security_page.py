"""SECURITY.md: each promise names code and tests that there are."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "SECURITY.md").read_text("utf-8")
PROMISES = re.findall(r"^\| (.+?) \| (`.+?) \| (`tests/.+?) \|$", PAGE, re.MULTILINE)


def test_the_page_promises_something():
    assert len(PROMISES) > 12


@pytest.mark.parametrize(("promise", "code", "tests"), PROMISES, ids=[promise[0][:60] for promise in PROMISES])
def test_every_promise_is_held_by_code_and_proven_by_a_test(promise, code, tests):
    named = re.findall(r"`([^`]+)`", code), re.findall(r"`([^`]+)`", tests)

    assert all(named)
    assert [path for paths in named for path in paths if not (ROOT / path).exists()] == []
    assert all(path.startswith("tests/") for path in named[1])
    assert promise.endswith(".")


def test_how_to_report_and_how_soon_it_is_mended_stand_there():
    assert "privately" in PAGE
    assert re.findall(r"within (\d+) days", PAGE)[:4] == ["3", "7", "30", "3"]

import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import get_commands

import newsroom
from articles import entry

ROOT = Path(__file__).resolve().parents[2]
DOCS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)\s]*)?\)")
MODULE = re.compile(r"`((?:articles|ingest|newsroom|templates|tests|bench)/[\w./-]*|manage\.py)`")


def told(path):
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", DOCS, ids=told)
def test_every_link_leads_somewhere(page):
    targets = [target for target in LINK.findall(page.read_text("utf-8")) if not target.startswith(("http", "mailto:"))]

    lost = [target for target in targets if not (page.parent / target).exists()]

    assert lost == []


@pytest.mark.parametrize("page", DOCS, ids=told)
def test_every_file_that_a_page_names_exists(page):
    named = MODULE.findall(page.read_text("utf-8"))

    assert [path for path in named if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("page", DOCS, ids=told)
def test_every_command_that_a_page_names_exists(page):
    named = re.findall(r"manage\.py ([a-z_]+)", page.read_text("utf-8"))

    assert [command for command in named if command not in get_commands()] == []


@pytest.mark.parametrize("page", DOCS, ids=told)
def test_every_make_target_that_a_page_names_exists(page):
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))

    named = re.findall(r"`make ([a-z]+)|^make ([a-z]+)", page.read_text("utf-8"), re.MULTILINE)

    assert [target for pair in named for target in pair if target and target not in targets] == []


def test_the_tour_names_every_stage():
    tour = (ROOT / "docs/tour.md").read_text("utf-8")
    stages = ("fetch", "parse", "normalize")

    assert [stage for stage in stages if f"`ingest/{stage}.py`" not in tour] == []
    assert [stage for stage in ("sanitize", "dedupe", "store", "rights") if f"`articles/{stage}.py`" not in tour] == []


def test_words_of_the_glossary_exist_in_the_code():
    table = re.findall(
        r"^\| \*\*[\w ]+\*\* \|.*\| (.*?) \|$", (ROOT / "docs/glossary.md").read_text("utf-8"), re.MULTILINE
    )
    named = {word for cell in table for word in re.findall(r"`(\w+)`", cell)}
    models = {model.__name__ for app in ("articles", "ingest") for model in apps.get_app_config(app).get_models()}

    assert named - models - set(vars(entry)) == set()


def test_the_changelog_has_an_unreleased_part():
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")

    assert re.search(r"^## Unreleased\n\n### \w+\n\n- ", changelog, re.MULTILINE)


def test_every_decision_is_in_the_index_under_its_own_title():
    index = (ROOT / "docs/decisions/README.md").read_text("utf-8")

    for page in (ROOT / "docs/decisions").glob("[0-9]*.md"):
        title = page.read_text("utf-8").split("\n", 1)[0].lstrip("# ")
        assert f"- [{title}]({page.name})" in index, f"add: - [{title}]({page.name})"


def test_the_release_is_named_once():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]

    assert project["version"] == newsroom.RELEASE


def test_the_licence_is_the_one_that_is_named():
    licence = (ROOT / "LICENSE").read_text("utf-8")

    assert "Apache License" in licence
    assert "Version 2.0" in licence
    assert tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["license"] == "Apache-2.0"


def test_make_help_lists_every_target_that_people_call():
    shown = subprocess.run(["make", "-s", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout

    for target in ("run", "demo", "test", "check", "lock", "clean"):
        assert f"make {target} " in shown

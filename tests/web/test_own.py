"""The pages of what readers keep, the service worker and the manifest: the same for everyone, and small."""

import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.test import override_settings
from django.utils import translation
from PIL import Image

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/saved/", "/settings/"])
def test_the_pages_of_what_readers_keep_are_for_any_cache_and_no_search_engine(
    client, address, django_assert_max_num_queries
):
    with django_assert_max_num_queries(8):
        answer = client.get(address)

    assert "public" in answer.headers["Cache-Control"]
    assert '<meta name="robots" content="noindex, follow">' in answer.content.decode()


def test_the_page_for_no_network_asks_no_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get("/offline/")

    assert answer.status_code == 200


def test_the_service_worker_names_files_that_there_are_and_is_asked_for_anew_each_time(client):
    answer = client.get("/sw.js")
    source = answer.content.decode()
    files = re.findall(r"^  '(/static/[^']+)',$", source, re.MULTILINE)

    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert answer.headers["Cache-Control"] == "no-cache"
    assert "/static/base.css" in files
    assert [file for file in files if not finders.find(file.removeprefix("/static/"))] == []
    assert "{{" not in source


def test_the_service_worker_does_not_tell_where_the_desk_is(client):
    with override_settings(ADMIN_PATH="a-secret-door/"):
        source = client.get("/sw.js").content.decode()

    assert "admin" not in source
    assert "secret" not in source


def test_the_manifest_has_a_name_a_start_and_icons_of_the_size_they_say(client):
    answer = client.get("/manifest.webmanifest")
    manifest = json.loads(answer.content)

    assert answer.headers["Content-Type"] == "application/manifest+json"
    assert (manifest["name"], manifest["start_url"], manifest["scope"], manifest["lang"]) == (
        "Newsroom",
        "/",
        "/",
        "en",
    )
    assert "maskable" in {icon.get("purpose") for icon in manifest["icons"]}
    for icon in manifest["icons"]:
        file = Path(finders.find(icon["src"].removeprefix("/static/")))
        if file.suffix == ".png":
            with Image.open(file) as image:
                assert "x".join(map(str, image.size)) == icon["sizes"]


def test_the_standing_pages_are_reached_from_every_foot(client):
    foot = client.get("/about/").content.decode().split('<footer class="colophon">', 1)[1]
    links = set(re.findall(r'href="(/[^"#]*)"', foot))

    assert links >= {
        "/about/", "/about/ranking/", "/about/rights/", "/about/privacy/", "/corrections/", "/changes/", "/takedown/",
        "/sources/", "/archive/", "/most-read/", "/status/", "/saved/", "/settings/", "/opml.xml", "/feed.rss",
    }  # fmt: skip


@pytest.mark.parametrize("name", ["400.html", "403_csrf.html", "500.html", "503.html"])
def test_pages_for_bad_days_need_neither_request_nor_database(name, django_assert_num_queries):
    with django_assert_num_queries(0), translation.override("ar"):
        page = render_to_string(name)

    assert '<html lang="ar" dir="rtl">' in page
    assert page.count("<h1") == 1

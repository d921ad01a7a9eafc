"""Whatever is only looked at stays as it is: every link and every form that only asks, as somebody who may do everything."""

import re
from html.parser import HTMLParser
from urllib.parse import urldefrag, urlencode, urljoin, urlsplit

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from psycopg.sql import SQL, Identifier

from articles.models import Visits
from ingest import roles
from tests.web import access, desk_access
from tests.web.test_visible import EXAMPLES, world  # noqa: F401  The site with one article of everything.

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(1_800)]
UNTOUCHED_BUT = {
    "django_session": "a session that is used is kept for longer",
    "articles_visits": "readers are counted, by design and without a trace of who they are",
}
"""Tables that looking may change, and why."""

SITE = "http://testserver"
OF_A_KIND = 4
"""Of addresses that differ only in their numbers and in what they ask for, so many are looked at."""


class Leads(HTMLParser):
    """Collects where a page leads by itself: links, what scripts are told to load, and forms that only ask."""

    def __init__(self, page):
        super().__init__()
        self.page, self.found, self._form = page, [], None

    def handle_starttag(self, tag, attributes):
        values = {name: value or "" for name, value in attributes}
        if tag == "form":
            self._form = (values.get("action", ""), []) if values.get("method", "get").lower() == "get" else None
        elif tag == "option" and self._form and values.get("value"):
            self._form[1].append((self._name, values["value"]))
        elif tag in {"input", "select", "button"} and self._form and values.get("name"):
            self._name = values["name"]
            self._form[1].append((values["name"], values.get("value") or "tide"))
        self.found += [value for name, value in values.items() if name in {"href", "src"} or name.endswith("-url")]
        self.found += [value for name, value in values.items() if name.startswith("data-") and value.startswith("/")]

    def handle_endtag(self, tag):
        if tag == "form" and self._form:
            action, fields = self._form
            self.found += [f"{action}?{urlencode({name: value})}" for name, value in fields]
            self.found.append(f"{action}?{urlencode(dict(fields))}")
            self._form = None

    def read(self, text):
        self.feed(text)
        found = (urldefrag(urljoin(self.page, each))[0] for each in self.found)
        ours = [each.removeprefix(SITE) for each in found if each.startswith(f"{SITE}/")]
        return [each for each in ours if not each.startswith("/static/")]


def kind_of(address):
    """Return what addresses that differ only in numbers and words asked for have in common."""
    parts = urlsplit(address)
    path = re.sub(r"[0-9a-f]{8,}|\d+", "0", parts.path)
    return path, tuple(sorted(pair.partition("=")[0] for pair in parts.query.split("&")))


def crawl(browser, begin, most=1_500):
    """Ask for all of them and for whatever they lead to: {address: status}."""
    asked, kinds, waiting = {}, {}, list(begin)
    for address in waiting:
        kind = kind_of(address)
        if address in asked or kinds.get(kind, 0) >= OF_A_KIND or len(asked) >= most:
            continue
        kinds[kind] = kinds.get(kind, 0) + 1
        answer = browser.get(address)
        asked[address] = answer.status_code
        if "Location" in answer.headers:
            waiting += Leads(SITE + address).read(f'<a href="{answer["Location"]}">')
        elif answer.headers.get("Content-Type", "").startswith("text/html"):
            waiting += Leads(SITE + address).read(answer.content.decode())
        answer.getvalue()
        access.finish(answer)
    return asked


def everything():
    """Return a checksum of every table that there is."""
    sum_of = SQL("SELECT md5(string_agg(line::text, '' ORDER BY line::text)) FROM {} AS line")
    found = {}
    with connection.cursor() as cursor:
        for name in connection.introspection.table_names(cursor):
            cursor.execute(sum_of.format(Identifier(name)))
            found[name] = cursor.fetchone()[0]
    return found


@pytest.fixture
def keeper(db):
    browser = Client()
    browser.force_login(User.objects.create_superuser("keeper"))
    return browser


@pytest.fixture
def begin(world):  # noqa: F811
    roles.make_roles(apps, is_restoring=True)
    article = world()
    doors = access.doors(article, desk_access.rows())
    return [*(each for of_one in EXAMPLES.values() for each in of_one(article)), *(door.address for door in doors)]


def test_a_look_at_everything_changes_nothing(keeper, begin):
    before = everything()

    asked = crawl(keeper, begin)

    after = everything()
    assert {name for name in after if after[name] != before[name]} <= set(UNTOUCHED_BUT)
    assert len(before) > 40
    assert len(asked) > 300
    assert {"/admin/ingest/feed/opml/", "/admin/statistics/", "/opml.xml"} <= set(asked)
    assert {address: status for address, status in asked.items() if status >= 500} == {}
    assert Visits.objects.exists(), "readers are counted, so that a change is seen where there is one"


@pytest.mark.parametrize(
    ("page", "leads_to"),
    [
        ("/latest/", "/article/"),
        ("/search/?q=tide", "/search/feed.rss"),
        ("/admin/articles/article/", "/change/"),
        ("/admin/articles/article/", "?status__exact="),
        ("/admin/ingest/feed/", "?o="),
        ("/admin/statistics/", ".csv"),
    ],
)
def test_the_crawl_sees_links_sorts_filters_and_files(keeper, begin, page, leads_to):
    found = Leads(SITE + page).read(keeper.get(page).content.decode())

    assert any(leads_to in address for address in found), found

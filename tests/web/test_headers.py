"""Every answer, whatever its status, carries the headers that keep a reader safe."""

import pytest
from django.conf import settings as site
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import OperationalError
from django.test import Client
from django.urls import path
from django.utils import timezone

from articles import standing
from articles.models import Article
from ingest import ledger
from ingest.models import Subscription
from newsroom import urls
from newsroom.headers import HEADERS
from tests.factories import NOON, ArticleFactory, SourceFactory
from tests.web import access

DAY = timezone.timedelta(days=1)
handler403, handler404 = urls.handler403, urls.handler404


def fails(_request, kind):
    raise {"500": ZeroDivisionError, "503": OperationalError, "403": PermissionDenied, "400": BadRequest}[kind]


urlpatterns = [path("fails/<str:kind>/", fails), *urls.urlpatterns]
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@pytest.fixture
def browser(client):
    """A client that shows the page of a 500, as a reader would see it, instead of raising what caused it."""
    client.raise_request_exception = False
    return client


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/", 200),
        ("/about/", 200),
        ("/healthz", 200),
        ("/robots.txt", 200),
        ("/feed.rss", 200),
        ("/admin/", 302),
        ("/admin/login/", 200),
        ("/status/", 200),
        ("/metrics", 404),
        ("/latest", 301),
        ("/fails/400/", 400),
        ("/fails/403/", 403),
        ("/no-such-page/", 404),
        ("/static/no-such-file.css", 404),
        ("/article/1-gone/", 404),
        ("/fails/500/", 500),
        ("/fails/503/", 503),
    ],
)
def test_every_status_carries_the_headers(browser, address, status):
    answer = browser.get(address)

    assert answer.status_code == status
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS


def _conditional(browser):
    tag = browser.get("/about/")["ETag"]
    return browser.get("/about/", headers={"if-none-match": tag})


def _article(browser, **order):
    article = ArticleFactory()
    standing.withdraw(Article.objects.all(), "Twice.", **order)
    return browser.get(article.get_absolute_url())


def _too_often(browser):
    for _ in range(site.SIGN_IN_FAILURES + 1):
        answer = browser.post("/admin/login/", {"username": "mate", "password": "wrong"})
    return answer


def _too_large(browser):
    feed, _ = ledger.add_feed(SourceFactory(), "https://ebb.example/feed", now=NOON)
    facts = {"hub_url": "https://hub.example/", "topic_url": feed.url, "state": "active", "asked_at": NOON}
    Subscription.objects.create(feed=feed, token="t" * 43, secret="s" * 43, lease_until=timezone.now() + DAY, **facts)
    return browser.post(f"/websub/{'t' * 43}/", b"x", "text/xml", headers={"content-length": str(10**12)})


def _form_too_large(browser):
    return browser.post("/takedown/", {"statement": "x" * 3_000_000})


def _forged(_browser):
    return Client(enforce_csrf_checks=True).post("/takedown/", {"urls": "/"})


@pytest.mark.parametrize(
    ("ask", "status"),
    [
        (_conditional, 304),
        (_article, 410),
        (lambda browser: _article(browser, legal=True), 451),
        (_too_often, 429),
        (_too_large, 413),
        (_form_too_large, 400),
        (_forged, 403),
        (lambda browser: browser.put("/"), 405),
        (lambda browser: browser.get("/takedown/none/"), 404),
    ],
)
def test_what_only_a_story_leads_to_carries_exactly_the_headers_that_are_meant(browser, ask, status):
    answer = ask(browser)

    assert answer.status_code == status
    assert access.wrong_headers(answer, is_desk=False) == []


def test_a_host_that_is_not_ours_is_refused_with_the_headers_too(browser):
    answer = browser.get("/", headers={"host": "evil.example"})

    assert answer.status_code == 400
    assert answer.headers["Content-Security-Policy"] == HEADERS["Content-Security-Policy"]


def test_a_method_that_is_not_allowed_carries_them(browser):
    answer = browser.post("/healthz")

    assert answer.status_code == 405
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_the_policy_allows_no_inline_script_and_nobody_elses_server():
    policy = HEADERS["Content-Security-Policy"]

    assert "unsafe" not in policy
    assert "http" not in policy
    assert policy.startswith("default-src 'none'")
    assert "frame-ancestors 'none'" in policy


def test_under_tls_plain_http_is_redirected_but_not_for_the_probe(browser, settings):
    settings.SECURE_SSL_REDIRECT = True

    assert browser.get("/about/").status_code == 301
    assert browser.get("/about/").headers["Location"].startswith("https://")
    assert browser.get("/healthz").status_code == 200


def test_a_forwarded_scheme_is_not_believed_without_a_proxy(browser, settings):
    settings.SECURE_SSL_REDIRECT = True

    answer = browser.get("/about/", headers={"x-forwarded-proto": "https"})

    assert answer.status_code == 301


def test_a_sign_in_leads_nowhere_but_to_the_desk(browser, django_user_model):
    django_user_model.objects.create_superuser("editor", password="low water at noon")
    form = {"username": "editor", "password": "low water at noon"}

    places = [
        "//evil.example/",
        "https://evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "https:///evil.example",
    ]
    answers = [browser.post("/admin/login/", {**form, "next": place}) for place in places]

    assert [answer.headers["Location"] for answer in answers] == ["/admin/"] * len(places)
    assert "private" in answers[0].headers["Cache-Control"]


def test_nobody_keeps_that_whoever_is_in_was_led_on_from_the_sign_in(admin_client):
    answer = admin_client.get("/admin/login/")

    assert answer.status_code == 302
    assert access.wrong_headers(answer, is_desk=True) == []


def test_nobody_keeps_the_page_on_which_a_password_is_changed(admin_client):
    answer = admin_client.get("/admin/password_change/")

    assert answer.status_code == 200
    assert access.wrong_headers(answer, is_desk=True) == []

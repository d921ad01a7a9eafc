"""In which language a page stands, who decides it, and what caches are told of that."""

import pytest
from django.test import Client
from django.utils import translation
from django.utils.translation import trans_real

pytestmark = pytest.mark.django_db

SWITCH = "/settings/language/"
OURS = {"sec-fetch-site": "same-origin"}


def language_of(answer):
    return answer.content.decode().split("<html ", 1)[1].split(">", 1)[0]


@pytest.mark.parametrize(
    ("wish", "frame"),
    [
        ("", 'lang="en" dir="ltr"'),
        ("de-AT, en;q=0.5", 'lang="de" dir="ltr"'),
        ("ar", 'lang="ar" dir="rtl"'),
        ("pt, es;q=0.8", 'lang="es" dir="ltr"'),
        ("tlh", 'lang="en" dir="ltr"'),
        ("../../etc/passwd", 'lang="en" dir="ltr"'),
    ],
)
def test_a_page_is_in_the_language_that_the_browser_asks_for_where_we_have_it(client, wish, frame):
    answer = client.get("/about/", headers={"accept-language": wish})

    assert language_of(answer) == frame
    assert answer.headers["Content-Language"] == frame.split('"')[1]


def test_what_a_reader_chose_wins_over_the_browser(client):
    client.cookies["language"] = "fr"

    answer = client.get("/about/", headers={"accept-language": "de"})

    assert language_of(answer) == 'lang="fr" dir="ltr"'


def test_caches_learn_what_the_language_of_a_page_depends_on(client):
    vary = client.get("/about/").headers["Vary"]

    assert {"Accept-Language", "Cookie"} <= set(vary.split(", "))


@pytest.mark.parametrize("address", ["/feed.rss", "/sitemap.xml", "/robots.txt", "/sw.js", "/manifest.webmanifest"])
def test_files_are_in_the_sites_own_language_whoever_asks(client, address):
    client.cookies["language"] = "ar"

    answer = client.get(address, headers={"accept-language": "de"})

    assert answer.status_code == 200
    assert answer.headers["Content-Language"] == "en"
    assert "Accept-Language" not in answer.headers.get("Vary", "")


def test_the_desk_stays_english(client, admin_client):
    admin_client.cookies["language"] = "de"

    page = admin_client.get("/admin/", headers={"accept-language": "de"}).content.decode()

    assert '<html lang="en' in page
    assert "Log out" in page


def test_an_answer_leaves_the_thread_in_the_language_it_had(client):
    client.get("/about/", headers={"accept-language": "ar"})

    assert translation.get_language() == "en"


def test_the_switch_sets_a_cookie_and_leads_back_to_the_page(client):
    back = "http://testserver/latest/?before=x#content"

    answer = client.post(SWITCH, {"language": "de"}, headers={**OURS, "referer": back})

    assert (answer.status_code, answer.headers["Location"]) == (302, "/latest/?before=x")
    assert answer.cookies["language"].value == "de"
    assert answer.cookies["language"]["httponly"]
    assert answer.cookies["language"]["samesite"] == "Lax"
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize(
    "back",
    [
        "", "https://evil.example/", "//evil.example/", "http://testserver//evil.example/", "http://testserver/\\evil.example",
        "javascript:alert(1)", "http://testserver@evil.example/", "http://[",
    ],
)  # fmt: skip
def test_the_switch_leads_nowhere_else(client, back):
    answer = client.post(SWITCH, {"language": "de"}, headers={**OURS, "referer": back})

    assert answer.headers["Location"] == "/settings/"


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site", "origin": "http://testserver"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
        {"origin": "https://evil.example"},
        {"origin": "null", "referer": "http://testserver/"},
        {"origin": "https://testserver"},
        {"referer": "http://testserver.evil.example/"},
        {},
    ],
)
def test_another_sites_form_cannot_switch(headers):
    client = Client(enforce_csrf_checks=True)

    answer = client.post(SWITCH, {"language": "de"}, headers=headers)

    assert answer.status_code == 403
    assert "language" not in answer.cookies


@pytest.mark.parametrize("headers", [OURS, {"origin": "http://testserver"}, {"referer": "http://testserver/about/"}])
def test_our_own_form_needs_no_token_and_no_cookie(headers):
    client = Client(enforce_csrf_checks=True)

    answer = client.post(SWITCH, {"language": "ar"}, headers=headers)

    assert answer.cookies["language"].value == "ar"
    assert set(answer.cookies) == {"language"}


@pytest.mark.parametrize("chosen", ["", "tlh", "de; path=/", "DE"])
def test_a_language_that_we_have_not_is_refused(client, chosen):
    answer = client.post(SWITCH, {"language": chosen}, headers=OURS)

    assert answer.status_code == 400
    assert "language" not in answer.cookies


def test_no_page_sets_a_cookie_by_itself(client):
    for address in ("/", "/about/", "/saved/", "/settings/", "/nowhere/"):
        assert not client.get(address, headers={"accept-language": "de"}).cookies, address


@pytest.fixture
def broken_catalogue(settings, tmp_path):
    """A German catalogue that is no catalogue."""
    folder = tmp_path / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.mo").write_bytes(b"no catalogue at all")
    settings.LOCALE_PATHS = [str(tmp_path)]
    kept = dict(trans_real._translations)
    trans_real._translations.clear()
    yield
    trans_real._translations.clear()
    trans_real._translations.update(kept)


@pytest.mark.usefixtures("broken_catalogue")
def test_a_broken_catalogue_costs_no_reader_the_page(client, caplog):
    answer = client.get("/about/", headers={"accept-language": "de"})

    assert answer.status_code == 200
    assert language_of(answer) == 'lang="en" dir="ltr"'
    assert "catalogue_unreadable" in caplog.text


@pytest.mark.usefixtures("broken_catalogue")
def test_a_page_for_the_worst_day_needs_no_catalogue(client, django_assert_num_queries):
    from newsroom.outage import unavailable

    with django_assert_num_queries(0):
        answer = unavailable()

    assert answer.status_code == 503
    assert language_of(answer) == 'lang="en" dir="ltr"'

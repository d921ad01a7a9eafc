"""Holes that other readers of news have had, tried on ours: those of a page, a form, a session. docs/advisories.md lists them all.

The docstrings say in our words what it was there; what a test does is what an attacker would do here.
"""

import io
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from articles import takedowns
from articles.models import Takedown
from articles.sanitize import clean_html
from ingest import opml, roles, takedown_mails
from ingest.errors import DocumentRefused, PictureRefused
from ingest.imaging import render
from newsroom import passwords
from newsroom.headers import HEADERS
from tests.factories import ArticleFactory, EditorFactory
from tests.web.desk_access import PAGES, arguments, rows

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "quay lantern herring ledger"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
BASE = "https://harbour.example/"


@pytest.fixture
def mate(db):
    roles.make_roles(apps, is_restoring=True)
    return User.objects.create_user("mate", password=PASSWORD, is_staff=True)


# What a publisher sends -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "wild",
    [
        '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
        '<iframe src="https://video.example/" srcdoc="&lt;img src=x onerror=alert(1)&gt;"></iframe>',
        "<IFRAME SRCDOC='<svg onload=alert(1)>'>",
    ],
)
def test_freshrss_cve_2025_32015_a_frame_that_brings_its_own_page(client, wild):
    """FreshRSS let the attribute srcdoc of a frame stand, and so a whole page of the publisher's with its scripts."""
    article = ArticleFactory(source__full=True, body__html=clean_html(f"<p>Tide</p>{wild}", BASE))

    page = client.get(article.get_absolute_url()).content.decode()

    assert "Tide" in page
    assert not re.search(r"<iframe|srcdoc|onerror|onload", page, re.IGNORECASE)


def test_freshrss_cve_2025_31136_a_picture_that_is_a_page(client, settings, tmp_path):
    """FreshRSS gave out a site's icon as it came, without a policy: opened by itself, an SVG ran its scripts."""
    settings.MEDIA_ROOT = tmp_path
    planted = tmp_path / "pictures" / "ab" / f"{'ab' * 32}-320.webp"
    planted.parent.mkdir(parents=True)
    planted.write_bytes(SVG)
    EditorFactory(portrait="ab" * 32)

    with pytest.raises(PictureRefused):
        render(SVG)
    answer = client.get(f"/media/pictures/ab/{'ab' * 32}-320.webp")

    assert answer.getvalue() == SVG, "even where one came in by another way"
    assert answer["Content-Type"] == "image/webp"
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS


def test_miniflux_cve_2025_31483_a_picture_opened_by_itself(client, settings, tmp_path):
    """Miniflux passed publishers' pictures on under a weak policy: opened in a tab of its own, one ran scripts in the site's name."""
    settings.MEDIA_ROOT = tmp_path
    out = io.BytesIO()
    Image.new("RGB", (400, 300)).save(out, "JPEG", comment=b"<script>alert(1)</script>")

    versions = render(out.getvalue() + SVG).versions

    assert all(version[:4] == b"RIFF" and b"<script" not in version for version in versions.values())
    for address in (
        "/media/pictures/ab/none.svg",
        f"/media/pictures/ab/{'ab' * 32}-320.webp",
        "/media/x",
        "/proxy/a/b",
    ):
        assert client.get(address).headers["Content-Security-Policy"] == HEADERS["Content-Security-Policy"]


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", "data:text/html,<script>"]
)
def test_commafeed_a_link_that_is_a_script(client, link):
    """The kind: links of entries are stored that are scripts, and readers who follow one run it."""
    body = clean_html(f'<p><a href="{link}">Read</a></p>', BASE)
    article = ArticleFactory(source__full=True, body__html=body, origin_url="")

    pages = [client.get(address).content.decode() for address in (article.get_absolute_url(), "/", "/latest/feed.json")]

    assert "<a" not in body
    assert not any(re.search(r"(javascript|data:text)", page.replace("\t", ""), re.IGNORECASE) for page in pages)


# Who may what ---------------------------------------------------------------------------------------------------------
def test_freshrss_cve_2025_31482_a_link_that_signs_out(client, mate):
    """FreshRSS signed people out by GET: a picture in an entry with that address did so for whoever read it."""
    client.force_login(mate)

    answers = [client.get(reverse("admin:logout")), client.head(reverse("admin:logout"))]
    forged = Client(enforce_csrf_checks=True)
    forged.force_login(mate)

    assert [answer.status_code for answer in answers] == [405, 405]
    assert forged.post(reverse("admin:logout")).status_code == 403
    assert client.get(reverse("admin:index")).status_code == 200


def test_freshrss_cve_2025_54592_a_session_that_outlives_its_end(mate):
    """FreshRSS left the session alive after signing out, so that a cookie that somebody had kept still let in."""
    client = Client()
    client.post(reverse("admin:login"), {"username": "mate", "password": PASSWORD})
    kept = client.cookies["session"].value
    assert client.get(reverse("admin:index")).status_code == 200

    client.post(reverse("admin:logout"))

    thief = Client()
    thief.cookies["session"] = kept
    assert thief.get(reverse("admin:index")).status_code == 302
    assert not Session.objects.filter(session_key=kept).exists()


@pytest.mark.parametrize(
    "field", ["is_superuser", "is_staff", "groups", "user_permissions", "new_user_is_admin", "user"]
)
def test_freshrss_cve_2025_54875_a_field_that_the_form_does_not_have(client, mate, field):
    """FreshRSS made whoever signed up an administrator who sent a field that only the administrators' own form has."""
    client.force_login(mate)
    profile = {"name": "Mate", "role": "", "bio": "", "home_url": "", "links": "", field: "1"}

    client.post(reverse("admin:profile"), profile)
    client.post(reverse("admin:password_change"), {"old_password": PASSWORD, field: "1"})
    client.post("/takedown/", {field: "1"})

    after = User.objects.get(username="mate")
    assert (after.is_superuser, after.groups.count(), after.user_permissions.count()) == (False, 0, 0)
    assert User.objects.filter(is_superuser=True).count() == 0
    assert [Client().post(f"/{path}").status_code for path in ("register/", "signup/", "admin/register/")][:2] == [
        404,
        404,
    ]


def test_freshrss_cve_2025_54591_a_page_that_forgets_to_ask_who_is_there(client):
    """FreshRSS let some actions on tags and feeds be called without an account, since each had to ask for one by itself."""
    made = rows()

    answers = {name: client.get(reverse(f"admin:{name}", args=arguments(name, made))) for name in PAGES}

    told = {name for name, answer in answers.items() if answer.status_code == 200}
    assert "login" in told
    assert told <= {name for name, (may_get, _) in PAGES.items() if "-" in may_get}
    assert all(not answer.content for name, answer in answers.items() if name not in told and answer.status_code == 302)


def test_freshrss_cve_2025_68402_a_password_of_which_only_the_beginning_counts(mate):
    """FreshRSS handed bcrypt more than the 72 bytes that it reads, and so let in whoever knew just a name."""
    long = "quay lantern herring ledger " * 4
    mate.set_password(long + "a")
    mate.save()

    answers = [Client().post(reverse("admin:login"), {"username": "mate", "password": f"{long}{end}"}) for end in "ba"]

    assert [answer.status_code for answer in answers] == [200, 302]
    assert [name.rpartition(".")[2] for name in passwords.HASHERS] == ["Argon2PasswordHasher"]
    assert make_password(long + "a", salt="harboursalt", hasher="default") != make_password(
        long + "b", salt="harboursalt"
    )


@pytest.mark.parametrize(
    "onward", ["//evil.example/", "/\\evil.example/", "///evil.example", "https:evil.example", "\t//evil.example"]
)
def test_miniflux_cve_2025_67713_a_way_back_that_leads_away(client, mate, onward):
    """Miniflux took //evil.example for a path of its own, and led there after the sign-in."""
    ours = {"sec-fetch-site": "same-origin", "referer": f"http://testserver{onward}"}
    answers = [
        client.post(
            f"{reverse('admin:login')}?next={onward}", {"username": "mate", "password": PASSWORD, "next": onward}
        ),
        client.post("/settings/language/", {"language": "de", "next": onward}, headers=ours),
    ]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert all(re.match(r"/(?![/\\])", answer["Location"]) for answer in answers)


def test_miniflux_cve_2023_27591_figures_for_whoever_says_that_they_are_near(client, settings):
    """Miniflux believed a header about where a request came from, and gave its metrics to anybody who wrote 127.0.0.1 there."""
    settings.METRICS_TOKEN = "m" * 40
    near = dict.fromkeys(("x-forwarded-for", "x-real-ip", "forwarded", "x-client-ip", "client-ip"), "127.0.0.1")

    answers = [
        client.get("/metrics", headers=near),
        client.get("/metrics", headers={**near, "authorization": "Bearer "}),
    ]
    settings.METRICS_TOKEN = ""

    assert [answer.status_code for answer in answers] == [401, 401]
    assert client.get("/metrics", headers=near).status_code == 404


@pytest.mark.parametrize(
    "address",
    ["/<script>alert(1)</script>/", "/search/?q=<script>alert(1)</script>", "/media/pictures/<script>/x.webp"],
)
def test_miniflux_cve_2023_27592_a_page_of_an_error_that_repeats_what_it_was_told(client, address):
    """Miniflux answered a picture that could not be had with the error itself, unescaped and without a policy."""
    answer = client.get(address)

    assert b"<script>alert(1)" not in answer.content
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS


def test_commafeed_a_host_of_the_attackers_in_our_mails(settings, mailoutbox):
    """The kind: links in mails are made of the Host that the request names, so that the way back leads to an attacker."""
    settings.ALLOWED_HOSTS = ["*"]
    settings.OPERATORS = ["desk@harbour.example"]
    settings.MAIL_FROM = settings.DEFAULT_FROM_EMAIL = "newsroom@harbour.example"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    said = {
        "urls": "http://127.0.0.1:8000/article/1-x/",
        "right": "error",
        "statement": "No.",
        "name": "Port",
        "is_true": "on",
    }
    shown = takedowns.stamp(timezone.now() - timezone.timedelta(minutes=5))

    Client(headers={"host": "evil.example", "x-forwarded-host": "evil.example"}).post(
        "/takedown/", {**said, "email": "port@harbour.example", "shown": shown, "website": ""}
    )
    takedown_mails.send(timezone.now())

    assert Takedown.objects.count() == 1
    assert len(mailoutbox) == 2
    assert not any("evil.example" in str(mail.message()) for mail in mailoutbox)
    assert any(settings.SITE_URL in mail.body for mail in mailoutbox)


# Lists of feeds -------------------------------------------------------------------------------------------------------
BOMB = b'<!DOCTYPE opml [<!ENTITY a "tide"><!ENTITY b "%s">]><opml><body><outline text="&b;"/></body></opml>' % (
    b"&a;" * 999
)


@pytest.mark.parametrize("body", [BOMB, b"<opml><body>" + b"<outline>" * 200_000, b"<opml>" + b"x" * 6_000_000])
def test_commafeed_a_list_of_feeds_that_unfolds(client, admin_user, body):
    """The kind: the entities of a list that somebody imports are unfolded until there is no memory left."""
    client.force_login(admin_user)

    answer = client.post(
        reverse("admin:ingest_feed_opml"), {"file": SimpleUploadedFile("feeds.opml", body), "state": "trial"}
    )

    assert answer.status_code in {200, 302, 400, 413}
    if body is BOMB:
        with pytest.raises(DocumentRefused):
            opml.read(body)


# The list of them -----------------------------------------------------------------------------------------------------
KNOWN = """
CVE-2025-32015 CVE-2025-31136 CVE-2025-46339 CVE-2025-31482 CVE-2025-46341 CVE-2025-54875 CVE-2025-54591 CVE-2025-54592 CVE-2025-68402
CVE-2023-27592 CVE-2025-31483 GHSA-xwh2-742g-w3wp CVE-2025-67713 CVE-2023-27591 CVE-2020-25787 GHSA-q5qw-345w-55xg
GHSA-hgrr-mjfp-gmr6 GHSA-44pq-9929-f8mq GHSA-83jp-rww3-57rr GHSA-hp8h-jqfm-v7x5 28.5.0
""".split()


def test_every_advisory_is_listed_and_every_test_that_is_named_there_is_one():
    page = (ROOT / "docs" / "advisories.md").read_text("utf-8")
    here = "".join(
        (ROOT / "tests" / path).read_text("utf-8")
        for path in ("web/test_advisories.py", "net/test_advisories_fetch.py")
    )

    named = set(re.findall(r"`(test_\w+)`", page))
    tests = set(re.findall(r"def (test_(?:freshrss|miniflux|tt_rss|commafeed|nextcloud)\w+)", here))

    assert [each for each in KNOWN if each not in page] == []
    assert named == tests

"""Signing in as an editor does: wrong passwords, a second factor, a session that ended under a form that was being written."""

import datetime as dt
import re

import pyotp
import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from articles.models import Section
from newsroom.access import codes, forgotten, session_limits
from tests.browser.accessibility import problems
from tests.browser.desk_eyes import faults

pytestmark = pytest.mark.django_db(transaction=True)

RIGHT = "password"  # As pytest-django has it for its admin_user.


@pytest.fixture
def go(page, live_server):
    return lambda name: page.goto(live_server.url + reverse(f"admin:{name}"))


def sign_in(page, password=RIGHT):
    page.get_by_label("Username:").fill("admin")
    page.get_by_label("Password:").fill(password)
    page.get_by_role("button", name="Sign in").click()


def test_a_wrong_password_is_told_and_the_right_one_leads_on(page, go, admin_user):
    go("articles_section_changelist")

    sign_in(page, "wrong")
    assert "Please enter the correct username and password" in page.get_by_role("alert").inner_text()
    sign_in(page)

    assert page.url.endswith(reverse("admin:articles_section_changelist"))


def test_the_way_back_from_a_forgotten_password_is_usable_by_everyone(page, go, admin_user, settings, live_server):
    settings.MAIL_FROM, settings.SITE_URL = "desk@example.org", live_server.url
    addresses = [live_server.url + reverse(f"admin:{name}") for name in ("login", "forgotten")]

    found = faults(page, [*addresses, forgotten.link(admin_user)])
    page.get_by_label("New password:", exact=True).fill("heron tide gravel lantern")
    page.get_by_label("New password confirmation:").fill("heron tide gravel lantern")
    page.get_by_role("button", name="Take this password").click()
    sign_in(page, "heron tide gravel lantern")

    assert found == {}
    expect(page.get_by_role("heading", name="Desk", exact=True)).to_be_visible()


def test_too_many_tries_are_refused_politely(page, go, admin_user, settings):
    settings.SIGN_IN_FAILURES = 3
    go("index")
    for _ in range(3):
        sign_in(page, "wrong")

    sign_in(page)

    said = page.get_by_role("alert").inner_text()
    assert re.search(r"none is taken for 1\d\sminutes: try again after \d\d:\d\d \(UTC\)", said)


def test_a_second_factor_is_set_up_and_asked_for(page, go, admin_user):
    go("index")
    sign_in(page)
    page.get_by_role("link", name="Second factor").click()
    secret = page.locator("code.secret").inner_text().replace(" ", "")
    assert page.get_by_alt_text("QR code").evaluate("picture => picture.naturalWidth") > 0

    page.get_by_label("Code:").fill(pyotp.TOTP(secret).now())
    page.get_by_role("button", name="Sign in with codes from now on").click()
    recovery = page.locator(".codes code").all_inner_texts()
    page.get_by_role("link", name="I have them").click()
    page.get_by_role("button", name="Log out").click()
    go("index")
    sign_in(page)
    assert page.get_by_role("heading", name="One more step").is_visible()
    page.get_by_label("Code:").fill("000000")
    page.get_by_role("button", name="Go on").click()
    assert "not right" in page.get_by_role("alert").inner_text()
    page.get_by_label("Code:").fill(recovery[0])
    page.get_by_role("button", name="Go on").click()

    assert len(recovery) == 10
    assert page.url.endswith(reverse("admin:index"))


def test_what_was_written_when_the_session_ended_is_sent_after_signing_in(page, go, admin_user, settings):
    go("index")
    sign_in(page)
    go("articles_section_add")
    page.get_by_label("Name:").fill("Tides & <currents>")
    page.get_by_label("Slug:").fill("tides")
    _let_time_pass(minutes=settings.SESSION_IDLE_MINUTES + 1)

    page.get_by_role("button", name="Save", exact=True).click()
    assert "signed out after 120 minutes" in page.locator(".note").inner_text()
    sign_in(page)
    assert not Section.objects.exists()
    page.get_by_role("button", name="Send it now").click()

    assert Section.objects.get().name == "Tides & <currents>"


def _let_time_pass(**time):
    """Make every session so much older."""
    for row in Session.objects.all():
        kept = SessionStore(row.session_key)
        for mark in (session_limits.SINCE, session_limits.SEEN):
            kept[mark] -= int(dt.timedelta(**time).total_seconds())
        kept.save()


def test_nobody_needs_a_script_to_sign_in(chromium, live_server, admin_user):
    secret = codes.new_secret()
    codes.enrol(admin_user, secret, pyotp.TOTP(secret).now(), timezone.now())
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()

    page.goto(live_server.url + reverse("admin:index"))
    sign_in(page)
    page.get_by_label("Code:").fill(pyotp.TOTP(secret).at(timezone.now(), counter_offset=1))
    page.get_by_role("button", name="Go on").click()
    arrived = page.url
    context.close()

    assert arrived.endswith(reverse("admin:index"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_the_way_in_is_usable_by_everyone(page, go, live_server, width, scheme):
    admin_user = User.objects.create_superuser("admin", password=RIGHT)
    secret = codes.new_secret()
    codes.enrol(admin_user, secret, pyotp.TOTP(secret).now(), timezone.now())
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    found = {}

    go("index")
    found["sign in"] = problems(page)
    sign_in(page, "wrong")
    found["refused"] = problems(page)
    sign_in(page)
    found["code"] = problems(page)
    wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")

    assert {where: lines for where, lines in found.items() if lines} == {}
    assert not wide

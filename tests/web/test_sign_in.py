"""Signing in: what it costs to guess, what a stranger learns, and what the second factor adds."""

import datetime as dt
import re
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.models import Section
from newsroom.access import attempts, codes, kept_post, session_limits
from newsroom.access.models import Attempt, SecondFactor

pytestmark = pytest.mark.django_db
PASSWORD = "quay lantern herring ledger"


@pytest.fixture
def person():
    return User.objects.create_user("mate", password=PASSWORD, is_staff=True)


@pytest.fixture
def sign_in(client):
    def send(name="mate", password=PASSWORD, address="192.0.2.1", onward="", **headers):
        data = {"username": name, "password": password, "next": onward}
        return client.post(reverse("admin:login"), data, REMOTE_ADDR=address, headers=headers)

    return send


@pytest.fixture
def clock(monkeypatch):
    """Return a clock that a test sets forward."""
    now = {"at": timezone.now()}
    monkeypatch.setattr(timezone, "now", lambda: now["at"])
    return lambda **time: now.update(at=now["at"] + dt.timedelta(**time))


def is_in(client):
    return client.get(reverse("admin:index")).status_code == 200


def said(answer):
    return " ".join(
        re.findall(r'class="(?:errornote|errorlist)[^"]*"[^>]*>(.*?)</', answer.content.decode(), re.DOTALL)
    )


# One door -------------------------------------------------------------------------------------------------------------
def test_who_knows_the_password_is_let_in_under_a_new_session_key(client, person, sign_in):
    client.get(reverse("admin:login"))
    client.session.save()
    before = client.session.session_key

    answer = sign_in(onward=reverse("admin:articles_section_changelist"))

    assert answer["Location"] == reverse("admin:articles_section_changelist")
    assert is_in(client)
    assert client.session.session_key != before


def test_a_sign_in_never_leads_to_another_site(person, sign_in):
    assert sign_in(onward="https://elsewhere.example/")["Location"] == reverse("admin:index")


@pytest.mark.parametrize("kind", ["unknown", "wrong", "reader", "gone"])
def test_a_stranger_learns_nothing_from_a_refusal(person, sign_in, kind):
    User.objects.create_user("reader", password=PASSWORD)
    User.objects.create_user("gone", password=PASSWORD, is_staff=True, is_active=False)
    tries = {"unknown": ("nobody", PASSWORD), "wrong": ("mate", "wrong"), "reader": ("reader", PASSWORD)}

    answer = sign_in(*tries.get(kind, ("gone", PASSWORD)))
    known = sign_in("mate", "another")

    assert answer.status_code == known.status_code == 200
    assert said(answer) == said(known) != ""
    assert answer.headers.keys() == known.headers.keys()


@pytest.mark.parametrize("kind", ["unknown", "wrong", "reader", "gone", "machine"])
def test_every_refusal_costs_one_hash(person, sign_in, monkeypatch, kind):
    from django.contrib.auth.hashers import MD5PasswordHasher

    User.objects.create_user("reader", password=PASSWORD)
    User.objects.create_user("gone", password=PASSWORD, is_staff=True, is_active=False)
    User.objects.create_user("machine", is_staff=True)
    made = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *args: made.append(1) or encode(*args))

    sign_in({"unknown": "nobody", "wrong": "mate"}.get(kind, kind), "wrong")

    assert len(made) == 1


# Too many tries -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["mate", "nobody"])
def test_after_too_many_failures_not_even_the_right_password_is_taken(client, person, sign_in, settings, name):
    for n in range(settings.SIGN_IN_FAILURES):
        assert sign_in(name, "wrong", f"192.0.2.{n + 1}").status_code == 200

    answer = sign_in(name, PASSWORD, "198.51.100.7")

    assert answer.status_code == 429
    assert 800 < int(answer["Retry-After"]) <= 900
    assert "try again after" in said(answer)
    assert not is_in(client)


def test_a_lock_is_told_alike_for_accounts_that_are_and_that_are_not(person, sign_in, settings, clock):
    for name in ("mate", "nobody"):
        for n in range(settings.SIGN_IN_FAILURES):
            sign_in(name, "wrong", f"192.0.2.{n + 1}")

    answers = [sign_in(name, "wrong", "198.51.100.7") for name in ("mate", "nobody")]

    assert said(answers[0]) == said(answers[1])
    assert answers[0].status_code == answers[1].status_code == 429


def test_a_lock_ends_by_itself_and_is_not_made_longer_by_trying(client, person, sign_in, settings, clock):
    for _ in range(settings.SIGN_IN_FAILURES):
        sign_in(password="wrong")
    clock(minutes=settings.SIGN_IN_MINUTES - 1)
    assert sign_in().status_code == 429

    clock(minutes=1, seconds=1)

    assert sign_in().status_code == 302
    assert is_in(client)


def test_an_address_that_fails_for_many_accounts_is_locked_and_others_are_not(client, person, sign_in, settings):
    for n in range(3 * settings.SIGN_IN_FAILURES):
        sign_in(f"guess {n}", "wrong", "192.0.2.9")

    assert sign_in(address="192.0.2.9").status_code == 429
    assert sign_in(address="192.0.2.10").status_code == 302


def test_strangers_do_not_lock_an_editor_out_of_where_they_signed_in_lately(client, person, sign_in, settings):
    sign_in(address="198.51.100.7")
    client.logout()
    for n in range(settings.SIGN_IN_FAILURES):
        sign_in("mate", "wrong", f"192.0.2.{n + 1}")

    assert sign_in(address="192.0.2.200").status_code == 429
    assert sign_in(address="198.51.100.7").status_code == 302


def test_many_tries_at_once_are_no_way_around_the_count(settings):
    now = timezone.now()
    begun = [attempts.begin("mate", "", now) for _ in range(settings.SIGN_IN_FAILURES + 5)]

    assert sum(isinstance(each, Attempt) for each in begun) == settings.SIGN_IN_FAILURES


def test_a_success_forgives_what_failed_at_the_same_place(client, person, sign_in, settings):
    for _ in range(settings.SIGN_IN_FAILURES - 1):
        sign_in(password="wrong")

    assert sign_in().status_code == 302
    assert Attempt.objects.filter(has_succeeded=False).count() == 0


def test_neither_names_nor_addresses_are_kept_and_failures_go_with_their_window(person, sign_in, settings, clock):
    sign_in("a password typed too early", "x", "192.0.2.44")
    sign_in()
    kept = [(bytes(row.account), bytes(row.address or b"")) for row in Attempt.objects.all()]

    assert all(b"192.0.2" not in b"".join(row) and b"password" not in b"".join(row) for row in kept)
    assert len(kept) == 2
    clock(minutes=settings.SIGN_IN_MINUTES, seconds=1)
    sign_in()
    assert not Attempt.objects.filter(has_succeeded=False).exists()
    clock(days=30)
    sign_in()
    assert Attempt.objects.count() == 1


# Whose address --------------------------------------------------------------------------------------------------------
def test_without_a_proxy_a_forged_header_neither_escapes_nor_locks_others_out(person, sign_in, settings):
    for n in range(3 * settings.SIGN_IN_FAILURES):
        sign_in(f"guess {n}", "wrong", "192.0.2.9", x_forwarded_for=f"198.51.100.{n}")

    assert sign_in(address="192.0.2.9", x_forwarded_for="203.0.113.1").status_code == 429
    assert sign_in(address="198.51.100.3").status_code == 302


def test_behind_a_proxy_what_it_wrote_last_counts(person, sign_in, settings):
    settings.PROXY, settings.FORWARDED_FOR = True, 1
    for n in range(3 * settings.SIGN_IN_FAILURES):
        sign_in(f"guess {n}", "wrong", "127.0.0.1", x_forwarded_for=f"203.0.113.{n}, 192.0.2.9")

    assert sign_in(address="127.0.0.1", x_forwarded_for="192.0.2.9").status_code == 429
    assert sign_in(address="127.0.0.1", x_forwarded_for="203.0.113.4").status_code == 302


def test_behind_a_proxy_that_names_no_addresses_none_is_counted(person, sign_in, settings):
    settings.PROXY = True
    for n in range(4 * settings.SIGN_IN_FAILURES):
        sign_in(f"guess {n}", "wrong", "127.0.0.1", x_forwarded_for="198.51.100.7")

    assert sign_in(address="127.0.0.1").status_code == 302


def test_addresses_of_one_household_are_one(rf):
    from newsroom.access.client_address import client_address

    def of(address):
        return client_address(rf.get("/", REMOTE_ADDR=address))

    assert of("2001:db8:1:2:3::4") == of("2001:db8:1:2:ffff::1") != of("2001:db8:1:3::1")
    assert of("::ffff:192.0.2.1") == of("192.0.2.1") == "192.0.2.1"
    assert of("") == of("unix:") == ""


# The second factor ----------------------------------------------------------------------------------------------------
@pytest.fixture
def app(person):
    """Return what an authenticator app shows, now or some steps away, of somebody who has one."""
    secret = codes.new_secret()
    now = timezone.now() - dt.timedelta(hours=1)
    assert codes.enrol(person, secret, pyotp.TOTP(secret).at(now), now)
    return lambda steps=0: pyotp.TOTP(secret).at(timezone.now(), counter_offset=steps)


def give(client, code):
    return client.post(reverse("admin:sign_in_code"), {"code": code}, REMOTE_ADDR="192.0.2.1")


def test_with_a_second_factor_the_password_alone_lets_nobody_in(client, app, sign_in):
    answer = sign_in(onward=reverse("admin:articles_section_changelist"))

    assert answer["Location"] == reverse("admin:sign_in_code")
    assert not is_in(client)
    assert give(client, app())["Location"] == reverse("admin:articles_section_changelist")
    assert is_in(client)


def test_no_code_is_taken_twice_and_none_from_before_it(client, app, sign_in, clock):
    code, older = app(), app(-1)
    sign_in()
    give(client, code)
    client.logout()

    for used in (code, older):
        sign_in()
        assert give(client, used).status_code == 200
        assert not is_in(client)
    assert give(client, app(1)).status_code == 302


@pytest.mark.parametrize("code", ["000000", "", "12345", "１２３４５６", "a" * 41, "null", "' or 1=1"])
def test_what_is_no_code_lets_nobody_in(client, app, sign_in, code):
    sign_in()

    assert give(client, code).status_code == 200
    assert not is_in(client)


def test_codes_are_guessed_no_oftener_than_passwords(client, app, sign_in, settings):
    sign_in()
    for _ in range(settings.SIGN_IN_FAILURES):
        assert give(client, "000000").status_code == 200

    answer = give(client, app())

    assert answer.status_code == 429
    assert sign_in().status_code == 429
    assert not is_in(client)


def test_a_password_without_its_code_forgives_no_failures(client, app, sign_in, settings):
    sign_in()
    for _ in range(settings.SIGN_IN_FAILURES - 1):
        give(client, "000000")
        sign_in()

    give(client, "000000")

    assert sign_in().status_code == 429


def test_a_right_password_waits_for_its_code_for_some_minutes_only(client, app, sign_in, clock):
    sign_in()
    clock(minutes=11)

    assert give(client, app())["Location"] == reverse("admin:login")
    assert not is_in(client)


def test_a_password_that_was_changed_meanwhile_waits_no_longer(client, app, sign_in, person):
    sign_in()
    person.set_password("another lantern, another quay")
    person.save()

    assert give(client, app())["Location"] == reverse("admin:login")


def test_recovery_codes_let_in_once_each(client, person, sign_in):
    secret = codes.new_secret()
    given = codes.enrol(person, secret, pyotp.TOTP(secret).now(), timezone.now())
    assert len(set(given)) == 10

    for code in (given[0], given[1].upper().replace("-", " ")):
        client.logout()
        sign_in()
        assert give(client, code).status_code == 302
    client.logout()
    sign_in()

    assert give(client, given[0]).status_code == 200
    stored = SecondFactor.objects.get()
    assert len(stored.recovery) == 8
    assert not set(given) & set(stored.recovery)


def test_whoever_must_have_a_second_factor_is_led_to_it_and_then_let_in(client, person, sign_in, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    sign_in()

    led = client.get(reverse("admin:articles_section_changelist"))
    page = client.get(led["Location"])
    secret = client.session["new_second_factor"]
    refused = client.post(led["Location"], {"code": "000000"})
    done = client.post(led["Location"], {"code": pyotp.TOTP(secret).now()})

    assert led["Location"] == reverse("admin:second_factor")
    assert "data:image/svg+xml" in page.content.decode()
    assert "shows another code" in refused.content.decode()
    assert len(re.findall(r"<li><code>[a-z0-9-]{14}</code>", done.content.decode())) == 10
    assert is_in(client)


def test_where_it_is_required_a_forged_order_is_not_carried_out_without(client, person, sign_in, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    person.is_superuser = True
    person.save()
    sign_in()

    client.post(reverse("admin:articles_section_add"), {"name": "Forged", "slug": "forged", "position": 1})

    assert not Section.objects.filter(slug="forged").exists()


def test_a_session_from_before_the_factor_cannot_pass_where_it_is_required(client, person, app, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    client.force_login(person)

    client.get(reverse("admin:second_factor"))

    assert not is_in(client)


def test_setting_a_second_factor_up_ends_all_other_sessions_of_its_account(client, person, sign_in):
    sign_in()
    elsewhere, somebody = Client(), Client()
    elsewhere.force_login(person)
    somebody.force_login(User.objects.create_superuser("somebody"))
    client.get(reverse("admin:second_factor"))
    secret = client.session["new_second_factor"]

    client.post(reverse("admin:second_factor"), {"code": pyotp.TOTP(secret).now()})

    assert SecondFactor.objects.filter(user=person).exists()
    assert [is_in(one) for one in (client, elsewhere, somebody)] == [True, False, True]


def test_only_a_code_takes_the_factor_away_or_renews_the_recovery_codes(client, app, sign_in):
    sign_in()
    give(client, app(-1))
    url = reverse("admin:second_factor")
    before = SecondFactor.objects.get().recovery

    client.post(url, {"code": "000000", "take_away": "1"})
    assert SecondFactor.objects.get().recovery == before
    client.post(url, {"code": app(), "renew": "1"})
    assert SecondFactor.objects.get().recovery != before
    client.post(url, {"code": app(1), "take_away": "1"})
    assert not SecondFactor.objects.exists()


def test_somebody_who_lost_everything_is_let_in_from_the_terminal(person, app, sign_in, settings, capsys):
    for _ in range(settings.SIGN_IN_FAILURES):
        sign_in(password="wrong")

    call_command("reset_second_factor", "mate")

    assert "the second factor is gone" in capsys.readouterr().out
    assert sign_in()["Location"] == reverse("admin:index")
    with pytest.raises(CommandError, match="nobody called first mate"):
        call_command("reset_second_factor", "first mate")


# Sessions -------------------------------------------------------------------------------------------------------------
def test_a_session_ends_when_nothing_is_done_and_says_so(client, person, sign_in, settings, clock):
    sign_in()
    clock(minutes=settings.SESSION_IDLE_MINUTES - 1)
    assert is_in(client)
    clock(minutes=settings.SESSION_IDLE_MINUTES - 1)
    assert is_in(client)

    clock(minutes=settings.SESSION_IDLE_MINUTES + 1)
    answer = client.get(reverse("admin:articles_section_changelist") + "?q=x", follow=True)

    onward = parse_qs(urlsplit(answer.redirect_chain[0][0]).query)["next"]
    assert onward == [reverse("admin:articles_section_changelist") + "?q=x"]
    assert "signed out after 120 minutes without doing anything" in answer.content.decode()


def test_a_session_ends_whatever_is_done(client, person, sign_in, settings, clock):
    sign_in()
    for _ in range(settings.SESSION_HOURS):
        clock(hours=1)
        assert is_in(client)

    clock(minutes=1)

    assert not is_in(client)


def test_what_was_sent_too_late_is_kept_and_sent_again(client, admin_user, settings, clock):
    client.force_login(admin_user)
    assert is_in(client)
    clock(minutes=settings.SESSION_IDLE_MINUTES + 1)

    url = reverse("admin:articles_section_add")
    late = client.post(url, {"name": "Tides", "slug": "tides", "position": "3", "csrfmiddlewaretoken": "secret"})
    back = client.post(late["Location"], {"username": "admin", "password": "password"})
    page = client.get(back["Location"]).content.decode()

    assert not Section.objects.filter(slug="tides").exists()
    assert back["Location"] == reverse("admin:kept")
    assert 'name="slug" value="tides"' in page
    assert f'action="{url}"' in page
    assert "secret" not in page
    client.post(reverse("admin:kept"))
    assert client.get(reverse("admin:kept"))["Location"] == reverse("admin:index")


def test_what_was_sent_too_late_is_for_nobody_else(client, admin_user, sign_in, settings, clock):
    User.objects.create_user("mate", password=PASSWORD, is_staff=True)
    client.force_login(admin_user)
    assert is_in(client)
    clock(minutes=settings.SESSION_IDLE_MINUTES + 1)
    client.post(reverse("admin:articles_section_add"), {"name": "Tides", "slug": "tides", "position": "3"})

    answer = sign_in()

    assert answer["Location"] == reverse("admin:index")
    assert kept_post.KEPT not in client.session


def test_what_another_site_sent_is_never_kept(admin_user, settings, clock):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(admin_user)
    assert is_in(client)
    clock(minutes=settings.SESSION_IDLE_MINUTES + 1)

    answer = client.post(reverse("admin:articles_section_add"), {"name": "Forged"})

    assert answer.status_code == 403
    assert not any(kept_post.KEPT in row.get_decoded() for row in Session.objects.all())


def test_a_session_is_written_once_a_minute_at_most(client, person, sign_in, clock):
    sign_in()
    first = client.session[session_limits.SEEN]
    clock(seconds=30)
    is_in(client)
    assert client.session[session_limits.SEEN] == first

    clock(seconds=40)
    is_in(client)

    assert client.session[session_limits.SEEN] == first + 70


# The path -------------------------------------------------------------------------------------------------------------
def test_robots_are_not_told_where_the_desk_is(client, settings):
    assert settings.ADMIN_PATH.strip("/") not in client.get("/robots.txt").content.decode().lower()
    assert 'name="robots" content="NONE' in client.get(reverse("admin:login")).content.decode()

"""``manage.py doctor``: each check is made to fail by what it is there to see."""

import datetime as dt
import json
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import OperationalError, connection
from django.utils import timezone
from procrastinate.contrib.django import app

from ingest import ledger
from ingest.models import Feed, Host
from newsroom import caches
from newsroom import mail as mail_settings
from newsroom.access.models import SecondFactor
from newsroom.operating.backup import record
from newsroom.operating.doctor import (
    asking,
    backups,
    clock,
    configuration,
    database,
    feeds,
    machine,
    mail,
    network,
    site,
)
from newsroom.operating.doctor.finding import Finding, State
from tests.factories import SourceFactory

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]
HOUR = dt.timedelta(hours=1)
LOOPBACK = "127.0.0.1"


def ask(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def is_well(finding, words=""):
    assert finding.state is State.OK, finding
    assert words in finding.text
    return True


def is_to_do(finding, words):
    assert finding.state is State.TO_DO, finding
    assert words in finding.text
    return True


def feed_of(url="https://ebb.example/feed", **columns):
    feed, _ = ledger.add_feed(SourceFactory(), url, now=timezone.now())
    Feed.objects.filter(pk=feed.pk).update(**columns)
    return feed


@contextmanager
def serving(answer):
    """An HTTP server on loopback: ``answer(handler)`` for each GET. Yields its port."""

    class Site(BaseHTTPRequestHandler):
        def do_GET(self):
            answer(self)

        def log_message(self, *_):
            """Say nothing."""

    server = ThreadingHTTPServer((LOOPBACK, 0), Site)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


# The command ----------------------------------------------------------------------------------------------------------


def run(*arguments, **variables):
    """Run the command as an operator does, with settings of its own."""
    inherited = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    command = [sys.executable, "manage.py", "doctor", *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=inherited | variables, capture_output=True, text=True, timeout=120, check=False
    )


def test_without_a_database_it_says_so_goes_on_with_the_rest_and_tells_no_password(tmp_path):
    done = run(DATABASE_URL=f"postgres://quay:hidden@{LOOPBACK}:9/none", NEWSROOM_VAR=str(tmp_path))

    lines = dict(line.split(": ", 1) for line in done.stdout.splitlines())
    assert done.returncode == 1
    assert "does not answer" in lines["DO database"]
    assert lines["-- queue"].startswith("the database does not answer")
    assert {"OK settings", "OK disk", "OK memory", "OK cache"} <= set(lines)
    assert "hidden" not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_where_no_embedded_database_was_made_yet_none_is_made(tmp_path):
    done = run("--only", "database", DATABASE_URL="", NEWSROOM_VAR=str(tmp_path))

    assert "there is none yet; make run makes it" in done.stdout
    assert not (tmp_path / "postgres").exists()


def test_a_setting_that_cannot_be_right_is_named():
    done = run(NEWSROOM_SITE_NAM="The Quay")

    assert done.returncode == 1
    assert "NEWSROOM_SITE_NAM: there is no such setting" in done.stderr


def test_one_json_object_says_how_much_is_to_do(capsys):
    with pytest.raises(SystemExit) as ended:
        call_command("doctor", "--json", "--only", "people", "--only", "clock")

    said = json.loads(capsys.readouterr().out)
    assert ended.value.code == 1
    assert said["to_do"] == 1
    assert [(check["name"], check["state"]) for check in said["checks"]] == [("clock", "ok"), ("people", "do")]


def test_nothing_to_do_is_success(capsys):
    call_command("doctor", "--only", "clock")

    assert capsys.readouterr().out.startswith("OK clock: within ")


def test_a_check_that_nobody_knows_is_refused():
    with pytest.raises(SystemExit, match="there is no check tide; there are settings, tls"):
        call_command("doctor", "--only", "tide")


# Asking ---------------------------------------------------------------------------------------------------------------


def test_a_check_that_hangs_costs_its_own_line_and_no_other():
    began = time.monotonic()

    told = list(asking.ask_all({"slow": lambda: time.sleep(30), "next": lambda: Finding.fine("x")}, longest=0.2))

    assert is_to_do(told[0].finding, "no answer within 0.2 seconds")
    assert is_well(told[1].finding)
    assert time.monotonic() - began < 5


def test_a_check_that_breaks_says_how_in_one_line_and_without_a_password():
    def breaks():
        raise OSError("no way to\nsmtps://quay:hidden@mail.example")

    finding = asking.ask(breaks, 5)

    assert is_to_do(finding, "could not be looked at: OSError: no way to smtps://***@mail.example")


def test_a_table_that_is_not_there_is_no_database_that_is_away():
    finding = asking.ask(lambda: ask("SELECT * FROM tide_tables"), 5)

    assert is_to_do(finding, 'the database refused: relation "tide_tables" does not exist')


def test_a_database_that_went_away_is_told_once():
    def breaks():
        raise OperationalError("gone")

    assert asking.ask(breaks, 5).state is State.NOT_LOOKED_AT


# Settings -------------------------------------------------------------------------------------------------------------


def test_what_check_deploy_warns_of_is_to_do(settings):
    settings.DEBUG = True

    assert is_to_do(configuration.settings_are_sound(), "security.W018")


def test_what_was_silenced_on_purpose_is_not():
    assert is_well(configuration.settings_are_sound())


def test_tls_without_a_proxy_that_is_believed_is_a_circle(settings):
    settings.TLS, settings.PROXY = True, False

    assert is_to_do(configuration.site_speaks_tls(), "every page leads to itself")


def test_browsers_that_insist_on_tls_for_minutes_only_are_a_trial_that_was_forgotten(settings):
    settings.TLS, settings.PROXY, settings.SECURE_HSTS_SECONDS = True, True, 300

    short = configuration.site_speaks_tls()
    settings.SECURE_HSTS_SECONDS = 31_536_000
    long = configuration.site_speaks_tls()

    assert is_to_do(short, "300 seconds only")
    assert is_well(long, "365 days")


def test_a_key_that_others_may_read_is_to_do(settings, tmp_path):
    settings.VAR = settings.BASE_DIR = tmp_path
    key = tmp_path / "secret_key"
    key.touch(mode=0o600)
    closed = configuration.secrets_are_ours()
    key.chmod(0o640)

    opened = configuration.secrets_are_ours()

    assert is_well(closed)
    assert is_to_do(opened, f"chmod 600 {key}")


# Database -------------------------------------------------------------------------------------------------------------


def test_the_database_tells_its_version():
    assert is_well(database.answers(), f"Postgres {connection.pg_version // 10_000}.")


def test_a_database_far_away_is_slow(monkeypatch):
    monkeypatch.setattr(database, "SLOW_MILLISECONDS", -1)

    assert is_to_do(database.answers(), "for the smallest of queries")


def test_connections_that_run_out_are_to_do(monkeypatch):
    before = database.has_connections_left()
    monkeypatch.setattr(database, "FULL_SHARE", 0.0)

    assert is_well(before)
    assert is_to_do(database.has_connections_left(), "connections are taken")


def test_a_migration_that_waits_is_to_do():
    before = database.is_migrated()
    ask("DELETE FROM django_migrations WHERE app = 'ingest' AND name = '0009_roles'")

    assert is_well(before)
    assert is_to_do(database.is_migrated(), "1 wait, from ingest.0009_roles on")


def test_a_database_of_a_later_release_is_to_do():
    ask("INSERT INTO django_migrations (app, name, applied) VALUES ('ingest', '9999_tides', now())")

    assert is_to_do(database.is_migrated(), "newer than this release: it has ingest.9999_tides")


# Machine --------------------------------------------------------------------------------------------------------------


def test_a_disk_that_fills_up_is_to_do(settings, tmp_path, monkeypatch):
    settings.VAR = tmp_path
    before = machine.has_disk()
    monkeypatch.setattr(machine, "LEAST_DISK_BYTES", shutil.disk_usage(tmp_path).total)

    assert is_well(before, "MB free for NEWSROOM_VAR")
    assert is_to_do(machine.has_disk(), "make room")


def test_the_disk_of_a_database_on_this_machine_is_looked_at_too():
    assert is_well(machine.has_disk(), "MB free for the database")


def test_a_var_that_is_none_is_to_do(settings, tmp_path):
    settings.VAR = tmp_path / "file"
    settings.VAR.touch()

    assert is_to_do(machine.has_disk(), "is no directory that we may write to")


def test_in_a_container_what_is_mounted_must_be_open_and_not_all_of_it(settings, tmp_path, monkeypatch):
    settings.VAR = tmp_path
    (tmp_path / "media").mkdir()
    open_to_us = {tmp_path / "media"}
    monkeypatch.setattr(machine.os, "access", lambda path, _: path in open_to_us)
    mounted = machine.has_disk()
    open_to_us.clear()

    assert is_well(mounted)
    assert is_to_do(machine.has_disk(), "media is no directory that we may write to")


def test_memory_that_a_container_has_used_up_is_to_do(monkeypatch, tmp_path):
    monkeypatch.setattr(machine, "CONTROL_GROUP", tmp_path)
    without_limit = machine.has_memory()
    (tmp_path / "memory.max").write_text("1000000000\n")
    (tmp_path / "memory.current").write_text("900000000\n")

    assert is_well(without_limit)
    assert is_to_do(machine.has_memory(), "100 MB free")


# Clock ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("by", "told"), [("1 hour", "3600 seconds behind"), ("-90 seconds", "90 seconds ahead of")])
def test_a_clock_that_is_not_the_databases_is_to_do(by, told):
    ask("CREATE SCHEMA skewed")
    ask(
        "CREATE FUNCTION skewed.clock_timestamp() RETURNS timestamptz LANGUAGE sql "
        f"AS $$ SELECT pg_catalog.clock_timestamp() + interval '{by}' $$"
    )
    before = clock.agrees()
    ask("SET LOCAL search_path = skewed, pg_catalog, public")

    assert is_well(before)
    assert is_to_do(clock.agrees(), told)


# Network --------------------------------------------------------------------------------------------------------------


def test_a_feed_that_was_read_of_late_proves_the_network():
    before = network.was_there()
    feed_of(last_ok_at=timezone.now())

    assert before.state is State.NOT_LOOKED_AT
    assert is_well(network.was_there(), "a feed was read 0 seconds ago")


@pytest.fixture
def _loopback_allowed(settings):
    from ipaddress import ip_network

    settings.FETCH_ALLOW = (ip_network("127.0.0.0/8"),)


@pytest.mark.usefixtures("_loopback_allowed")
def test_a_host_of_ours_is_asked_once_and_left_free():
    asked = []

    def answer(handler):
        asked.append((handler.path, handler.headers["If-None-Match"]))
        handler.send_response(404)
        handler.end_headers()

    with serving(answer) as port:
        for name in ("a", "b"):
            feed_of(f"http://{LOOPBACK}:{port}/{name}", etag=f'"{name}"', last_ok_at=timezone.now() - HOUR * len(asked))
        found = network.was_tried()

    assert is_well(found, "1 of 1 hosts answered")
    assert len(asked) == 1
    assert asked[0][1] in {'"a"', '"b"'}
    assert Host.objects.get(feeds__isnull=False, feeds__url__endswith="/a").lease_until is None


@pytest.mark.usefixtures("_loopback_allowed")
def test_a_network_that_is_dead_is_to_do():
    with socket.socket() as nobody:
        nobody.bind((LOOPBACK, 0))
        feed_of(f"http://{LOOPBACK}:{nobody.getsockname()[1]}/feed")

        assert is_to_do(network.was_tried(), "not one of 1 hosts could be reached")


@pytest.mark.usefixtures("_loopback_allowed")
def test_a_clock_that_every_host_contradicts_is_to_do():
    def answer(handler):
        handler.send_response_only(200)
        handler.send_header("Date", "Sat, 14 Mar 2020 12:00:00 GMT")
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    with serving(answer) as port:
        feed_of(f"http://{LOOPBACK}:{port}/feed")

        assert is_to_do(network.was_tried(), "the clocks of all hosts that answered")


def test_no_host_is_asked_that_somebody_speaks_to():
    feed = feed_of()
    Host.objects.filter(pk=feed.host_id).update(free_at=timezone.now() + HOUR)

    assert network.was_tried().state is State.NOT_LOOKED_AT


# Feeds and tasks ------------------------------------------------------------------------------------------------------


def test_no_feed_at_all_is_to_do():
    assert is_to_do(feeds.are_read(), "import_opml starter.opml")


def test_feeds_that_wait_for_their_turn_are_to_do():
    feed_of(turn_at=timezone.now() - 3 * HOUR, last_ok_at=timezone.now())

    assert is_to_do(feeds.are_read(), "1 of 1 wait for their turn, up to 3 hours")


def test_no_good_read_for_hours_is_to_do():
    feed_of(turn_at=timezone.now() + HOUR, last_ok_at=timezone.now() - 5 * HOUR)

    assert is_to_do(feeds.are_read(), "none of 1 was read for 5 hours")


def test_feeds_that_are_read_are_well():
    feed_of(turn_at=timezone.now() + HOUR, last_ok_at=timezone.now(), failures=1)

    assert is_well(feeds.are_read(), "1 active, 1 of them failing; last read 0 minutes ago")


def test_a_task_that_waits_for_long_is_to_do():
    empty = feeds.queue_moves()
    app.configure_task("ingest.tasks.wake").defer(timestamp=0)
    fresh = feeds.queue_moves()
    ask("UPDATE procrastinate_events SET at = at - interval '20 minutes'")

    assert is_well(empty, "no task waits")
    assert is_well(fresh, "1 tasks wait, none for long")
    assert is_to_do(feeds.queue_moves(), "1 tasks wait, up to 20 minutes")


def test_a_task_of_tomorrow_does_not_wait():
    app.configure_task("ingest.tasks.wake", schedule_in={"days": 1}).defer(timestamp=0)

    assert is_well(feeds.queue_moves(), "no task waits")


# Mail -----------------------------------------------------------------------------------------------------------------


@pytest.fixture
def mail_server(settings):
    """A server that greets, says what it can, and takes or refuses a password: (what it was told, whether it takes it)."""
    told, mood = [], {"takes": True}
    listener = socket.create_server((LOOPBACK, 0))

    def serve():
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            with client, client.makefile("rwb") as lines:
                _converse(lines, told, mood)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = listener.getsockname()
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "quay", "hidden"
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.OPERATORS, settings.MAIL_FROM = ["tides@example.org"], "desk@example.org"
    yield told, mood
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join()


def _converse(lines, told, mood):
    def say(text):
        lines.write(f"{text}\r\n".encode())
        lines.flush()

    say("220 quay")
    while line := lines.readline().decode().strip():
        told.append(line)
        verb = line.split()[0].upper()
        if verb == "EHLO":
            say("250-quay\r\n250 AUTH PLAIN")
        elif verb == "AUTH":
            say("235 come in" if mood["takes"] else "535 not you")
        elif verb == "DATA":
            say("354 go on")
            while lines.readline() not in (b".\r\n", b""):
                continue
            say("250 taken")
        else:
            say("221 bye" if verb == "QUIT" else "250 fine")


def test_the_mail_server_is_greeted_and_gets_no_mail(mail_server):
    found = mail.is_taken()

    assert is_well(found, "takes us")
    assert [line.split()[0].upper() for line in mail_server[0]] == ["EHLO", "AUTH", "QUIT"]


def test_a_password_that_is_refused_is_to_do_and_not_told(mail_server):
    mail_server[1]["takes"] = False

    found = mail.is_taken()

    assert is_to_do(found, "not you")
    assert "hidden" not in found.text


def test_a_trial_is_sent_only_where_it_is_asked_for(mail_server):
    assert is_well(mail.was_sent(), "tides@example.org")

    assert "DATA" in [line.upper() for line in mail_server[0]]


def test_a_mail_server_that_is_away_is_to_do(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = LOOPBACK, 9, mail_settings.TIMEOUT_SECONDS

    assert is_to_do(mail.is_taken(), "Connection refused")


def test_where_no_mail_is_sent_nobody_is_asked(settings):
    settings.EMAIL_HOST = ""

    assert mail.is_taken().state is State.NOT_LOOKED_AT


# The site -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "state"), [(200, State.OK), (503, State.TO_DO), (None, State.NOT_LOOKED_AT)], ids=str
)
def test_the_site_is_asked_whether_it_is_well(settings, status, state):
    def answer(handler):
        handler.send_response(status)
        handler.end_headers()

    with serving(answer) as port:
        settings.PORT = port if status else 9

        assert site.answers().state is state


@pytest.mark.parametrize("remove", [False, True])
def test_static_files_that_are_not_collected_are_to_do(settings, tmp_path, remove):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "newsroom.static_files.SmallStaticFilesStorage"},
    }
    call_command("collectstatic", verbosity=0, interactive=False)
    before = site.has_static_files()
    if remove:
        next(tmp_path.glob("base.*.css")).unlink()
    else:
        (tmp_path / "staticfiles.json").unlink()
        from django.contrib.staticfiles.storage import staticfiles_storage

        staticfiles_storage.hashed_files.clear()

    assert is_well(before, "are collected")
    assert is_to_do(site.has_static_files(), "collectstatic --no-input")


def test_a_redis_that_is_away_is_to_do(settings):
    settings.CACHES = {"default": caches.from_url(f"redis://:hidden@{LOOPBACK}:9/0", "a secret")}

    found = site.keeps_pages()

    assert is_to_do(found, "pages are made without it")
    assert "hidden" not in found.text


@pytest.mark.parametrize(("url", "told"), [("", "in its own memory"), ("none", "as CACHE_URL says")])
def test_a_cache_in_memory_or_none_cannot_be_away(settings, url, told):
    settings.CACHES = {"default": caches.from_url(url)}

    assert is_well(site.keeps_pages(), told)


def test_somebody_must_be_able_to_do_everything():
    assert is_to_do(site.is_administered(), "createsuperuser")


def test_the_name_that_everybody_tries_needs_a_second_factor_in_public(settings):
    user = User.objects.create_superuser("admin", password="high-water-at-noon")
    at_home = site.is_administered()
    settings.TLS = True
    in_public = site.is_administered()
    SecondFactor.objects.create(user=user, secret="x", last_step=0, made_at=timezone.now(), recovery=[])

    guarded = site.is_administered()

    assert is_well(at_home, "1 of them with a password alone")
    assert is_to_do(in_public, "second-factor")
    assert is_well(guarded, "0 of them with a password alone")


# Backups --------------------------------------------------------------------------------------------------------------


def test_a_backup_that_is_old_or_gone_is_to_do(settings, tmp_path):
    settings.VAR = tmp_path
    none = backups.are_recent()
    now = dt.datetime.now(dt.UTC)
    record.note_backup(now, tmp_path)
    fresh = backups.are_recent()
    record.note_backup(now - 40 * HOUR, tmp_path)
    old = backups.are_recent()
    record.note_backup(now, tmp_path / "gone")

    assert none.state is State.NOT_LOOKED_AT
    assert is_well(fresh, "0 hours old")
    assert is_to_do(old, "40 hours old")
    assert is_to_do(backups.are_recent(), "is gone")

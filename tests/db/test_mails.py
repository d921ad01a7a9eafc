import datetime as dt
import socket
import socketserver
import threading

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection, connections

from ingest import ledger, mails
from ingest.models import Notice
from tests.factories import NOON, SourceFactory

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)
HOUR = dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def _operators(settings):
    settings.OPERATORS = ["tides@example.org", "ebb@example.org"]
    settings.MAIL_FROM = "desk@example.org"
    settings.SITE_URL = "https://news.example.org"
    settings.SITE_NAME = "The Quay"


def feed_of(name="Harbour Gazette", title="", number=1):
    source = SourceFactory(name=name)
    return ledger.add_feed(source, f"https://{source.slug}.example/{number}", title, now=NOON)[0]


def begin(feed, at=NOON, kind=Notice.Kind.FAILING, text="Its server answered 404."):
    ledger.notice(kind, text, at, feed.pk if feed else None)


def end(feed, at, kind=Notice.Kind.FAILING):
    ledger.settle(kind, at, feed.pk)


# What it says ---------------------------------------------------------------------------------------------------------


def test_one_mail_tells_operators_all_that_began_and_leads_to_the_desk():
    gazette, courier = feed_of(title="Main feed"), feed_of("Halvern Courier")
    begin(gazette)
    begin(courier, NOON + MINUTE, Notice.Kind.GAP, "Entries were missed.")
    begin(None, NOON + MINUTE, Notice.Kind.STALLED, "No feed was read.")

    told = mails.send_digest(NOON + HOUR)

    (message,) = mail.outbox
    assert told == 3
    assert message.subject == "[The Quay] 3 began"
    assert (message.to, message.from_email) == (["tides@example.org", "ebb@example.org"], "desk@example.org")
    assert message.body.startswith(
        "BEGAN\n\nCannot be read: Harbour Gazette: Main feed\n    Its server answered 404.\n"
        f"    From 2026-03-14 12:00 UTC\n    https://news.example.org/admin/ingest/feed/{gazette.pk}/change/\n\n"
        "Entries were missed: Halvern Courier\n"
    )
    assert "No feed was read for hours: All feeds\n" in message.body
    assert message.body.endswith("All of them: https://news.example.org/admin/ingest/notice/\n")
    assert message.message()["Auto-Submitted"] == "auto-generated"
    assert message.message().get_content_type() == "text/plain"


def test_what_is_over_is_told_once_more_and_then_no_more():
    feed = feed_of()
    begin(feed)
    mails.send_digest(NOON)
    end(feed, NOON + HOUR)

    told = [mails.send_digest(NOON + hours * HOUR) for hours in (2, 4, 6)]

    assert told == [1, 0, 0]
    assert [message.subject for message in mail.outbox] == ["[The Quay] 1 began", "[The Quay] 1 over"]
    assert "From 2026-03-14 12:00 UTC until 2026-03-14 13:00 UTC" in mail.outbox[1].body


def test_what_comes_and_goes_between_two_mails_is_one_line():
    feed = feed_of()
    for minutes in (0, 10, 20):
        begin(feed, NOON + minutes * MINUTE)
        end(feed, NOON + (minutes + 5) * MINUTE)

    told = mails.send_digest(NOON + HOUR)

    (message,) = mail.outbox
    assert told == 3
    assert message.subject == "[The Quay] 1 over"
    assert "From 2026-03-14 12:00 UTC until 2026-03-14 12:25 UTC, 3 times\n" in message.body


def test_what_came_back_is_not_over():
    feed = feed_of()
    begin(feed)
    end(feed, NOON + MINUTE)
    begin(feed, NOON + 2 * MINUTE)

    mails.send_digest(NOON + HOUR)

    assert mail.outbox[0].subject == "[The Quay] 1 began"
    assert "2 times" in mail.outbox[0].body


def test_many_feeds_of_one_source_are_one_line():
    source = SourceFactory(name="Harbour Gazette")
    for number in range(3):
        begin(ledger.add_feed(source, f"https://gazette.example/{number}", now=NOON)[0])

    mails.send_digest(NOON)

    assert mail.outbox[0].body.count("Cannot be read") == 1
    assert "Cannot be read: Harbour Gazette (3 feeds)\n" in mail.outbox[0].body


def test_a_great_many_fill_no_mailbox(django_assert_max_num_queries):
    for number in range(mails.LINES + 20):
        begin(feed_of(number=number), text="x" * 400)

    with django_assert_max_num_queries(8):
        told = mails.send_digest(NOON)

    assert told == mails.LINES + 20
    assert mail.outbox[0].body.count("Cannot be read") == mails.LINES
    assert "... and 20 more." in mail.outbox[0].body
    assert len(mail.outbox[0].body) < 100_000


# Never a storm --------------------------------------------------------------------------------------------------------


def test_whatever_happens_there_is_one_mail_an_hour(settings):
    settings.MAIL_EVERY_MINUTES = 60
    for minute in range(180):
        feed = feed_of(number=minute)
        begin(feed, NOON + minute * MINUTE)
        mails.send_digest(NOON + minute * MINUTE)

    assert len(mail.outbox) == 3
    assert mails.send_digest(NOON + 180 * MINUTE) == 59


def test_without_operators_there_is_no_mail_and_the_notices_stay(settings):
    settings.OPERATORS = []
    begin(feed_of())

    assert mails.send_digest(NOON) == 0
    assert mail.outbox == []
    assert Notice.objects.filter(mailed_at=None).count() == 1


def test_where_nothing_happened_nobody_is_written_to():
    assert mails.send_digest(NOON) == 0
    assert mail.outbox == []


def test_while_another_process_sends_we_do_not():
    begin(feed_of())
    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [mails.LOCK])
            while_it_sends = mails.send_digest(NOON)
            cursor.execute("SELECT pg_advisory_unlock(%s)", [mails.LOCK])
    finally:
        other.close()

    assert while_it_sends == 0
    assert mails.send_digest(NOON) == 1


def test_the_lock_is_given_back():
    begin(feed_of())
    mails.send_digest(NOON)

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()")
        assert cursor.fetchone() == (0,)


# Hostile words --------------------------------------------------------------------------------------------------------


def test_a_hostile_title_is_one_line_of_text_and_no_header(settings):
    settings.SITE_NAME = "The Quay\r\nBcc: everyone@evil.example"
    title = "Tides\r\nBcc: all@evil.example\r\n\r\n<script>\u202ekcab\x1b[2J\n\nOVER"
    begin(feed_of("Gazette\nSubject: forged", title), text="half\r\n.\r\nQUIT\r\n")

    mails.send_digest(NOON)

    message = mail.outbox[0].message()
    assert message.keys().count("Subject") == 1
    assert "Bcc" not in message
    assert "\nBcc" not in mail.outbox[0].body
    assert "\nOVER" not in mail.outbox[0].body
    assert "\u202e" not in mail.outbox[0].body
    assert "\x1b" not in mail.outbox[0].body
    assert "    half . QUIT\n" in mail.outbox[0].body


# A real server --------------------------------------------------------------------------------------------------------


class Sink(socketserver.StreamRequestHandler):
    """A mail server that takes everything (RFC 5321), or nothing."""

    def handle(self):
        self.say("220 sink")
        while line := self.rfile.readline().decode().strip():
            verb = line.split()[0].upper()
            if verb == "DATA" and not self.server.refuses:
                self.say("354 go on")
                text = b""
                while (piece := self.rfile.readline()) not in (b".\r\n", b""):
                    text += piece
                self.server.mails.append(text.decode())
                self.say("250 taken")
            elif verb == "QUIT":
                return self.say("221 bye")
            else:
                self.server.said.append(line)
                self.say("554 no" if self.server.refuses and verb in {"RCPT", "DATA"} else "250 fine")
        return None

    def say(self, line):
        self.wfile.write(f"{line}\r\n".encode())


@pytest.fixture
def server(settings):
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Sink)
    server.daemon_threads = True
    server.mails, server.said, server.refuses = [], [], False
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_mail_server_gets_it(server):
    begin(feed_of("Küstenblick"))

    assert mails.send_digest(NOON) == 1
    assert "rcpt TO:<ebb@example.org>" in server.said
    assert "Subject: [The Quay] 1 began\r\n" in server.mails[0]


def test_what_a_server_refuses_is_tried_again_and_breaks_nothing(server, caplog):
    server.refuses = True
    begin(feed_of())

    refused = mails.send_digest(NOON)
    server.refuses = False
    taken = mails.send_digest(NOON + MINUTE)

    assert (refused, taken) == (0, 1)
    assert [record.getMessage() for record in caplog.records if record.levelname == "WARNING"] == ["digest_not_sent"]


def test_a_server_that_is_down_breaks_nothing(settings):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = taken.getsockname()
        begin(feed_of())

        assert mails.send_digest(NOON) == 0

    assert Notice.objects.filter(mailed_at=None).count() == 1


# By hand --------------------------------------------------------------------------------------------------------------


def test_the_command_tells_and_says_how_many(capsys):
    begin(feed_of())

    call_command("mail_notices")
    call_command("mail_notices")

    assert capsys.readouterr().out == "1 notices told.\nNothing to tell now.\n"


def test_a_trial_says_whether_mail_arrives(server, capsys):
    call_command("mail_notices", "--trial")
    server.refuses = True

    with pytest.raises(CommandError, match="did not take it"):
        call_command("mail_notices", "--trial")

    assert "Sent to tides@example.org, ebb@example.org." in capsys.readouterr().out
    assert len(server.mails) == 1


def test_the_command_needs_somebody_to_tell(settings):
    settings.OPERATORS = []

    with pytest.raises(CommandError, match="NEWSROOM_OPERATORS"):
        call_command("mail_notices")

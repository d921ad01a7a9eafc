"""A server that stands still keeps none of its limits: we end the wait ourselves, and go on when it does."""

import os
import signal
import time
from contextlib import contextmanager

import psutil
import pytest
from django.conf import settings
from django.db import OperationalError, connections
from django.db.utils import load_backend

from ingest.connection import is_lost

PATIENCE = 0.5


@pytest.fixture
def impatient(db):
    """A connection of its own, with little patience."""
    config = connections["default"].settings_dict
    ours = {**config, "OPTIONS": {**config["OPTIONS"], "patience": PATIENCE}}
    wrapper = load_backend("newsroom.postgres").DatabaseWrapper(ours)
    yield wrapper
    wrapper.close()


@contextmanager
def standing_still(wrapper):
    """Let the process that serves a connection stand still, where it is one of this machine."""
    wrapper.ensure_connection()
    pid = wrapper.connection.info.backend_pid
    if not psutil.pid_exists(pid) or "postgres" not in psutil.Process(pid).name():
        pytest.skip("Postgres is on another machine")
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def test_silence_is_an_error_after_a_time_and_the_next_question_is_answered(impatient):
    with standing_still(impatient):
        began = time.monotonic()
        with pytest.raises(OperationalError, match=r"said nothing for 0\.5 seconds"), impatient.cursor() as cursor:
            cursor.execute("SELECT 1")
        seconds = time.monotonic() - began
        impatient.close_if_unusable_or_obsolete()

        with impatient.cursor() as cursor:
            cursor.execute("SELECT 2")
            found = cursor.fetchone()

    assert seconds < 10 * PATIENCE
    assert found == (2,)


def test_who_slept_inside_a_transaction_learns_that_the_session_is_gone(impatient):
    impatient.set_autocommit(False)
    with impatient.cursor() as cursor:
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = '50ms'")
        time.sleep(0.5)
        with pytest.raises(OperationalError, match="idle-in-transaction") as raised:
            cursor.execute("SELECT 1")

    assert is_lost(raised.value)
    assert not impatient.is_usable()


def test_an_answer_that_comes_in_pieces_is_no_silence(impatient):
    with impatient.cursor() as cursor:
        began = time.monotonic()

        cursor.execute("SELECT repeat('ebb', 10000), pg_sleep(0.1) FROM generate_series(1, 12)")

        assert len(cursor.fetchall()) == 12
        assert time.monotonic() - began > 2 * PATIENCE


def test_a_server_has_longer_than_a_statement_to_say_that_it_took_too_long():
    options = settings.DATABASES["default"]["OPTIONS"]

    assert options["patience"] > settings.STATEMENT_SECONDS

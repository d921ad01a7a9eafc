"""The replica: pages for readers are made from it as long as it has all of the edition that they are kept under.

request --edition of the primary--> has the replica got so far? --yes--> the view reads the replica
                                                               --no, or it fails--> the view reads the primary

So a page is never older than its number says, however far the replica is behind (docs/decisions/0042). Signed-in editors, forms and the
desk read the primary; so does everybody while the replica is away, and it is asked again after some seconds.
"""

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import Error, connections
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from articles import edition
from articles.context import EDITION
from articles.edition import Edition
from articles.views.page import FOR_READERS, View
from articles.views.stored import is_signed_in
from articles.written import prepared_rows
from newsroom.database import REPLICA
from newsroom.methods import SAFE
from newsroom.outage import UNREACHABLE
from newsroom.router import reading_from

logger = logging.getLogger(__name__)

REST_SECONDS = 5.0
"""A replica that fails is left alone for so long: a reader would wait for it each time."""

TROUBLE = """
SELECT CASE
    WHEN NOT pg_is_in_recovery() THEN 'it is no replica: it was promoted, or never was one'
    WHEN NOT EXISTS (SELECT FROM pg_stat_wal_receiver) THEN 'it is not connected to its primary'
    WHEN pg_last_wal_receive_lsn() > pg_last_wal_replay_lsn() AND now() - pg_last_xact_replay_timestamp() > interval '10 seconds'
        THEN 'it is more than ten seconds behind'
    ELSE '' END
"""
"""Why it may not be read. What the edition does not count, as visits and polls, is no older than this lets it be."""


class Memory:
    """What this process knows of the replica: the edition that it had, and until when (by the monotonic clock) that counts."""

    reached = Edition(-1)
    until = 0.0
    rests_until = 0.0


class ReplicaMiddleware:
    """Makes pages for readers from the replica. The last of all: whatever judges a request has judged it by then."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if REPLICA not in settings.DATABASES:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, args: Sequence[Any], named: Mapping[str, Any]
    ) -> HttpResponseBase | None:
        """Answer from the replica, or leave it to Django, which asks the view itself; Django calls this by its name."""
        if request.method not in SAFE or view not in FOR_READERS or is_signed_in(request) or not _has_it(request):
            return None
        try:
            with reading_from(REPLICA):
                return view(request, *args, **named)
        except Error as error:
            _say(error)
            Memory.until = 0.0
            return None


def has_reached(wanted: Edition) -> bool:
    """Tell whether the replica has all of this edition; it is asked once in an edition, and once in a while."""
    now = time.monotonic()
    if now < Memory.rests_until:
        return False
    if now > Memory.until or not _is_as_new(Memory.reached, wanted):
        _ask(now)
    return _is_as_new(Memory.reached, wanted)


def _has_it(request: HttpRequest) -> bool:
    """Tell whether the replica has what this request is to show."""
    try:
        return has_reached(request.META.get(EDITION) or edition.current())
    except UNREACHABLE:  # The primary, which the view will find out, too.
        return False


def _ask(now: float) -> None:
    """Ask the replica how far it is; what is wrong with it puts it to rest."""
    try:
        trouble = str(prepared_rows(TROUBLE, [], REPLICA)[0][0])
        Memory.reached = Edition(-1) if trouble else edition.asked(REPLICA)
        Memory.until = now + settings.EDITION_SECONDS
    except Error as error:
        trouble = f"{type(error).__name__}: {error}"
    if trouble:
        _say(trouble)
        Memory.reached, Memory.rests_until = Edition(-1), time.monotonic() + REST_SECONDS
        connections[REPLICA].close()


def _is_as_new(known: Edition, wanted: Edition) -> bool:
    """Tell whether one has all of the other: every change, and what came or went by its time."""
    return known.number > wanted.number or known == wanted


def _say(trouble: object) -> None:
    logger.warning("replica_left", extra={"error": str(trouble).strip()})

"""The callback that hubs speak to (WebSub, sections 5.2, 5.3 and 7). It stores; nothing is parsed in the web process.

Whoever calls must know a token that nobody can guess; whoever brings content must have signed it besides.
"""

from collections.abc import Mapping
from datetime import timedelta
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from ingest import ledger
from ingest.link_header import pushed
from ingest.links import absolute
from ingest.models import Subscription
from ingest.websub import promises, pushes
from ingest.websub.signature import is_signed

CHALLENGE_CHARACTERS = 2_000
RETRY_SECONDS = 600


@csrf_exempt  # A hub has no session and no cookie of ours: its token and its signature are what it shows.
@never_cache
@require_http_methods(["GET", "POST"])
def callback(request: HttpRequest, token: str) -> HttpResponse:
    """Answer a hub: GET is a question or a refusal, POST brings content."""
    row = promises.of_token(token)
    if row is None:
        return _say(HTTPStatus.NOT_FOUND)
    return _hear(row, request.GET) if request.method == "GET" else _receive(row, request)


def _hear(row: Subscription, said: Mapping[str, str]) -> HttpResponse:
    """Answer whether we meant it. This GET changes our state: the standard makes it the hub's word (section 5.3)."""
    now, challenge, is_meant = ledger.now(), said.get("hub.challenge", ""), False
    if said.get("hub.topic") != row.topic_url:
        return _say(HTTPStatus.NOT_FOUND)
    if said.get("hub.mode") == "denied":
        promises.deny(row, said.get("hub.reason", ""), now)
        return _say(HTTPStatus.OK)
    if not 0 < len(challenge) <= CHALLENGE_CHARACTERS:
        return _say(HTTPStatus.NOT_FOUND)
    if said.get("hub.mode") == "subscribe":
        is_meant = promises.confirm(row, _lease(said.get("hub.lease_seconds", "")), now)
    elif said.get("hub.mode") == "unsubscribe":
        is_meant = promises.confirm_end(row)
    return HttpResponse(challenge, content_type="text/plain") if is_meant else _say(HTTPStatus.NOT_FOUND)


def _lease(said: str) -> timedelta:
    """Read how long a hub will push; where it does not say, as long as we asked for. What is no number is no time."""
    if not said:
        return promises.LEASE
    is_number = said.isascii() and said.isdigit() and len(said) < 10
    return timedelta(seconds=int(said)) if is_number else timedelta(0)


def _receive(row: Subscription, request: HttpRequest) -> HttpResponse:
    """Keep what a hub brings, within bounds. What is not signed is dropped and counted, with a 2xx (section 7.1.2)."""
    feed_id = row.feed_id
    if feed_id is None or not promises.listens(row):
        return _say(HTTPStatus.GONE)
    refusal = _refusal(request.headers.get("Content-Length", ""))
    if refusal:
        return _say(refusal)
    now = ledger.now()
    if not pushes.has_room(feed_id, now):
        return _say(HTTPStatus.TOO_MANY_REQUESTS, {"Retry-After": str(RETRY_SECONDS)})
    try:
        body = request.read(settings.LIMITS.body_bytes)  # Not ``request.body``, whose limit is that of forms.
    except UnreadablePostError:
        return _say(HTTPStatus.BAD_REQUEST)
    if not _is_from_hub(row, request, body):
        promises.note_forgery(row)
    elif pushes.take_in(feed_id, request.headers.get("Content-Type", ""), body, now):
        promises.note_push(row, now)
    return _say(HTTPStatus.ACCEPTED)


def _refusal(length: str) -> HTTPStatus | None:
    """Judge a body before a byte of it is read."""
    if not (length.isascii() and length.isdigit() and len(length) < 20):
        return HTTPStatus.LENGTH_REQUIRED
    return HTTPStatus.REQUEST_ENTITY_TOO_LARGE if int(length) > settings.LIMITS.body_bytes else None


def _is_from_hub(row: Subscription, request: HttpRequest, body: bytes) -> bool:
    """Tell whether the hub signed it, and does not itself say that it is of another topic (section 7)."""
    topic = pushed(request.headers.get("Link", ""), row.topic_url).self_url
    is_of_topic = topic in {"", row.topic_url, absolute(row.topic_url)}
    return is_of_topic and is_signed(request.headers.get("X-Hub-Signature", ""), body, row.secret)


def _say(status: HTTPStatus, headers: Mapping[str, str] | None = None) -> HttpResponse:
    return HttpResponse(f"{status.phrase}\n", status=status, content_type="text/plain", headers=headers)

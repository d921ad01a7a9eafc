"""Drafts: what was fetched or sent in once at the desk, kept until it is saved, given up, or a day old."""

import gzip
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import User

from ingest.models import Draft
from ingest.values import Fetched, Hop, Validators

LASTS = timedelta(days=1)
KEPT = 5
"""So many drafts of one person are kept; whoever tries a sixth feed has given up the first."""

FASTEST = 1


def keep_document(url: str, answer: Fetched, owner: User, now: datetime) -> Draft:
    """Keep what came when ``url`` was asked for."""
    facts = {
        "url": answer.url,
        "status": answer.status,
        "headers": answer.headers,
        "etag": answer.validators.etag,
        "last_modified": answer.validators.last_modified,
        "address": answer.address,
        "wire_bytes": answer.wire_bytes,
        "milliseconds": answer.milliseconds,
        "hops": [[hop.status, hop.url] for hop in answer.hops],
        "truncated": answer.truncated,
    }
    return _keep(owner, now, answer.body, url=url, answer=facts)


def keep_list(body: bytes, owner: User, now: datetime) -> Draft:
    """Keep a list of feeds."""
    return _keep(owner, now, body)


def find(token: str, owner: User) -> Draft | None:
    """Return somebody's draft, as long as it is kept."""
    return Draft.objects.filter(token=token, owner=owner).first()


def document_of(draft: Draft) -> Fetched:
    """Return what came when the feed was asked for."""
    said: dict[str, Any] = draft.answer
    return Fetched(
        url=said["url"],
        status=said["status"],
        headers=said["headers"],
        body=body_of(draft),
        validators=Validators(said["etag"], said["last_modified"]),
        address=said["address"],
        wire_bytes=said["wire_bytes"],
        milliseconds=said["milliseconds"],
        hops=tuple(Hop(status, url) for status, url in said["hops"]),
        truncated=said["truncated"],
    )


def body_of(draft: Draft) -> bytes:
    """Return the bytes that are kept."""
    return gzip.decompress(bytes(draft.body))


def drop(draft: Draft) -> None:
    """Forget one that was saved."""
    Draft.objects.filter(pk=draft.pk).delete()


def forget(now: datetime) -> None:
    """Forget those that nobody saved."""
    Draft.objects.filter(made_at__lt=now - LASTS).delete()


def _keep(owner: User, now: datetime, body: bytes, **facts: Any) -> Draft:
    draft = Draft.objects.create(owner=owner, made_at=now, body=gzip.compress(body, FASTEST), **facts)
    newest = Draft.objects.filter(owner=owner).order_by("-pk").values("pk")[:KEPT]
    Draft.objects.filter(owner=owner).exclude(pk__in=list(newest.values_list("pk", flat=True))).delete()
    return draft

"""An article's past: what its publisher changed and what the desk did, in one line of time, word by word."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from articles import audit, worddiff
from articles.models import Article, AuditLine
from articles.running_text import running_text
from articles.worddiff import Part

EVENTS = 60
"""So many of each kind are shown, the newest."""

COMPARED, SHOWN = 60_000, 4_000
"""Characters of a text that are compared, and of its changes that are shown."""

NAMES = {
    "edited_headline": "our headline", "edited_dek": "our dek", "edited_tags": "our tags", "no_picture": "no picture",
    "edited_image_alt": "what the picture shows", "edited_image_credit": "picture by", "visible_from": "show from",
    "visible_until": "show until", "status_reason": "reason", "legal_order": "legal order",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to an article at a moment: what was done, by whom and why, and what became of which field."""

    at: datetime
    what: str
    by: str
    why: str
    fields: list[tuple[str, list[Part]]]


def events_of(article: Article) -> list[Event]:
    """Return what happened to an article, the newest first."""
    return sorted([*_received(article), *_done(article)], key=lambda event: event.at, reverse=True)


def _received(article: Article) -> Iterator[Event]:
    """Compare each version that the publisher sent with the one before."""
    kept = list(article.revisions.order_by("-number")[:EVENTS])
    body = article.body.html if hasattr(article, "body") else ""
    newest = _version(article.headline, article.dek, article.authors, body)
    versions = [newest, *(_version(old.headline, old.dek, old.authors, old.html) for old in kept)]
    for revision, (new, old) in zip(kept, pairwise(versions), strict=False):
        fields = [(name, _differing(old[name], new[name])) for name in new]
        changed = [(name, parts) for name, parts in fields if parts]
        yield Event(revision.replaced_at, "Another version received", str(article.source), "", changed)


def _version(headline: str, dek: str, authors: list[str], html: str) -> dict[str, str]:
    text = running_text(html, COMPARED)
    return {"headline": headline, "dek": dek, "by": ", ".join(authors), "text": text}


def _done(article: Article) -> Iterator[Event]:
    """Tell what the desk did."""
    for line in audit.history(article)[:EVENTS]:
        fields = [
            (NAMES.get(name, name.replace("_", " ")), _differing(_plain(old), _plain(new)))
            for name, old, new in line.differences
        ]
        yield Event(
            line.at, line.verb.capitalize(), _who(line), line.reason, [(name, parts) for name, parts in fields if parts]
        )


def _who(line: AuditLine) -> str:
    return line.actor_name or "the site itself"


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def _differing(old: str, new: str) -> list[Part]:
    """Return the parts of a change, far stretches that stayed folded; none where nothing can be seen of it."""
    parts = worddiff.diff(old, new) if old != new else []
    return worddiff.shortened(worddiff.fold(parts), SHOWN)[0] if worddiff.is_changed(parts) else []

"""Panel: where an article stands, what can be ordered of it, and each field of ours beside the publisher's."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.forms import BoundField, Form
from django.utils import timezone

from articles import freeze, worddiff
from articles.admin.moments import in_words, offered
from articles.models import Article, Section
from articles.worddiff import Part

LABELS = {
    "edited_headline": "Headline",
    "edited_dek": "Dek",
    "edited_tags": "Tags",
    "no_picture": "Lead picture",
    "edited_image_alt": "What the picture shows",
    "edited_image_credit": "Picture by",
}
MARKS = (
    ("may_publish", "publish"),
    ("may_feature", "feature"),
    ("may_correct", "correct"),
    ("may_withdraw", "withdraw"),
)


@dataclass(frozen=True, slots=True)
class Row:
    """One field: ``bound`` is where an editor writes, None for those who may only read ``ours``; ``theirs`` in words.

    ``newer`` are the parts of what the publisher changed since ours was written, [] where it changed nothing.
    """

    name: str
    label: str
    bound: BoundField | None
    ours: str
    theirs: str
    is_ours: bool
    since: datetime | None
    newer: list[Part]
    may_take: bool


@dataclass(frozen=True, slots=True)
class Offer:
    """A time that a button offers: as it posts it, and as it says it."""

    moment: str
    words: str


def of(article: Article, form: Form, user: Any, now: datetime) -> dict[str, Any]:
    """Return what the sheet shows above and instead of Django's own fields."""
    may = {name: user.has_perm(f"articles.{verb}_article") for name, verb in MARKS}
    story = article.story
    return {
        "rows": [*_rows(article, form, may), _section(article, form, may)],
        "form": form,
        "now": now,
        "zone": settings.TIME_ZONE,
        "standing": standing_of(article, now),
        "is_seen": article.is_visible(now),
        "is_scheduled": _is_scheduled(article, now),
        "offers": [Offer(moment.isoformat(), in_words(moment, now)) for moment in offered(now)],
        "chosen": {name: _chosen(form, name, now) for name in ("begin", "end", "pin_until") if name in form.fields},
        "pinned_until": in_words(story.pinned_until, now)
        if _is_pinned(article, now) and story and story.pinned_until
        else "",
        "today": timezone.localdate(now).isoformat(),
        **may,
    }


def standing_of(article: Article, now: datetime) -> str:
    """Say where an article stands and until when, in a sentence."""
    begin, end = article.visible_from, article.visible_until
    if article.status != Article.Status.PUBLISHED:
        why = f": {article.status_reason}" if article.status_reason else ""
        kind = " by legal order" if article.legal_order else ""
        since = f" since {in_words(article.first_seen_at, now)}" if article.status == Article.Status.PENDING else ""
        return f"{kind}{since}{why}".strip().removeprefix(": ")
    until = f", until {in_words(end, now)}" if end and end > now else ""
    if begin and begin > now:
        return f"Scheduled for {in_words(begin, now)}{until}. Readers see nothing of it before."
    if end and end <= now:
        return f"Over since {in_words(end, now)}. Readers see it no longer."
    by = f" by {article.curator}" if article.curator else ""
    return f"{by}{until}".strip(" ,")


def _is_scheduled(article: Article, now: datetime) -> bool:
    begin = article.visible_from
    return article.status == Article.Status.PUBLISHED and begin is not None and begin > now


def _is_pinned(article: Article, now: datetime) -> bool:
    until = article.story.pinned_until if article.story else None
    return until is not None and until > now


def _chosen(form: Form, name: str, now: datetime) -> str:
    """Write the time that stands in a field, for its button; "" where there is none, or none that can be."""
    value = form[name].value()
    if name in form.errors or not value:
        return ""
    moment: datetime | None = form.fields[name].to_python(value)
    return in_words(moment, now) if moment and moment > now else ""


def _rows(article: Article, form: Form, may: dict[str, bool]) -> Iterator[Row]:
    for name in freeze.FIELDS:
        field = freeze.field_of(article, name)
        yield Row(
            name=name,
            label=LABELS[name],
            bound=form[name] if name in form.fields else None,
            ours=_words(getattr(article, name)),
            theirs=_words(field.theirs) or "none",
            is_ours=field.is_ours,
            since=field.since,
            newer=_newer(field),
            may_take=field.is_ours and may["may_publish" if name == "edited_tags" else "may_correct"],
        )


def _section(article: Article, form: Form, may: dict[str, bool]) -> Row:
    """Return the row of the section, in whose place no publisher says anything but its feed."""
    before = freeze.shelf_before(article)
    theirs = Section.objects.filter(pk=before.then).first() if before.is_ours else article.section
    return Row(
        name="section",
        label="Section",
        bound=form["section"] if "section" in form.fields else None,
        ours=str(article.section or ""),
        theirs=str(theirs or "no section"),
        is_ours=before.is_ours,
        since=before.since,
        newer=[],
        may_take=before.is_ours and may["may_publish"],
    )


def _newer(field: freeze.Field) -> list[Part]:
    if not field.is_newer:
        return []
    return worddiff.fold(worddiff.diff(_words(field.then), _words(field.theirs)))


def _words(value: Any) -> str:
    if isinstance(value, bool):
        return "left out" if value else ""
    return ", ".join(value) if isinstance(value, list) else str(value or "")

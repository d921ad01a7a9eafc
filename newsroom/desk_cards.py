"""The cards of the desk: what waits for somebody, counted in one query and only as far as an index answers at once."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from articles import inbox
from articles.models import Article, Doubt, Source, Suggestion, Takedown
from articles.models.takedown import ANSWERED_WITHIN
from ingest.models import Feed, Notice

CAP = 1_000
"""So many rows are counted; of more it is said that there are more."""

ENDS_SOON = timedelta(days=30)
"""What a publisher granted ends soon if it ends within that time."""

Rows = Callable[[datetime], QuerySet[Any]]


@dataclass(frozen=True, slots=True)
class Kind:
    """What is counted on a card, who may see it, and where it leads. ``alarms``: one is already too many."""

    one: str
    many: str
    permission: str
    rows: Rows
    place: str
    query: str
    alarms: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """One card: "12 articles wait", and where they are."""

    count: str
    words: str
    url: str
    is_bad: bool


def _articles(name: str) -> Rows:
    return lambda now: Article.objects.filter(inbox.which(name, now))


def _noticed(kind: Notice.Kind) -> Rows:
    return lambda _: Notice.objects.filter(kind=kind, ended_at=None)


def _open_takedowns(now: datetime) -> QuerySet[Takedown]:
    return Takedown.objects.filter(status=Takedown.Status.OPEN)


def _ending_rights(now: datetime) -> QuerySet[Source]:
    today = timezone.localdate(now)
    return Source.objects.filter(rights_until__gte=today, rights_until__lte=today + ENDS_SOON)


KINDS = (
    Kind("article waits", "articles wait", "articles.view_article",
         lambda _: Article.objects.filter(status=Article.Status.PENDING),
         "articles_article", "status__exact=pending"),
    Kind("waits for more than a day", "wait for more than a day", "articles.view_article", _articles("overdue"),
         "articles_article", "which=overdue", alarms=True),
    Kind("is scheduled", "are scheduled", "articles.view_article", _articles("scheduled"),
         "articles_article", "which=scheduled"),
    Kind("pair of stories may be one", "pairs of stories may be one", "articles.view_suggestion",
         lambda _: Suggestion.objects.filter(state=Suggestion.State.OPEN), "articles_suggestion", ""),
    Kind("report of a reader waits", "reports of readers wait", "articles.view_doubt",
         lambda _: Doubt.objects.filter(settled_at=None), "articles_doubt", "settled=no"),
    Kind("notice of takedown waits", "notices of takedown wait", "articles.view_takedown", _open_takedowns,
         "articles_takedown", "state=open"),
    Kind("notice of takedown is overdue", "notices of takedown are overdue", "articles.view_takedown",
         lambda now: _open_takedowns(now).filter(received_at__lt=now - ANSWERED_WITHIN),
         "articles_takedown", "state=overdue", alarms=True),
    Kind("feed fails", "feeds fail", "ingest.view_feed",
         lambda _: Feed.objects.filter(state=Feed.State.ACTIVE, failures__gt=0),
         "ingest_feed", "condition=failing", alarms=True),
    Kind("feed is quiet", "feeds are quiet", "ingest.view_feed", _noticed(Notice.Kind.QUIET),
         "ingest_feed", "notice=quiet"),
    Kind("batch is held", "batches are held", "ingest.view_feed", _noticed(Notice.Kind.HELD),
         "ingest_feed", "notice=held", alarms=True),
    Kind("grant of rights ends soon", "grants of rights end soon", "articles.grant_rights", _ending_rights,
         "articles_source", ""),
)  # fmt: skip


def cards(request: HttpRequest, now: datetime) -> Iterator[Card]:
    """Return the cards of what this person may look at; what there is none of has no alarm, and overdue ones no card."""
    kinds = [kind for kind in KINDS if request.user.has_perm(kind.permission)]
    for kind, count in zip(kinds, _counts(kind.rows(now) for kind in kinds), strict=True):
        if count or not kind.alarms:
            yield _card(kind, count, now)


def _card(kind: Kind, count: int, now: datetime) -> Card:
    query = kind.query
    if kind.place == "articles_source":
        until = timezone.localdate(now) + ENDS_SOON
        query = f"rights_until__gte={timezone.localdate(now)}&rights_until__lte={until}"
    shown = f"{count:,}" if count <= CAP else f"{CAP:,}+"
    url = reverse(f"admin:{kind.place}_changelist") + (f"?{query}" if query else "")
    return Card(shown, kind.one if count == 1 else kind.many, url, is_bad=bool(count and kind.alarms))


def _counts(rows: Iterable[QuerySet[Any]]) -> list[int]:
    """Count all of these in one query, each up to one more than ``CAP``."""
    counted = [each.order_by().values("pk")[: CAP + 1].query.sql_with_params() for each in rows]
    if not counted:
        return []
    sql = ", ".join(f"(SELECT count(*) FROM ({one}) AS counted)" for one, _ in counted)  # noqa: S608  Django's own SQL.
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {sql}", [value for _, values in counted for value in values])
        return list(cursor.fetchone())

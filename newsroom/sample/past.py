"""Gives the sample edition a past: all of it was loaded in a moment, and should look as if it had come as it was published."""

from datetime import date, timedelta

from django.db.models import DateTimeField, ExpressionWrapper, F, Min, Q, Value
from django.db.models.functions import Least
from django.utils import timezone

from articles.models import Article, AuditLine, Correction, DeskEvent, Revision, Sighting, Visits
from newsroom.sample import rows
from newsroom.sample.desk import KINDS, Desk, Order
from newsroom.sample.readers import readers
from newsroom.sample.world import World

KNOWN = timedelta(days=40)
"""So long ago readers were told of the sample's publishers."""


def date_back(desk: Desk) -> None:
    """Date what came, changed and was done to when the edition says that it was."""
    for number, publisher in enumerate(desk.world.publishers):
        _see(Q(source__name=publisher.name), timedelta(minutes=2 + 3 * number), desk.world)
    _revise(desk.world)
    sources = DeskEvent.objects.filter(is_sample=True, kind=DeskEvent.Kind.SOURCE_ADDED)
    sources.update(at=desk.world.epoch - KNOWN)
    for kind in KINDS:
        for order in desk.orders[kind]:
            _date(desk, order)


def first_day() -> date:
    """Return the day on which the first piece was found; today where there is none."""
    first = rows.articles().aggregate(first=Min("first_seen_at"))["first"]
    return timezone.localdate(first)


def _see(of: Q, delay: timedelta, world: World) -> None:
    """Let the pieces of a publisher have been found so long after they were published, but not later than now."""
    then = ExpressionWrapper(F("published_at") + Value(delay), output_field=DateTimeField())
    articles = rows.articles().filter(of)
    articles.update(first_seen_at=Least(then, Value(world.epoch)))
    for seen, pk in articles.values_list("first_seen_at", "pk"):
        Sighting.objects.filter(article=pk, deliverer__is_sample=True).update(first_seen_at=seen)


def _revise(world: World) -> None:
    """Let each former version of a piece have been replaced when the next one says that it was written."""
    for publisher in world.publishers:
        for piece in publisher.pieces:
            for number, later in enumerate((*piece.former, piece)[1:], 1):
                found = Revision.objects.filter(article__url=world.url(piece), number=number)
                found.update(replaced_at=world.updated(later))


def _date(desk: Desk, order: Order) -> None:
    """Date what one order wrote."""
    article = desk.article(order.get("piece") or order["kept"])
    at = desk.at(order)
    Correction.objects.filter(article=article, note=order.get("note")).update(made_at=at)
    told = Q(article=article, kind__in=("corrected", "withdrawn", "legal")) | Q(story=article.story, kind="merged")
    reason = order.get("note") or order["reason"]
    DeskEvent.objects.filter(told, is_sample=True, reason=reason).update(at=at)
    AuditLine.objects.filter(is_sample=True, reason=reason).update(at=at)


def count_readers() -> None:
    """Write down the readers of every piece that stands."""
    now = timezone.now()
    articles = Article.objects.visible().filter(source__is_sample=True).select_related("story")
    voices = {article.pk: article.story.families if article.story else 1 for article in articles}
    counted = [
        Visits(article=article, day=day, count=count)
        for article in articles
        for day, count in readers(article.url, article.published_at, now, max(1, voices[article.pk])).items()
    ]
    Visits.objects.bulk_create(counted, ignore_conflicts=True)

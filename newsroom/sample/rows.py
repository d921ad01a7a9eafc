"""The only writer of the sample edition's rows: puts publishers and feeds in, and takes all of it out again.

Articles are left to the real ingest. What is taken out is told by ``Source.is_sample``, and a section by its
description: one that an editor described, or put anything on, is the editor's.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.models import User
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import DurationField, Exists, ExpressionWrapper, F, Min, OuterRef, Q, QuerySet, Value
from django.utils import timezone

from articles import figures, publishers
from articles.models import (
    Article,
    AuditLine,
    BodyPicture,
    DeskEvent,
    Editor,
    Picture,
    Rule,
    Section,
    Sighting,
    Source,
    Story,
    Takedown,
)
from articles.models.mirrored import Mirrored, file_name
from articles.search import vocabulary
from articles.stories import clearing, tallying
from ingest import ledger
from ingest.models import Feed, Fetch, Host, Run
from newsroom.sample.edition import SECTIONS, Publisher
from newsroom.sample.world import World

SHELF = "A shelf of the sample edition."
WRITER = "harbour-office@port.example"
"""Who wrote the notice that waits at the desk."""

DESK = "sample-desk"
"""The name of the user who is the sample's editor."""

TRIED = timedelta(days=9)
"""So long ago a publisher on trial was taken on."""

WHY_PAUSED = "the sample edition is read once: its publishers are not really there"


def feeds() -> QuerySet[Feed]:
    """Return the feeds of the sample edition."""
    return Feed.objects.filter(source__is_sample=True)


def articles() -> QuerySet[Article]:
    """Return the articles of the sample edition."""
    return Article.objects.filter(source__is_sample=True)


def epoch() -> datetime | None:
    """Return when the sample edition was put in, which is "now" to its publishers, or None where it was not."""
    first: datetime | None = Source.objects.filter(is_sample=True).aggregate(first=Min("created_at"))["first"]
    return first


def port() -> int:
    """Return the port of the loaded edition's addresses, 0 where there is none."""
    url = feeds().values_list("url", flat=True).first()
    return (urlsplit(url).port or 0) if url else 0


@transaction.atomic
def put_in(world: World) -> None:
    """Make the sections, the sources with their rights, and the feeds; paused, so that no schedule asks for them."""
    shelves = {name: _shelf(name) for name in SECTIONS}
    for publisher in world.publishers:
        home = world.home(publisher.slug)
        source = publishers.ensure_source(name=publisher.name, home_url=home, **_facts(publisher, world.epoch))
        for name in publisher.sections():
            url = world.feed_url(publisher, name)
            ledger.add_feed(source, url, f"{publisher.name}: {name}", shelves[name], now=world.epoch)
        for name in publisher.lost:
            url = world.lost_feed_url(publisher, name)
            ledger.add_feed(source, url, f"{publisher.name}: {name}", shelves[name], now=world.epoch)
    pause()


def pause() -> None:
    """Stop the schedule from asking for the sample's feeds."""
    ledger.pause(feeds(), WHY_PAUSED, timezone.now())


def _shelf(name: str) -> Section:
    """Return the section of that name; one that we make says so."""
    before = Section.objects.filter(name__iexact=name).exists()
    section = publishers.ensure_section(name)
    if not before:
        Section.objects.filter(id=section.id).update(description=SHELF)
    return section


def _facts(publisher: Publisher, epoch: datetime) -> dict[str, Any]:
    """Return the columns of a source."""
    publishing = Source.Publishing.REVIEW if publisher.reviewed else Source.Publishing.AUTOMATIC
    return {
        "language": publisher.language,
        "description": publisher.description,
        "rights_mode": publisher.rights,
        "excerpt_words": publisher.words,
        "images_allowed": publisher.images,
        "ai_reserved": publisher.ai == "reserved",
        "licence_name": publisher.licence,
        "licence_url": publisher.licence_url,
        "rights_evidence": "Invented, like the publisher." if publisher.licence else "",
        "rights_until": None if publisher.days is None else (epoch + timedelta(days=publisher.days)).date(),
        "publishing": publishing,
        **(_trial(publisher.trial, epoch) if publisher.trial else {}),
        "is_sample": True,
    }


def _trial(reason: str, epoch: datetime) -> dict[str, Any]:
    """Return the columns of a source that is on trial."""
    return {"state": Source.State.TRIAL, "state_at": epoch - TRIED, "state_reason": reason}


@transaction.atomic
def take_out() -> Counter[str]:
    """Delete the sample's articles with all that hangs on them, its sources, feeds and empty shelves; return counts."""
    sources = Source.objects.filter(is_sample=True)
    pictures = [
        picture
        for model in (Picture, BodyPicture)
        for picture in model.objects.filter(article__source__is_sample=True).exclude(digest="")
    ]
    hosts = list(feeds().values_list("host_id", flat=True))
    Run.objects.filter(began_at__in=Fetch.objects.filter(feed__in=feeds()).values("started_at")).delete()
    stories = tallying.of_articles(articles().values_list("pk", flat=True))
    first = articles().aggregate(first=Min("first_seen_at"))["first"]
    counts: Counter[str] = Counter()
    told, kept = DeskEvent.objects.filter(is_sample=True), AuditLine.objects.filter(is_sample=True)
    for rows in (told, kept, Sighting.objects.filter(deliverer__in=sources), articles(), sources, _empty_shelves()):
        counts.update(rows.delete()[1])
    Takedown.objects.filter(email=WRITER).delete()
    Editor.objects.filter(user__username=DESK).delete()
    User.objects.filter(username=DESK).delete()
    clearing.remove_emptied(_with_merged(stories))
    tallying.tally(stories, timezone.now())
    vocabulary.learn(timezone.now())
    figures.count_since(timezone.localdate(first))
    Host.objects.filter(pk__in=hosts, feeds=None).delete()
    _empty_runs().delete()
    transaction.on_commit(lambda: _delete_files(pictures))
    return counts


def _empty_runs() -> QuerySet[Run]:
    """Return the rounds of which no attempt is left: those that read nothing but the sample.

    Those that ``polls.py`` made up are known by the attempt that began with each, and are gone by then.
    """
    length = ExpressionWrapper(F("seconds") * Value(timedelta(seconds=1)), output_field=DurationField())
    attempts = Fetch.objects.filter(started_at__gte=OuterRef("began_at"), started_at__lte=OuterRef("ended_at"))
    return Run.objects.annotate(ended_at=F("began_at") + length).filter(~Exists(attempts))


def _with_merged(stories: Collection[int]) -> set[int]:
    """Return those of the stories in which no article is left, with those that were merged into them."""
    found: set[int] = set()
    more = set(Story.objects.filter(pk__in=stories, articles__isnull=True).values_list("pk", flat=True))
    while more:
        found |= more
        more = set(Story.objects.filter(merged_into__in=more).values_list("pk", flat=True)) - found
    return found


def _empty_shelves() -> QuerySet[Section]:
    """Return the sections that the sample made and on which nothing stands."""
    return Section.objects.filter(
        ~Exists(Article.objects.filter(section=OuterRef("pk"))),
        ~Exists(Source.objects.filter(section=OuterRef("pk"))),
        ~Exists(Feed.objects.filter(section=OuterRef("pk"))),
        ~Exists(Rule.objects.filter(Q(section=OuterRef("pk")) | Q(move_to=OuterRef("pk")))),
        description=SHELF,
    )


def _delete_files(pictures: Sequence[Mirrored]) -> None:
    """Delete the files of these mirrored pictures, save those that a row still names."""
    digests = {picture.digest for picture in pictures}
    kept = {
        digest
        for model in (Picture, BodyPicture)
        for digest in model.objects.filter(digest__in=digests).values_list("digest", flat=True)
    }
    for picture in pictures:
        for width in picture.widths if picture.digest not in kept else ():
            default_storage.delete(file_name(picture.digest, width))

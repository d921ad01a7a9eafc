"""Undoing: a story's event the other way round, whether an editor ordered it or the site did it by itself."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format

from articles import desk_log
from articles.models import Article, Link, Membership, StoryEvent
from articles.stories import orders
from articles.stories.change import Change, Refused
from articles.stories.former import WORDS, Columns, columns_of, give_back

UNDONE = StoryEvent.Kind.UNDONE


class CannotUndo(Refused):
    """Something that came later builds on it. The text is for the editor."""


@transaction.atomic
def undo(event: StoryEvent, actor: User, now: datetime) -> StoryEvent:
    """Take an event back: articles, reasons, columns, suggestions and links are as before. Return the event of that.

    What was undone is carried out again by undoing that event. Where the site merged by itself, the two stories cannot be
    joined from now on. Raises ``CannotUndo`` where articles or columns are no longer as the event left them.
    """
    change = Change(_stories(event), actor, now)
    event = StoryEvent.objects.select_related("story", "other").select_for_update(of=("self",)).get(pk=event.pk)
    _refuse_twice(event)
    _restore_columns(change, event)
    _move_back(change, event)
    change.restore_suggestions({int(number): row for number, row in event.former.get("suggestions", {}).items()})
    if event.other and _is_of_the_site(event):
        orders.keep_apart(change, event.story, event.other)
    again = event.kind == UNDONE
    if event.kind in (StoryEvent.Kind.MERGED, StoryEvent.Kind.SPLIT):
        change.tell(desk_log.Kind.UNDONE, event.story, event.other)
    undone = change.record(UNDONE, event.story, event.other, event=event.pk, links=_take_links(event), again=again)
    StoryEvent.objects.filter(pk=event.pk).update(undone_at=now)
    if again:
        _carry_out_again(event)
    return undone


def may_be_undone(event: StoryEvent) -> bool:
    """Tell whether the desk offers to undo it; what came later may still keep it from that."""
    return event.undone_at is None and not (event.kind == UNDONE and event.former.get("again"))


def _stories(event: StoryEvent) -> set[int]:
    """Return the stories that the event touched."""
    moved = {number for way in event.moves.values() for number in way if number}
    named = {event.story_id, *([event.other_id] if event.other_id else [])}
    return moved | named | set(_columns(event))


def _columns(event: StoryEvent) -> dict[int, dict[str, tuple[Any, Any]]]:
    """Return {story: {column: (before, after)}} of an event. A merge that says nothing of them led one story to the other."""
    said = event.former.get("stories", {})
    if not said and event.kind == StoryEvent.Kind.MERGED and event.other_id:
        return {event.other_id: {"merged_into": (None, event.story_id)}}
    return {int(number): columns for number, columns in said.items()}


def _is_of_the_site(event: StoryEvent) -> bool:
    """Tell whether the site merged by itself: it says nothing of pairs, as an editor does whose account is gone."""
    return event.kind == StoryEvent.Kind.MERGED and event.actor_id is None and not event.links.exists()


def _refuse_twice(event: StoryEvent) -> None:
    """Raise ``CannotUndo`` where there is nothing to undo."""
    if event.undone_at:
        raise CannotUndo("This was undone already.")
    if not may_be_undone(event):
        raise CannotUndo("This carried an order out again: undo the order itself.")


def _restore_columns(change: Change, event: StoryEvent) -> None:
    """Set the columns that the event changed to what they were."""
    for number, columns in _columns(event).items():
        story = change.stories[number]
        now_there = columns_of(story)
        for name, (before, after) in columns.items():
            # A chosen lead that readers no longer see is dropped by the site itself.
            if now_there[name] != after and not (name == "lead" and now_there[name] is None):
                raise CannotUndo(f"The {WORDS[name]} of story {number} was changed since. {_first(event)}")
            give_back(story, name, before)


def _move_back(change: Change, event: StoryEvent) -> None:
    """Send the articles back, those that are still here, each with the reason that it had."""
    ways = {int(article): way for article, way in event.moves.items()}
    here = dict(Article.objects.filter(pk__in=ways).values_list("pk", "story_id"))
    if any(story != ways[article][1] for article, story in here.items()):
        raise CannotUndo(f"Some of these reports are in other stories now. {_first(event)}")
    places = {article: ways[article][0] for article in here if ways[article][0]}
    for number in set(places.values()):
        into = change.stories[number].merged_into_id
        if into:
            raise CannotUndo(f"Story {number} has been merged into story {into} since. {_first(event)}")
    change.put(places, _reasons(change, event, places))


def _reasons(change: Change, event: StoryEvent, articles: Collection[int]) -> dict[int, Columns | None]:
    """Return why each article was where it goes back to. Who or what was deleted since is no longer named."""
    unknown = change.reasons(articles, Membership.Method.EDITOR)
    kept = event.former.get("memberships", {})
    reasons = {article: kept.get(str(article), unknown[article]) for article in articles}
    people = _existing(User.objects.all(), reasons.values(), "actor_id")
    originals = _existing(Article.objects.all(), reasons.values(), "copy_of_id")
    return {
        article: columns
        and {
            **columns,
            "actor_id": columns["actor_id"] if columns["actor_id"] in people else None,
            "copy_of_id": columns["copy_of_id"] if columns["copy_of_id"] in originals else None,
        }
        for article, columns in reasons.items()
    }


def _existing(known: QuerySet[Any], rows: Collection[Columns | None], name: str) -> set[int]:
    """Return which of the ids in that column are those of rows that are still there."""
    named = {row[name] for row in rows if row and row[name]}
    return set(known.filter(pk__in=named).values_list("pk", flat=True))


def _take_links(event: StoryEvent) -> list[tuple[int, int, int, str]]:
    """Take back what the event said of pairs. Return it: event, the two articles, the word."""
    said = list(event.links.values_list("event_id", "one_id", "other_id", "kind"))
    event.links.all().delete()
    return said


def _carry_out_again(event: StoryEvent) -> None:
    """Let what the event had undone be in force again, with its links between articles that are still here."""
    said = event.former["links"]
    here = set(Article.objects.filter(pk__in={pk for link in said for pk in link[1:3]}).values_list("pk", flat=True))
    Link.objects.bulk_create(
        [
            Link(event_id=of, one_id=one, other_id=other, kind=kind)
            for of, one, other, kind in said
            if {one, other} <= here
        ]
    )
    StoryEvent.objects.filter(pk=event.former["event"]).update(undone_at=None)


def _first(event: StoryEvent) -> str:
    """Name the order that stands in the way, where there is one."""
    later = StoryEvent.objects.filter(pk__gt=event.pk, undone_at=None).exclude(kind=UNDONE)
    touched = later.filter(moves__has_any_keys=list(event.moves)) if event.moves else later.none()
    stories = _stories(event)
    found = touched.first() or later.filter(Q(story__in=stories) | Q(other__in=stories)).first()
    if found is None:
        return "It cannot be undone any more."
    return f"Undo this first: {found.get_kind_display()}, {date_format(timezone.localtime(found.at), 'j M Y, H:i')}."

"""Presses: what the buttons of an article's form do, who may press them, and what they say was done."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from articles import editing, freeze, rule_orders, standing
from articles.admin.moments import in_words
from articles.models import Article, Editor, Story
from articles.stories import orders
from articles.stories.change import Refused


@dataclass(frozen=True, slots=True)
class Press:
    """One press of a button: of which article, with what the form said, by whom and when."""

    article: Article
    said: Mapping[str, Any]
    posted: Mapping[str, str]
    actor: User
    now: datetime

    @property
    def this(self) -> QuerySet[Article]:
        """The article as a queryset, as orders take it."""
        return Article.objects.filter(pk=self.article.pk)

    @property
    def editor(self) -> Editor | None:
        """The profile under which readers know who presses."""
        return Editor.objects.filter(user_id=self.actor.pk).first()

    @property
    def reason(self) -> str:
        """Why, in the editor's words."""
        return str(self.said["status_reason"]).strip()


def _publish(press: Press) -> str:
    editor = press.editor
    if not standing.publish(press.this, editor, press.actor):
        raise Refused("Readers see it already.")
    return f"Published under your name, {editor}." if editor else "Published, with nobody named."


def _schedule(press: Press) -> str:
    return _schedule_for(press, press.said["begin"])


def _schedule_at(press: Press) -> str:
    begin = parse_datetime(press.posted["_schedule_at"])
    if begin is None or timezone.is_naive(begin):
        raise Refused("That is no time.")
    return _schedule_for(press, begin)


def _schedule_for(press: Press, begin: datetime) -> str:
    was_seen = press.article.is_visible(press.now)
    standing.schedule(press.this, begin, press.editor, press.actor, press.now)
    when = in_words(begin, press.now)
    return f"Hidden until {when}." if was_seen else f"Scheduled for {when}: readers see it from then on, by itself."


def _hold(press: Press) -> str:
    if not standing.hold(press.this, press.actor):
        raise Refused("It is not scheduled, or its time has come.")
    return "No longer scheduled: it waits again."


def _expire(press: Press) -> str:
    standing.expire(press.this, press.said["end"], press.actor, press.now)
    return f"Shown until {in_words(press.said['end'], press.now)}, then gone by itself."


def _forever(press: Press) -> str:
    standing.expire(press.this, None, press.actor, press.now)
    return "It has no end any more."


def _reject(press: Press) -> str:
    standing.reject(press.this, press.reason, press.actor)
    return f"Rejected: {press.reason}"


def _withdraw(press: Press) -> str:
    standing.withdraw(press.this, press.reason, press.actor)
    return f"Withdrawn: {press.reason} Its page answers 410; it is gone from every list, feed and search."


def _order(press: Press) -> str:
    standing.withdraw(press.this, press.reason, press.actor, legal=True)
    return (
        f"Withdrawn by legal order: {press.reason} Its page answers 451; it is gone from every list, feed and search."
    )


def _pin(press: Press) -> str:
    until = press.said["pin_until"]
    story = _story(press)
    orders.rank(story, story.boost, until, press.actor, press.now)
    return f"Its story is pinned until {in_words(until, press.now)}."


def _unpin(press: Press) -> str:
    story = _story(press)
    orders.rank(story, story.boost, None, press.actor, press.now)
    return "Its story is pinned no longer."


def _story(press: Press) -> Story:
    story = Story.objects.filter(articles=press.article).first()
    if story is None:
        raise Refused("It is in no story yet, and only stories are pinned.")
    return story


def _take(press: Press) -> str:
    name = press.posted["_take"]
    if name not in (*freeze.FIELDS, "section"):
        raise Refused("There is no such field.")
    editing.take_publishers(press.article, name, press.actor, press.now)
    if name == "section":
        return "It stands where its feed had put it."
    return f"The {freeze.FIELDS[name][1]} is the publisher's again, and follows it."


def _lift(press: Press) -> str:
    if not rule_orders.lift(press.article.pk, actor=press.actor, now=press.now):
        raise Refused("It is no excerpt of ours any more.")
    return "All that its source grants is shown again."


BUTTONS: Mapping[str, tuple[str, Callable[[Press], str]]] = {
    "_publish": ("publish", _publish),
    "_schedule": ("publish", _schedule),
    "_schedule_at": ("publish", _schedule_at),
    "_hold": ("publish", _hold),
    "_expire": ("publish", _expire),
    "_forever": ("publish", _forever),
    "_reject": ("publish", _reject),
    "_withdraw": ("withdraw", _withdraw),
    "_order": ("withdraw", _order),
    "_pin": ("feature", _pin),
    "_unpin": ("feature", _unpin),
    "_take": ("correct", _take),
    "_lift": ("correct", _lift),
}
"""The button's name: the permission that it needs, and what it does. It returns what is to be said. Raises ``Refused``."""


def pressed(request: HttpRequest) -> str:
    """Return the name of the button that was pressed beside "Save", or "". Refuses whoever may not press it."""
    name = next((name for name in BUTTONS if name in request.POST), "")
    if name and not request.user.has_perm(f"articles.{_needed(name, request)}_article"):
        raise PermissionDenied
    return name


def _needed(name: str, request: HttpRequest) -> str:
    """Return the permission that a button needs: who may tag and move may take that back."""
    return "publish" if name == "_take" and request.POST[name] in ("edited_tags", "section") else BUTTONS[name][0]


def carry_out(name: str, press: Press) -> str:
    """Do what a button says and return what is to be said of it. Raises ``Refused``."""
    return BUTTONS[name][1](press)

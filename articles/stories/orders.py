"""What editors order of stories. Each order is whole in itself, leaves an event in the story's history, and can be undone.

The editors' words outlast it as links between two articles: grouping never parts what must be together, and never joins a
story that holds an article with one that holds another where the two cannot be together. So a few links stand for many
articles: those with the founder and the lead of a story (``_pillars``) hold for the whole of it, whatever joins it later.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q

from articles import audit, desk_log
from articles.models import Article, Doubt, Link, Membership, Story, StoryEvent, Suggestion
from articles.stories import locking
from articles.stories.change import Change, Refused

HEADLINE, DEK, BOOST = 500, 1000, 10.0
"""So many characters, and so much in either direction, the columns take."""


@transaction.atomic
def merge(kept: Story, gone: Story, actor: User | None, now: datetime, reason: str = "") -> StoryEvent:
    """Make one story of two: all articles of ``gone`` go to ``kept``, and its address leads there.

    What editors decided of ``kept`` stays: headline, lead, pin, boost. Raises ``Refused``.
    """
    if kept.pk == gone.pk:
        raise Refused("These are one story already.")
    change = Change((kept.pk, gone.pk), actor, now)
    kept, gone = change.standing(kept), change.standing(gone)
    stay, go = _articles(kept), _articles(gone)
    change.link(Link.Kind.MUST, _pillars(kept, stay), _pillars(gone, go))
    _overrule(change, stay, go)
    asked = _suggestion(kept, gone)
    change.put(dict.fromkeys(go, kept.pk), change.reasons(go, Membership.Method.LINK, asked))
    if asked and asked.state != Suggestion.State.ACCEPTED:
        change.decide(asked, Suggestion.State.ACCEPTED)
    change.lead_on(gone, kept)
    change.tell(desk_log.Kind.MERGED, kept, gone, reason)
    return change.record(StoryEvent.Kind.MERGED, kept, gone, reason)


@transaction.atomic
def split(story: Story, articles: Collection[Article], actor: User | None, now: datetime) -> StoryEvent:
    """Let the chosen articles leave and be a new story of their own: the event's ``other``. Raises ``Refused``.

    The new ones are linked in a chain, and none of them can be with the founder or the lead of those that stay.
    """
    change = Change((story.pk,), actor, now)
    story = change.standing(story)
    go, stay = _parted(story, articles)
    if not stay:
        raise Refused("At least one report has to stay.")
    new = change.found(story.language)
    change.link(Link.Kind.MUST, go[:1], go[1:])
    change.link(Link.Kind.CANNOT, go, _pillars(story, stay))
    change.put(dict.fromkeys(go, new.pk), change.reasons(go, Membership.Method.EDITOR))
    change.tell(desk_log.Kind.SPLIT, story, new)
    return change.record(StoryEvent.Kind.SPLIT, story, new)


@transaction.atomic
def move(articles: Collection[Article], story: Story, actor: User | None, now: datetime) -> StoryEvent:
    """Move articles of one story to another that is there already. Raises ``Refused``.

    The event stands in the history of the story they go to; ``other`` is the one they leave. If they leave it empty, its
    address leads on.
    """
    before = {article.story_id for article in articles}
    if len(before) != 1 or None in before:
        raise Refused("Choose reports of one story.")
    left = Story(pk=before.pop())
    if left.pk == story.pk:
        raise Refused("They are in this story already.")
    change = Change((left.pk, story.pk), actor, now)
    story, left = change.standing(story), change.standing(left)
    go, stay = _parted(left, articles)
    there = _articles(story)
    change.link(Link.Kind.CANNOT, go, _pillars(left, stay))
    change.link(Link.Kind.MUST, go, _pillars(story, there)[:1])
    _overrule(change, there, go)
    change.put(dict.fromkeys(go, story.pk), change.reasons(go, Membership.Method.EDITOR))
    return change.record(StoryEvent.Kind.MOVED, story, left)


@transaction.atomic
def await_reports(articles: Collection[Article], story: Story, actor: User | None, now: datetime) -> StoryEvent:
    """Say that articles that are in no story yet belong to this one: grouping puts them there once they are published.

    What was said before of another story holds no longer. Raises ``Refused``.
    """
    change = Change((story.pk,), actor, now)
    story = change.standing(story)
    come, there = [article.pk for article in articles], _articles(story)
    said = Link.objects.filter(Q(one__in=come) | Q(other__in=come), event__kind=StoryEvent.Kind.AWAITED)
    for pair in said.exclude(Q(one__in=there) | Q(other__in=there)).values_list("one", "other"):
        change.link(Link.Kind.CANNOT, pair[:1], pair[1:])
    change.link(Link.Kind.MUST, come, _pillars(story, there))
    _overrule(change, there, come)
    return change.record(StoryEvent.Kind.AWAITED, story, reason=f"{len(come)} of them.")


@transaction.atomic
def choose_lead(story: Story, article: Article | None, actor: User | None, now: datetime) -> StoryEvent:
    """Let a report stand for its story; None lets the site choose again. Raises ``Refused``."""
    change = Change((story.pk,), actor, now)
    story = change.standing(story)
    if article and not Article.objects.visible().filter(pk=article.pk, story=story).exists():
        raise Refused("Only a published report of the story can be its lead.")
    if story.lead_is_chosen == bool(article) and (not article or story.lead_id == article.pk):
        raise Refused("It is so already.")
    story.lead, story.lead_is_chosen = article or story.lead, article is not None
    return change.record(StoryEvent.Kind.LEAD, story)


@transaction.atomic
def edit(story: Story, headline: str, dek: str, actor: User | None, now: datetime) -> StoryEvent:
    """Give a story a headline and a dek of our own; "" shows the lead's. Raises ``Refused``."""
    headline, dek = headline.strip(), dek.strip()
    if len(headline) > HEADLINE or len(dek) > DEK:
        raise Refused(f"A headline has at most {HEADLINE} characters, a dek {DEK}.")
    return _set(story, StoryEvent.Kind.EDITED, actor, now, edited_headline=headline, edited_dek=dek)


@transaction.atomic
def rank(story: Story, boost: float, pinned_until: datetime | None, actor: User | None, now: datetime) -> StoryEvent:
    """Boost a story, and pin it before all others until then (aware UTC; None: no longer). Raises ``Refused``."""
    if not -BOOST <= boost <= BOOST:
        raise Refused(f"A boost is between {-BOOST:g} and {BOOST:g}.")
    if pinned_until and pinned_until <= now:
        raise Refused("A pin ends in the future.")
    return _set(story, StoryEvent.Kind.RANKED, actor, now, boost=boost, pinned_until=pinned_until)


@transaction.atomic
def accept(suggestion: Suggestion, actor: User, now: datetime) -> StoryEvent:
    """Merge the two stories of a suggestion into the older one. Raises ``Refused``, also where it was answered meanwhile."""
    locking.hold()
    waiting = Suggestion.objects.filter(pk=suggestion.pk, state=Suggestion.State.OPEN).select_related("one", "other")
    asked = waiting.first()
    if asked is None:
        raise Refused("This was answered already.")
    return merge(asked.one, asked.other, actor, now)


@transaction.atomic
def never(one: Story, other: Story, actor: User, now: datetime) -> StoryEvent:
    """Say that two stories are not one, for good: grouping neither joins nor suggests them again. Raises ``Refused``."""
    if one.pk == other.pk:
        raise Refused("This is one story.")
    change = Change((one.pk, other.pk), actor, now)
    one, other = change.standing(one), change.standing(other)
    asked = _suggestion(one, other)
    if asked and asked.state == Suggestion.State.NEVER:
        raise Refused("It is so already.")
    keep_apart(change, one, other)
    if asked:
        change.decide(asked, Suggestion.State.NEVER)
    return change.record(StoryEvent.Kind.NEVER, one, other)


def keep_apart(change: Change, one: Story, other: Story) -> None:
    """Link two stories so that they cannot be joined, from now on."""
    change.link(Link.Kind.CANNOT, _pillars(one, _articles(one)), _pillars(other, _articles(other)))


@transaction.atomic
def settle(doubt: Doubt, now: datetime, actor: User | None = None) -> None:
    """Lay a reader's doubt aside. Raises ``Refused`` where that was done already."""
    if not Doubt.objects.filter(pk=doubt.pk, settled_at=None).update(settled_at=now):
        raise Refused("It was settled already.")
    audit.record("settled", [audit.Change(doubt, {"settled": None}, {"settled": now})], actor=actor, now=now)


# ----------------------------------------------------------------------------------------------------------------------
def _set(story: Story, kind: StoryEvent.Kind, actor: User | None, now: datetime, **columns: Any) -> StoryEvent:
    """Set columns of a story."""
    change = Change((story.pk,), actor, now)
    story = change.standing(story)
    if all(getattr(story, name) == value for name, value in columns.items()):
        raise Refused("It is so already.")
    for name, value in columns.items():
        setattr(story, name, value)
    return change.record(kind, story)


def _articles(story: Story) -> list[int]:
    """Return the articles of a story, in the order in which they were placed."""
    return list(story.articles.order_by("clue", "pk").values_list("pk", flat=True))


def _parted(story: Story, articles: Collection[Article]) -> tuple[list[int], list[int]]:
    """Return which articles of a story go and which stay. Raises ``Refused`` where one is not, or no longer, of it."""
    chosen, members = {article.pk for article in articles}, _articles(story)
    if not chosen:
        raise Refused("Choose at least one report.")
    if chosen - set(members):
        raise Refused("Some of these reports are no longer in this story.")
    return [pk for pk in members if pk in chosen], [pk for pk in members if pk not in chosen]


def _pillars(story: Story, articles: Collection[int]) -> list[int]:
    """Return of these articles of a story, in the order of placing, the lead and the founder: two, one or none."""
    lead = [article for article in articles if article == story.lead_id]
    return list(dict.fromkeys([*lead, *list(articles)[:1]]))


def _suggestion(one: Story, other: Story) -> Suggestion | None:
    """Return what is suggested of the two."""
    first, second = sorted((one.pk, other.pk))
    return Suggestion.objects.filter(one=first, other=second).first()


def _overrule(change: Change, some: Collection[int], others: Collection[int]) -> None:
    """Say "together" of every pair of which somebody said before that it cannot be."""
    across = Q(one__in=some, other__in=others) | Q(one__in=others, other__in=some)
    for one, other in Link.objects.filter(across, kind=Link.Kind.CANNOT).values_list("one", "other"):
        change.link(Link.Kind.MUST, [one], [other])

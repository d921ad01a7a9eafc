"""Change: one order under way, inside a transaction. It locks what it touches and keeps how everything stood before."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from itertools import product
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Max, Q

from articles import audit, desk_log
from articles.models import Article, Clue, Gist, Link, Membership, Story, StoryEvent, Suggestion
from articles.stories import former, locking
from articles.stories.former import Columns
from articles.stories.tallying import tally

NO_VERSION = 0
"""The version of a membership that no version of grouping decided."""


class Refused(Exception):
    """An order cannot be carried out. The text is for the editor who gave it; nothing was changed."""


class Change:
    """What an order does to the stories that it names, which stay locked until the transaction ends.

    ``stories``: those by id. ``moves``: article -> its story before and after. The rest is how rows stood before, by id;
    None is a row that was not there.
    """

    def __init__(self, stories: Iterable[int], actor: User | None, now: datetime) -> None:
        """Lock the stories, in the order of their ids. Raises ``Refused`` where one of them is gone."""
        locking.hold()
        wanted = set(stories)
        rows = Story.objects.select_for_update().filter(pk__in=wanted).order_by("pk")
        self.stories = {story.pk: story for story in rows}
        if wanted - set(self.stories):
            raise Refused("One of these stories is no longer here.")
        self.actor, self.now = actor, now
        self.moves: dict[int, tuple[int, int]] = {}
        self._stories = {number: former.columns_of(story) for number, story in self.stories.items()}
        self._memberships: dict[int, Columns | None] = {}
        self._suggestions: dict[int, Columns | None] = {}
        self._links: dict[tuple[int, int], Link.Kind] = {}

    def standing(self, story: Story) -> Story:
        """Return the locked row of a story. Raises ``Refused`` where it was merged into another meanwhile."""
        locked = self.stories[story.pk]
        if locked.merged_into_id:
            raise Refused(f"Story {locked.pk} has been merged into story {locked.merged_into_id}.")
        return locked

    def tell(self, kind: desk_log.Kind, story: Story, other: Story | None, reason: str = "") -> None:
        """Tell readers what an editor does here; what the site does by itself stands in the stories' own histories."""
        if self.actor:
            desk_log.tell_of_stories(kind, (story, other), self.now, self.actor, reason)

    # Stories and their articles ---------------------------------------------------------------------------------------
    def found(self, language: str) -> Story:
        """Begin a new story, without articles yet."""
        story = Story.objects.create(language=language, made_at=self.now)
        self.stories[story.pk] = story
        self._stories[story.pk] = former.columns_of(story)
        return story

    def put(self, places: Mapping[int, int], reasons: Mapping[int, Columns | None]) -> None:
        """Put each article into its story, for its reason. A chosen lead that leaves is no longer the lead."""
        chosen = dict(Article.objects.filter(pk__in=places).values_list("pk", "story_id"))
        before = Membership.objects.in_bulk(places)
        for article, story in chosen.items():
            self.moves[article] = (story or 0, places[article])
            self._memberships[article] = former.of_membership(before[article]) if article in before else None
        for number in set(places.values()):
            Article.objects.filter(pk__in=[a for a in chosen if places[a] == number]).update(story=number)
        Membership.objects.filter(pk__in=chosen).delete()
        Membership.objects.bulk_create([former.membership(a, r) for a in chosen if (r := reasons.get(a))])
        for story_before in self.stories.values():
            if story_before.lead_id in chosen and places[story_before.lead_id or 0] != story_before.pk:
                former.give_back(story_before, "lead", None)

    def reasons(
        self,
        articles: Collection[int],
        method: Membership.Method,
        suggestion: Suggestion | None = None,
        version: int = NO_VERSION,
    ) -> dict[int, Columns | None]:
        """Return why articles go where this change puts them. A suggestion says what was alike; a copy stays one."""
        originals = dict(Membership.objects.filter(pk__in=articles).values_list("pk", "copy_of_id"))
        made = Membership(
            method=method,
            version=version,
            score=suggestion.score if suggestion else None,
            shared=suggestion.shared if suggestion else [],
            actor=self.actor,
            joined_at=self.now,
        )
        columns = former.of_membership(made)
        return {article: {**columns, "copy_of_id": originals.get(article)} for article in articles}

    def lead_on(self, gone: Story, kept: Story) -> None:
        """Let a story that has no articles any more lead to another, and so its suggestions that wait."""
        gone.merged_into = kept
        for suggestion in Suggestion.objects.filter(Q(one=gone) | Q(other=gone), state=Suggestion.State.OPEN):
            far = suggestion.one_id if suggestion.other_id == gone.pk else suggestion.other_id
            if far == kept.pk:
                self.decide(suggestion, Suggestion.State.ACCEPTED)
            else:
                self._repoint(suggestion, *sorted((far, kept.pk)))

    # Suggestions and links --------------------------------------------------------------------------------------------
    def decide(self, suggestion: Suggestion, state: Suggestion.State) -> None:
        """Write what became of a suggestion."""
        self._suggestions.setdefault(suggestion.pk, former.of_suggestion(suggestion))
        Suggestion.objects.filter(pk=suggestion.pk).update(state=state)

    def _repoint(self, suggestion: Suggestion, one: int, other: int) -> None:
        """Say the same of another pair; drop it where something is said of that already."""
        self._suggestions.setdefault(suggestion.pk, former.of_suggestion(suggestion))
        row = Suggestion.objects.filter(pk=suggestion.pk)
        if Suggestion.objects.filter(one=one, other=other).exists():
            row.delete()
        else:
            row.update(one=one, other=other)

    def restore_suggestions(self, rows: Mapping[int, Columns | None]) -> None:
        """Put suggestions back as they stood. What the site suggested of the same pair since then stays."""
        now_there = Suggestion.objects.in_bulk(rows)
        for number in rows:
            self._suggestions[number] = former.of_suggestion(now_there[number]) if number in now_there else None
        Suggestion.objects.filter(pk__in=rows).delete()
        back = [former.suggestion(number, columns) for number, columns in rows.items() if columns]
        known = set(
            Story.objects.filter(pk__in={s for row in back for s in (row.one_id, row.other_id)}).values_list(
                "pk", flat=True
            )
        )
        Suggestion.objects.bulk_create([s for s in back if {s.one_id, s.other_id} <= known], ignore_conflicts=True)

    def link(self, kind: Link.Kind, some: Iterable[int], others: Iterable[int]) -> None:
        """Say of each of ``some`` with each of ``others`` that they belong together, or that they do not."""
        for one, other in product(some, others):
            if one != other:
                self._links[min(one, other), max(one, other)] = kind

    # The end ----------------------------------------------------------------------------------------------------------
    def record(
        self, kind: StoryEvent.Kind, story: Story, other: Story | None = None, reason: str = "", **more: Any
    ) -> StoryEvent:
        """Save the stories, write the event with its links, count the stories anew. Return the event.

        The gists of stories whose articles changed are forgotten: grouping makes them again.
        """
        self._close_emptied()
        self._refuse_hidden()
        written = self._save()
        event = StoryEvent.objects.create(
            story=story,
            other=other,
            kind=kind,
            actor=self.actor,
            at=self.now,
            reason=reason[:300],
            moves={article: list(way) for article, way in self.moves.items()},
            former={
                "stories": written, "memberships": self._memberships, "suggestions": self._suggestions, **more,
            },
            after_clue=Clue.objects.aggregate(last=Max("pk"))["last"] or 0,
        )  # fmt: skip
        Link.objects.bulk_create(
            [Link(one_id=one, other_id=other, kind=said, event=event) for (one, other), said in self._links.items()]
        )
        Gist.objects.filter(story__in={number for way in self.moves.values() for number in way}).delete()
        tally(list(self.stories), self.now)
        self._audit(kind, written, reason)
        return event

    def _audit(self, kind: StoryEvent.Kind, written: Mapping[int, Mapping[str, Any]], reason: str) -> None:
        """Tell the audit what an editor did to each story; all that undoing needs is in the event."""
        if not self.actor:
            return
        told = [self._told(number, written.get(number, {})) for number in self.stories]
        audit.record(kind.label.lower(), told, actor=self.actor, reason=reason, now=self.now)

    def _told(self, number: int, columns: Mapping[str, tuple[Any, Any]]) -> audit.Change:
        """Say of one story what changed: what editors decide of it, and the reports that left or came."""
        before = {former.WORDS[name]: pair[0] for name, pair in columns.items()}
        after = {former.WORDS[name]: pair[1] for name, pair in columns.items()}
        ways = self.moves.items()
        before |= _some("reports", [article for article, (old, new) in ways if old == number != new])
        after |= _some("reports", [article for article, (old, new) in ways if new == number != old])
        return audit.Change(self.stories[number], before, after)

    def _close_emptied(self) -> None:
        """Let each story that has lost its last article lead to where that went."""
        went = {before: after for before, after in self.moves.values() if before != after}
        full = set(Article.objects.filter(story__in=went).values_list("story_id", flat=True))
        for before, after in went.items():
            if before in self.stories and before not in full and not self.stories[before].merged_into_id:
                self.lead_on(self.stories[before], self.stories[after])

    def _refuse_hidden(self) -> None:
        """Raise ``Refused`` where a story would lead elsewhere and still hold articles, which readers could not find."""
        leading = [number for number, story in self.stories.items() if story.merged_into_id]
        held = Article.objects.filter(story__in=leading).order_by("story").values_list("story_id", flat=True).first()
        if held:
            raise Refused(f"Story {held} has got reports since then. Merge it instead.")

    def _save(self) -> dict[int, dict[str, tuple[Any, Any]]]:
        """Save the stories that differ. Return {story: {column: (before, after)}}."""
        written: dict[int, dict[str, tuple[Any, Any]]] = {}
        for number, story in self.stories.items():
            before, after = self._stories[number], former.columns_of(story)
            changed = {name: (before[name], after[name]) for name in after if before[name] != after[name]}
            if changed:
                written[number] = changed
            if story.merged_into_id:
                story.reports = story.families = story.copies = 0
            story.save()
        return written


def _some(name: str, articles: Collection[int]) -> dict[str, list[int]]:
    """Name the articles, the first hundred of them, where there are any."""
    return {name: list(articles)[:100]} if articles else {}

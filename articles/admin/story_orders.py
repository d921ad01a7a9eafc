"""The buttons of the story board: each is an order of ``articles/stories/orders.py``, and a line in the desk's own log."""

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from articles.admin.story_forms import HeadlineForm, MergeForm, MoveForm, RankForm, ReportsForm
from articles.models import Article, Doubt, Story, StoryEvent, Suggestion
from articles.stories import orders
from articles.stories.change import Refused
from articles.stories.undoing import undo

Forms = dict[str, Form]
Order = Callable[[User, datetime], StoryEvent]


def may_order(request: HttpRequest) -> bool:
    """Tell whether somebody may order anything of stories."""
    return request.user.has_perm("articles.change_story")


def address(story: Story) -> str:
    """Return the path of the story's page at the desk."""
    return reverse("admin:articles_story_change", args=[story.pk])


def press(request: HttpRequest, story: Story) -> Forms:
    """Carry out the button that was pressed. Return the form that was not filled in well, by its name; mostly none."""
    editor(request)
    for name, button in BUTTONS.items():
        if name in request.POST:
            return button(request, story)
    messages.error(request, "Nothing done: no order was given.")
    return {}


def carry_out(request: HttpRequest, order: Order) -> Forms:
    """Carry out an order, tell the editor, and log it for each story. Where it is refused, say why. Return no form."""
    try:
        event = order(editor(request), timezone.now())
    except Refused as refusal:
        messages.error(request, f"Nothing done: {refusal}")
        return {}
    words = told(event)
    log(request, [event.story, event.other] if event.other else [event.story], words)
    link = format_html('<a href="{}">See story {}</a>', address(event.story), event.story_id)
    messages.success(request, format_html("{} {}", words, link))
    return {}


def editor(request: HttpRequest) -> User:
    """Return who orders. Raises ``PermissionDenied`` to who may not."""
    if not isinstance(request.user, User) or not may_order(request):
        raise PermissionDenied
    return request.user


def log(request: HttpRequest, stories: list[Story], words: str) -> None:
    """Write a line in the desk's log of each story."""
    LogEntry.objects.log_actions(editor(request).pk, stories, CHANGE, words)


def told(event: StoryEvent) -> str:
    """Say in a line what was done."""
    count = len(event.moves)
    reports = f"{count} report{'' if count == 1 else 's'}"
    lines = {
        "merged": f"Story {event.other_id} was merged into story {event.story_id}.",
        "split": f"{reports} of story {event.story_id} became story {event.other_id}.",
        "moved": f"{reports} moved from story {event.other_id} to story {event.story_id}.",
        "never": f"Story {event.story_id} and story {event.other_id} will never be merged.",
    }
    return lines.get(event.kind, f"{event.get_kind_display()}, in story {event.story_id}.")


# One function a button ------------------------------------------------------------------------------------------------
def _split(request: HttpRequest, story: Story) -> Forms:
    form = ReportsForm(request.POST, story)
    if not form.is_valid():
        return {"reports": form}
    chosen = form.cleaned_data["articles"]
    return carry_out(request, lambda by, now: orders.split(story, chosen, by, now))


def _move(request: HttpRequest, story: Story) -> Forms:
    form = MoveForm(request.POST, story)
    if not form.is_valid():
        return {"reports": form}
    chosen, to = form.cleaned_data["articles"], form.cleaned_data["to"]
    return carry_out(request, lambda by, now: orders.move(chosen, to, by, now))


def _merge(request: HttpRequest, story: Story) -> Forms:
    form = MergeForm(request.POST)
    if not form.is_valid():
        return {"merge": form}
    gone, reason = form.cleaned_data["gone"], form.cleaned_data["reason"]
    return carry_out(request, lambda by, now: orders.merge(story, gone, by, now, reason))


def _edit(request: HttpRequest, story: Story) -> Forms:
    form = HeadlineForm(request.POST)
    if not form.is_valid():
        return {"headline": form}
    headline, dek = form.cleaned_data["headline"], form.cleaned_data["dek"]
    return carry_out(request, lambda by, now: orders.edit(story, headline, dek, by, now))


def _rank(request: HttpRequest, story: Story) -> Forms:
    form = RankForm(request.POST)
    if not form.is_valid():
        return {"rank": form}
    boost = form.cleaned_data["boost"]
    until = form.pinned_until(story.pinned_until, timezone.now())
    return carry_out(request, lambda by, now: orders.rank(story, boost, until, by, now))


def _lead(request: HttpRequest, story: Story) -> Forms:
    chosen = request.POST["lead"]
    article = get_object_or_404(Article, pk=_number(chosen)) if chosen else None
    return carry_out(request, lambda by, now: orders.choose_lead(story, article, by, now))


def _undo(request: HttpRequest, story: Story) -> Forms:
    event = get_object_or_404(StoryEvent, pk=_number(request.POST["undo"]))
    return carry_out(request, lambda by, now: undo(event, by, now))


def accept(request: HttpRequest, story: Story | None = None) -> Forms:
    """Merge the two stories of the suggestion that was pressed."""
    number = request.POST["accept"]
    return carry_out(request, lambda by, now: orders.accept(_suggestion(number), by, now))


def never(request: HttpRequest, story: Story | None = None) -> Forms:
    """Keep the two stories of the suggestion that was pressed apart."""

    def order(by: User, now: datetime) -> StoryEvent:
        asked = _suggestion(request.POST["never"])
        return orders.never(asked.one, asked.other, by, now)

    return carry_out(request, order)


def _settle(request: HttpRequest, story: Story) -> Forms:
    doubt = get_object_or_404(Doubt.objects.filter(story=story), pk=_number(request.POST["settle"]))
    try:
        orders.settle(doubt, timezone.now(), editor(request))
    except Refused as refusal:
        messages.error(request, f"Nothing done: {refusal}")
        return {}
    log(request, [story], "A doubt was settled.")
    messages.success(request, "The doubt is settled.")
    return {}


def _suggestion(number: str) -> Suggestion:
    """Return the suggestion of a button. Raises ``Refused`` where it is gone, as it is when its stories were merged."""
    asked = Suggestion.objects.select_related("one", "other").filter(pk=_number(number)).first()
    if asked is None:
        raise Refused("This is asked no more.")
    return asked


def _number(said: str) -> int:
    """Read the number of a row; what is none is that of no row."""
    return int(said) if said.isdecimal() and len(said) < 19 else 0


BUTTONS: dict[str, Callable[[HttpRequest, Story], Forms]] = {
    "_split": _split,
    "_move": _move,
    "_merge": _merge,
    "_edit": _edit,
    "_rank": _rank,
    "lead": _lead,
    "undo": _undo,
    "accept": accept,
    "never": never,
    "settle": _settle,
}
"""The names of the buttons, each with what it does."""

"""What editors order of articles, many at once from the list or one from its form."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from articles import bulk
from articles.characters import one_line
from articles.models import Article, BulkOrder, Editor, Section, Story
from articles.stories.change import Refused

if TYPE_CHECKING:
    Admin = admin.ModelAdmin[Article]
else:
    Admin = object

Verb = BulkOrder.Verb
Answer = HttpResponse | None


def actor_of(request: HttpRequest) -> User | None:
    """Return who orders."""
    return request.user if isinstance(request.user, User) else None


class OrderForm(ActionForm):
    """What an order may need to know. What is wrong with it is said by the order itself (``bulk.missing``)."""

    section = forms.CharField(required=False)
    reason = forms.CharField(required=False)
    story = forms.CharField(required=False)
    tag = forms.CharField(required=False)


def wanted(verb: str, given: Mapping[str, str], actor: User | None) -> BulkOrder:
    """Return the order that somebody filled in: not stored, and perhaps with something missing."""
    section, story = _number(given.get("section", "")), _number(given.get("story", ""))
    return BulkOrder(
        verb=verb,
        section=Section.objects.filter(pk=section).first() if section and verb == Verb.MOVE else None,
        story=Story.objects.filter(pk=story, merged_into=None).first() if story and verb == Verb.JOIN else None,
        tag=one_line(given.get("tag", ""), 60) if verb == Verb.TAG else "",
        reason="" if verb == Verb.PUBLISH else one_line(given.get("reason", ""), 300),
        actor=actor,
    )


class Orders(Admin):
    """The actions of the list of articles. Each leaves a line in the history of every article it is given."""

    def has_publish_permission(self, request: HttpRequest) -> bool:
        """Tell who may decide what readers see."""
        return request.user.has_perm("articles.publish_article")

    def has_withdraw_permission(self, request: HttpRequest) -> bool:
        """Tell who may take away what readers saw."""
        return request.user.has_perm("articles.withdraw_article")

    @admin.action(description="Publish", permissions=["publish"])
    def publish(self, request: HttpRequest, articles: QuerySet[Article]) -> Answer:
        """Publish; the editor who does it becomes the curator."""
        answer = self.order(request, articles, Verb.PUBLISH)
        if answer is None and not Editor.objects.filter(user_id=request.user.pk or 0).exists():
            self.message_user(request, self._how_to_be_named(), messages.WARNING)
        return answer

    @admin.action(description="Reject (say why)", permissions=["publish"])
    def reject(self, request: HttpRequest, articles: QuerySet[Article]) -> Answer:
        """Reject; they never come back."""
        return self.order(request, articles, Verb.REJECT)

    @admin.action(description="Withdraw from the public (say why)", permissions=["withdraw"])
    def withdraw(self, request: HttpRequest, articles: QuerySet[Article]) -> Answer:
        """Withdraw; their pages answer 410."""
        return self.order(request, articles, Verb.WITHDRAW)

    @admin.action(description="Withdraw by legal order (say which)", permissions=["withdraw"])
    def withdraw_by_order(self, request: HttpRequest, articles: QuerySet[Article]) -> Answer:
        """Withdraw because a court or an authority ordered it; their pages answer 451, and no log names them."""
        return self.order(request, articles, Verb.LEGAL)

    @admin.action(description="Move to section", permissions=["publish"])
    def move(self, request: HttpRequest, articles: QuerySet[Article]) -> Answer:
        """Move to the section chosen beside the action."""
        return self.order(request, articles, Verb.MOVE)

    @admin.action(description="Tag", permissions=["publish"])
    def tag(self, request: HttpRequest, articles: QuerySet[Article]) -> Answer:
        """Add the tag written beside the action."""
        return self.order(request, articles, Verb.TAG)

    @admin.action(description="Add to story", permissions=["publish"])
    def join(self, request: HttpRequest, articles: QuerySet[Article]) -> Answer:
        """Add to the story whose number stands beside the action."""
        return self.order(request, articles, Verb.JOIN)

    @admin.action(description="Delete (say why)", permissions=["withdraw"])
    def remove(self, request: HttpRequest, articles: QuerySet[Article]) -> Answer:
        """Delete for good, after another question; tombstones stay."""
        return self.order(request, articles, Verb.REMOVE)

    def order(self, request: HttpRequest, articles: QuerySet[Article], verb: str) -> Answer:
        """Carry out an order for exactly the articles chosen, whatever it does to the filter they were found by.

        What takes longer than an editor waits for, or cannot be undone, gets a page of its own.
        """
        order = wanted(verb, request.POST, actor_of(request))
        numbers = list(articles.values_list("pk", flat=True)[: bulk.MOST + 1])
        if said := bulk.missing(order):
            self.message_user(request, f"Nothing done: {said}.", messages.ERROR)
        elif len(numbers) > bulk.MOST:
            self.message_user(
                request, f"Nothing done: more than {bulk.MOST:,} match. Narrow the filter.", messages.ERROR
            )
        elif len(numbers) > bulk.AT_ONCE or verb == Verb.REMOVE:
            bulk.store(order, numbers, timezone.now())
            return HttpResponseRedirect(reverse("admin:articles_bulkorder_change", args=[order.pk]))
        else:
            self._at_once(request, order, numbers)
        return None

    def _at_once(self, request: HttpRequest, order: BulkOrder, numbers: list[int]) -> None:
        try:
            changed = bulk.carry_out(order, numbers, timezone.now())
        except Refused as refusal:
            self.message_user(request, f"Nothing done: {refusal}", messages.ERROR)
        else:
            self.message_user(request, f"{changed} {bulk.told(order)}.", messages.SUCCESS)
            if said := bulk.remarks(order, numbers):
                self.message_user(request, said, messages.WARNING)

    def _how_to_be_named(self) -> str:
        """Tell somebody without a profile how readers may learn who published."""
        why = "Readers see who published a piece only where that person has an editor's profile."
        return format_html('{} <a href="{}">Make yours</a>.', why, reverse("admin:profile"))


def _number(said: str) -> int:
    """Read the number of a row; what is none is that of no row."""
    return int(said) if said.isdecimal() and len(said) < 19 else 0

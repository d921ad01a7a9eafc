"""What editors order of articles, many at once from the list or one from its form."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from articles import standing
from articles.models import Article, Editor, Section

if TYPE_CHECKING:
    Admin = admin.ModelAdmin[Article]
else:
    Admin = object


def actor_of(request: HttpRequest) -> User | None:
    """Return who orders."""
    return request.user if isinstance(request.user, User) else None


class OrderForm(ActionForm):
    """What an order may need to know: where to move to, or why it is rejected."""

    section = forms.ModelChoiceField(
        queryset=Section.objects.all(), required=False, label="Section, to move to:", empty_label="Choose"
    )
    reason = forms.CharField(
        max_length=300, required=False, label="Reason, to reject or withdraw (of what was public, readers see it):"
    )


class Orders(Admin):
    """The actions of the list of articles. Each leaves a line in the history of every article it is given."""

    @admin.action(description="Publish", permissions=["change"])
    def publish(self, request: HttpRequest, articles: QuerySet[Article]) -> None:
        """Publish; the editor who does it becomes the curator."""
        editor = Editor.objects.filter(user_id=request.user.pk or 0).first()
        changed = self._carry_out(request, articles, lambda chosen: standing.publish(chosen, editor), "Published.")
        named = f"under your name, {editor}" if editor else "with nobody named"
        self.message_user(request, f"{changed} published, {named}.", messages.SUCCESS)
        if editor is None:
            self.message_user(request, self._how_to_be_named(request), messages.WARNING)

    @admin.action(description="Reject (say why)", permissions=["change"])
    def reject(self, request: HttpRequest, articles: QuerySet[Article]) -> None:
        """Reject; they never come back."""
        order = partial(standing.reject, actor=actor_of(request))
        self._refuse(request, articles, order, "Rejected", request.POST.get("reason", ""))

    @admin.action(description="Withdraw from the public (say why)", permissions=["change"])
    def withdraw(self, request: HttpRequest, articles: QuerySet[Article]) -> None:
        """Withdraw; their pages answer 410."""
        order = partial(standing.withdraw, actor=actor_of(request))
        self._refuse(request, articles, order, "Withdrawn", request.POST.get("reason", ""))

    @admin.action(description="Withdraw by legal order (say which)", permissions=["change"])
    def withdraw_by_order(self, request: HttpRequest, articles: QuerySet[Article]) -> None:
        """Withdraw because a court or an authority ordered it; their pages answer 451, and no log names them."""
        order = partial(standing.withdraw, actor=actor_of(request), legal=True)
        self._refuse(request, articles, order, "Withdrawn by legal order", request.POST.get("reason", ""))

    @admin.action(description="Move to section", permissions=["change"])
    def move(self, request: HttpRequest, articles: QuerySet[Article]) -> None:
        """Move to the section chosen beside the action."""
        chosen = request.POST.get("section", "")
        section = Section.objects.filter(pk=chosen).first() if chosen.isdecimal() else None
        if section is None:
            self.message_user(request, "Nothing done: choose the section to move to.", messages.ERROR)
            return
        moved = self._carry_out(request, articles, lambda these: standing.move(these, section), f"Moved to {section}.")
        self.message_user(request, f"{moved} moved to {section}.", messages.SUCCESS)

    def _refuse(
        self,
        request: HttpRequest,
        articles: QuerySet[Article],
        order: Callable[[QuerySet[Article], str], int],
        done: str,
        reason: str,
    ) -> None:
        """Carry out an order that needs a reason."""
        reason = reason.strip()
        if not reason:
            self.message_user(request, "Nothing done: say why first.", messages.ERROR)
            return
        changed = self._carry_out(request, articles, lambda chosen: order(chosen, reason), f"{done}: {reason}")
        self.message_user(request, f"{changed} {done.lower()}: {reason}", messages.SUCCESS)

    def _carry_out(
        self, request: HttpRequest, articles: QuerySet[Article], order: Callable[[QuerySet[Article]], int], note: str
    ) -> int:
        """Carry out an order for exactly the articles chosen, whatever it does to the filter they were found by."""
        chosen = Article.objects.filter(pk__in=list(articles.values_list("pk", flat=True)))
        changed = order(chosen)
        LogEntry.objects.log_actions(request.user.pk or 0, chosen, CHANGE, note)
        return changed

    def _how_to_be_named(self, request: HttpRequest) -> str:
        """Tell somebody without a profile how readers may learn who published."""
        why = "Readers see who published a piece only where that person has an editor's profile."
        if not request.user.has_perm("articles.add_editor"):
            return f"{why} Ask an administrator for one."
        url = f"{reverse('admin:articles_editor_add')}?user={request.user.pk}"
        return format_html('{} <a href="{}">Make yours</a>.', why, url)

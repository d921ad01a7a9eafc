"""Rules in the admin: their list, which is their order, and the page of one, on which it can be tried before it is kept."""

from dataclasses import replace
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from articles import rehearsal, rule_orders
from articles.admin import sweep
from articles.admin.orders import actor_of
from articles.admin.rule_form import RuleForm, lines_in, lines_of, sources
from articles.models import Rule, Ruling
from articles.rules.condition import Condition
from articles.sweeping import CHOICES

TEMPLATES = "admin/articles/rule"
LAST_RULINGS = 20
STEPS = {"up": -1, "down": 1}


@admin.register(Rule)
class RuleAdmin(admin.ModelAdmin[Rule]):
    """The rules in the order in which they are asked."""

    search_fields = ("name",)

    def get_urls(self) -> list[URLPattern]:
        """Add the pages on which a rule is applied to what is here already."""
        return [
            path("<int:number>/apply/", self.admin_site.admin_view(self.apply_view), name="articles_rule_apply"),
            path("applied/<int:number>/", self.admin_site.admin_view(self.sweep_view), name="articles_rule_applied"),
            *super().get_urls(),
        ]

    # The list ---------------------------------------------------------------------------------------------------------
    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show all rules; carry out the button that was pressed beside one."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            return self._press(request)
        rules = Rule.objects.select_related("source", "section", "move_to").prefetch_related("conditions")
        rows = [(rule, rule_orders.described(rule)) for rule in rules]
        moved, _, button = request.GET.get("moved", "").partition("-")
        return self._page(request, "list", title="Rules", rows=rows, moved=moved, button=button)

    def _press(self, request: HttpRequest) -> HttpResponse:
        """Move a rule, or take it into use or out of it."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        button, _, number = request.POST.get("press", "").partition("-")
        rule = Rule.objects.filter(pk=number).first() if number.isdecimal() and len(number) < 19 else None
        if rule is None:
            self.message_user(request, "Nothing done: that rule is gone.", messages.ERROR)
            return HttpResponseRedirect(request.path)
        actor, now = actor_of(request), timezone.now()
        if button in STEPS:
            place = rule_orders.move(rule, STEPS[button], actor=actor, now=now)
            self._say(request, rule, f"“{rule}” is asked as number {place}.")
        else:
            rule_orders.switch(rule, is_enabled=not rule.is_enabled, actor=actor, now=now)
            self._say(request, rule, f"“{rule}” is {'in use' if rule.is_enabled else 'out of use'}.")
        return HttpResponseRedirect(f"{request.path}?moved={rule.pk}-{button}")

    def _say(self, request: HttpRequest, rule: Rule, words: str) -> None:
        self.log_change(request, rule, words)
        self.message_user(request, words, messages.SUCCESS)

    # The page of one --------------------------------------------------------------------------------------------------
    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show an empty rule, try it, or keep it."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        return self._sheet(request, None, may_write=True)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show a rule, try it as it is written now, or keep it so."""
        rows = Rule.objects.select_related("source", "section", "move_to", "author")
        rule = rows.filter(pk=object_id).first() if object_id.isdecimal() and len(object_id) < 19 else None
        if rule is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined,no-any-return]  # What Django's own view answers.
        if not self.has_view_or_change_permission(request, rule):
            raise PermissionDenied
        if "_lift" in request.POST:
            return self._lift(request)
        return self._sheet(request, rule, may_write=self.has_change_permission(request, rule))

    def _sheet(self, request: HttpRequest, rule: Rule | None, *, may_write: bool) -> HttpResponse:
        if request.method != "POST":
            form = RuleForm(instance=rule, is_closed=not may_write)
            tried = rehearsal.rehearse(rule.as_value, timezone.now()) if rule and "try" in request.GET else None
            return self._shown(request, rule, form, lines_of(rule), may_write=may_write, tried=tried)
        if not may_write:
            raise PermissionDenied
        form = RuleForm(request.POST, instance=rule)
        if "_more" in request.POST:
            lines = lines_in(request.POST, more=1)
            return self._shown(request, rule, form, lines, may_write=True, is_quiet=True)
        lines = lines_in(request.POST)
        is_whole = form.is_valid()
        if not lines.is_valid():
            return self._shown(request, rule, form, lines, may_write=True)
        if "_try" in request.POST:
            return self._tried(request, rule, form, lines)
        if not is_whole:
            return self._shown(request, rule, form, lines, may_write=True)
        return self._keep(request, form, lines.said, is_new=rule is None)

    def _lift(self, request: HttpRequest) -> HttpResponse:
        """Show again all that its source grants of an article that the rule made an excerpt."""
        number = request.POST["_lift"]
        if not sweep.may_apply(request.user):
            raise PermissionDenied
        if number.isdecimal() and len(number) < 19:
            done = rule_orders.lift(int(number), actor=actor_of(request), now=timezone.now())
            words = "Shown as its source grants it." if done else "Nothing done: it is no excerpt of ours any more."
            self.message_user(request, words, messages.SUCCESS if done else messages.WARNING)
        return HttpResponseRedirect(request.path)

    def _tried(self, request: HttpRequest, rule: Rule | None, form: RuleForm, lines: Any) -> HttpResponse:
        """Ask the rule, as it is written now, of the entries that came last."""
        said = form.cleaned_data
        asked = Rule(source=said.get("source"), section=said.get("section"), needs_all=said.get("needs_all", True))
        tried = rehearsal.rehearse(replace(asked.as_value, conditions=tuple(lines.said)), timezone.now())
        return self._shown(request, rule, form, lines, may_write=True, is_quiet=True, tried=tried)

    def _keep(self, request: HttpRequest, form: RuleForm, conditions: list[Condition], *, is_new: bool) -> HttpResponse:
        """Keep it, and go back to the list, or stay where it is to be applied."""
        rule = form.instance
        rule_orders.keep(rule, conditions, actor=actor_of(request), now=timezone.now())
        if is_new:
            self.log_addition(request, rule, "Made.")
            messages.success(request, f"“{rule}” is asked of every new entry from now on, after all other rules.")
        else:
            self.log_change(request, rule, "Changed.")
            messages.success(request, f"“{rule}” is kept.")
        return HttpResponseRedirect(reverse("admin:articles_rule_change", args=[rule.pk]))

    def _shown(self, request: HttpRequest, rule: Rule | None, form: RuleForm, lines: Any, **shown: Any) -> HttpResponse:
        facts = {"is_quiet": False, "tried": None, **shown}
        last = Ruling.objects.filter(rule=rule).select_related("article")[:LAST_RULINGS] if rule else ()
        sweeps = rule.sweeps.filter(finished_at=None).defer("articles")[:LAST_RULINGS] if rule else ()
        return self._page(
            request, "sheet", title=str(rule) if rule else "New rule", rule=rule, form=form, lines=lines, rulings=last, sweeps=sweeps,
            sources=sources(), choices=CHOICES, looked_at=rehearsal.LAST, may_apply=rule and sweep.may_apply(request.user), **facts,
        )  # fmt: skip

    def _page(self, request: HttpRequest, name: str, **shown: Any) -> TemplateResponse:
        rights = {
            "has_add_permission": self.has_add_permission(request),
            "has_change_permission": self.has_change_permission(request),
            "has_delete_permission": self.has_delete_permission(request),
        }
        context = {**self.admin_site.each_context(request), "opts": self.opts, **rights, **shown}
        return TemplateResponse(request, f"{TEMPLATES}/{name}.html", context)

    # Deleting ---------------------------------------------------------------------------------------------------------
    def delete_model(self, request: HttpRequest, obj: Rule) -> None:
        """Delete a rule; what it did stays."""
        rule_orders.remove(obj, actor=actor_of(request), now=timezone.now())

    # Applied to what is here already ----------------------------------------------------------------------------------
    def apply_view(self, request: HttpRequest, number: int) -> HttpResponse:
        """Begin to count what a rule would change."""
        return sweep.plan(self, request, number)

    def sweep_view(self, request: HttpRequest, number: int) -> HttpResponse:
        """Show how far that is, and carry it on."""
        found = sweep.carried_on(request, number)
        if isinstance(found, HttpResponse):
            return found
        return self._page(request, "sweep", **found)

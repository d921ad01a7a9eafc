"""Not the same story? The form by which readers say so, and its receipt."""

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from articles.models import Article, Story
from articles.stories import doubts
from articles.views.coverage import MOST
from articles.views.page import reader_page
from articles.views.whereabouts import at_its_address

LONGEST = 500


class DoubtForm(forms.Form):
    """Which report, "" for the whole story, and why. ``website`` is for programs: people do not see it and leave it empty."""

    report = forms.ModelChoiceField(queryset=Article.objects.none(), required=False)
    text = forms.CharField(max_length=LONGEST, required=False)
    website = forms.CharField(required=False)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@at_its_address
def doubt(request: HttpRequest, story: Story) -> HttpResponse:
    """Ask what does not belong, and take the answer."""
    members = Article.objects.visible().of_story(story)
    form = DoubtForm(request.POST if request.method == "POST" else None)
    form.fields["report"].queryset = members  # type: ignore[attr-defined]  # The stubs know only the base class.
    if form.is_valid():
        return HttpResponseRedirect(_take(story, form), status=303)
    context = {"story": story, "reports": members.for_cards()[:MOST], "form": form, "longest": LONGEST}
    return render(request, "story/doubt.html", context, status=400 if form.is_bound else 200)


def _take(story: Story, form: DoubtForm) -> str:
    """Keep the doubt, unless a program wrote it, and return where its receipt is."""
    said = form.cleaned_data
    kept = bool(said["website"]) or doubts.doubt(story, said["report"], said["text"], timezone.now())
    return reverse("doubt_received" if kept else "doubt_full", args=[story.pk, story.slug])


@reader_page
@at_its_address
def received(request: HttpRequest, story: Story) -> HttpResponse:
    """Say that the doubt has come, and what becomes of it."""
    return render(request, "story/doubt_received.html", {"story": story})


@reader_page
@at_its_address
def full(request: HttpRequest, story: Story) -> HttpResponse:
    """Say kindly that there are enough doubts for now."""
    return render(request, "story/doubt_received.html", {"story": story, "is_full": True})

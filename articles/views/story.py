"""The story's page: one event with everybody who reports it, who they are, and what only one of them says."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from articles.attribution import attribution, original
from articles.models import Story
from articles.rights import in_force
from articles.views import paging
from articles.views.coverage import MOST, alone, by_day, houses, reports_of
from articles.views.page import reader_page
from articles.views.story_cards import card_of, first_names
from articles.views.whereabouts import at_its_address

PAGE = 40
"""So many reports stand on one page."""

HOUSES = 30
"""So many publishers are listed beside the reports; of others the page says how many."""


@reader_page(parameters=("before",))
@at_its_address
def story(request: HttpRequest, found: Story) -> HttpResponse:
    """Show the coverage of one story: the lead, then every report by time, the newest first."""
    reports = reports_of(found)
    publishers = houses(reports)
    names = first_names((report.article for report in reports), found.lead_id)
    card = card_of(found, names, timezone.localdate())
    credit = attribution(card.article, in_force(card.article.grant, timezone.localdate()))
    page = paging.turn_list(request, [report.article for report in reports], PAGE)
    context = {
        "story": found,
        "card": card,
        "credit": credit,
        "original": original(card.article, credit),
        "reports": reports,
        "page": page,
        "days": by_day(reports, page.articles),
        "publishers": publishers[:HOUSES],
        "others": len(publishers[HOUSES:]),
        "alone": alone(publishers, found.language),
        "most": MOST if found.reports + found.copies > MOST else 0,
    }
    return render(request, "story/story.html", context)

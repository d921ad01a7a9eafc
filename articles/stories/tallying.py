"""Counts stories anew from what readers may see of them: reports, families, lead, shelf and rank."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from articles import rights
from articles.families import family_of
from articles.json_rows import Row, as_json
from articles.models import Article, Section, Story
from articles.rank import LATELY, rank

NEEDED = (
    "story_id", "section_id", "status", "visible_from", "visible_until", "dek", "edited_dek", "origin_name", "origin_url", "published_at", "no_picture", "mirror__digest",
    "membership__copy_of_id", "source__name", "source__family", "source__home_url", "source__rights_mode",
    "source__excerpt_words", "source__images_allowed", "source__index_allowed", "source__ai_reserved",
    "source__licence_name", "source__licence_url", "source__rights_until",
)  # fmt: skip
COUNTED = (
    "section_id", "lead_id", "lead_is_chosen", "reports", "copies", "families", "family", "first_report_at",
    "last_report_at", "rank", "rank_terms", "rank_until",
)  # fmt: skip
NOTHING: Row = {
    "lead_id": None, "lead_is_chosen": False, "reports": 0, "copies": 0, "families": 0, "family": "",
    "first_report_at": None, "last_report_at": None, "rank": 0.0, "rank_terms": {}, "rank_until": None,
}  # fmt: skip
UPDATE = """
UPDATE articles_story AS story SET ({columns}) = ({values})
FROM json_populate_recordset(NULL::articles_story, %s) AS row WHERE story.id = row.id
""".format(columns=", ".join(COUNTED), values=", ".join(f"row.{column}" for column in COUNTED))


def tally(story_ids: Collection[int], now: datetime) -> None:
    """Write what stories amount to at ``now`` (aware UTC). One query and one statement, however many there are."""
    if not story_ids:
        return
    members = _members(story_ids)
    shelves = {article.section_id for of_story in members.values() for article in of_story if article.section_id}
    weights = dict(Section.objects.filter(pk__in=shelves).values_list("pk", "weight"))
    rows = [
        {"id": story.pk, "section_id": story.section_id, **_count(story, members.get(story.pk, []), weights, now)}
        for story in Story.objects.filter(pk__in=story_ids).order_by("pk")
    ]
    with connection.cursor() as cursor:
        cursor.execute(UPDATE, [as_json(rows)])


def tally_due(now: datetime) -> int:
    """Count anew the stories whose time has come: a report is no longer of late, begins or ends to be shown, a pin is over.

    Return how many.
    """
    due = list(Story.objects.filter(rank_until__lte=now).values_list("pk", flat=True))
    tally(due, now)
    return len(due)


def of_articles(articles: Iterable[int]) -> set[int]:
    """Return the stories in which these articles are."""
    found = Article.objects.filter(pk__in=list(articles), story__isnull=False)
    return set(found.order_by().values_list("story_id", flat=True))


def _members(story_ids: Collection[int]) -> dict[int, list[Article]]:
    """Return the published articles of each story, also those whose time is not yet or no more; the first published first."""
    published = Article.objects.filter(status=Article.Status.PUBLISHED, story_id__in=story_ids)
    members: dict[int, list[Article]] = defaultdict(list)
    for article in (
        published.select_related("source", "mirror", "membership").only(*NEEDED).order_by("published_at", "pk")
    ):
        members[article.story_id or 0].append(article)
    return members


def _count(story: Story, published: Sequence[Article], weights: dict[int, float], now: datetime) -> Row:
    """Return the columns that follow from those of these articles that readers may see at ``now``."""
    members = [article for article in published if article.is_visible(now)]
    turns = [moment for article in published for moment in (article.visible_from, article.visible_until)]
    if not members or story.merged_into_id:
        return {**NOTHING, "rank_until": _next(turns, now)}
    reports = reports_among(members)
    family = {report.pk: family_of(report) for report in reports}
    lead = _lead(story, members, reports, timezone.localdate(now))
    section = _section(lead, reports)
    last = max(report.published_at for report in reports)
    ranked = rank(
        families=len(set(family.values())),
        lately=len({family[report.pk] for report in reports if report.published_at > now - LATELY}),
        last_report=last,
        boost=story.boost,
        section_weight=weights.get(section or 0, 0.0),
        is_pinned=bool(story.pinned_until and story.pinned_until > now),
    )
    return {
        "section_id": section,
        "lead_id": lead.pk,
        "lead_is_chosen": story.lead_is_chosen and lead.pk == story.lead_id,
        "reports": len(reports),
        "copies": len(members) - len(reports),
        "families": len(set(family.values())),
        "family": (family.get(lead.pk) or family_of(lead))[:255],
        "first_report_at": members[0].published_at,
        "last_report_at": last,
        "rank": ranked.total,
        "rank_terms": ranked.terms,
        "rank_until": _next([*turns, story.pinned_until, *(report.published_at + LATELY for report in reports)], now),
    }


def reports_among(members: Sequence[Article]) -> list[Article]:
    """Return those that are no copy of another of them. The copy of a piece that is not here is a report itself."""
    here = {article.pk for article in members}
    return [article for article in members if _original(article) not in here]


def _original(article: Article) -> int | None:
    membership: Any = getattr(article, "membership", None)
    return membership.copy_of_id if membership else None


def _lead(story: Story, members: Sequence[Article], reports: Sequence[Article], today: date) -> Article:
    """Return the editor's choice while it is visible; else the first report of those that have most to show."""
    chosen = [article for article in members if story.lead_is_chosen and article.pk == story.lead_id]
    return chosen[0] if chosen else max(reports, key=lambda report: _worth(report, today))


def _worth(article: Article, today: date) -> tuple[bool, bool]:
    """Weigh what a report can show: a text, then a picture. The first of equals wins, because ``max`` keeps it."""
    grant = rights.in_force(article.source.grant, today)
    has_text = bool(article.edited_dek or article.dek) and grant.mode != "headline"
    return has_text, grant.images and article.picture is not None


def _section(lead: Article, reports: Sequence[Article]) -> int | None:
    """Return the shelf on which most of its reports stand; the lead's where it is a draw."""
    counts = Counter(report.section_id for report in reports)
    most = max(counts.values())
    return lead.section_id if counts[lead.section_id] == most else counts.most_common(1)[0][0]


def _next(moments: Iterable[datetime | None], now: datetime) -> datetime | None:
    """Return the first of these moments that is still to come: then the story has to be counted anew."""
    return min((moment for moment in moments if moment and moment > now), default=None)

"""Coverage: the reports of a story, copies folded under what they copy, and the publishers behind them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import groupby

from django.utils import timezone

from articles import rights
from articles.attribution import Attribution, attribution, original
from articles.families import family_of
from articles.models import Article, Story
from articles.only_in import only_in
from articles.stories.tallying import reports_among

MOST = 200
"""So many articles of a story are read and shown, the newest."""

DEKS = 12
"""So many reports stand with their deks; of those further down the headline is enough."""


@dataclass(frozen=True, slots=True)
class Report:
    """One report: ``dek`` is plain text or "", ``original`` is where to read it (http(s) or ""), ``copies`` its copies."""

    article: Article
    credit: Attribution
    family: str
    dek: str
    original: str
    ai_reserved: bool
    copies: list[Article] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class House:
    """One independent publisher: who of it reported, and its reports, the first first."""

    family: str
    names: tuple[str, ...]
    reports: list[Report]


@dataclass(frozen=True, slots=True)
class Day:
    """The reports of one day of the site's time zone, the newest first."""

    date: date
    reports: list[Report]


def reports_of(story: Story) -> list[Report]:
    """Read the newest reports of a story, in one query."""
    visible = Article.objects.visible().of_story(story).for_coverage()
    members = list(visible[:MOST])
    originals = {article.pk for article in reports_among(members)}
    today = timezone.localdate()
    reports = {article.pk: _report(article, today) for article in members if article.pk in originals}
    for article in reversed(members):
        if article.pk not in originals and (report := reports.get(_origin_of(article, members))):
            report.copies.append(article)
    return list(reports.values())


def by_day(reports: Sequence[Report], shown: Iterable[Article]) -> list[Day]:
    """Part those reports that are ``shown`` into days; those further down stand without their deks."""
    of_article = {report.article.pk: report for report in (*reports[:DEKS], *map(_without_dek, reports[DEKS:]))}
    ordered = [of_article[article.pk] for article in shown]
    days = groupby(ordered, key=lambda report: timezone.localtime(report.article.published_at).date())
    return [Day(date=day, reports=list(of_day)) for day, of_day in days]


def houses(reports: Sequence[Report]) -> list[House]:
    """Group reports by independent publisher, whoever reported first at the top."""
    families: dict[str, list[Report]] = defaultdict(list)
    for report in reversed(reports):
        families[report.family].append(report)
    return [House(family, _names(of_it), of_it) for family, of_it in families.items()]


def alone(publishers: Sequence[House], language: str) -> list[tuple[str, list[str]]]:
    """Return what only one publisher mentions, as far as our page shows its words: [(its name, names and numbers)].

    Only reports in the story's language are compared: what another language calls otherwise is no news.
    """
    texts = {house.family: _texts(house, language) for house in publishers}
    known = [name for house in publishers for name in house.names]
    found = only_in({family: of_it for family, of_it in texts.items() if of_it}, language, known)
    return [(house.names[0], found[house.family]) for house in publishers if house.family in found]


def _texts(house: House, language: str) -> list[str]:
    """Return what stands on our page of the reports in that language."""
    primary = language.partition("-")[0]
    reports = (report for report in house.reports if report.article.language.partition("-")[0] == primary)
    return [text for report in reports for text in (report.article.display_headline, report.dek) if text]


def _report(article: Article, today: date) -> Report:
    grant = rights.in_force(article.grant, today)
    credit = attribution(article, grant)
    return Report(
        article=article,
        credit=credit,
        family=family_of(article),
        dek=rights.card_dek(grant, article.display_dek, today),
        original=original(article, credit),
        ai_reserved=grant.ai_reserved,
    )


def _without_dek(report: Report) -> Report:
    return replace(report, dek="")


def _origin_of(article: Article, members: Sequence[Article]) -> int:
    """Follow a copy to the report that it copies, through copies of copies."""
    copied = {member.pk: member.membership.copy_of_id for member in members if hasattr(member, "membership")}
    seen: set[int] = set()
    number = article.pk
    while number not in seen and copied.get(number) in copied:
        seen.add(number)
        number = copied[number] or number
    return number


def _names(reports: Iterable[Report]) -> tuple[str, ...]:
    """Name those who reported, the first first, each once."""
    return tuple(dict.fromkeys(report.credit.origin for report in reports))

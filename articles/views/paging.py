"""Keyset paging: ``?before=`` names the last article of the page before, so that page 1,000 costs what page 1 does."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.core.exceptions import BadRequest
from django.http import HttpRequest

from articles.models import Article
from articles.querysets import ArticleQuerySet

FORMAT = "%Y%m%dT%H%M%S.%f"


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a river: its articles, whether it is the first, and where the older ones are ("" at the end)."""

    articles: list[Article]
    is_first: bool
    older: str


def turn(request: HttpRequest, articles: ArticleQuerySet, size: int) -> Page:
    """Return the page that ``request`` asks for; BadRequest where ``?before=`` is not one of ours."""
    before = request.GET.get("before", "")
    if before:
        articles = articles.before(*_read(before))
    found = list(articles[: size + 1])
    older = f"?before={_write(found[size - 1])}" if len(found) > size else ""
    return Page(articles=found[:size], is_first=not before, older=older)


def turn_list(request: HttpRequest, articles: Sequence[Article], size: int) -> Page:
    """Return the page that ``request`` asks for of articles that are read already, the newest first."""
    before = request.GET.get("before", "")
    if before:
        place = _read(before)
        articles = [article for article in articles if (article.published_at, article.pk) < place]
    older = f"?before={_write(articles[size - 1])}" if len(articles) > size else ""
    return Page(articles=list(articles[:size]), is_first=not before, older=older)


def _write(article: Article) -> str:
    return f"{article.published_at.astimezone(UTC).strftime(FORMAT)}-{article.pk}"


def _read(before: str) -> tuple[datetime, int]:
    moment, _, number = before.partition("-")
    try:
        return datetime.strptime(moment, FORMAT).replace(tzinfo=UTC), _identity(number)
    except ValueError as error:
        raise BadRequest("?before= is not a place in this list.") from error


def _identity(number: str) -> int:
    """Read the id of a row; Postgres would refuse more than 64 bits with an error of its own."""
    if not number.isascii() or not number.isdecimal() or len(number) > 18:
        raise ValueError(number)
    return int(number)

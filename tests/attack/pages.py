"""What the site answers: every page for readers, every feed out, every screen of the desk, as bytes to be judged."""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple
from unittest.mock import patch

from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from articles.feeds.formats import FORMATS
from articles.models import Article, Body, Story
from articles.statistics import TABLES
from bench import desk_pages
from tests.web.desk_access import PAGES, arguments
from tests.web.test_visible import EXAMPLES

PAGED = ("/latest/", "/archive/", "/changes/", "/corrections/", "/sources/")
LEAVING = {"logout", "password_change_done", "view_on_site", "sign_in_code"}
OLDER = re.compile(r'href="([^"]*[?&;](?:before|page|p)=[^"]*)"')


class Answer(NamedTuple):
    """What came from one address."""

    path: str
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def kind(self) -> str:
        """Return the media type without its parameters."""
        return self.headers.get("Content-Type", "").partition(";")[0]


def administrator() -> Client:
    """Return the browser of somebody who may see every screen."""
    client = Client()
    user = User.objects.filter(username="attacked").first() or User.objects.create_superuser("attacked")
    client.force_login(user)
    return client


def ask(client: Client, paths: Iterable[str]) -> dict[str, Answer]:
    """Return what each address answers; an error of the server raises here."""
    return {path: answer_of(path, client.get(path)) for path in dict.fromkeys(paths)}


def answer_of(path: str, response) -> Answer:
    return Answer(path, response.status_code, dict(response.items()), response.getvalue())


# For readers ----------------------------------------------------------------------------------------------------------
def of_readers(
    best: Article, articles: Iterable[Article], examples: int | None = None, older: int = 0
) -> dict[str, Answer]:
    """Ask for every public route as an article shows there, for each page of the long lists, and for these articles.

    ``examples`` says how many addresses of a route are enough, None is all of them; ``older`` how many of the long lists are
    followed to their end.
    """
    client = Client()
    tag = next(iter(best.tag_slugs), "qtag")
    paths = [path.replace("/qtag/", f"/{tag}/") for example in EXAMPLES.values() for path in example(best)[:examples]]
    for article in articles:
        paths += [
            article.get_absolute_url(),
            *([f"{article.get_absolute_url()}history/"] if article.revision_count else []),
        ]
    paths += [
        story.get_absolute_url() for story in Story.objects.filter(reports__gt=1, merged_into=None).order_by("pk")[:40]
    ]
    tags = dict.fromkeys(slug for slugs in Article.objects.values_list("tag_slugs", flat=True) for slug in slugs)
    paths += [f"/tag/{slug}/" for slug in list(tags)[:10]]
    answers = ask(client, paths)
    for path in (*PAGED, best.source.get_absolute_url(), f"{best.section.get_absolute_url()}latest/")[:older]:
        answers |= _all_of_it(client, path)
    return answers


def distinct(most: int) -> list[Article]:
    """Return so many published articles, no two with the same body, those with the most to show first."""
    seen: dict[str, int] = {}
    for number, html in (
        Body.objects.filter(article__status="published").order_by("article_id").values_list("article_id", "html")
    ):
        seen.setdefault(html, number)
    numbers = list(seen.values())
    chosen = numbers[:: max(1, -(-len(numbers) // most))]
    return list(Article.objects.filter(pk__in=chosen).select_related("source", "section").order_by("pk"))


def _all_of_it(client: Client, path: str) -> dict[str, Answer]:
    """Follow the links to what is older, to the end of a list."""
    found: dict[str, Answer] = {}
    waiting = [path]
    while waiting and len(found) < 200:
        path = waiting.pop()
        if path in found:
            continue
        found |= ask(client, [path])
        for link in OLDER.findall(found[path].body.decode()):
            query = link.replace("&amp;", "&")
            waiting.append(query if query.startswith("/") else path.partition("?")[0] + query)
    return found


# For the desk ---------------------------------------------------------------------------------------------------------
def of_desk(made: Mapping[type, object], articles: Iterable[Article], filters: int = 1) -> dict[str, Answer]:
    """Ask for every screen of the desk: lists with so many of each filter's choices, forms, and the pages beside them."""
    client = administrator()
    with patch.object(desk_pages, "CHOICES", filters):
        paths = list(desk_pages.pages(client))
    paths += [reverse("admin:statistics_file", args=[name]) for name in TABLES]
    query = "?app_label=articles&model_name=article&field_name=source"
    for name in PAGES:
        if name not in LEAVING:
            paths.append(
                reverse(f"admin:{name}", args=arguments(name, made)) + (query if name == "autocomplete" else "")
            )
    for article in articles:
        paths += [
            reverse(f"admin:articles_article_{name}", args=[article.pk]) for name in ("change", "peek", "history")
        ]
        paths += [
            reverse("admin:articles_article_preview", args=[article.pk, kind]) for kind in ("card", "page", "search")
        ]
    return ask(client, paths) | ask(Client(), [reverse("admin:login")])


def feeds_of(answers: Mapping[str, Answer]) -> dict[str, Answer]:
    """Return those answers that are feeds."""
    return {path: answer for path, answer in answers.items() if re.search(rf"feed\.(?:{'|'.join(FORMATS)})", path)}

"""Previews: an article as readers would see it - page, card, item of a feed, result of a search - before they may.

What stands in the form is shown, saved or not, by the very templates and rights of the public pages. Only those who may see
the article on the desk get an answer, and nobody keeps it.
"""

from typing import TYPE_CHECKING

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone

from articles.admin.article_form import EDITED
from articles.feeds.channel import Channel
from articles.feeds.formats import atom
from articles.feeds.items import Item, items
from articles.models import Article
from articles.search.snippets import Part
from articles.tags import tag_slugs
from articles.views.article import context_of
from articles.views.cards import deal
from articles.views.search_results import Result

if TYPE_CHECKING:
    Admin = admin.ModelAdmin[Article]
else:
    Admin = object

Wrong = dict[str, list[dict[str, str]]]
"""What is wrong with which field, as Django writes it for JSON."""

KINDS = {"page": "Page", "card": "Card", "item": "Feed item", "result": "Search result"}
TEMPLATES = "admin/articles/article"


class Previews(Admin):
    """The addresses of the previews. They are asked for by POST with the form's fields, or by GET for what is saved."""

    def get_urls(self) -> list[URLPattern]:
        """Add them."""
        view = self.admin_site.admin_view(self.preview)
        return [
            path("<int:number>/preview/<slug:kind>/", view, name="articles_article_preview"),
            *super().get_urls(),
        ]

    def preview(self, request: HttpRequest, number: int, kind: str) -> HttpResponse:
        """Show one preview; what is wrong with the form is said instead."""
        article = self._rows().filter(pk=number).first()
        if article is None or kind not in KINDS:
            raise Http404("no such preview")
        if not self.has_view_permission(request, article):
            raise PermissionDenied
        wrong = self._fill_in(request, article) if request.method == "POST" else {}
        response = self._wrong(request, article, wrong) if wrong else _shown(request, article, kind)
        response.headers["Cache-Control"] = "private, no-store"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    def _rows(self) -> QuerySet[Article]:
        return Article.objects.for_page()

    def _fill_in(self, request: HttpRequest, article: Article) -> Wrong:
        """Put into the article what stands in the form, without saving it. Return what is wrong with it."""
        if not self.has_change_permission(request, article):
            raise PermissionDenied
        form = self.get_form(request, article, change=True)(request.POST, instance=article)
        form.is_valid()
        article.tag_slugs = tag_slugs(article.display_tags)
        return {
            str(form.fields[name].label): said for name, said in form.errors.get_json_data().items() if name in EDITED
        }

    def _wrong(self, request: HttpRequest, article: Article, wrong: Wrong) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": f"Preview: {article}",
            "wrong": wrong,
            "opts": self.opts,
        }
        return TemplateResponse(request, f"{TEMPLATES}/preview_wrong.html", context, status=422).render()


def _shown(request: HttpRequest, article: Article, kind: str) -> HttpResponse:
    """Render one kind, by the public templates."""
    if kind == "page":
        return render(request, f"{TEMPLATES}/preview_page.html", context_of(article))
    context: dict[str, object] = {"article": article, "called": KINDS[kind]}
    (card,) = deal([article])
    if kind == "card":
        context["card"] = card
    elif kind == "item":
        (item,) = items([article], timezone.localdate())
        context |= {"item": item, "xml": _as_atom(item, article.language)}
    else:
        text = [Part(card.dek, is_hit=False)] if card.dek else []
        context["result"] = Result(card, [Part(card.headline, is_hit=False)], text)
    return render(request, f"{TEMPLATES}/preview_part.html", context)


def _as_atom(item: Item, language: str) -> str:
    """Write an entry as an Atom feed of ours has it."""
    feed = atom(Channel("", "", "", "", language, "", "", [item])).decode()
    begin, end = feed.find("<entry"), feed.rfind("</entry>")
    return feed[begin : end + len("</entry>")]

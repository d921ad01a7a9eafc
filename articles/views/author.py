"""One of our editors: who it is, and what of this site is theirs. The bylines of publishers are no editors of ours."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from articles.models import Article, Correction, Editor
from articles.querysets import NOT_ON_CARDS, visible_now
from articles.views import paging
from articles.views.cards import deal
from articles.views.page import reader_page

PAGE = 24
CORRECTIONS = 10


@reader_page(parameters=("before",))
def author(request: HttpRequest, slug: str) -> HttpResponse:
    """Show who an editor is, what they chose for our readers, and what they corrected."""
    editor = get_object_or_404(Editor, slug=slug)
    page = paging.turn(request, Article.objects.visible().chosen_by(editor).for_cards(), PAGE)
    context = {
        "editor": editor,
        "page": page,
        "cards": deal(page.articles),
        "corrections": _corrections(editor) if page.is_first else [],
    }
    return render(request, "record/author.html", context)


def _corrections(editor: Editor) -> list[Correction]:
    """Return what they corrected last, of the articles that readers may know of."""
    hidden = [f"article__{name}" for name in NOT_ON_CARDS]
    found = editor.corrections.filter(visible_now("article__")).select_related("article__source").defer(*hidden)
    return list(found[:CORRECTIONS])

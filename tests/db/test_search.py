"""What a search finds, in which order, and what it never finds."""

import datetime as dt

import pytest
from django.db import connection

from articles.models import Article, Body, SearchText, Source
from articles.search import indexing, matching, snippets, vocabulary
from articles.search.question import Question, Sort
from articles.views import search_results
from articles.views.search_results import Place
from tests.factories import NOON, ArticleFactory, SectionFactory, SourceFactory

pytestmark = pytest.mark.django_db

ANYWHERE = Place()
TODAY = NOON.date()


@pytest.fixture
def full():
    return SourceFactory(full=True)


def find(words="", place=ANYWHERE, now=NOON, **asked):
    """Ask, after everything that waits was filled in; return the whole page."""
    indexing.index_waiting(now)
    return search_results.read(Question(words=words, **asked), place, now)


def headlines(results):
    return [result.card.headline for result in results.results]


def marked(parts):
    return "".join(f"[{part.text}]" if part.is_hit else part.text for part in parts)


# Words ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "headline", "asked"),
    [
        ("en", "The ferries were cancelled", "ferry cancels"),
        ("de", "Die Fähren wurden gestrichen", "Fähre"),
        ("de-AT", "Die Häfen sind zu", "Hafen"),
        ("fr", "Les bateaux sont annulés", "annulée bateau"),
        ("ru", "Паромы отменены в Москве", "паромов МОСКВА"),
        ("ar", "المدن الساحلية تتفق", "المدن الساحلية"),
        ("es", "Los transbordadores cancelados", "cancelado"),
        ("xx", "Kvarnen stod still", "KVARNEN"),
        ("", "Ohne Sprache am Kai", "kai"),
        ("zh", "东京湾的渡轮停航", "渡轮"),
        ("ja", "東京湾のフェリーが欠航", "フェリー"),
        ("ko", "부산항 여객선 운항 중단", "여객선"),
        ("th", "เรือข้ามฟากหยุดให้บริการ", "ข้ามฟาก"),
    ],
)
def test_words_are_found_in_the_forms_of_their_language(language, headline, asked):
    ArticleFactory(language=language, headline=headline, dek="")
    ArticleFactory(language=language, headline="Other", dek="")

    results = find(asked)

    assert headlines(results) == [headline]
    assert "[" in marked(results.results[0].headline)

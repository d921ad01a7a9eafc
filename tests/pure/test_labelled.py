import datetime as dt
import json

from articles.labelled import LONG_AGO, clues, read


def line(name, published="", **facts):
    return json.dumps({"id": name, "headline": f"Headline {name}", "story": "s", "published": published, **facts})


def test_articles_stand_in_the_order_of_their_times_and_else_of_the_file():
    lines = [
        line("c", "2026-03-02T12:00:00Z"),
        line("a", "2026-03-02T09:00:00Z"),
        line("b", "2026-03-02T10:00:00+01:00"),
    ]

    articles = read(lines)

    assert [article.id for article in articles] == ["a", "b", "c"]
    assert articles[1].published == dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)


def test_an_article_without_a_time_stays_behind_the_one_before_it():
    articles = read([line("x"), line("b", "2026-03-02T12:00:00"), line("c"), line("a", "2026-03-01T12:00:00")])

    assert [article.id for article in articles] == ["x", "a", "b", "c"]
    assert articles[0].published == LONG_AGO
    assert articles[3].published == dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)


def test_languages_are_told_without_their_regions():
    articles = read([line("a", language="pt-BR"), line("b", language="pt_PT"), line("c")])

    assert [article.language for article in articles] == ["pt", "pt", ""]


def test_the_clues_are_numbered_in_order_and_keep_time_source_and_text():
    articles = read([line("b", "2026-03-02T12:00:00Z", source="Harbour Courier", language="en", text="Ferry aground")])

    (clue,) = clues(articles)

    assert (clue.article, clue.family, clue.language, clue.seen) == (0, "Harbour Courier", "en", articles[0].published)
    assert {"ferri", "aground"} <= set(clue.terms)

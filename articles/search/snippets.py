"""Snippets: the words around the hits, out of what the rights let a page show; parts of plain text, hits marked."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from articles.search.matching import Match
from articles.written import reading

HIT, END, APART = "\x02", "\x03", "\x1f"
"""Signs that no stored text has: around a hit, and around characters that stand without blanks (migration 0006)."""

WHOLE = f"HighlightAll=true, StartSel={HIT}, StopSel={END}"
AROUND = f'MaxFragments=2, MaxWords=28, MinWords=14, FragmentDelimiter=" … ", StartSel={HIT}, StopSel={END}'
LONGEST = 20_000
"""Characters of a text that are looked through for hits: beyond them a snippet shows how it begins."""

BEGINNING = 40
"""Characters by which the beginning of a text is known again."""

ENDS = (".", "!", "?", "…", "。", "»", "”", '"', "؟")

SHOWN = """
SELECT text.article_id,
    ts_headline(articles_search_configuration(text.language), articles_search_spaced(text.language, texts[1]), query, %(whole)s),
    ts_headline(
        articles_search_configuration(text.language),
        articles_search_spaced(text.language, left(concat_ws(' ', nullif(texts[2], ''), nullif(texts[4], '')), %(longest)s)),
        query, %(around)s
    ),
    left(concat_ws(' ', nullif(texts[2], ''), nullif(texts[4], '')), %(beginning)s)
FROM articles_searchtext AS text
JOIN unnest(%(languages)s::text[], %(queries)s::tsquery[]) AS asked (language, query) ON asked.language = text.language
WHERE text.article_id = ANY(%(articles)s) AND text.state = 'found'
"""


class Part(NamedTuple):
    """A run of plain text; ``is_hit`` where it was looked for."""

    text: str
    is_hit: bool


@dataclass(frozen=True, slots=True)
class Snippet:
    """The headline and what stands around the hits in the text, [] where nothing may be shown of that."""

    headline: list[Part]
    text: list[Part]


def read(articles: Collection[int], match: Match) -> Mapping[int, Snippet]:
    """Read the snippets of these articles, by id; whoever asks has seen to it that they may be found."""
    values: dict[str, Any] = {
        "articles": list(articles),
        "languages": list(match.by_language),
        "queries": list(match.by_language.values()),
        "whole": WHOLE,
        "around": AROUND,
        "longest": LONGEST,
        "beginning": BEGINNING,
    }
    with reading().cursor() as cursor:
        cursor.execute(SHOWN, values)
        rows = cursor.fetchall()
    return {number: Snippet(parts(headline), torn(parts(text), begins)) for number, headline, text, begins in rows}


def torn(text: list[Part], beginning: str) -> list[Part]:
    """Put "…" where a snippet was torn out of its text, of which the ``beginning`` is given, and where it breaks off."""
    said = "".join(part.text for part in text)
    before = [] if not said or beginning.startswith(said[:BEGINNING]) else [Part("… ", is_hit=False)]
    after = [] if not said or said.endswith(ENDS) else [Part(" …", is_hit=False)]
    return [*before, *text, *after]


def parts(marked: str) -> list[Part]:
    """Split what ``ts_headline`` marked into parts; hits that touch are one."""
    text = marked.replace(APART, "").replace(END + HIT, "")
    found: list[Part] = []
    for number, piece in enumerate(text.split(HIT)):
        hit, end, after = piece.partition(END)
        pairs = [(hit, True), (after, False)] if number and end else [(piece, False)]
        found += [Part(said, is_hit) for said, is_hit in pairs if said]
    return found

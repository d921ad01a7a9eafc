"""Matching: a question becomes a ``tsquery``, in the dictionary of each language in which articles can be found."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from articles.search import marks, typed
from articles.written import reading

IN_EACH_LANGUAGE = """
WITH RECURSIVE spoken AS (
    (SELECT language FROM articles_searchtext WHERE state = 'found' ORDER BY language LIMIT 1)
    UNION ALL
    SELECT (SELECT language FROM articles_searchtext WHERE state = 'found' AND language > spoken.language
            ORDER BY language LIMIT 1)
    FROM spoken WHERE spoken.language IS NOT NULL
)
SELECT language, websearch_to_tsquery(articles_search_configuration(language), %s)::text
FROM spoken WHERE language IS NOT NULL
"""
"""The languages come from the index, one look for each."""


@dataclass(frozen=True, slots=True)
class Match:
    """What Postgres is asked: ``by_language`` are tsqueries in its own notation; a language in which no word counts is absent.

    ``spoken`` are all languages in which anything can be found.
    """

    by_language: Mapping[str, str]
    spoken: tuple[str, ...]

    def everything(self, *needed: str) -> str:
        """Return the tsquery of what matches in any language and has all the ``needed`` marks; without words, of all that has."""
        groups = self._groups()
        if len(groups) == 1 and len(self.by_language) == len(self.spoken):
            words = [f"({query})" for query in groups]
        else:
            words = [f"({_any_of(languages)} & ({query}))" for query, languages in groups.items()]
        either = [f"({' | '.join(words)})"] if words else []
        return " & ".join([*map(_quoted, needed), *either]) or _any_of(self.spoken)

    @property
    def words(self) -> str:
        """The tsquery of the words alone, by which relevance is judged."""
        return " | ".join(f"({query})" for query in self._groups())

    def _groups(self) -> dict[str, list[str]]:
        """Return the languages of each tsquery; most words are the same in many."""
        groups: dict[str, list[str]] = defaultdict(list)
        for language, query in self.by_language.items():
            groups[query].append(language)
        return groups


def match(words: str, language: str) -> Match:
    """Ask Postgres what ``words`` mean, in ``language`` or, where that is "", in each."""
    with reading().cursor() as cursor:
        cursor.execute(IN_EACH_LANGUAGE, [typed.for_postgres(words)])
        rows = dict(cursor.fetchall())
    wanted = {name: query for name, query in rows.items() if query and language in ("", name)}
    return Match(by_language=wanted, spoken=tuple(rows))


def _any_of(languages: Iterable[str]) -> str:
    return f"({' | '.join(_quoted(marks.of_language(language)) for language in languages)})"


def _quoted(mark: str) -> str:
    return f"'{mark}'"

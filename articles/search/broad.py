"""Broad questions: words in a row that each stand in many articles.

No index knows which stand together, so Postgres would read every article that has them all, for seconds; instead only the
newest articles are looked through.
"""

import re
import time
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache

from articles.written import reading

FREQUENT = 0.02
"""In such a share of the articles a word is frequent."""

LOOKED_THROUGH = 50_000
"""So many of the newest articles are looked through for frequent words in a row."""

KEPT_SECONDS = 300
"""How long a process keeps what Postgres counted; it counts anew once in a while itself."""

COUNTED = """
SELECT array(SELECT word FROM unnest(most_common_elems::text::text[], most_common_elem_freqs) AS element (word, share)
             WHERE share > %s AND word IS NOT NULL),
    (SELECT published_at FROM articles_searchtext WHERE state = 'found' ORDER BY published_at DESC OFFSET %s LIMIT 1)
FROM pg_stats WHERE schemaname = current_schema() AND tablename = 'articles_searchtext' AND attname = 'vector'
"""
_PHRASE = re.compile(r"<(?:-|\d+)>")
_LEXEME = re.compile(r"(!?)'((?:[^']|'')*)'")


def is_in_a_row(query: str) -> bool:
    """Tell whether words of this tsquery must stand in a row."""
    return bool(_PHRASE.search(query))


def begins(queries: Iterable[str]) -> datetime | None:
    """Return from which moment on these tsqueries may look; None: through everything."""
    phrases = list(filter(is_in_a_row, queries))
    if not phrases:
        return None
    frequent, moment = _counted(int(time.monotonic() // KEPT_SECONDS))
    return moment if any(_needed(query) <= frequent for query in phrases) else None


def _needed(query: str) -> set[str]:
    """Return the words of a tsquery that are not to be left out."""
    return {word.replace("''", "'") for negation, word in _LEXEME.findall(query) if not negation}


@lru_cache(maxsize=1)
def _counted(_period: int) -> tuple[frozenset[str], datetime | None]:
    """Read which words are frequent, and when the last article that is looked through was published (None: there are fewer)."""
    with reading().cursor() as cursor:
        cursor.execute(COUNTED, [FREQUENT, LOOKED_THROUGH])
        words, moment = cursor.fetchone() or ([], None)
    return frozenset(words or ()), moment

"""The vocabulary: words of the newest texts that may be found, learnt at night; what is spelt alike is asked of it."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction

from articles.models import SearchWord
from articles.search import spelling, typed
from articles.written import reading

TEXTS = 20_000
"""So many of the newest texts are read: some seconds of Postgres's time."""

ASKED = 6
"""So many words of a question are looked up."""

LEARN = """
INSERT INTO articles_searchword (word, count)
SELECT word, ndoc FROM ts_stat($$
    SELECT to_tsvector('simple', concat_ws(' ', texts[1], texts[2])) FROM articles_searchtext
    WHERE state = 'found' ORDER BY published_at DESC LIMIT {texts}
$$) WHERE ndoc > 1 AND length(word) BETWEEN {shortest} AND 40 AND word ~ '^[[:alpha:]]+$'
"""
ALIKE = """
SELECT asked, word, count FROM unnest(%s::text[]) AS asked, LATERAL (
    SELECT word, count FROM articles_searchword WHERE word %% asked ORDER BY similarity(word, asked) DESC, count DESC LIMIT 12
) AS alike
"""


@transaction.atomic
def learn(_now: datetime) -> int:
    """Learn the words anew; those that stand in one text alone may be misspelt themselves. Return how many there are."""
    SearchWord.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute(LEARN.format(texts=TEXTS, shortest=spelling.SHORTEST))
        return int(cursor.rowcount)


def hint(words: str) -> str:
    """Return ``words`` as they were probably meant, "" where they are known or nothing is like them."""
    asked = [word for word in typed.plain_words(words) if len(word) >= spelling.SHORTEST][:ASKED]
    if not asked:
        return ""
    known = _alike([word.casefold() for word in asked])
    meanings = [(word, other) for word in asked if (other := spelling.meant(word, known[word.casefold()]))]
    return spelling.corrected(words, meanings) if meanings else ""


def _alike(words: Sequence[str]) -> dict[str, dict[str, int]]:
    """Return the known words like each of these, with their counts."""
    alike: dict[str, dict[str, int]] = defaultdict(dict)
    with reading().cursor() as cursor:
        cursor.execute(ALIKE, [list(words)])
        for asked, word, count in cursor.fetchall():
            alike[asked][word] = count
    return alike

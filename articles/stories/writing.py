"""Writes what grouping decided: a batch of placements in one statement, and what their stories amount to."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from django.db import connection

from articles.clue import Clue
from articles.cluster import Placement, Suggestion
from articles.json_rows import Row, as_json
from articles.shelf import Shelf
from articles.stories import gists, reading, rows
from articles.stories.memory import Memory
from articles.stories.tallying import tally

AT_ONCE = 50
"""So many ids of stories are fetched together."""

NEXT_IDS = "SELECT nextval(pg_get_serial_sequence('articles_story', 'id')) FROM generate_series(1, %s)"
WRITE = """
WITH stories AS (
    INSERT INTO articles_story SELECT * FROM json_populate_recordset(NULL::articles_story, %s)
), clues AS (
    INSERT INTO articles_clue SELECT * FROM json_populate_recordset(NULL::articles_clue, %s) RETURNING *
), postings AS (
    INSERT INTO articles_posting (key, clue_id, number)
    SELECT DISTINCT key, id, article_id FROM clues, unnest(keys) AS key
), members AS (
    INSERT INTO articles_membership SELECT * FROM json_populate_recordset(NULL::articles_membership, %s)
), counts AS (
    INSERT INTO articles_termcount SELECT * FROM json_populate_recordset(NULL::articles_termcount, %s)
    ON CONFLICT (key) DO UPDATE SET count = EXCLUDED.count, day = EXCLUDED.day
)
UPDATE articles_article AS article SET story_id = place.story_id
FROM json_to_recordset(%s) AS place (article_id bigint, story_id bigint) WHERE article.id = place.article_id
"""
GISTS = """
INSERT INTO articles_gist SELECT * FROM json_populate_recordset(NULL::articles_gist, %s)
ON CONFLICT (story_id) DO UPDATE SET facts = EXCLUDED.facts
"""
SUGGEST = """
INSERT INTO articles_suggestion AS known (one_id, other_id, score, shared, why_not, state, made_at)
SELECT one_id, other_id, score, shared, why_not, 'open', made_at FROM json_populate_recordset(NULL::articles_suggestion, %s)
ON CONFLICT (one_id, other_id) DO UPDATE SET score = EXCLUDED.score, shared = EXCLUDED.shared, why_not = EXCLUDED.why_not
WHERE known.state = 'open' AND known.score < EXCLUDED.score
"""


def founder() -> Callable[[Clue], int]:
    """Return what gives new stories their ids; some are fetched at once, and a few of those stay unused."""
    ids = _ids()
    return lambda _: next(ids)


def _ids() -> Iterator[int]:
    while True:
        with connection.cursor() as cursor:
            cursor.execute(NEXT_IDS, [AT_ONCE])
            yield from [number for (number,) in cursor.fetchall()]


class Batch:
    """Placements that are to be written. ``changed`` are the stories to be summed up and counted anew."""

    def __init__(self, memory: Memory, now: datetime) -> None:
        self._memory = memory
        self._now = now
        self._placements: list[Placement] = []
        self.changed: set[int] = set()

    def add(self, placement: Placement) -> None:
        """Take a placement in."""
        self._placements.append(placement)
        self.changed.add(placement.story)

    def write(self) -> None:
        """Write all that was taken in since the last time."""
        placements, self._placements = self._placements, []
        changed, self.changed = self.changed, set()
        if placements:
            self._write(placements)
        if changed:
            write_gists(self._memory, changed | self._memory.unsaved)
            self._memory.unsaved.clear()
            tally(changed, self._now)
        suggest((suggestion for placement in placements for suggestion in placement.suggestions), self._now)

    def _write(self, placements: list[Placement]) -> None:
        clues = [self._memory.clues[placement.article] for placement in placements]
        founded = [placement for placement in placements if placement.is_new]
        given: list[Iterable[Row]] = [
            [rows.story(one.story, self._memory.clues[one.article].language, self._now) for one in founded],
            [self._clue(clue, placement) for clue, placement in zip(clues, placements, strict=True)],
            [rows.member(one.article, rows.reason_of(one), self._now) for one in placements],
            self._counts(clues),
            [rows.move(one.article, one.story) for one in placements],
        ]
        with connection.cursor() as cursor:
            cursor.execute(WRITE, [as_json(each) for each in given])

    def _clue(self, clue: Clue, placement: Placement) -> Row:
        return {
            "id": self._memory.order[clue.article],
            "article_id": clue.article,
            "language": clue.language,
            "seen_at": clue.seen,
            "facts": reading.as_facts(clue),
            "keys": placement.keys,
            "founded": placement.story if placement.is_new else None,
        }

    def _counts(self, clues: Iterable[Clue]) -> list[Row]:
        """Return how frequent the terms of these articles are by now."""
        terms = {(clue.language, term) for clue in clues for term in ("", *clue.terms)}
        counts = self._memory.counts
        return [rows.count(language, term, counts[language][term]) for language, term in sorted(terms)]


def write_gists(shelf: Shelf, stories: Iterable[int]) -> None:
    """Write what stories come to."""
    known = [gists.row_of(shelf.stories[story]) for story in sorted(stories) if story in shelf.stories]
    with connection.cursor() as cursor:
        cursor.execute(GISTS, [as_json(known)])


def suggest(suggestions: Iterable[Suggestion], now: datetime) -> None:
    """Write what editors should be asked. What was said of a pair stays said; of two likenesses the greater counts."""
    strongest: dict[tuple[int, int], Suggestion] = {}
    for one in sorted(suggestions, key=lambda suggestion: suggestion.score):
        strongest[min(one.story, one.other), max(one.story, one.other)] = one
    asking = [
        {
            "one_id": pair[0],
            "other_id": pair[1],
            "score": asked.score,
            "shared": rows.clipped(asked.shared),
            "why_not": asked.why_not[:200],
            "made_at": now,
        }
        for pair, asked in strongest.items()
        if pair[0] != pair[1]
    ]
    if asking:
        with connection.cursor() as cursor:
            cursor.execute(SUGGEST, [as_json(asking)])

"""Rewriting: what a replay came to, in place of what stood before. Addresses stay, and those of stories that are no more lead on."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import connection

from articles.clue import Clue
from articles.cluster import VERSION
from articles.json_rows import Row, as_json
from articles.models import Article, Gist, Membership, Posting, Story, Suggestion, TermCount
from articles.models import Clue as ClueRow
from articles.shelf import LIFE, SLACK
from articles.stories import gists, reading, rows, writing
from articles.stories.replaying import Replay
from articles.stories.tallying import tally

AT_ONCE = 1_000
"""Rows that are written in one statement."""

MOVE = """
UPDATE articles_article AS article SET story_id = place.story_id
FROM json_to_recordset(%s) AS place (article_id bigint, story_id bigint) WHERE article.id = place.article_id
"""
STORIES = """
INSERT INTO articles_story SELECT * FROM json_populate_recordset(NULL::articles_story, %s) ON CONFLICT (id) DO NOTHING
"""
LEAD_ON = """
UPDATE articles_story AS story SET merged_into_id = way.into, reports = 0, copies = 0, families = 0
FROM json_to_recordset(%s) AS way (id bigint, "into" bigint) WHERE story.id = way.id
"""
MEMBERS = """
INSERT INTO articles_membership SELECT * FROM json_populate_recordset(NULL::articles_membership, %s)
ON CONFLICT (article_id) DO UPDATE SET score = EXCLUDED.score, shared = EXCLUDED.shared, method = EXCLUDED.method,
    version = EXCLUDED.version, actor_id = NULL, copy_of_id = EXCLUDED.copy_of_id, joined_at = EXCLUDED.joined_at
"""
CLUES = """
UPDATE articles_clue AS clue SET facts = row.facts, language = row.language
FROM json_to_recordset(%s) AS row (article_id bigint, facts jsonb, language text) WHERE clue.article_id = row.article_id
"""
KEYS = """
UPDATE articles_clue AS clue SET keys = row.keys
FROM json_to_recordset(%s) AS row (article_id bigint, keys text[]) WHERE clue.article_id = row.article_id
"""
FOUNDED = """
UPDATE articles_clue AS clue SET founded = row.founded
FROM json_to_recordset(%s) AS row (article_id bigint, founded bigint) WHERE clue.article_id = row.article_id
"""
POSTINGS = """
INSERT INTO articles_posting (key, clue_id, number)
SELECT DISTINCT key, id, article_id FROM articles_clue, unnest(keys) AS key WHERE seen_at >= %s
"""
COUNTS = "INSERT INTO articles_termcount SELECT * FROM json_populate_recordset(NULL::articles_termcount, %s)"
NEWEST_CLUE = "SELECT max(seen_at) FROM articles_clue"


def rewrite(replay: Replay, moved: Mapping[int, int], now: datetime) -> None:
    """Write what differs from before; ``moved``: {article: story} of those that are in another one."""
    touched = set(Article.objects.filter(pk__in=moved).values_list("story_id", flat=True)) | set(moved.values())
    _write(CLUES, map(_clue, replay.clues.values()))
    _write(STORIES, (rows.story(number, language, now) for number, language in _missing(replay)))
    _write(MOVE, (rows.move(article, story) for article, story in moved.items()))
    _write(MEMBERS, _members(replay, moved, now))
    _write(FOUNDED, ({"article_id": article, "founded": story} for story, article in replay.founders.items()))
    _lead_on(replay)
    _remember(replay)
    _ask(replay, now)
    for stories in _parts(sorted((touched | _uncounted()) - {None})):
        tally(stories, now)


def _missing(replay: Replay) -> Iterable[tuple[int, str]]:
    """Yield the stories that have no row yet, each with the language of the article that began it."""
    there = set(Story.objects.values_list("pk", flat=True))
    for story, articles in sorted(replay.members.items()):
        if articles and story not in there:
            founder = replay.shelf.clues.get(replay.founders.get(story, 0))
            yield story, founder.language if founder else ""


def _clue(clue: Clue) -> Row:
    return {"article_id": clue.article, "language": clue.language, "facts": reading.as_facts(clue)}


def _members(replay: Replay, moved: Mapping[int, int], now: datetime) -> Iterable[Row]:
    """Yield the reasons of what moved, and of what an older method placed; what an editor placed keeps the editor's."""
    older = Membership.objects.filter(version__lt=VERSION).exclude(method__in=["link", "editor"])
    wanted = moved.keys() | set(older.values_list("pk", flat=True))
    for article in sorted(wanted & replay.reasons.keys()):
        yield rows.member(article, replay.reasons[article], now)


def _lead_on(replay: Replay) -> None:
    """Let the address of a story that is no more lead to where its founder is; those that lead somewhere already stay."""
    full = {story for story, articles in replay.members.items() if articles}
    Story.objects.filter(pk__in=full, merged_into__isnull=False).update(merged_into=None)
    empty = Story.objects.filter(articles__isnull=True, merged_into__isnull=True).values_list("pk", flat=True)
    places = replay.places()
    founders = dict(ClueRow.objects.filter(founded__in=list(empty)).values_list("founded", "article"))
    ways = [(story, places[founders[story]]) for story in empty if founders.get(story) in places]
    _write(LEAD_ON, ({"id": story, "into": into} for story, into in ways if story != into))


def _remember(replay: Replay) -> None:
    """Write grouping's memory anew: how frequent terms are, and under which keys articles are found."""
    Gist.objects.all().delete()
    _write(writing.GISTS, map(gists.row_of, replay.shelf.stories.values()))
    TermCount.objects.all().delete()
    counts = replay.shelf.counts
    _write(COUNTS, (rows.count(language, term, count) for language, of in counts.items() for term, count in of.items()))
    _write(KEYS, ({"article_id": article, "keys": keys} for article, keys in replay.keys.items()))
    if replay.keys:
        Posting.objects.all().delete()
        with connection.cursor() as cursor:
            cursor.execute(NEWEST_CLUE)
            (newest,) = cursor.fetchone()
            cursor.execute(POSTINGS, [newest - LIFE - SLACK])


def _ask(replay: Replay, now: datetime) -> None:
    """Ask editors what the replay would ask of stories that are still two; what they answered stays answered."""
    Suggestion.objects.filter(state=Suggestion.State.OPEN).delete()
    alive = {story for story, articles in replay.members.items() if articles} & replay.shelf.stories.keys()
    writing.suggest((one for one in replay.suggestions if {one.story, one.other} <= alive), now)


def _uncounted() -> set[int]:
    """Return the stories whose counts cannot be right: empty ones that count something."""
    return set(Story.objects.filter(articles__isnull=True, reports__gt=0).values_list("pk", flat=True))


def _write(statement: str, given: Iterable[Row]) -> None:
    """Carry a statement out for all of these rows, some at a time."""
    with connection.cursor() as cursor:
        for part in _parts(given):
            cursor.execute(statement, [as_json(part)])


def _parts(things: Iterable[Any]) -> Iterable[Sequence[Any]]:
    """Part things into lists of ``AT_ONCE``."""
    left = iter(things)
    while part := list(islice(left, AT_ONCE)):
        yield part

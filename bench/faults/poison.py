"""Rows that no code of ours would write, put in by SQL: every page that shows them must still be a page."""

from typing import Any

import psycopg

from bench.faults.outcome import Outcome
from bench.faults.stage import Stage
from bench.faults.trial import Trial
from bench.faults.web import Served, served

ARTICLE = "UPDATE articles_article SET {} WHERE id = %(article)s"
BODY = "UPDATE articles_body SET {} WHERE article_id = %(article)s"
SOURCE = "UPDATE articles_source s SET {} FROM articles_article a WHERE s.id = a.source_id AND a.id = %(article)s"
STORY = "UPDATE articles_story s SET {} FROM articles_article a WHERE s.id = a.story_id AND a.id = %(article)s"
SECTION = "UPDATE articles_section s SET {} FROM articles_article a WHERE s.id = a.section_id AND a.id = %(article)s"
SIGHTING = "UPDATE articles_sighting SET {} WHERE article_id = %(article)s"
REVISION = "UPDATE articles_revision SET {} WHERE article_id = %(article)s"
EVER = ("'infinity'", "'-infinity'", "'20000-01-01'", "'9999-12-31 23:59:59+00'")

TIMES = {
    ARTICLE: ("first_seen_at", "updated_at", "changed_at", "visible_from", "visible_until", "published_at"),
    STORY: ("first_report_at", "last_report_at", "made_at", "pinned_until", "rank_until"),
    SOURCE: ("created_at", "state_at"),
    SIGHTING: ("first_seen_at",),
    REVISION: ("replaced_at",),
}
WORDS = {
    ARTICLE: (
        "dek = repeat('wide ', 200000)", "headline = repeat('W', 500)", "headline = E'\\u202e\\u0007 \\t'", "tags = '{\"\",/,..,\"a b\"}'",
        "tag_slugs = '{\"\",/,..,\"a b\"}'", "authors = '{\"\",\"  \"}'", "language = '!!'", "language = 'xx-latn-q'", "origin_name = E'\\n'",
        "edited_tags = '{\"\"}'",
    ),
    BODY: ("html = '<p>never <closed'", "html = repeat('<div>', 20000)", "html = repeat('wide ', 400000)", "base_url = 'http://['"),
    SOURCE: ("language = '!!'", "country = '??'", "name = E'\\u202e'", "description = repeat('W', 500)", "excerpt_words = 32767"),
    STORY: ("edited_dek = repeat('wide ', 100000)", "language = '!!'", "family = E'\\n'"),
    SECTION: ("name = E'\\u202e'", "description = repeat('W', 300)"),
}  # fmt: skip
ADDRESSES = {
    ARTICLE: (
        "url = 'http://['", "url = 'https://[::1'", "url = 'http://' || repeat('a', 5000)", "url = 'https://:99999/'", "image_url = 'https://%%zz['",
        "origin_url = 'javascript:1'", "origin_url = 'http://['", "licence_url = 'http://['", "url = 'https://xn--a.example:port/'", "url = ''",
    ),
    SOURCE: ("home_url = 'http://['", "home_url = 'javascript:1'", "licence_url = 'http://['", "home_url = 'https://:x/'"),
    SIGHTING: ("feed_url = 'http://['", "guid = repeat('g', 100000)"),
}  # fmt: skip
SHAPES = {
    ARTICLE: (
        "enclosures = '{}'", "enclosures = '[null]'", "enclosures = '[7]'", "enclosures = '[{\"url\": 5}]'", "enclosures = '\"x\"'", "enclosures = 'null'",
        "enclosures = '[{\"url\": \"http://[\", \"type\": null, \"length\": \"x\"}]'", "frozen = '[]'", "frozen = 'null'",
        "image_width = 2147483647, image_height = 0",
    ),
    STORY: ("rank_terms = '[]'", "rank_terms = 'null'", "rank_terms = '{\"x\": \"y\"}'", "rank = 'NaN'", "rank = 'infinity'", "boost = 'NaN'", "lead_id = NULL", "section_id = NULL"),
    SECTION: ("weight = 'NaN'", "position = 32767"),
}  # fmt: skip


def statements() -> dict[str, list[str]]:
    """Return the statements, by what is wrong with what they put in; each knows its article as ``%(article)s``."""
    times = [where.format(f"{name} = {ever}") for where, names in TIMES.items() for name in names for ever in EVER]
    kinds = {"times": times}
    for kind, by_table in {"words": WORDS, "addresses": ADDRESSES, "shapes": SHAPES}.items():
        kinds[kind] = [where.format(what) for where, whats in by_table.items() for what in whats]
    return kinds


def rows(stage: Stage) -> Outcome:
    """Poison one article after another, and ask for every page that leads to it."""
    with stage.trial() as trial:
        trial.run()
        articles = [
            number for (number,) in trial.database.run("SELECT id FROM articles_article WHERE status = 'published'")
        ]
        accepted = refused = 0
        for place, statement in enumerate(one for kind in statements().values() for one in kind):
            is_in = _put_in(trial, statement, articles[place % len(articles)])
            accepted, refused = accepted + is_in, refused + (not is_in)
        trial.note("poisoned rows", accepted)
        trial.note("refused by Postgres", refused)
        with served(stage, trial, CACHE_URL="none") as site:
            _judge(trial, site, len(articles))
        return trial.outcome


def _put_in(trial: Trial, statement: str, article: int) -> bool:
    """Run one statement; return whether Postgres took it."""
    parameters: Any = {"article": article}
    try:
        trial.database.run(statement, parameters)
    except (psycopg.errors.IntegrityError, psycopg.errors.DataError):
        return False
    return True


def _judge(trial: Trial, site: Served, articles: int) -> None:
    """See that no page breaks: the lists, what they lead to, and all that is made for machines."""
    first = [
        "/",
        "/latest/",
        "/archive/",
        "/sources/",
        "/feed.atom",
        "/latest/feed.json",
        "/sitemap.xml",
        "/news-sitemap.xml",
    ]
    direct = [f"/article/{number}-x/" for number in range(1, articles)]
    pages = site.walk(60 + articles, [*first, "/sitemap/0.xml", "/changes/", "/status/", *direct])
    broken = [page for page in pages.values() if page.status not in {200, 301, 302, 404, 410}]
    trial.note("pages", len(pages))
    trial.outcome.require(not broken, f"{len(broken)} pages broke, such as {broken[:1]}")

"""Who may open what of the desk: the table behind tests/web/test_roles.py.

C is a Curator, E an Editor, R Rights, O Operations, S somebody of the desk without a role, - nobody at all. Whoever adds a
model, a page or an action to the desk adds a line; superusers may all that anybody may.
"""

import uuid
from typing import NamedTuple

from django.contrib.auth.models import Group, User
from procrastinate.contrib.django.models import ProcrastinateJob

from articles import audit, corrections, takedowns
from articles.models import (
    Article,
    AuditLine,
    BulkOrder,
    Correction,
    DeskEvent,
    Doubt,
    Editor,
    Rule,
    Section,
    Source,
    Story,
    Suggestion,
    Takedown,
    Tombstone,
)  # fmt: skip
from articles.statistics import TABLES
from ingest import ledger
from ingest.models import Feed, Fetch, Host, Notice, Run, Subscription
from tests.factories import NOON, ArticleFactory, EditorFactory, SourceFactory
from tests.stories import story_of, suggest

DESK = "CEROS"
ANYBODY = "CEROS-"
NOBODY = ""


class May(NamedTuple):
    """Who may look at rows, add some, change them, delete them; and who is offered which action of the list."""

    look: str = NOBODY
    add: str = NOBODY
    change: str = NOBODY
    delete: str = NOBODY
    actions: dict[str, str] = {}


MODELS = {
    Article: May(
        look="CER", change="CE", delete="E",
        actions={
            "publish": "CE", "reject": "CE", "move": "CE", "tag": "CE", "join": "CE",
            "withdraw": "E", "withdraw_by_order": "E", "remove": "E",
        },
    ),
    AuditLine: May(look="CER"),
    BulkOrder: May(look="CER", change="CE"),
    Correction: May(look="CER"),
    DeskEvent: May(look="CER"),
    Doubt: May(look="CE", delete="CE", actions={"settle": "CE", "delete_selected": "CE"}),
    Editor: May(look="CE"),
    Rule: May(look="E", add="E", change="E", delete="E", actions={"delete_selected": "E"}),
    Section: May(look="CERO", add="E", change="E"),
    Source: May(look="CERO", add="R", change="R"),
    Story: May(look="CE", change="CE"),
    Suggestion: May(look="CE"),
    Takedown: May(look="R", change="R"),
    Tombstone: May(look="CE", actions={"forget": "E"}),
    Feed: May(
        look="O", add="O", change="O", delete="O",
        actions={"fetch_now": "O", "pause": "O", "resume": "O", "delete_selected": "O"},
    ),
    Fetch: May(look="O"),
    Host: May(look="O", actions={"free_now": "O"}),
    Notice: May(look="O", actions={"lay_aside": "O"}),
    Run: May(look="O"),
    Subscription: May(look="O"),
    User: May(),
    Group: May(),
    ProcrastinateJob: May(),
}  # fmt: skip

# Pages beside those of every model: who may get them, and who may post to them.
PAGES = {
    "index": (DESK, DESK),
    "login": (ANYBODY, ANYBODY),
    "sign_in_code": (ANYBODY, ANYBODY),
    "forgotten": (ANYBODY, ANYBODY),
    "new_password": (ANYBODY, ANYBODY),
    "second_factor": (DESK, DESK),
    "profile": (DESK, DESK),
    "kept": (DESK, DESK),
    "password_change": (DESK, DESK),
    "password_change_done": (DESK, NOBODY),
    "logout": ("-", ANYBODY),
    "autocomplete": ("CERO", NOBODY),
    "jsi18n": (DESK, NOBODY),
    "view_on_site": ("CER", "CER"),
    "app_list": (DESK, DESK),
    "statistics": ("CERO", "CERO"),
    "statistics_file": ("CERO", "CERO"),
    "auth_user_password_change": (NOBODY, NOBODY),
    "articles_article_filters": (NOBODY, "CER"),
    "articles_article_sources": ("CER", "CER"),
    "articles_article_order": (NOBODY, "CE"),
    "articles_article_undo": (NOBODY, DESK),  # What is taken back has to be signed, and the verb be theirs.
    "articles_article_peek": ("CER", "CER"),
    "articles_article_picture": ("CER", "CER"),
    "articles_article_preview": ("CER", "CE"),
    "articles_rule_apply": ("E", "E"),
    "articles_rule_applied": ("E", "E"),
    "ingest_feed_preview": ("O", "O"),
    "ingest_feed_opml": ("O", "O"),
    "ingest_feed_export": ("O", "O"),
}


POSTED = {"articles_article_order": {"verb": "publish"}}
"""What a page must be sent to say whether it may be sent anything; others say so to an empty form."""


def rows():
    """Store one row of each model that the desk shows; return them by model."""
    article = ArticleFactory(status=Article.Status.PENDING)
    editor = EditorFactory()
    story = story_of(ArticleFactory())
    other = story_of(ArticleFactory())
    suggest(story, other)
    feed, _ = ledger.add_feed(SourceFactory(), "https://ebb.example/feed", now=NOON)
    Fetch.objects.create(feed=feed, started_at=NOON, outcome="ok", next_at=NOON, next_why="a test")
    ledger.notice(Notice.Kind.GAP, "Entries were missed.", NOON, feed.pk)
    Run.objects.create(began_at=NOON, seconds=1, feeds=1, ok=1, not_modified=0, failed=0)
    Tombstone.objects.create(source=article.source, digest=b"d" * 32, headline="Gone", reason="Twice", made_at=NOON)
    corrections.correct(story.articles.first(), editor, "It was four.")
    Doubt.objects.create(story=story, made_at=NOON)
    said = {"name": "A port", "email": "a@port.example", "urls": "/x/", "right": "error", "statement": "No."}
    takedowns.receive(said, NOON)
    audit.record("moved", [audit.Change(article, {"tags": []}, {"tags": ["tides"]})], actor=None, now=NOON)
    BulkOrder.objects.create(verb="publish", articles=[article.pk], actor=editor.user, made_at=NOON)
    Rule.objects.create(name="Adverts", excerpt_only=True, made_at=NOON, changed_at=NOON)
    Group.objects.get_or_create(name="Editor")
    return {model: found for model in MODELS if (found := model._default_manager.order_by("pk").first())}


def arguments(name, made):
    """Return what the URL of that name takes, as an example; None where none is known."""
    article = made[Article].pk
    given = {
        "app_list": ["articles"],
        "new_password": ["MQ", "none"],
        "auth_user_password_change": [made[User].pk],
        "view_on_site": [_kind(Article), article],
        "statistics_file": [next(iter(TABLES))],
        "articles_article_peek": [article],
        "articles_article_picture": [article],
        "articles_article_preview": [article, "card"],
        "articles_rule_apply": [made[Rule].pk],
        "articles_rule_applied": [1],
        "ingest_feed_preview": [uuid.uuid4()],
    }
    return given.get(name, [])


def _kind(model):
    from django.contrib.contenttypes.models import ContentType

    return ContentType.objects.get_for_model(model).pk

"""Every rule that the data must obey is Postgres's own: each is tried to be broken, and none may be without its try."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import models
from django.db.models import F

from articles.digest import sha256
from articles.models import (
    Article,
    AuditLine,
    Body,
    BodyPicture,
    BulkOrder,
    Clue,
    Condition,
    Correction,
    DailyFigure,
    DeskEvent,
    Doubt,
    Editor,
    Gist,
    IdentityKey,
    Link,
    Membership,
    Picture,
    Posting,
    Revision,
    Rule,
    Ruling,
    SavedFilter,
    SearchText,
    SearchWord,
    Section,
    Sighting,
    Source,
    Story,
    StoryEvent,
    Suggestion,
    Sweep,
    Takedown,
    TermCount,
    Tombstone,
    Visits,
)
from tests.db.breaking import Break, assert_refused, constraints_of, models_of, name_of
from tests.factories import (
    NOON,
    ArticleFactory,
    BodyFactory,
    EditorFactory,
    RuleFactory,
    SectionFactory,
    SightingFactory,
    SourceFactory,
)

FAR = dt.datetime(2200, 1, 1, tzinfo=dt.UTC)
DAY = dt.date(2026, 3, 14)
DIGESTS = (sha256("a"), sha256("b"))
SCRIPT = "javascript:alert(1)"


def _with_article(make: Callable[[Article, int], models.Model]):
    """Make two rows of one article."""
    article = ArticleFactory(body=None)
    for number in (1, 2):
        make(article, number).save()


def _revision(article, number):
    return Revision(article=article, number=number, replaced_at=NOON, headline="Before", fingerprint=DIGESTS[0])


def _key(article, number):
    return IdentityKey(article=article, source=article.source, digest=DIGESTS[number - 1])


MIRRORED = {
    "source_url": "https://x.example/a.jpg",
    "tried_at": NOON,
    "digest": "ab" * 32,
    "widths": [320],
    "width": 320,
    "height": 200,
    "colour": "#808080",
}


def _picture(_article, _number):
    return Picture(article=ArticleFactory(body=None), **MIRRORED)


def _body_picture(article, number):
    return BodyPicture(article=article, url_digest=DIGESTS[number - 1], **MIRRORED)


def _stories():
    """Make two stories with a report each."""
    return [
        Story.objects.create(made_at=NOON, reports=1, families=1, first_report_at=NOON, last_report_at=NOON)
        for _ in range(2)
    ]


def _bulk_orders():
    for verb in ("reject", "publish"):
        BulkOrder.objects.create(verb=verb, articles=[1, 2], made_at=NOON)


def _saved_filters():
    user = EditorFactory().user
    for name in ("Mine", "Yours"):
        SavedFilter.objects.create(user=user, name=name, query="status__exact=pending")


def _rulings():
    article, rule = ArticleFactory(body=None), RuleFactory()
    for did in ("held", "dropped"):
        Ruling.objects.create(article=article, rule=rule, rule_name=rule.name, did=did, reason="so", made_at=NOON)


def _sweeps():
    rule = RuleFactory()
    for looked in (1, 2):
        Sweep.objects.create(rule=rule, most=5, looked=looked, articles=[1], taken=1, made_at=NOON, counted_at=NOON)


def _clues():
    return [Clue.objects.create(article=ArticleFactory(body=None), seen_at=NOON, facts={}) for _ in range(2)]


def _events():
    return [StoryEvent.objects.create(story=story, kind="edited", at=NOON) for story in _stories()]


def _links():
    """Make an editor's word on each of two pairs that share their first article, in one event."""
    one, *others = ArticleFactory.create_batch(3, body=None)
    event = _events()[0]
    for other in others:
        Link.objects.create(one=one, other=other, kind="must", event=event)


def _suggestions():
    """Make a suggestion for each of two pairs that share their first story."""
    one, *others = [*_stories(), *_stories()[:1]]
    for other in others:
        Suggestion.objects.create(one=one, other=other, score=0.5, made_at=NOON)


def _tombstones():
    source = SourceFactory()
    for digest in DIGESTS:
        Tombstone.objects.create(source=source, digest=digest, reason="Deleted", made_at=NOON)


def _takedown(receipt, **fields):
    return Takedown.objects.create(receipt=receipt, received_at=NOON, urls="/article/1-x/", right="error", **fields)


LAWFUL = {
    Article: lambda: ArticleFactory.create_batch(2, body=None),
    AuditLine: lambda: [
        AuditLine.objects.create(at=NOON, verb="moved", model="articles.article", row=row, is_sample=True)
        for row in (1, 2)
    ],
    Body: lambda: BodyFactory.create_batch(2),
    BodyPicture: lambda: _with_article(_body_picture),
    BulkOrder: _bulk_orders,
    SavedFilter: _saved_filters,
    Rule: lambda: RuleFactory.create_batch(2),
    Condition: lambda: RuleFactory.create_batch(2),
    Ruling: _rulings,
    Sweep: _sweeps,
    Editor: lambda: EditorFactory.create_batch(2),
    Section: lambda: SectionFactory.create_batch(2),
    SearchText: lambda: ArticleFactory.create_batch(2, body=None),
    SearchWord: lambda: [SearchWord.objects.create(word=word, count=1) for word in ("quay", "tide")],
    Source: lambda: SourceFactory.create_batch(2),
    Sighting: lambda: SightingFactory.create_batch(2, article=ArticleFactory(body=None)),
    Revision: lambda: _with_article(_revision),
    IdentityKey: lambda: _with_article(_key),
    Picture: lambda: _with_article(_picture),
    Visits: lambda: _with_article(lambda a, n: Visits(article=a, day=DAY + dt.timedelta(days=n), count=1)),
    Tombstone: _tombstones,
    Story: _stories,
    Membership: lambda: [
        Membership.objects.create(article=article, method="alone", version=1, joined_at=NOON)
        for article in ArticleFactory.create_batch(2, body=None)
    ],
    Clue: _clues,
    Posting: lambda: [
        Posting.objects.create(key=f"en:{n}", clue=clue, number=1) for n, clue in enumerate(_clues()[:1] * 2)
    ],
    Gist: lambda: [Gist.objects.create(story=story, facts={}) for story in _stories()],
    TermCount: lambda: [TermCount.objects.create(key=f"en:{n}", count=1, day=20_000) for n in range(2)],
    Suggestion: _suggestions,
    StoryEvent: _events,
    Link: _links,
    Doubt: lambda: [Doubt.objects.create(story=story, made_at=NOON) for story in _stories()],
    Correction: lambda: _with_article(lambda a, _: Correction(article=a, made_at=NOON, note="It was four.")),
    DailyFigure: lambda: [DailyFigure.objects.create(day=DAY, kind="hour", key=key, count=1) for key in (7, 8)],
    DeskEvent: lambda: [DeskEvent.objects.create(kind="withdrawn", at=NOON, is_sample=True) for _ in range(2)],
    Takedown: lambda: [
        _takedown(receipt, status="refused", closed_at=NOON, name="A port", email="a@port.example", statement="No.")
        for receipt in ("one", "two")
    ],
}
"""How to make two lawful rows of each model, alike in everything but what must differ."""

BREAKS: list[Break] = [
    (Article, "article_status_known", {"status": "draft"}),
    (Article, "article_has_headline", {"headline": ""}),
    (Article, "article_url_is_http", {"url": SCRIPT}),
    (Article, "article_url_is_http", {"url": "//x.example/"}),
    (Article, "article_image_is_http", {"image_url": "data:image/png;base64,AA"}),
    (Article, "article_legal_order_is_withdrawn", {"legal_order": True}),
    (Article, "article_visible_for_a_time", {"visible_from": NOON, "visible_until": NOON}),
    (Article, "article_published_in_range", {"published_at": dt.datetime(1970, 1, 1, tzinfo=dt.UTC)}),
    (Article, "article_published_in_range", {"published_at": FAR, "first_seen_at": FAR}),
    (Article, "article_not_published_after_seen", {"published_at": F("first_seen_at") + dt.timedelta(seconds=1)}),
    (Article, "article_url_digest_is_sha256", {"url_digest": b"short"}),
    (Article, "articles_article.url_digest", {"url_digest": DIGESTS[0]}),
    (AuditLine, "audit_line_has_verb", {"verb": ""}),
    (AuditLine, "audit_line_names_its_model", {"model": "article"}),
    (Body, "body_was_sanitized", {"sanitizer_version": 0}),
    (Body, "body_raw_kind_known", {"raw_kind": "xml"}),
    (Correction, "correction_has_note", {"note": ""}),
    (DailyFigure, "daily_figure_once", {"key": 7}),
    (DailyFigure, "daily_figure_counted", {"count": 0}),
    (DailyFigure, "daily_figure_kind_known", {"kind": "mood"}),
    (DeskEvent, "desk_event_kind_known", {"kind": "forgotten"}),
    (BodyPicture, "bodypicture_is_whole_or_says_why", {"widths": []}),
    (BodyPicture, "bodypicture_is_whole_or_says_why", {"error": "too large"}),
    (BodyPicture, "body_picture_once_in_article", {"url_digest": DIGESTS[0]}),
    (BodyPicture, "body_picture_url_digest_is_sha256", {"url_digest": b"short"}),
    (Editor, "editor_has_name", {"name": ""}),
    (Editor, "editor_links_are_http", {"links": ["https://ebb.example/", "javascript:alert(1)"]}),
    (Editor, "editor_has_few_links", {"links": ["https://ebb.example/"] * 6}),
    (Editor, "editor_portrait_is_sha256", {"portrait": "../../etc/passwd"}),
    (Editor, "articles_editor.slug", {"slug": "same"}),
    (IdentityKey, "identity_key_unique_in_source", {"digest": DIGESTS[0]}),
    (IdentityKey, "identity_key_is_sha256", {"digest": b"short"}),
    (Picture, "picture_is_whole_or_says_why", {"widths": []}),
    (Picture, "picture_is_whole_or_says_why", {"digest": ""}),
    (Picture, "picture_is_whole_or_says_why", {"digest": "../../etc/passwd"}),
    (Picture, "picture_is_whole_or_says_why", {"error": "too large"}),
    (Revision, "revision_number_unique", {"number": 1}),
    (BulkOrder, "bulk_order_verb_known", {"verb": "burn"}),
    (BulkOrder, "bulk_order_takes_what_it_has", {"taken": 3}),
    (BulkOrder, "bulk_order_counts_what_it_took", {"taken": 1, "changed": 1, "failed": 1}),
    (Rule, "rule_has_name", {"name": ""}),
    (Rule, "rule_standing_known", {"standing": "burn"}),
    (Rule, "rule_has_effect", {"standing": ""}),
    (Rule, "rule_is_for_one_source_or_section", {"source": 1, "section": 1}),
    (Condition, "condition_field_is_asked_so", {"operator": "older"}),
    (Condition, "condition_field_is_asked_so", {"field": "age"}),
    (Condition, "condition_field_is_asked_so", {"field": "anything"}),
    (Condition, "condition_has_value", {"value": ""}),
    (Condition, "condition_has_value", {"operator": "there"}),
    (Ruling, "ruling_says_what_and_why", {"did": ""}),
    (Ruling, "ruling_says_what_and_why", {"reason": ""}),
    (Sweep, "sweep_takes_what_it_has", {"taken": 2}),
    (Sweep, "sweep_changes_what_it_took", {"changed": 2}),
    (Sweep, "sweep_counts_before_it_begins", {"counted_at": None, "begun_at": NOON}),
    (SavedFilter, "saved_filter_named_once", {"name": "Mine"}),
    (SavedFilter, "saved_filter_has_name", {"name": ""}),
    (SearchText, "search_text_state_known", {"state": "lost"}),
    (SearchText, "search_text_empty_unless_found", {"texts": ["a word"]}),
    (SearchWord, "search_word_counted", {"count": 0}),
    (Section, "articles_section.slug", {"slug": "same"}),
    (Section, "section_weight_sane", {"weight": 2.5}),
    (Section, "section_weight_sane", {"weight": -2.5}),
    (Story, "story_families_among_reports", {"families": 2}),
    (Story, "story_merged_has_nothing", {"merged_into": F("id")}),
    (Story, "story_not_into_itself", {"merged_into": F("id"), "reports": 0, "families": 0}),
    (Story, "story_shown_has_times", {"first_report_at": None}),
    (Story, "story_shown_has_times", {"last_report_at": None}),
    (Story, "story_boost_sane", {"boost": 10.5}),
    (Story, "story_boost_sane", {"boost": -10.5}),
    (StoryEvent, "story_event_kind_known", {"kind": "forgotten"}),
    (Suggestion, "suggestion_once_a_pair", {"other": F("one") + 1}),
    (Suggestion, "suggestion_older_first", {"one": F("other"), "other": F("one")}),
    (Suggestion, "suggestion_older_first", {"other": F("one")}),
    (Suggestion, "suggestion_state_known", {"state": "perhaps"}),
    (Suggestion, "suggestion_score_in_range", {"score": 1.5}),
    (Suggestion, "suggestion_score_in_range", {"score": -0.5}),
    (Membership, "membership_method_known", {"method": "guess"}),
    (Membership, "membership_score_in_range", {"score": 1.5}),
    (Membership, "membership_score_in_range", {"score": -0.5}),
    (Membership, "membership_no_copy_of_itself", {"copy_of": F("article")}),
    (Posting, "posting_once", {"key": "en:same"}),
    (TermCount, "term_count_is_positive", {"count": 0}),
    (Link, "link_once_an_event", {"other": F("one") + 1}),
    (Link, "link_smaller_first", {"one": F("other"), "other": F("one")}),
    (Link, "link_kind_known", {"kind": "may"}),
    (Sighting, "sighting_once_a_feed", {"feed_number": 7}),
    (Sighting, "sighting_feed_is_http", {"feed_url": "file:///etc/passwd"}),
    (Source, "source_has_name", {"name": ""}),
    (Source, "source_rights_mode_known", {"rights_mode": "everything"}),
    (Source, "source_publishing_known", {"publishing": "never"}),
    (Source, "source_state_known", {"state": "asleep"}),
    (Source, "source_excerpt_words_sane", {"excerpt_words": 4}),
    (Source, "source_excerpt_words_sane", {"excerpt_words": 301}),
    (Source, "source_home_is_http", {"home_url": SCRIPT}),
    (Source, "source_licence_is_http", {"licence_url": SCRIPT}),
    (Source, "articles_source.slug", {"slug": "same"}),
    (Takedown, "takedown_right_known", {"right": "might"}),
    (Takedown, "takedown_closed_has_time", {"status": "open"}),
    (Takedown, "takedown_closed_has_time", {"closed_at": None}),
    (Takedown, "takedown_closed_has_time", {"status": "lost"}),
    (
        Takedown,
        "takedown_open_is_not_forgotten",
        {
            "status": "open",
            "closed_at": None,
            "forgotten_at": NOON,
            "name": "",
            "email": "",
            "statement": "",
        },
    ),
    (Takedown, "takedown_forgotten_names_nobody", {"forgotten_at": NOON, "name": "", "email": ""}),
    (Takedown, "takedown_forgotten_names_nobody", {"forgotten_at": NOON, "name": "", "statement": ""}),
    (Takedown, "takedown_forgotten_names_nobody", {"forgotten_at": NOON, "email": "", "statement": ""}),
    (
        Takedown,
        "takedown_forgotten_names_nobody",
        {"forgotten_at": NOON, "name": "", "email": "", "statement": "", "answer": "Dear port"},
    ),
    (Takedown, "articles_takedown.receipt", {"receipt": "same"}),
    (Tombstone, "tombstone_unique_in_source", {"digest": DIGESTS[0]}),
    (Tombstone, "tombstone_is_sha256", {"digest": b"short"}),
    (Tombstone, "tombstone_has_reason", {"reason": ""}),
    (Visits, "visits_once_a_day", {"day": DAY}),
    (Visits, "visits_count_positive", {"count": 0}),
]


@pytest.mark.django_db
@pytest.mark.parametrize("model", LAWFUL, ids=lambda model: model.__name__)
def test_lawful_rows_are_taken(model):
    LAWFUL[model]()

    assert model.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize(("model", "constraint", "change"), BREAKS, ids=map(name_of, BREAKS))
def test_postgres_refuses(model, constraint, change):
    LAWFUL[model]()

    assert_refused(model, constraint, change)


def test_every_constraint_has_its_try():
    assert {constraint for _, constraint, _ in BREAKS} == constraints_of("articles")


def test_every_model_has_lawful_rows():
    assert set(LAWFUL) == models_of("articles")

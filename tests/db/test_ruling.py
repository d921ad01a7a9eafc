"""Rules at work: what becomes of entries that come, and what does not."""

import datetime as dt
import time
from dataclasses import replace

import pytest

from articles import known, ruling, standing, store
from articles.decision import Verdict
from articles.dedupe import decide
from articles.entry import Delivery, SafeHTML
from articles.identity import identify
from articles.models import Article, Rule, Ruling
from tests.entries import clean_entry
from tests.factories import NOON, RuleFactory, SectionFactory, SourceFactory

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def source():
    return SourceFactory()


@pytest.fixture
def deliver(source, django_capture_on_commit_callbacks):
    """Let a feed of the source hand over these entries, as the pipeline does; return the verdicts."""

    def deliver(*entries, at=NOON, held="", publish=True, of=source):
        delivery = Delivery(of.id, 7, f"https://{of.slug}.example/feed", of.section_id, publish=publish, now=at)
        identities = identify(entries, 7)
        stored = known.read(of.id, identities)
        decisions = decide(entries, identities, stored, delivery)
        with django_capture_on_commit_callbacks(execute=True):
            said = ruling.judge(decisions, delivery)
            store.save(replace(delivery, held=held), decisions, stored, said)
        return [decision.verdict for decision in decisions]

    return deliver


def test_an_entry_that_a_rule_drops_is_kept_out_with_the_rules_name_and_never_comes_back(deliver):
    RuleFactory(name="No tides", standing="drop")

    first = deliver(clean_entry())
    again = deliver(clean_entry(headline="The tide goes out"), at=NOON + HOUR)

    article = Article.objects.get()
    assert (first, again) == ([Verdict.NEW], [Verdict.CHANGED])
    assert article.status == "rejected"
    assert article.status_reason == "Dropped by the rule “No tides”: headline contains “tide”"
    assert article.body.raw


@pytest.mark.parametrize(
    ("says", "publish", "held", "stands"),
    [
        ("hold", True, "", ("pending", "Held by the rule “Tides”: headline contains “tide”")),
        ("publish", False, "", ("published", "")),
        ("publish", True, "it looks wrong", ("pending", "it looks wrong")),
        ("drop", True, "it looks wrong", ("rejected", "Dropped by the rule “Tides”: headline contains “tide”")),
    ],
)
def test_a_rule_says_where_an_entry_stands(deliver, says, publish, held, stands):
    RuleFactory(name="Tides", standing=says)

    deliver(clean_entry(), publish=publish, held=held)

    article = Article.objects.get()
    assert (article.status, article.status_reason) == stands


@pytest.mark.parametrize(("publish", "status"), [(True, "published"), (False, "pending")])
def test_where_no_rule_speaks_of_publishing_the_source_decides(deliver, publish, status):
    RuleFactory(standing="", tags=["Coast"], excerpt_only=True)

    deliver(clean_entry(), publish=publish)

    assert Article.objects.get().status == status


def test_a_rule_moves_tags_and_shortens(deliver, source):
    shelf = SectionFactory()
    RuleFactory(standing="", move_to=shelf, tags=["Coast"], excerpt_only=True)

    deliver(clean_entry(tags=("Sea",)))

    article = Article.objects.select_related("source").get()
    assert (article.section, article.excerpt_only) == (shelf, True)
    assert (article.display_tags, article.tag_slugs) == (["Sea", "Coast"], ["sea", "coast"])


def test_an_update_keeps_what_rules_gave_and_brings_none_back_over_an_editor(deliver, source):
    elsewhere = SectionFactory()
    RuleFactory(standing="hold", move_to=SectionFactory(), tags=["Coast"])
    deliver(clean_entry(tags=("Sea",)))
    standing.publish(Article.objects.all(), None)
    standing.move(Article.objects.all(), elsewhere)

    deliver(clean_entry(headline="The tide goes out", tags=("Water",)), at=NOON + HOUR)

    article = Article.objects.get()
    assert (article.status, article.section) == ("published", elsewhere)
    assert (article.display_tags, article.tag_slugs) == (["Water", "Coast"], ["water", "coast"])
    assert Ruling.objects.count() == 1


def test_hits_are_counted_and_each_says_what_was_done_and_why(deliver):
    one = RuleFactory(name="Tides", standing="", tags=["Coast"])
    other = RuleFactory(standing="hold", asked=[("headline", "contains", "nothing of it")])

    deliver(*(clean_entry(guid=f"g{n}", url=f"https://tides.example/{n}") for n in range(3)))

    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.hits, one.last_hit_at, other.hits, other.last_hit_at) == (3, NOON, 0, None)
    line = Ruling.objects.first()
    assert (line.rule, line.did, line.reason) == (one, "tagged Coast", "headline contains “tide”")


def test_rules_of_another_source_or_out_of_use_or_without_conditions_say_nothing(deliver):
    RuleFactory(standing="drop", source=SourceFactory())
    RuleFactory(standing="drop", is_enabled=False)
    RuleFactory(standing="drop").conditions.all().delete()

    deliver(clean_entry())

    assert Article.objects.get().status == "published"
    assert not Ruling.objects.exists()


def test_a_rule_that_changes_is_read_anew(deliver):
    rule = RuleFactory(standing="drop")
    deliver(clean_entry(guid="a", url="https://tides.example/a"))
    Rule.objects.filter(pk=rule.pk).update(standing="hold", changed_at=NOON + HOUR)

    deliver(clean_entry(guid="b", url="https://tides.example/b"))

    assert list(Article.objects.order_by("pk").values_list("status", flat=True)) == ["rejected", "pending"]


def test_rules_cost_one_query_a_document_and_three_where_they_hit(deliver, django_assert_num_queries):
    RuleFactory.create_batch(30, standing="", tags=["Coast"])
    deliver(clean_entry(guid="before", url="https://tides.example/before"))

    with django_assert_num_queries(6):  # known, ids, rules, articles, lines, hits.
        deliver(*(clean_entry(guid=f"g{n}", url=f"https://tides.example/{n}") for n in range(20)))


def test_no_text_of_a_feed_makes_rules_slow(deliver):
    conditions = [
        ("anywhere", "matches", "(x+x+)+y"),
        ("text", "matches", "(a|a?)+$b"),
        ("anywhere", "word", "aaaa"),
        ("text", "contains", "aab"),
    ]
    for condition in conditions * 5:
        RuleFactory(standing="drop", asked=[condition])
    text = SafeHTML(f"<p>{'x' * 300_000}{'a' * 300_000}{'é' * 100_000}</p>")

    began = time.perf_counter()
    deliver(clean_entry(headline="x" * 500, dek="aaa " * 5_000, body=text))

    assert time.perf_counter() - began < 3


def test_a_rule_that_goes_leaves_what_it_did(deliver):
    rule = RuleFactory(name="Tides")
    deliver(clean_entry())

    rule.delete()

    line = Ruling.objects.get()
    assert (line.rule, line.rule_name) == (None, "Tides")

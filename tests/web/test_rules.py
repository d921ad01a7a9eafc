"""Rules at the desk: made, tried, ordered, applied; and by whom."""

import datetime as dt

import pytest
from django.contrib.auth.models import Permission, User
from django.urls import reverse
from django.utils import timezone

from articles import rehearsal, sweeping
from articles.models import Article, AuditLine, Rule, Ruling, Sweep
from tests.factories import NOON, ArticleFactory, EditorFactory, RuleFactory, SectionFactory, SourceFactory

pytestmark = pytest.mark.django_db
LIST = "admin:articles_rule_changelist"


def filled(*conditions, **said):
    """Return what the form posts: (field, operator, value) each, and what else was said."""
    rows = {
        f"conditions-{n}-{name}": value
        for n, row in enumerate([*conditions, ("anywhere", "contains", "")])
        for name, value in zip(("field", "operator", "value"), row, strict=True)
    }
    formset = {"conditions-TOTAL_FORMS": len(conditions) + 1, "conditions-INITIAL_FORMS": 0}
    plain = {"name": "Tides", "needs_all": "True", "standing": "hold", "is_enabled": "on", "_keep": ""}
    return {**formset, **rows, **plain, **said}


def text(response):
    return " ".join(response.content.decode().split())


def test_a_rule_is_made_and_stands_last(admin_client, admin_user):
    RuleFactory(position=7)
    shelf, source = SectionFactory(), SourceFactory(slug="ebb")

    admin_client.post(
        reverse("admin:articles_rule_add"),
        filled(
            ("headline", "word", " tide "), ("picture", "missing", ""),
            source="ebb", move_to=shelf.pk, tags="Coast, coast , Sea", excerpt_only="on", stops="on", needs_all="False",
        ),
    )  # fmt: skip

    rule = Rule.objects.get(name="Tides")
    assert (rule.position, rule.author, rule.source, rule.move_to, rule.tags) == (
        8,
        admin_user,
        source,
        shelf,
        ["coast", "Sea"],
    )
    assert (rule.excerpt_only, rule.stops, rule.needs_all, rule.standing) == (True, True, False, "hold")
    assert [(one.field, one.operator, one.value) for one in rule.conditions.all()] == [
        ("headline", "word", "tide"),
        ("picture", "missing", ""),
    ]
    line = AuditLine.objects.get(verb="rule made")
    assert line.after["if"] == "headline has the word “tide” or picture is missing"
    assert line.after["then"] == f"hold, move to {shelf}, tag coast, Sea, excerpt only, and stop"


@pytest.mark.parametrize(
    ("conditions", "said", "told"),
    [
        ([], {}, "Give at least one condition"),
        ([("headline", "contains", "")], {}, "Say what to look for"),
        ([("headline", "older", "3 days")], {}, "cannot be asked so"),
        ([("headline", "matches", "a(?=b)")], {}, "Look-ahead"),
        ([("age", "older", "soon")], {}, "3 days"),
        ([("tag", "is", "x")], {"standing": ""}, "Say what is to be done"),
        ([("tag", "is", "x")], {"source": "nobody"}, "no such source"),
        ([("tag", "is", "x")], {"standing": "drop", "tags": "Coast"}, "neither moved nor tagged"),
        ([("tag", "is", "x")], {"name": ""}, "This field is required"),
    ],
)
def test_what_makes_no_rule_is_refused_with_words_that_help(admin_client, conditions, said, told):
    response = admin_client.post(reverse("admin:articles_rule_add"), filled(*conditions, **said))

    assert told in text(response)
    assert not Rule.objects.exists()


def test_a_rule_for_a_source_and_a_section_at_once_is_refused(admin_client):
    said = {"source": SourceFactory().slug, "section": SectionFactory().pk}

    response = admin_client.post(reverse("admin:articles_rule_add"), filled(("tag", "is", "x"), **said))

    assert "not both" in text(response)


def test_a_change_keeps_the_hits_and_leaves_a_line(admin_client):
    rule = RuleFactory(hits=5, asked=[("headline", "contains", "tide")])

    admin_client.post(
        reverse("admin:articles_rule_change", args=[rule.pk]), filled(("dek", "begins", "sea"), standing="drop")
    )

    rule.refresh_from_db()
    assert (rule.hits, rule.standing, str(rule.conditions.get())) == (5, "drop", "Dek begins with sea")
    line = AuditLine.objects.get(verb="rule changed")
    assert (line.before["then"], line.after["then"]) == ("hold", "drop")


def test_one_more_line_keeps_what_was_written_and_stores_nothing(admin_client):
    response = admin_client.post(
        reverse("admin:articles_rule_add"), {**filled(("headline", "contains", "quay"), name=""), "_more": ""}
    )

    assert 'name="conditions-2-value"' in text(response)
    assert 'value="quay"' in text(response)
    assert "errorlist" not in text(response)
    assert not Rule.objects.exists()


# Tried ----------------------------------------------------------------------------------------------------------------


def test_a_rule_is_tried_on_what_came_last_with_the_reason_and_the_words_marked(admin_client):
    ArticleFactory(headline="Crème brûlée at the quay")
    ArticleFactory(headline="Something else", status="rejected")

    response = admin_client.post(
        reverse("admin:articles_rule_add"),
        {**filled(("headline", "contains", "BRULEE"), name="", standing=""), "_try": ""},
    )

    assert "1 of the last 2 entries would be hit" in text(response)
    assert "Crème <mark>brûlée</mark> at the quay" in text(response)
    assert "headline does not contain “BRULEE”" in text(response)
    assert not Rule.objects.exists()


def test_a_rule_that_is_kept_is_tried_from_the_list(admin_client):
    rule = RuleFactory(asked=[("headline", "word", "quay")])
    ArticleFactory(headline="At the quay")
    address = f"{reverse('admin:articles_rule_change', args=[rule.pk])}?try=1"

    assert address in text(admin_client.get(reverse(LIST)))
    assert "At the <mark>quay</mark>" in text(admin_client.get(address))


def test_only_the_entries_that_a_rule_is_for_are_tried(admin_client):
    source = SourceFactory()
    ArticleFactory(source=source, headline="Here")
    ArticleFactory(headline="Elsewhere")

    response = admin_client.post(
        reverse("admin:articles_rule_add"), {**filled(("picture", "missing", ""), source=source.slug), "_try": ""}
    )

    assert "1 of the last 1 entries" in text(response)


def test_what_an_editor_wrote_does_not_count(admin_client):
    ArticleFactory(headline="As it was received", edited_headline="As edited")

    found = rehearsal.rehearse(RuleFactory(asked=[("headline", "contains", "received")]).as_value, NOON)

    assert len(found.hits) == 1


def test_a_try_costs_the_same_queries_for_three_and_for_thirty(django_assert_num_queries):
    rule = RuleFactory(asked=[("anywhere", "contains", "tide")]).as_value
    ArticleFactory.create_batch(3)
    with django_assert_num_queries(1):
        rehearsal.rehearse(rule, NOON)
    ArticleFactory.create_batch(27)

    with django_assert_num_queries(1):
        found = rehearsal.rehearse(rule, NOON)

    assert found.looked == 30


def test_a_hostile_headline_is_shown_and_runs_nowhere(admin_client):
    ArticleFactory(headline="<script>alert(1)</script> tide")

    response = admin_client.post(
        reverse("admin:articles_rule_add"), {**filled(("headline", "contains", "<script>")), "_try": ""}
    )

    assert "<mark>&lt;script&gt;</mark>" in text(response)
    assert "<script>alert" not in text(response)


# In their order -------------------------------------------------------------------------------------------------------


def test_rules_are_moved_up_and_down_and_switched(admin_client):
    one, two, three = RuleFactory.create_batch(3)

    admin_client.post(reverse(LIST), {"press": f"up-{three.pk}"})
    admin_client.post(reverse(LIST), {"press": f"down-{one.pk}"})
    admin_client.post(reverse(LIST), {"press": f"up-{three.pk}"})
    admin_client.post(reverse(LIST), {"press": f"switch-{two.pk}"})

    assert list(Rule.objects.values_list("pk", "position", "is_enabled")) == [
        (three.pk, 1, True),
        (one.pk, 2, True),
        (two.pk, 3, False),
    ]
    assert list(AuditLine.objects.values_list("verb", flat=True)) == ["rule switched off", "rule moved", "rule moved"]


def test_the_list_costs_the_same_queries_for_three_and_for_thirty(admin_client, django_assert_max_num_queries):
    RuleFactory.create_batch(30, source=SourceFactory())

    with django_assert_max_num_queries(8):
        response = admin_client.get(reverse(LIST))

    assert text(response).count("Move up: ") == 30


def test_a_deleted_rule_leaves_its_line_and_what_it_did(admin_client):
    rule = RuleFactory(name="Tides")
    Ruling.objects.create(article=ArticleFactory(), rule=rule, rule_name="Tides", did="held", reason="so", made_at=NOON)

    admin_client.post(reverse("admin:articles_rule_delete", args=[rule.pk]), {"post": "yes"})

    assert not Rule.objects.exists()
    assert AuditLine.objects.get(verb="rule deleted").before["if"] == "headline contains “tide”"
    assert Ruling.objects.get().rule_name == "Tides"


# Applied to what is here ----------------------------------------------------------------------------------------------


def sweep(client, rule, most=500):
    """Count, and return the page and the sweep."""
    response = client.post(reverse("admin:articles_rule_apply", args=[rule.pk]), {"most": most}, follow=True)
    return response, Sweep.objects.latest("pk")


def test_it_counts_first_and_changes_nothing(admin_client):
    rule = RuleFactory(standing="drop")
    ArticleFactory.create_batch(3)
    ArticleFactory(headline="Something else")

    response, found = sweep(admin_client, rule)

    assert "<b>3</b> of 4 articles would change: drop." in text(response)
    assert (found.total, found.begun_at) == (3, None)
    assert Article.objects.filter(status="published").count() == 4


@pytest.mark.parametrize(
    ("says", "before", "after"),
    [("drop", "published", "rejected"), ("hold", "published", "pending"), ("publish", "pending", "published"), ("drop", "pending", "rejected")],
)  # fmt: skip
def test_on_an_editors_word_it_changes_where_articles_stand(admin_client, says, before, after):
    rule = RuleFactory(name="Tides", standing=says)
    article = ArticleFactory(status=before)
    _, found = sweep(admin_client, rule)

    admin_client.post(reverse("admin:articles_rule_applied", args=[found.pk]), {"_begin": ""})
    response = admin_client.get(reverse("admin:articles_rule_applied", args=[found.pk]))

    article.refresh_from_db()
    assert article.status == after
    assert "<b>1</b> of 1 dealt with: done." in text(response)
    assert Ruling.objects.get().article == article
    assert AuditLine.objects.filter(row=article.pk).exists()


def test_it_moves_tags_and_shortens(admin_client, admin_user):
    shelf = SectionFactory()
    rule = RuleFactory(standing="", move_to=shelf, tags=["Coast"], excerpt_only=True)
    article = ArticleFactory(tags=["Sea"])
    _, found = sweep(admin_client, rule)

    sweeping.begin(found, admin_user, NOON)
    sweeping.take_step(NOON, found.pk)

    article.refresh_from_db()
    assert (article.section, article.display_tags, article.excerpt_only) == (shelf, ["Sea", "Coast"], True)
    assert article.tag_slugs == ["sea", "coast"]
    assert {"moved", "ruled"} <= set(AuditLine.objects.values_list("verb", flat=True))


def test_what_is_rejected_or_withdrawn_or_chosen_by_an_editor_stays_so(admin_client):
    rule = RuleFactory(standing="drop")
    for status in ("rejected", "withdrawn"):
        ArticleFactory(status=status)
    ArticleFactory(curator=EditorFactory())

    _, found = sweep(admin_client, rule)

    assert (found.total, found.looked) == (0, 3)
    assert found.finished_at


def test_what_changed_since_the_count_is_asked_again(admin_client, admin_user):
    rule = RuleFactory(standing="drop")
    one, other = ArticleFactory.create_batch(2)
    _, found = sweep(admin_client, rule)
    Article.objects.filter(pk=one.pk).update(headline="Something else")

    sweeping.begin(found, admin_user, NOON)
    sweeping.take_step(NOON, found.pk)

    found.refresh_from_db()
    assert (found.taken, found.changed) == (2, 1)
    assert Article.objects.get(status="rejected") == other


def test_thousands_go_step_by_step_and_can_be_stopped(admin_client, monkeypatch):
    monkeypatch.setattr(sweeping, "LOOKED_AT_ONCE", 4)
    monkeypatch.setattr(sweeping, "CHANGED_AT_ONCE", 3)
    rule = RuleFactory(standing="drop")
    ArticleFactory.create_batch(10)
    response, found = sweep(admin_client, rule)
    assert "data-under-way" in text(response)
    page = reverse("admin:articles_rule_applied", args=[found.pk])

    for _ in range(2):
        admin_client.get(page)
    admin_client.post(page, {"_begin": ""}, follow=True)
    response = admin_client.post(page, {"_stop": ""}, follow=True)

    assert "<b>3</b> of 10 dealt with, then stopped." in text(response)
    assert Article.objects.filter(status="rejected").count() == 3


def test_an_editor_shows_an_excerpt_of_a_rule_whole_again(admin_client):
    rule = RuleFactory(standing="", excerpt_only=True)
    article = ArticleFactory(excerpt_only=True)
    Ruling.objects.create(article=article, rule=rule, rule_name="x", did="excerpt only", reason="so", made_at=NOON)
    page = reverse("admin:articles_rule_change", args=[rule.pk])

    shown = text(admin_client.get(page))
    admin_client.post(page, {"_lift": article.pk})

    article.refresh_from_db()
    assert "Show all that is granted" in shown
    assert not article.excerpt_only
    assert AuditLine.objects.get(verb="shown whole").row == article.pk


# Who may --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def curator(client):
    """Sign somebody in who may do with rules what the test says."""

    def sign_in(*permissions):
        user = User.objects.create_user("curator", password="x", is_staff=True)
        user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
        client.force_login(user)
        return client

    return sign_in


def test_who_may_not_see_rules_finds_none(curator):
    rule = RuleFactory()
    client = curator("publish_article", "view_article")

    answers = [client.get(reverse(LIST)), client.get(reverse("admin:articles_rule_change", args=[rule.pk]))]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert sweep_refused(client, rule)


def test_who_may_only_look_finds_no_button_and_no_way_around(curator):
    rule = RuleFactory()
    client = curator("view_rule", "publish_article")
    page = reverse("admin:articles_rule_change", args=[rule.pk])

    assert "_keep" not in text(client.get(page))
    assert 'name="press"' not in text(client.get(reverse(LIST)))
    assert client.post(page, filled(("tag", "is", "x"))).status_code == 403
    assert client.post(reverse(LIST), {"press": f"switch-{rule.pk}"}).status_code == 403
    assert client.get(reverse("admin:articles_rule_add")).status_code == 403
    assert sweep_refused(client, rule)


def test_who_may_not_publish_may_not_apply(curator):
    rule = RuleFactory()
    client = curator("view_rule", "change_rule")

    assert "Count what it would change" not in text(client.get(reverse("admin:articles_rule_change", args=[rule.pk])))
    assert sweep_refused(client, rule)


def sweep_refused(client, rule):
    planned = sweeping.plan(rule, 500, actor=None, now=timezone.now() - dt.timedelta(hours=1))
    change = reverse("admin:articles_rule_change", args=[rule.pk])
    lift = client.post(change, {"_lift": 1}).status_code
    apply = client.post(reverse("admin:articles_rule_apply", args=[rule.pk]), {"most": 500}).status_code
    begin = client.post(reverse("admin:articles_rule_applied", args=[planned.pk]), {"_begin": ""}).status_code
    return (lift, apply, begin) == (403, 403, 403)

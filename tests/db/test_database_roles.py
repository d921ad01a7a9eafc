"""Least privilege: the real site and the real ingest under the roles that they have in production."""

import itertools
from ipaddress import ip_network

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from articles import audit
from articles.models import Article, AuditLine
from ingest import ledger, rounds, watching
from ingest.models import Feed
from ingest.pipeline import Settings
from newsroom.operating.database_roles import ACCOUNTS, DOORS, GROUPS, LOGS, READONLY, WEB, WORKER, rights
from tests.factories import NOON, ArticleFactory, SourceFactory
from tests.net.scripted import ScriptedServer, answer
from tests.web import test_visible
from tests.web.desk_access import PAGES, arguments, rows
from tests.web.test_visible import EXAMPLES, walk

ITEM = b"<item><guid>%d</guid><title>Tide %d</title><link>https://quay.example/%d</link></item>"

world = test_visible.world  # The same world, a fixture.


def run(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall() if cursor.description else None


@pytest.fixture
def become(db):
    """Give the groups their rights, and return what makes this session one of them, until the test ends."""
    call_command("database_roles", "--apply", verbosity=0)
    return lambda group: run(f"SET LOCAL ROLE {group}")


def refused(sql, table=""):
    """Tell whether Postgres says that this role may not; ``{}`` stands for the table."""
    try:
        with transaction.atomic():
            run(sql.format(table))
    except ProgrammingError as error:
        return "permission denied" in str(error) or "must be owner" in str(error)
    return False


@pytest.fixture
def browser(become):
    client = Client()
    client.force_login(User.objects.create_superuser("ada"))
    return client


# What they need -------------------------------------------------------------------------------------------------------


def test_every_public_page_is_made_under_the_role_of_the_site(become, world):
    article = world()
    become(WEB)

    answers = walk(article)

    assert len(answers) > len(EXAMPLES)


def test_every_page_of_the_desk_opens_under_the_role_of_the_site(browser, become):
    made = rows()
    become(WEB)

    statuses = {}
    for name in PAGES:
        try:
            address = reverse(f"admin:{name}", args=arguments(name, made))
        except NoReverseMatch:
            continue
        statuses[name] = browser.get(address).status_code

    assert len(statuses) > 10
    assert {name: status for name, status in statuses.items() if status >= 500} == {}


def test_an_editor_signs_in_publishes_and_leaves_a_line_under_the_role_of_the_site(become):
    User.objects.create_superuser("ada", password="high-water-at-noon")
    article = ArticleFactory(status=Article.Status.PENDING)
    become(WEB)
    client = Client()

    client.post(reverse("admin:login"), {"username": "ada", "password": "high-water-at-noon"})
    client.post(
        reverse("admin:articles_article_changelist"),
        {"action": "publish", "_selected_action": [article.pk], "post": "yes"},
    )

    article.refresh_from_db()
    assert article.status == Article.Status.PUBLISHED
    assert AuditLine.objects.filter(row=article.pk).exists()


def test_ingest_and_its_duties_run_under_the_role_of_the_worker(become, settings):
    settings.FETCH_ALLOW = (ip_network("127.0.0.0/8"),)
    become(WORKER)
    items = b"".join(ITEM % ((number,) * 3) for number in range(3))
    with ScriptedServer() as server:
        server.answers["/feed"] = answer(
            200, b'<rss version="2.0"><channel><title>Quay</title>' + items + b"</channel></rss>"
        )
        feed, _ = ledger.add_feed(SourceFactory(), f"http://127.0.0.1:{server.port}/feed", now=timezone.now())

        report = rounds.ingest(Feed.objects.filter(pk=feed.pk), Settings.from_django())

    now = ledger.now()
    for duty in watching.duties(Settings.from_django(), now):
        duty.work(now)
    assert report.total("new") == 3
    assert Article.objects.filter(story__isnull=False).count() == 3


def test_a_backup_can_be_made_under_the_role_that_only_reads(become):
    become(READONLY)

    tables = [name for (name,) in run("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]

    assert [name for name in tables if refused('SELECT count(*) FROM "{}"', name)] == []
    sequences = [name for (name,) in run("SELECT sequencename FROM pg_sequences WHERE schemaname = 'public'")]
    assert [name for name in sequences if refused('SELECT last_value FROM "{}"', name)] == []


# What they may not ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("group", GROUPS)
def test_no_process_makes_changes_empties_or_drops_a_table(become, group):
    become(group)

    assert refused("CREATE TABLE tide_tables (id int)")
    assert refused("ALTER TABLE articles_article ADD COLUMN tide int")
    assert refused("DROP TABLE articles_article")
    assert refused("TRUNCATE articles_article CASCADE")
    assert refused("ALTER TABLE articles_auditline DISABLE TRIGGER USER")
    assert refused("DELETE FROM django_migrations")
    assert refused("CREATE ROLE tide SUPERUSER")


@pytest.mark.parametrize(("group", "table"), list(itertools.product((WEB, WORKER), LOGS)))
def test_a_line_of_a_log_is_written_once(become, group, table):
    become(group)

    assert not refused("SELECT 1 FROM {}", table)
    assert refused("DELETE FROM {}", table)
    assert refused("UPDATE {} SET reason = ''", table)
    assert not refused("UPDATE {} SET actor_id = NULL", table)


@pytest.mark.parametrize("table", sorted(DOORS))
def test_a_worker_knows_nothing_of_how_people_come_in(become, table):
    become(WORKER)

    assert refused("SELECT 1 FROM {}", table)


@pytest.mark.parametrize("table", sorted(ACCOUNTS))
def test_a_worker_gives_nobody_more_rights(become, table):
    become(WORKER)

    assert not refused("SELECT 1 FROM {}", table)
    assert refused("DELETE FROM {}", table)
    assert refused("INSERT INTO {0} SELECT * FROM {0} WHERE false", table)


def test_who_only_reads_writes_nothing(become):
    become(READONLY)

    assert refused("UPDATE articles_article SET headline = ''")
    assert refused("INSERT INTO articles_section (name) VALUES ('x')")


def test_an_account_that_goes_leaves_its_lines_without_a_name_under_the_role_of_the_site(become):
    user = User.objects.create(username="ada")
    article = ArticleFactory()
    audit.record("moved", [audit.Change(article, {"tags": []}, {"tags": ["x"]})], actor=user, now=NOON)
    become(WEB)

    user.delete()

    assert AuditLine.objects.get(row=article.pk).actor_id is None


# The command ----------------------------------------------------------------------------------------------------------


def test_what_is_printed_is_what_is_applied(db, capsys):
    call_command("database_roles")

    printed = capsys.readouterr().out
    run(printed)
    run(printed)
    assert 'GRANT SELECT, INSERT ON "public"."articles_auditline" TO "newsroom_web"' in printed


def test_every_table_of_a_rule_exists(db):
    tables = set(connection.introspection.table_names())

    assert DOORS | ACCOUNTS | set(LOGS) <= tables
    assert rights("articles_article", WORKER) == "SELECT, INSERT, UPDATE, DELETE"

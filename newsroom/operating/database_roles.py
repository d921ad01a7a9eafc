"""Roles of the database: what each process may do with which tables, as SQL.

    owner     owns every table: migrate, restore, remove_sample; no process that a stranger speaks to signs in as it
    web       the site and the desk: rows of every table; no table is its own, and no line of a log can be changed
    worker    ingest and tasks: the same, but of those who sign in it knows what they may do, and nothing else
    readonly  backups and figures: reads everything, writes nothing

A group of Postgres stands for each of the last three, and the role that signs in is a member of one. A table that comes
later is the owner's alone until ``manage.py database_roles --apply`` after the migration.
"""

from collections.abc import Iterable, Iterator

from psycopg import sql

WEB, WORKER, READONLY = GROUPS = ("newsroom_web", "newsroom_worker", "newsroom_readonly")
READ, WRITE_ONCE, ROWS = "SELECT", "SELECT, INSERT", "SELECT, INSERT, UPDATE, DELETE"

LOGS = {
    "articles_auditline": ("actor_id",),
    "articles_deskevent": ("article_id", "story_id", "other_story_id", "source_id", "actor_id"),
}
"""Tables whose lines are written once; of a line only these columns change, when what they point to is gone."""

FIXED = frozenset({"django_migrations", "django_content_type", "auth_permission"})
"""What only a migration writes."""

ACCOUNTS = frozenset(
    {"auth_user", "auth_group", "auth_user_groups", "auth_user_user_permissions", "auth_group_permissions"}
)
"""A worker must know whether somebody may still do what they ordered."""

DOORS = frozenset({"access_secondfactor", "access_attempt", "django_session", "django_admin_log"})
"""How people come in: nothing for those who read what strangers wrote."""


def statements(tables: Iterable[str]) -> Iterator[sql.Composed]:
    """Yield what gives the groups their rights on these tables of the schema ``public``; run it as their owner."""
    names = sorted(tables)
    yield from (_made(group) for group in GROUPS)
    yield sql.SQL("REVOKE CREATE ON SCHEMA public FROM PUBLIC").format()
    for group in GROUPS:
        to = sql.Identifier(group)
        yield sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(to)
        yield sql.SQL("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {}").format(to)
        right = sql.SQL("SELECT" if group == READONLY else "USAGE, SELECT")
        yield sql.SQL("GRANT {} ON ALL SEQUENCES IN SCHEMA public TO {}").format(right, to)
        for name in names:
            yield from _granted(name, group)


def rights(table: str, group: str) -> str:
    """Return what a group may do with a table ("" for nothing)."""
    if group == WORKER and table in DOORS:
        return ""
    if group == READONLY or table in FIXED or (group == WORKER and table in ACCOUNTS):
        return READ
    return WRITE_ONCE if table in LOGS else ROWS


def _granted(table: str, group: str) -> Iterator[sql.Composed]:
    given, on, to = rights(table, group), sql.Identifier("public", table), sql.Identifier(group)
    if given:
        yield sql.SQL("GRANT {} ON {} TO {}").format(sql.SQL(given), on, to)
    if given == WRITE_ONCE:
        columns = sql.SQL(", ").join(map(sql.Identifier, LOGS[table]))
        yield sql.SQL("GRANT UPDATE ({}) ON {} TO {}").format(columns, on, to)


def _made(group: str) -> sql.Composed:
    """Make a group where there is none: roles are of the whole server, and another site may have made it."""
    return sql.SQL(
        "DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = {name}) THEN CREATE ROLE {group} NOLOGIN; "
        "END IF; END $$"
    ).format(name=sql.Literal(group), group=sql.Identifier(group))

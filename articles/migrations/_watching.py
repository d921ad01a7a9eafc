"""How a migration has Postgres watch a table that readers see, so that the edition's number rises with its changes."""

from collections.abc import Sequence

from django.db.migrations import RunSQL

EVENTS = {"insert": ("NEW",), "update": ("OLD", "NEW"), "delete": ("OLD",)}
"""What happens to a row, and by which names a trigger knows it."""


def watched(
    table: str, *, where: str = "", columns: Sequence[str] = (), function: str = "newsroom_new_edition"
) -> RunSQL:
    """Watch ``table``: rows that come, go or change.

    ``where`` is the condition under which readers see a row, which it names ``{row}``; of a row that changes, as it was
    or as it is. Of changes, those of ``columns`` count, without any those of all.
    """
    sql = [_trigger(table, event, _condition(event, where, columns), function) for event in EVENTS]
    undo = [f"DROP TRIGGER {_name(table, event)} ON {table}" for event in EVENTS]
    return RunSQL(sql, undo)


def watched_of_article(table: str, *, where: str = "", columns: Sequence[str] = ()) -> RunSQL:
    """Watch ``table`` as above, whose ``article_id`` says to which article a row belongs: that must be published."""
    return watched(table, where=where, columns=columns, function="newsroom_new_edition_of_article")


def _condition(event: str, where: str, columns: Sequence[str]) -> str:
    rows = EVENTS[event]
    seen = " OR ".join(f"({where.format(row=row)})" for row in rows) if where else "true"
    if event != "update":
        return seen
    old, new = (_of(row, columns) for row in rows)
    return f"({seen}) AND {old} IS DISTINCT FROM {new}"


def _of(row: str, columns: Sequence[str]) -> str:
    return f"ROW({', '.join(f'{row}.{column}' for column in columns)})" if columns else f"{row}.*"


def _name(table: str, event: str) -> str:
    return f"{table.removeprefix('articles_')}_{event}_new_edition"


def _trigger(table: str, event: str, condition: str, function: str) -> str:
    return (
        f"CREATE TRIGGER {_name(table, event)} AFTER {event.upper()} ON {table} "
        f"FOR EACH ROW WHEN ({condition}) EXECUTE FUNCTION {function}()"
    )

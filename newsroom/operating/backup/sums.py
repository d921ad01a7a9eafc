"""Rows and checksum of each table: the same rows give the same sum, in whatever order and on whatever server they are."""

from typing import Any

import psycopg
from psycopg import sql

Sums = dict[str, tuple[int, str]]
"""By "schema.table": how many rows, and the sum of the first 64 bits of each row's MD5."""

PLAIN = "SET TimeZone = 'UTC'; SET DateStyle = 'ISO'; SET IntervalStyle = 'postgres'; SET bytea_output = 'hex'; SET extra_float_digits = 1"
"""A row is summed up as text, so texts must not depend on who asks."""

TABLES = """
SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
ORDER BY 1, 2
"""
SUM = "SELECT count(*), coalesce(sum(('x' || left(md5(t::text), 16))::bit(64)::bigint), 0)::text FROM {}.{} t"


def of_database(connection: psycopg.Connection[Any]) -> Sums:
    """Sum up every table, as this session's transaction sees it."""
    connection.execute(PLAIN)
    names = connection.execute(TABLES).fetchall()
    return {f"{schema}.{table}": _of_table(connection, schema, table) for schema, table in names}


def _of_table(connection: psycopg.Connection[Any], schema: str, table: str) -> tuple[int, str]:
    row = connection.execute(sql.SQL(SUM).format(sql.Identifier(schema), sql.Identifier(table))).fetchone()
    return row[0], row[1]  # type: ignore[index]  # An aggregate has one row.


def differences(wanted: Sums, there: Sums) -> list[str]:
    """Say of each table that differs how it does."""
    told = []
    for name in sorted(wanted.keys() | there.keys()):
        if name not in there:
            told.append(f"{name} is missing")
        elif name not in wanted:
            told.append(f"{name} should not be there")
        elif wanted[name][0] != there[name][0]:
            told.append(f"{name} has {there[name][0]} rows instead of {wanted[name][0]}")
        elif wanted[name] != there[name]:
            told.append(f"{name} has the right number of rows, and other ones")
    return told

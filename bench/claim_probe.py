"""Fill the table of feeds and let Postgres explain every statement that a claim runs, in a site's environment.

    python -m bench.claim_probe one|each all|few FEEDS

The table gets FEEDS copies of its first row, all on one host or each on its own, all of them due or few. It prints one
JSON line: ``first`` are the statements of a claim, ``next`` those of one after others have claimed and not yet given
back; of each, the median of some claims that are taken back.
"""

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from statistics import median
from typing import Any

import django
from django.db import connection, transaction

django.setup()

from ingest import ledger  # noqa: E402  Models cannot be imported before Django is ready.

LIMIT = 100
"""As many feeds as a round claims at once: twice those in flight."""
CLAIMS = 5
FEW = 1_000

HOST = {"one": "1", "each": "number + 1"}
DUE = {
    "all": "now() - number * interval '1 millisecond'",
    "few": f"now() + CASE WHEN number < {FEW} THEN -1 ELSE 1 END * number * interval '1 millisecond' + "
    f"CASE WHEN number < {FEW} THEN interval '0' ELSE interval '1 hour' END",
}


def main(hosts: str, due: str, feeds: int) -> None:
    """Fill, claim, claim again, and say what Postgres said."""
    fill(hosts, due, feeds)
    first = explained()
    claims = [ledger.claim(ledger.now(), LIMIT) for _ in range(2)]
    print(json.dumps({"first": first, "next": explained(), "claimed": len(claims[0].claims)}))


def fill(hosts: str, due: str, feeds: int) -> None:
    """Replace all feeds by copies of one that the product itself made."""
    url = f"'http://host-' || {HOST[hosts]} || '.example/feed/' || number"
    with connection.cursor() as cursor:
        for table in ("ingest_host", "ingest_feed"):
            model = f"SELECT * FROM {table} ORDER BY id LIMIT 1"  # noqa: S608  All of it is ours.
            cursor.execute(f"CREATE TABLE IF NOT EXISTS bench_{table} AS {model}")
        cursor.execute("TRUNCATE ingest_feed, ingest_host CASCADE")
        names = {"id": "number + 1", "name": "'host-' || number + 1 || '.example'"}
        _copy(cursor, "ingest_host", feeds if hosts == "each" else 1, names)
        digest = f"sha256(convert_to({url}, 'UTF8'))"
        own = {"id": "number + 1", "host_id": HOST[hosts], "url": url, "url_digest": digest}
        _copy(cursor, "ingest_feed", feeds, {**own, "next_at": DUE[due], "turn_at": DUE[due]})
        cursor.execute("VACUUM ANALYZE ingest_feed, ingest_host")
        cursor.execute("CHECKPOINT")


def _copy(cursor: Any, table: str, count: int, own: Mapping[str, str]) -> None:
    """Fill a table with copies of its model, but for the columns that each row has for its own."""
    cursor.execute("SELECT column_name FROM information_schema.columns WHERE table_name = %s", [table])
    columns = [name for (name,) in cursor.fetchall()]
    values = ", ".join(own.get(name, f'model."{name}"') for name in columns)
    names = ", ".join(f'"{name}"' for name in columns)
    copies = f"bench_{table} AS model, generate_series(0, {count - 1}) AS number"
    cursor.execute(f"INSERT INTO {table} ({names}) SELECT {values} FROM {copies}")  # noqa: S608  All of it is ours.


def explained() -> list[dict[str, Any]]:
    """Return the statements of a claim in their order, each with the median of its milliseconds and its last plan."""
    _explain()  # The first one reads from the disk.
    claims = [_explain() for _ in range(CLAIMS)]
    return [
        {**same[-1], "milliseconds": median(one["milliseconds"] for one in same)} for same in zip(*claims, strict=False)
    ]


def _explain() -> list[dict[str, Any]]:
    """Claim, with an EXPLAIN ANALYZE before each statement, and take everything back."""
    statements: list[dict[str, Any]] = []

    def explain(execute: Callable[..., Any], sql: str, params: Sequence[Any], many: bool, context: Any) -> Any:
        verb = sql.split(maxsplit=1)[0].upper()
        if verb in {"SELECT", "UPDATE", "WITH", "INSERT"}:
            with transaction.atomic():
                execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {sql}", params, many, context)
                plan = context["cursor"].fetchone()[0][0]
                transaction.set_rollback(True)
            statements.append(
                {"verb": verb, "milliseconds": plan["Planning Time"] + plan["Execution Time"], "plan": plan["Plan"]}
            )
        return execute(sql, params, many, context)

    now = ledger.now()
    with transaction.atomic(), connection.execute_wrapper(explain):
        ledger.claim(now, LIMIT)
        transaction.set_rollback(True)
    return statements


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))

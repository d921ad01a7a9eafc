"""Claiming with a million feeds in the table, however they are spread over hosts and however many are due."""

from typing import Any

from bench.bench import Bench, say
from bench.figures import Demand, Findings

QUERY_MS = 5.0
MODEL = b"""<opml version="2.0"><body>
<outline type="rss" text="Model" xmlUrl="http://host-0.example/feed" htmlUrl="http://host-0.example/"/></body></opml>"""
SPREADS = {
    ("one", "all"): "all on one host, all due",
    ("one", "few"): "all on one host, few due",
    ("each", "all"): "one host each, all due",
    ("each", "few"): "one host each, few due",
}


def measure(bench: Bench) -> Findings:
    """Fill the table with each spread, and have Postgres explain what a claim runs."""
    found = Findings()
    with bench.site() as site:
        listed = site.scratch / "model.opml"
        listed.write_bytes(MODEL)
        site.manage("import_opml", str(listed))
        site.env["NEWSROOM_STATEMENT_SECONDS"] = "0"  # Filling the table takes longer than any query may.
        for (hosts, due), title in SPREADS.items():
            say(f"{bench.work.table:,} feeds, {title}")
            _, said = bench.program(site, "bench.claim_probe", hosts, due, str(bench.work.table))
            found.demands += [
                _demand(f"claim query, {title}", said["first"]),
                _demand(f"claim query, {title}, after others", said["next"]),
            ]
            found.notes.append(f"a claim of {said['claimed']} feeds, {title}: {_parts(said['first'])}")
    return found


def _demand(text: str, statements: list[dict[str, Any]]) -> Demand:
    """Hold the statement that finds the feeds, which is the first, to what is demanded."""
    return Demand(text, statements[0]["milliseconds"], QUERY_MS, "ms")


def _parts(statements: list[dict[str, Any]]) -> str:
    parts = ", ".join(f"{one['verb']} {one['milliseconds']:.2f} ms" for one in statements)
    return f"{sum(one['milliseconds'] for one in statements):.2f} ms in Postgres ({parts})"

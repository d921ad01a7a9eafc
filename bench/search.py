"""Search: how long the page of results takes with so many articles, by kind of question."""

from bench.bench import Bench, say
from bench.figures import Demand, Findings

ARTICLES = 1_000_000
EACH = 60
"""So many questions of each kind, each asked once: no page that was kept answers it."""

MS = 100.0


def measure(bench: Bench) -> Findings:
    """Fill a database, and ask its page as a reader's browser does, without the way over the network."""
    found = Findings()
    with bench.site() as site:
        say(f"{ARTICLES:,} articles that can be found")
        site.manage("collectstatic", "--noinput", "--verbosity", "0")
        _, filled = bench.program(site, "bench.search_site", "fill", str(ARTICLES))
        site.database.settle()
        say(f"{EACH} questions of each kind")
        _, asked = bench.program(site, "bench.search_site", "ask", str(EACH))
    for kind, one in asked.items():
        found.demands.append(Demand(f"search, {kind}: p50", one["p50"], MS, "ms"))
        found.notes.append(
            f"search, {kind}: p99 {one['p99']:.0f} ms, CPU {one['cpu']:.0f} ms, {one['found']:.0%} found something"
        )
    found.notes.append(f"search: {filled['articles']:,} articles, {filled['words']:,} words for hints")
    return found

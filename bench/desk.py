"""The desk: how long each of its pages takes with a million articles and a thousand feeds, and how often it asks."""

from bench import pages_fill
from bench.bench import Bench, say
from bench.figures import Demand, Findings
from bench.report import table

MS, QUERIES = 300.0, 15
ANSWERS = (200, 302, 403)
"""The page, a way on, or no: some forms are for nobody."""

WORST = 25
"""So many of the slowest pages are listed."""


def measure(bench: Bench) -> Findings:
    """Fill a site, and open every list, search, filter and form as an administrator, without the way over the network."""
    found = Findings()
    articles = max(bench.work.articles)
    with bench.site() as site:
        say(f"filling the tables of a desk with {articles:,} articles")
        pages_fill.fill(site.database, articles, desk=True)
        site.manage("collectstatic", "--no-input", "--verbosity", "0")
        say("opening every page of the desk")
        _, asked = bench.program(site, "bench.desk_site")
    answered = {path: one for path, one in asked.items() if one["status"] == 200}
    slowest = sorted(answered, key=lambda path: -answered[path]["ms"])[:WORST]
    most = max(answered, key=lambda path: answered[path]["queries"])
    found.demands += [
        Demand(f"desk, {len(answered)} pages, the slowest: {slowest[0]}", answered[slowest[0]]["ms"], MS, "ms"),
        Demand(f"desk, the one that asks most: {most}", answered[most]["queries"], QUERIES, "queries"),
    ]
    rows = [(path, f"{answered[path]['ms']:.0f}", str(answered[path]["queries"])) for path in slowest]
    refused = sorted(path for path, one in asked.items() if one["status"] not in ANSWERS)
    if refused:
        raise SystemExit(f"error: the desk does not open {', '.join(refused)}.")
    found.notes.append(f"{articles:,} articles, the slowest pages\n{table(('page', 'ms', 'queries'), rows)}")
    return found

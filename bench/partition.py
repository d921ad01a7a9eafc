"""Ten years of articles, as one table and in partitions of a month and of a year: which questions find their partition, and which ask them all.

Pages are asked as they are, of the product's own tables and of a copy in partitions that stands before them. At further
sizes only the tables as they are are asked: how do the questions grow?
"""

from typing import Any

from bench import pages_fill
from bench.bench import Bench, say
from bench.figures import Findings
from bench.report import table
from bench.site import Site

SIZES = """
SELECT relname, pg_table_size(oid)::float8, pg_indexes_size(oid)::float8 FROM pg_class
WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND pg_table_size(oid) > 0
    AND relname IN ('articles_article', 'articles_searchtext', 'articles_story', 'articles_membership') ORDER BY 2 DESC
"""
REFUSED = "ALTER TABLE parted_year.articles_article ADD UNIQUE (url_digest)"
STEPS = ("month", "year")
HEAD = ("page", "statements", "plan ms", "run ms")


def measure(bench: Bench) -> Findings:
    """Fill, explain, part, and explain again; then the further sizes."""
    found = Findings()
    first, *further = bench.work.rows
    with bench.site() as site:
        whole = _explained(bench, site, first)
        found.notes += [*_sizes(site, first), _as_table(f"{first:,} articles in one table", whole)]
        found.notes += [_compared(step, whole, _parted(bench, site, step)) for step in STEPS]
        found.notes.append(_refusal(site))
    for rows in further:
        with bench.site() as site:
            found.notes += [
                _as_table(f"{rows:,} articles in one table", _explained(bench, site, rows)),
                *_sizes(site, rows),
            ]
    return found


def _explained(bench: Bench, site: Site, rows: int) -> Any:
    say(f"filling {rows:,} narrow articles of ten years")
    pages_fill.fill_narrow(site.database, rows)
    site.manage("collectstatic", "--no-input", "--verbosity", "0")
    site.env |= {"CACHE_URL": "none", "NEWSROOM_STATEMENT_SECONDS": "0"}  # Each page is made, however long it takes.
    say("explaining every page")
    return bench.program(site, "bench.plans_probe", "public")[1]


def _parted(bench: Bench, site: Site, step: str) -> Any:
    say(f"the same in partitions of a {step}")
    pages_fill.part(site.database, step)
    return bench.program(site, "bench.plans_probe", f"parted_{step}")[1]


def _as_table(title: str, asked: Any) -> str:
    rows = [
        (name, str(one["statements"]), f"{one['planning']:.1f}", f"{one['execution']:.1f}")
        for name, one in asked.items()
    ]
    return f"{title}\n{table(HEAD, rows)}"


def _compared(step: str, whole: Any, parted: Any) -> str:
    """Set both beside one another, with how many partitions were looked into."""
    head = (*HEAD, "parted: plan ms", "run ms", "in several", "most partitions")
    rows = [
        (
            name,
            *(str(one["statements"]), f"{one['planning']:.1f}", f"{one['execution']:.1f}"),
            *(f"{parted[name]['planning']:.1f}", f"{parted[name]['execution']:.1f}"),
            *(str(parted[name]["spread"]), str(parted[name]["partitions"])),
        )
        for name, one in whole.items()
    ]
    return f"In one table and in partitions of a {step}\n{table(head, rows)}"


def _sizes(site: Site, rows: int) -> list[str]:
    lines = [f"{name} {data / rows:.0f} + {indexes / rows:.0f}" for name, data, indexes in site.database.run(SIZES)]
    return [f"bytes an article at {rows:,}, table + indexes: {', '.join(lines)}"]


def _refusal(site: Site) -> str:
    """Have Postgres say why an address cannot be unique over all partitions."""
    try:
        site.database.run(REFUSED)
    except Exception as error:  # noqa: BLE001  Whatever it says is what we want to hear.
        return f"{REFUSED}: {str(error).splitlines()[0]}"
    return f"{REFUSED}: was not refused; since which version?"

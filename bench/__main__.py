"""``make bench``: what ingest and grouping cost, on the feed farm and on made-up reports, as ratios in one run. ARGS=--help lists the options."""

import argparse
import json
import shutil
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from bench import (
    claim,
    database,
    desk,
    farm,
    latency,
    machine,
    pages,
    partition,
    report,
    scale,
    search,
    standard,
    stories,
)
from bench.bench import Bench, Profiled, Work
from bench.figures import Findings

PARTS = {
    "standard": standard.measure,
    "latency": latency.measure,
    "scale": scale.measure,
    "claim": claim.measure,
    "stories": stories.measure,
    "search": search.measure,
    "pages": pages.measure,
    "desk": desk.measure,
    "partition": partition.measure,
}
WITHOUT_FARM = frozenset({"claim", "search", "stories", "pages", "desk", "partition"})
"""These need no feeds, and so no farm to serve them."""

USUAL = ("standard", "latency")


def main() -> int:
    """Measure what the arguments ask for, print it, and return 1 where a round did not do the work that is meant."""
    options = _parser().parse_args()
    parts = _chosen(options)
    try:
        script = Path() if WITHOUT_FARM.issuperset(parts) else farm.find(options.farm)
    except farm.NoFarm as error:
        sys.exit(f"error: {error}")
    before = machine.load()
    scratch = Path(tempfile.mkdtemp(prefix="newsroom-bench-"))
    try:
        with database.server(scratch / "postgres") as server:
            sizes = options.table, options.articles, options.rows
            work = Work(options.feeds, options.items, options.hosts, options.repeat, *sizes)
            found = _measure(Bench(script, server, scratch, work, options.profile), parts)
            versions = machine.versions(server.version())
    except Profiled:
        return 0
    except farm.NoFarm as error:
        sys.exit(f"error: {error}")
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    about = {**machine.surroundings(before, versions), "work": asdict(work)}
    print(report.as_text(found, about), end="")
    if options.json:
        options.json.write_text(json.dumps(report.as_json(found, about), indent=1) + "\n", "utf-8")
    return 1 if found.wrong() else 0


def _measure(bench: Bench, parts: list[str]) -> Findings:
    """Measure each part and put together what was found."""
    found = Findings()
    for name in parts:
        found.add(PARTS[name](bench))
    return found


def _chosen(options: argparse.Namespace) -> list[str]:
    """Return the parts to measure: those that were named, or those that a profile needs, else the usual ones."""
    if options.profile:
        return ["standard" if options.profile in standard.NAMES else "latency"]
    named = [name for name in PARTS if options.all or getattr(options, name)]
    return named or list(USUAL)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure what ingest costs, on the feed farm.")
    parser.add_argument(
        "--farm", metavar="PATH", help=f"the feed farm's script; else ${farm.VARIABLE}, else {farm.BESIDE}"
    )
    parser.add_argument("--json", metavar="FILE", type=Path, help="write all figures there")
    parts = parser.add_argument_group("parts", f"What to measure; without any of them: {' and '.join(USUAL)}.")
    parts.add_argument("--standard", action="store_true", help="cold, all 304, same bytes, other bytes, three new")
    parts.add_argument("--latency", action="store_true", help="servers that are 300 and 100 ms away")
    parts.add_argument("--scale", action="store_true", help="ten times as many feeds (minutes)")
    parts.add_argument("--claim", action="store_true", help="claiming with a million feeds in the table (minutes)")
    parts.add_argument("--search", action="store_true", help="search among a million articles (minutes)")
    parts.add_argument("--stories", action="store_true", help="grouping with up to 50,000 live articles (minutes)")
    parts.add_argument("--pages", action="store_true", help="readers' pages, with up to a million articles (minutes)")
    parts.add_argument("--desk", action="store_true", help="every page of the desk, with a million articles (minutes)")
    parts.add_argument("--partition", action="store_true", help="ten years of articles, whole and in partitions")
    parts.add_argument("--all", action="store_true", help="all of these")
    size = parser.add_argument_group("size", "The demands are made for the defaults.")
    size.add_argument("--feeds", type=int, default=500, metavar="N", help="feeds (%(default)s)")
    size.add_argument("--items", type=int, default=30, metavar="N", help="entries of each feed (%(default)s)")
    size.add_argument("--hosts", type=int, default=50, metavar="N", help="hosts they are spread over (%(default)s)")
    size.add_argument("--repeat", type=int, default=3, metavar="N", help="runs of each quiet round (%(default)s)")
    size.add_argument(
        "--table", type=int, default=1_000_000, metavar="N", help="feeds that --claim fills in (%(default)s)"
    )
    size.add_argument(
        "--articles",
        type=int,
        nargs="+",
        default=pages.SIZES,
        metavar="N",
        help="articles of each site that --pages fills; --desk fills the most",
    )
    size.add_argument(
        "--rows",
        type=int,
        nargs="+",
        default=[50_000],
        metavar="N",
        help="narrow articles that --partition fills; the first number is tried in partitions, too",
    )
    rounds = [*standard.NAMES, *latency.NAMES]
    parser.add_argument(
        "--profile", metavar="ROUND", choices=rounds, default="", help=f"profile one round instead: {', '.join(rounds)}"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())

"""What readers' pages cost under gunicorn, as ratios to an empty Django view in the same run, at two sizes of the tables."""

import contextlib
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import psutil

from bench import pages_client, pages_fill
from bench.bench import Bench, say
from bench.figures import Demand, Findings
from bench.report import table
from bench.site import ROOT, Site

FRESH = "X-Fresh-Edition"
"""See ``bench/pages_urls.py``, which needs Django."""

SIZES = (10_000, 1_000_000)
SECONDS = 4.0
THREADS = 2
EMPTY = "/bench/empty/"
STILL = "/about/rights/"
"""No age on it grows, so that both workers make it alike whenever they do."""

AT_LEAST = {"cached": 0.7, "304": 0.8, "front": 0.10, "article": 0.25}
"""Requests a second, of those of the empty view."""
P99, GROWTH = 5.0, 1.3
UP_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of request: its paths, the headers that go with it, and the status of each answer."""

    name: str
    paths: Sequence[str]
    headers: Mapping[str, str]
    status: int = 200


@dataclass(frozen=True, slots=True)
class Cost:
    """What a kind took: requests a second, milliseconds, and CPU milliseconds of ours and of Postgres for each."""

    name: str
    per_second: float
    p50: float
    p99: float
    ours: float
    postgres: float
    bytes: int


def measure(bench: Bench) -> Findings:
    """Fill a site of each size, serve it, and ask for its pages."""
    found = Findings()
    costs: dict[int, dict[str, Cost]] = {}
    for size in bench.work.articles:
        with bench.site() as site:
            say(f"filling the tables with {size:,} articles")
            pages_fill.fill(site.database, size)
            costs[size] = _of_site(bench, site)
        found.notes.append(f"{size:,} articles\n{_table(costs[size])}")
        found.demands += _demands(size, costs[size])
    if len(costs) > 1:
        found.demands += _growth(costs)
    return found


def _of_site(bench: Bench, site: Site) -> dict[str, Cost]:
    site.manage("collectstatic", "--no-input", "--verbosity", "0")
    with serving(site) as (port, process):
        kinds = _kinds(site, port)
        return {kind.name: _cost(bench, port, process, kind) for kind in kinds}


def _kinds(site: Site, port: int) -> list[Kind]:
    """Return what is asked for; ten articles and ten stories take turns, a search where the site has one."""
    articles = _addresses(site, port, "article")
    stories = _addresses(site, port, "story")
    search = "/search/?q=harbour+storm"
    pages = {
        "front": ["/"],
        "section": ["/section/shelf-1/"],
        "latest": ["/latest/"],
        "article": articles,
        "story": stories,
    }
    if pages_client.ask(port, search)[0] == 200:
        pages["search"] = [search]
    etag = pages_client.ask(port, STILL)[1]["etag"]
    cached = [Kind(f"cached {name}", paths, {}) for name, paths in pages.items()]
    made = [Kind(f"uncached {name}", paths, {FRESH: "1"}) for name, paths in pages.items()]
    return [
        Kind("empty view", [EMPTY], {}),
        *cached,
        Kind("304", [STILL], {"If-None-Match": etag}, 304),
        *made,
        Kind("empty view, again", [EMPTY], {}),
    ]


def _addresses(site: Site, port: int, kind: str) -> list[str]:
    """Return the addresses of ten rows, spread over the newest ten thousand; the site corrects their slugs."""
    first = site.database.run(f"SELECT id FROM articles_{kind} WHERE id % 601 = 7 ORDER BY id LIMIT 10")  # noqa: S608  Ours.
    return [pages_client.ask(port, f"/{kind}/{number}-x/")[1]["location"] for (number,) in first]


def _cost(bench: Bench, port: int, process: "subprocess.Popen[bytes]", kind: Kind) -> Cost:
    for path in kind.paths * 2:  # Each worker has made it once.
        pages_client.ask(port, path, dict(kind.headers))
    pages_client.drive(port, kind.paths, dict(kind.headers), SECONDS / 4, THREADS)
    ours, postgres = _used(process), bench.server.cpu() or 0.0
    asked = pages_client.drive(port, kind.paths, dict(kind.headers), SECONDS, THREADS)
    count = sum(asked.statuses.values())
    if set(asked.statuses) != {kind.status}:
        raise SystemExit(f"error: {kind.name} was answered with {asked.statuses}.")
    each_ms = 1000 / count
    return Cost(
        name=kind.name,
        per_second=asked.per_second,
        p50=asked.p50,
        p99=asked.p99,
        ours=(_used(process) - ours) * each_ms,
        postgres=((bench.server.cpu() or 0.0) - postgres) * each_ms,
        bytes=asked.largest,
    )


def _used(process: "subprocess.Popen[bytes]") -> float:
    """Return the CPU seconds of gunicorn and its workers since their start."""
    first = psutil.Process(process.pid)
    return sum(sum(one.cpu_times()[:2]) for one in (first, *first.children()))


@contextlib.contextmanager
def serving(site: Site) -> Iterator[tuple[int, "subprocess.Popen[bytes]"]]:
    """Serve the site by gunicorn with two sync workers and its own settings; return its port and its process."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    env = {**site.env, "PORT": str(port), "NEWSROOM_WEB_WORKERS": "2", "DJANGO_SETTINGS_MODULE": "bench.pages_settings"}
    with (site.scratch / "gunicorn.log").open("wb") as log:
        command = [sys.executable, "-m", "gunicorn", "--max-requests", "0"]
        process = subprocess.Popen(command, env=env, cwd=ROOT, stdout=log, stderr=log)
    try:
        _wait_for(port, process)
        yield port, process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + UP_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError):
            pages_client.ask(port, EMPTY)
            return
        time.sleep(0.1)
    raise SystemExit("error: gunicorn does not serve the site.")


def _demands(size: int, costs: Mapping[str, Cost]) -> list[Demand]:
    """Hold the pages to the empty view."""
    empty = _empty(costs)
    asked = {"cached front": "cached", "cached article": "cached", "304": "304"}
    asked |= {"uncached front": "front", "uncached article": "article"}
    ratios = [
        Demand(
            f"{size:,}: {name}, of an empty view", costs[name].per_second / empty, AT_LEAST[limit], "x", at_least=True
        )
        for name, limit in asked.items()
    ]
    steady = [Demand(f"{size:,}: {one.name}, p99 of p50", one.p99 / one.p50, P99, "x") for one in costs.values()]
    return [*ratios, max(steady, key=lambda demand: demand.measured)]


def _growth(costs: Mapping[int, Mapping[str, Cost]]) -> list[Demand]:
    """Hold the largest site to the smallest."""
    least, most = min(costs), max(costs)
    few, many = costs[least], costs[most]
    text = f"{most:,} of {least:,}: {{}}, CPU a request"
    names = [name for name in few if name in many and name.startswith("uncached")]
    return [Demand(text.format(name), _cpu(many[name]) / _cpu(few[name]), GROWTH, "x") for name in names]


def _cpu(cost: Cost) -> float:
    return cost.ours + cost.postgres


def _table(costs: Mapping[str, Cost]) -> str:
    head = ("page", "requests/s", "of empty", "by CPU", "p50 ms", "p99 ms", "CPU ms", "Postgres ms", "kB")
    cpu = (_cpu(costs["empty view"]) + _cpu(costs["empty view, again"])) / 2
    return table(head, [_row(one, _empty(costs), cpu) for one in costs.values()])


def _empty(costs: Mapping[str, Cost]) -> float:
    """Return the requests a second of the empty view, between the first and the last of the run."""
    return (costs["empty view"].per_second + costs["empty view, again"].per_second) / 2


def _row(one: Cost, empty: float, cpu: float) -> Sequence[str]:
    ms = (f"{number:.2f}" for number in (one.p50, one.p99, one.ours, one.postgres))
    return (
        one.name,
        f"{one.per_second:.0f}",
        f"{one.per_second / empty:.2f}",
        f"{cpu / _cpu(one):.2f}",
        *ms,
        f"{one.bytes / 1000:.0f}",
    )

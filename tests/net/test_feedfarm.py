"""Two hundred good feeds over real HTTP: every run must find exactly what the farm published."""

import importlib.util
import json
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from ipaddress import ip_network
from typing import Any

import pytest
from django.utils import timezone

from articles import publishers
from articles.models import Article, Sighting
from ingest import ledger, rounds
from ingest.models import Feed
from ingest.outcomes import Report
from ingest.pipeline import Settings
from ingest.values import Limits

pytestmark = [pytest.mark.shared, pytest.mark.django_db(transaction=True), pytest.mark.timeout(900)]
FEEDS, HOSTS, ITEMS, EPOCH = 200, 40, 12, 1_750_000_000 // 3600 * 3600


@dataclass
class Farm:
    """The farm that runs, and its twin in this process: the same seed gives the same feeds, so the twin knows."""

    base: str
    twin: Any

    def url(self, number: int, path: str) -> str:
        """Where the farm answers for the host of this number: a host is asked one question at a time."""
        return f"{self.base.replace('127.0.0.1', f'127.0.0.{number % HOSTS + 2}')}{path}"

    def post(self, path: str) -> Any:
        with urllib.request.urlopen(urllib.request.Request(self.base + path, method="POST")) as answer:
            return json.load(answer)

    def stats(self) -> Any:
        with urllib.request.urlopen(self.base + "/_stats.json") as answer:
            return json.load(answer)

    def entries(self) -> dict[tuple[int, int], tuple[str, ...]]:
        """What a reader can see of every entry: by feed and slot, the texts that its format carries."""
        return {
            (feed.number, slot): _visible(feed, slot, revision)
            for feed in self.twin.feeds
            for slot, revision in feed.items
        }


def _visible(feed: Any, slot: int, revision: int) -> tuple[str, ...]:
    item = feed.item(slot, revision)
    return (item["title"], item["summary"], "" if feed.format == "rss-summary" else item["html"])


@pytest.fixture
def farm(shared, request):
    """The farm, with as many good feeds as the test asks for; its slow feeds are slow for 20 seconds."""
    feeds = getattr(request, "param", FEEDS)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    script = shared / "feedfarm" / "feedfarm.py"
    arguments = [
        "--feeds",
        str(feeds),
        "--hosts",
        str(HOSTS),
        "--slow",
        "12",
        "--items",
        str(ITEMS),
        "--epoch",
        str(EPOCH),
        "--port",
        str(port),
    ]
    spec = importlib.util.spec_from_file_location("feedfarm", script)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    process = subprocess.Popen([sys.executable, str(script), *arguments], stderr=subprocess.PIPE)
    try:
        assert b"feeds on" in process.stderr.readline()
        _wait_until_it_answers(port)
        yield Farm(f"http://127.0.0.1:{port}", module.Farm(module.parse_arguments(arguments)))
    finally:
        process.terminate()
        process.wait(10)
        process.stderr.close()


def _wait_until_it_answers(port: int) -> None:
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    pytest.fail("the feed farm did not come up")


def ingest_all(**limits: float) -> Report:
    settings = Settings(Limits(**limits), (ip_network("127.0.0.0/8"),), "Newsroom/test", concurrency=50, processes=2)
    return rounds.ingest(Feed.objects.all(), settings)


def totals(report: Report) -> dict[str, int]:
    names = ("new", "changed", "same", "dropped")
    outcomes = {name: report.count(name) for name in ("ok", "not_modified", "failed")}
    return outcomes | {name: report.total(name) for name in names}


REFUSED = {
    **dict.fromkeys(("redirect-private", "redirect-metadata", "redirect-ipv6-loopback", "redirect-decimal-ip"), "AddressRefused"),
    **dict.fromkeys(("redirect-file", "redirect-loop", "redirect-endless", "redirect-nowhere"), "RedirectRefused"),
    **dict.fromkeys(("status-401", "status-403", "status-404", "status-500", "status-304", "flaky"), "BadStatus"),
    **dict.fromkeys(("status-429", "status-429-date", "status-503"), "BadStatus"),
    **dict.fromkeys(("reset", "short-body", "truncated-gzip", "gzip-bomb", "huge-header"), "BodyRefused"),
    **dict.fromkeys(("slow-headers", "slow-body"), "TimedOut"),
    **dict.fromkeys(("html", "html-with-feed-link", "empty", "binary"), "NotAFeed"),
    "status-410": "Gone",
    "deep-xml": "DocumentRefused",
}  # fmt: skip
"""The farm's feeds of which nothing can be had, and the error that says why. All others give entries."""


@pytest.mark.parametrize("farm", [20], indirect=True)
def test_every_bad_feed_costs_only_itself(farm):
    with urllib.request.urlopen(farm.base + "/_bad.json") as listed:
        bad = {name: farm.url(number, f"/bad/{name}") for number, name in enumerate(json.load(listed))}
    good = {f"{number}.xml": farm.url(number, f"/feed/{number}.xml") for number in range(20)}
    for name, url in (bad | good).items():
        ledger.add_feed(publishers.ensure_source(name=name), url, now=timezone.now())

    with urllib.request.urlopen(bad["gzip-bomb"]):
        pass  # The farm packs its bomb when it is asked first, which may take longer than our limits.

    report = ingest_all(read_seconds=6.0, total_seconds=12.0)

    assert len(report.results) == len(bad) + 20
    failed = {r.url.rpartition("/")[2]: r.error.partition(":")[0] for r in report.results if r.outcome != "ok"}
    assert failed == REFUSED
    seen = Sighting.objects.filter(feed_url__in=good.values())
    assert seen.count() == len(farm.entries())
    assert farm.stats()["canary"] == {}


def test_every_run_finds_exactly_what_the_farm_published(farm):
    for number in range(FEEDS):
        source = publishers.ensure_source(name=f"Farm {number}")
        ledger.add_feed(source, farm.url(number, f"/feed/{number}.xml"), now=timezone.now())
    before = farm.entries()

    cold = ingest_all()
    assert totals(cold) == {
        "ok": FEEDS, "not_modified": 0, "failed": 0, "new": len(before), "changed": 0, "same": 0, "dropped": 0,
    }  # fmt: skip
    assert Article.objects.visible().count() == len(before)

    unmodified = ingest_all()
    assert totals(unmodified) == {
        "ok": 0, "not_modified": FEEDS, "failed": 0, "new": 0, "changed": 0, "same": 0, "dropped": 0,
    }  # fmt: skip

    farm.post("/_control/set?validators=0")
    same_bytes = ingest_all()
    farm.post("/_control/set?validators=0&churn=1")
    other_bytes = ingest_all()
    unchanged = {
        "ok": FEEDS, "not_modified": 0, "failed": 0, "new": 0, "changed": 0, "same": len(before), "dropped": 0,
    }  # fmt: skip
    assert totals(same_bytes) == totals(other_bytes) == unchanged

    farm.post("/_control/set?validators=1&churn=0")
    ticked = farm.post("/_control/tick?new=3&changed=1&share=0.5")
    assert farm.twin.tick(3, 1, 0.5) == ticked
    after = farm.entries()
    new = after.keys() - before.keys()
    changed = {name for name in after.keys() & before.keys() if after[name] != before[name]}
    # The run before had no validators, so feeds that stayed as they were answer 200 once more.
    incremental = ingest_all()
    assert totals(incremental) == {
        "ok": FEEDS, "not_modified": 0, "failed": 0, "new": len(new), "changed": len(changed),
        "same": len(after) - len(new) - len(changed), "dropped": 0,
    }  # fmt: skip
    assert len(new) == ticked["new_items"]
    assert Article.objects.count() == len(before.keys() | after.keys())

    assert totals(ingest_all())["not_modified"] == FEEDS
    assert farm.stats()["canary"] == {}

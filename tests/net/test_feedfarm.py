"""Two hundred good feeds over real HTTP: every run must find exactly what the farm published."""

import urllib.request
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
from tests.net.farm import Farm, running_farm

pytestmark = [pytest.mark.shared, pytest.mark.django_db(transaction=True), pytest.mark.timeout(900)]
FEEDS, HOSTS, ITEMS, EPOCH = 200, 40, 12, 1_750_000_000 // 3600 * 3600


def published(farm: Farm) -> dict[tuple[int, int], tuple[str, ...]]:
    """What a reader can see of every entry: by feed and slot, the texts that its format carries."""
    return {
        (feed.number, slot): _visible(feed, slot, revision) for feed in farm.twin.feeds for slot, revision in feed.items
    }


def _visible(feed: Any, slot: int, revision: int) -> tuple[str, ...]:
    item = feed.item(slot, revision)
    return (item["title"], item["summary"], "" if feed.format == "rss-summary" else item["html"])


@pytest.fixture
def farm(shared, request):
    """The farm, with as many good feeds as the test asks for; its slow feeds are slow for 12 seconds."""
    feeds = getattr(request, "param", FEEDS)
    with running_farm(shared, feeds=feeds, hosts=HOSTS, slow=12, items=ITEMS, epoch=EPOCH) as farm:
        yield farm


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


@pytest.mark.parametrize("farm", [500], indirect=True)
def test_every_bad_feed_costs_only_itself(farm):
    bad = {name: farm.url(number, f"/bad/{name}") for number, name in enumerate(farm.get("/_bad.json"))}
    good = {f"{number}.xml": farm.url(number, f"/feed/{number}.xml") for number in range(500)}
    for name, url in (bad | good).items():
        ledger.add_feed(publishers.ensure_source(name=name), url, now=timezone.now())

    with urllib.request.urlopen(bad["gzip-bomb"]):
        pass  # The farm packs its bomb when it is asked first, which may take longer than our limits.

    report = ingest_all(read_seconds=6.0, total_seconds=12.0)

    assert len(report.results) == len(bad) + 500
    failed = {r.url.rpartition("/")[2]: r.error.partition(":")[0] for r in report.results if r.outcome != "ok"}
    assert failed == REFUSED
    seen = Sighting.objects.filter(feed_url__in=good.values())
    assert seen.count() == len(published(farm))
    assert farm.stats()["canary"] == {}


def test_every_run_finds_exactly_what_the_farm_published(farm):
    for number in range(FEEDS):
        source = publishers.ensure_source(name=f"Farm {number}")
        ledger.add_feed(source, farm.url(number, f"/feed/{number}.xml"), now=timezone.now())
    before = published(farm)

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
    ticked = farm.tick(3, 1, 0.5)
    after = published(farm)
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

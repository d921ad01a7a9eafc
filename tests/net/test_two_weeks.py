"""Two simulated weeks with two workers at once: nobody is bothered, nothing is lost, and nothing comes twice.

Once with publishers of our own, each of whom shows one rule, and once with the feed farm, which knows what is polite. Not
to be had on loopback is http that turns into https at the same address: test_moves.py has that.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.core.management import call_command

from articles import publishers
from articles.models import Article, Sighting
from ingest import ledger
from ingest.audit import Violation, audit
from ingest.models import Feed, Fetch, Notice
from tests.net.farm import Farm, running_farm
from tests.net.publishers import Asked, Paper, Publishers
from tests.net.scripted import ScriptedServer, answer
from tests.net.simulated import SimulatedClock, Simulation, next_noon, public_internet, simulate

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(600)]
SECOND, MINUTE, HOUR, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@dataclass
class Record:
    """What is left of a simulation when the database is empty again. Feeds go by the names that they were added with."""

    simulation: Simulation
    feeds: dict[str, Feed]
    fetches: dict[str, list[Fetch]]
    stored: dict[str, Counter[str]]
    articles: Counter[str]
    notices: dict[str, list[Notice]]
    violations: list[Violation]

    @classmethod
    def take(cls, simulation: Simulation, names: dict[int, str]) -> "Record":
        """Read all there is, and judge it; then empty the database."""
        sightings = list(Sighting.objects.values_list("feed_number", "article__url"))
        record = cls(
            simulation,
            {names[feed.pk]: feed for feed in Feed.objects.all()},
            {name: list(Fetch.objects.filter(feed=pk).order_by("id")) for pk, name in names.items()},
            {name: Counter(url for number, url in sightings if number == pk) for pk, name in names.items()},
            Counter(Article.objects.values_list("url", flat=True)),
            {name: list(Notice.objects.filter(feed=pk)) for pk, name in names.items()},
            audit(simulation.start, simulation.end + DAY),
        )
        call_command("flush", interactive=False, verbosity=0)
        return record

    def times(self, name: str) -> list[datetime]:
        return [fetch.started_at for fetch in self.fetches[name]]

    def attempts(self) -> list[Fetch]:
        return [fetch for fetches in self.fetches.values() for fetch in fetches]


def pauses(times: list[datetime]) -> list[timedelta]:
    return [later - earlier for earlier, later in pairwise(times)]


def add_all(urls: dict[str, str], now: datetime) -> dict[int, str]:
    """Add feeds, each with a source of its own; return their names by their ids."""
    feeds = {name: ledger.add_feed(publishers.ensure_source(name=name), url, now=now)[0] for name, url in urls.items()}
    return {feed.pk: name for name, feed in feeds.items()}


# Publishers of our own ------------------------------------------------------------------------------------------------

SKIPPED = range(2, 7)
SKIPS = f"<ttl>45</ttl><skipHours>{''.join(f'<hour>{hour}</hour>' for hour in SKIPPED)}</skipHours>"
BUSY = range(8, 11)


@dataclass
class Weeks:
    """The record, the papers, and every request as it came over the wire, by the name of the feed."""

    record: Record
    papers: dict[str, Paper]
    asked: dict[str, list[Asked]]

    def came(self, name: str) -> list[datetime]:
        return [one.at for one in self.asked[name]]


def plays_of(papers: dict[str, Paper]) -> dict[str, Any]:
    """What each publisher answers: most as papers do, some as only they do."""
    special = {
        "copy": papers["both"].play,
        "gone": lambda asked: answer(410, b"", "Retry-After: 60"),
        "broken": lambda asked: answer(500, b"no"),
        "moved": lambda asked: answer(301, b"", "Location: http://harbour.example.org/new-home"),
        "settled": lambda asked: answer(301, b"", "Location: http://harbour.example.org/last-home"),
        "elsewhere": lambda asked: answer(302, b"", "Location: http://harbour.example.org/for-now"),
        "new-home": papers["moved"].play,
        "last-home": papers["settled"].play,
        "for-now": papers["elsewhere"].play,
        "busy": lambda asked: answer(503, b"", "Retry-After: 18000") if asked.at.hour in BUSY else papers["busy"].play(asked),
        "throttled": lambda asked: (
            answer(429, b"", "Retry-After: 172800") if asked.count == 20 else papers["throttled"].play(asked)
        ),
        "frozen": lambda asked: answer(304, b"") if any(asked.conditions) else papers["frozen"].play(asked),
    }  # fmt: skip
    plays = {name: paper.play for name, paper in papers.items()} | special
    return {f"/{name}": play for name, play in plays.items()}


def papers_from(start: datetime) -> dict[str, Paper]:
    def paper(name: str, every: timedelta, **said: Any) -> Paper:
        return Paper(name, start, every, **said)

    papers = [
        paper("both", HOUR),
        paper("etag", HOUR, validators="etag"),
        paper("date", HOUR, validators="date"),
        paper("plain", 20 * MINUTE, validators="none"),
        paper("fresh", 30 * MINUTE, headers=("Cache-Control: max-age=7200",)),
        paper("skips", 40 * MINUTE, channel=SKIPS),
        paper("moved", 2 * HOUR),
        paper("settled", 100 * DAY),
        paper("elsewhere", 3 * HOUR),
        paper("busy", HOUR),
        paper("throttled", HOUR),
        paper("sibling", HOUR),
        paper("frozen", 2 * DAY),
    ]
    return {paper.name: paper for paper in papers}


HOMES = {"moved": "new-home", "settled": "last-home", "elsewhere": "for-now"}
"""Where redirects lead, all at one host."""
ONE_HOST = dict.fromkeys(("both", "etag", "date"), "quay") | dict.fromkeys(("throttled", "sibling"), "pier")


@pytest.fixture(scope="module")
def weeks(django_db_setup, django_db_blocker) -> Weeks:
    start = next_noon()
    clock, papers = SimulatedClock(start), papers_from(start)
    names = [*papers, "copy", "gone", "broken"]
    with django_db_blocker.unblock(), ScriptedServer() as server, public_internet(server.port):
        wire = Publishers(clock, server, plays_of(papers))
        feeds = add_all({name: f"http://{ONE_HOST.get(name, name)}.example.org/{name}" for name in names}, start)
        simulation = simulate(clock, start, lambda _: None)
        return Weeks(Record.take(simulation, feeds), papers, {path[1:]: asked for path, asked in wire.asked.items()})


def test_the_audit_finds_nothing(weeks):
    assert weeks.record.violations == []


def test_both_workers_had_their_share_and_none_lost_its_lease(weeks):
    shares = [len(results) for results in weeks.record.simulation.results]

    assert min(shares) > sum(shares) / 10
    assert sum(shares) == len(weeks.record.attempts())
    assert weeks.record.simulation.outcomes("lost") == []


def test_the_ledger_has_a_row_for_every_request_and_no_other(weeks):
    requests = {name: len(weeks.asked[HOMES.get(name, name)]) for name in weeks.record.feeds}

    assert requests == {name: len(fetches) for name, fetches in weeks.record.fetches.items()}


def test_every_attempt_says_why_the_next_one_is_when_it_is(weeks):
    reasons = {fetch.next_why for fetch in weeks.record.attempts()}

    assert all(0 < len(reason) <= 200 for reason in reasons)
    assert all(feed.next_why for feed in weeks.record.feeds.values())


def test_no_request_carried_a_cookie_or_a_referer(weeks):
    names = {name for requests in weeks.asked.values() for one in requests for name in one.headers}

    assert names <= {"host", "user-agent", "accept", "accept-encoding", "if-none-match", "if-modified-since"}


def test_only_validators_that_the_publisher_gave_went_over_the_wire(weeks):
    for name in ("both", "etag", "date", "plain", "fresh", "skips", "sibling"):
        first, *others = weeks.asked[name]
        given = [weeks.papers[name].gives(one.at) for one in (first, *others)]

        assert first.conditions == ("", "")
        assert [one.conditions for one in others] == given[:-1], name


def test_requests_to_one_host_were_two_seconds_apart_whoever_of_the_workers_asked(weeks):
    by_host: dict[str, list[datetime]] = {}
    for one in sorted((one for asked in weeks.asked.values() for one in asked), key=lambda one: one.at):
        by_host.setdefault(one.host, []).append(one.at)
    redirected = {"harbour.example.org"}  # Whom a redirect leads to is another's choice.

    assert len(by_host) > 8
    assert min(min(pauses(times)) for host, times in by_host.items() if host not in redirected) >= 2 * SECOND


def test_everything_that_was_published_is_stored_once(weeks):
    for name in weeks.papers.keys() - {"frozen", "throttled", "sibling"}:
        paper, last = weeks.papers[name], weeks.record.feeds[name].last_ok_at
        stored = weeks.record.stored[name]

        assert paper.urls(last) <= stored.keys() <= paper.urls(weeks.record.simulation.end + HOUR), name
        assert set(stored.values()) == {1}, name
    assert set(weeks.record.articles.values()) == {1}


def test_a_feed_is_asked_in_its_own_rhythm_though_another_one_brings_the_same(weeks):
    original, copy = weeks.record.fetches["both"], weeks.record.fetches["copy"]

    assert len(copy) >= len(original) * 0.8
    assert weeks.record.stored["copy"].keys() >= weeks.papers["both"].urls(copy[-1].started_at)


def test_what_is_gone_was_asked_twice_a_day_apart_and_then_no_more(weeks):
    first, second = weeks.came("gone")

    assert DAY <= second - first <= DAY + 2 * HOUR
    assert weeks.record.feeds["gone"].state == Feed.State.RETIRED
    assert [notice.kind for notice in weeks.record.notices["gone"]] == [Notice.Kind.RETIRED]


@pytest.mark.parametrize(("name", "home"), [("moved", "new-home"), ("settled", "last-home")])
def test_what_moved_for_good_is_asked_at_its_new_address_after_a_week(weeks, name, home):
    first, *_, last = weeks.came(name)

    assert 7 * DAY <= last - first <= 8 * DAY + 2 * HOUR
    assert weeks.record.feeds[name].url == f"http://harbour.example.org/{home}"
    assert max(weeks.came(home)) > last + 4 * DAY
    assert [notice.kind for notice in weeks.record.notices[name]] == [Notice.Kind.MOVED]


def test_what_moved_for_a_while_is_asked_at_its_own_address_for_ever(weeks):
    assert weeks.record.feeds["elsewhere"].url == "http://elsewhere.example.org/elsewhere"
    assert len(weeks.asked["elsewhere"]) == len(weeks.asked["for-now"])


def test_a_server_that_is_busy_is_left_alone_for_as_long_as_it_says(weeks):
    times = weeks.came("busy")
    refused = [later - earlier for earlier, later in pairwise(times) if earlier.hour in BUSY]

    assert len(refused) >= 13
    assert min(refused) >= 5 * HOUR
    assert max(refused) <= 8 * HOUR


def test_a_host_that_says_we_ask_too_often_is_left_alone_with_all_its_feeds(weeks):
    refused = weeks.came("throttled")[20]
    others = [one.at for name in ("throttled", "sibling") for one in weeks.asked[name] if one.at > refused]

    assert 2 * DAY <= min(others) - refused <= 2 * DAY + 2 * HOUR


def test_what_fails_is_asked_after_ever_longer_pauses(weeks):
    planned = [min(HOUR / 2 * 2**n, DAY) for n in range(len(weeks.asked["broken"]) - 1)]
    found = pauses(weeks.came("broken"))

    assert len(found) >= 18
    for plan, pause in zip(planned, found, strict=True):
        assert plan <= pause <= plan + HOUR / 2 + 1.1 * HOUR
    assert [notice.kind for notice in weeks.record.notices["broken"]] == [Notice.Kind.FAILING]


def test_a_server_that_says_304_for_ever_is_asked_without_condition_after_eight_days(weeks):
    full = [one.at for one in weeks.asked["frozen"] if one.conditions == ("", "")]

    assert len(full) == 2
    assert 8 * DAY <= full[1] - full[0] <= 9 * DAY + 2 * HOUR
    assert weeks.papers["frozen"].urls(full[1] - MINUTE) <= weeks.record.stored["frozen"].keys()


def test_a_server_without_validators_is_asked_hourly_at_most(weeks):
    assert min(pauses(weeks.record.times("plain"))) >= HOUR
    assert len(weeks.asked["plain"]) > 100


def test_an_answer_is_not_asked_for_again_while_it_is_fresh(weeks):
    assert min(pauses(weeks.record.times("fresh"))) >= 2 * HOUR
    assert len(weeks.asked["fresh"]) > 80


def test_no_poll_is_planned_for_hours_that_a_feed_skips(weeks):
    # A poll is done in the round after its time, here up to an hour later: so what counts is the time.
    hours = {fetch.next_at.hour for fetch in weeks.record.fetches["skips"]}

    assert hours == set(range(24)) - set(SKIPPED)
    assert min(pauses(weeks.record.times("skips"))) >= 45 * MINUTE
    assert len(weeks.asked["skips"]) > 100


# The feed farm --------------------------------------------------------------------------------------------------------

GOOD = range(1, 11)
HOSTS = 5
BAD = (
    "status-401", "status-404", "status-410", "status-429", "status-429-date", "status-503", "status-304", "flaky",
    "redirect-301", "redirect-302", "html", "reset", "volatile-etag", "no-dates",
)  # fmt: skip
FOR_REASONS = {
    ("/bad/status-410", "after_gone"): 1,  # A 410 is asked once more after a day, by design.
    ("/feed/0.xml", "unconditional_after_validators"): 1,  # Two feeds lead there; the farm takes them for one reader.
}
IN_REAL_TIME = {"/bad/status-429", "/bad/status-429-date", "/bad/status-503"}
"""The farm counts Retry-After in real time, which simulated time outruns; there the audit judges alone."""


@dataclass
class FarmWeeks:
    """The record, what the farm counted, what its good feeds published, and what that one did to which redirects lead."""

    record: Record
    stats: dict[str, Any]
    published: dict[str, set[str]]
    source_of_redirects: set[str]


def let_publish(farm: Farm, start: datetime, moment: datetime) -> None:
    """Let the farm publish at each full hour: up to three items an hour by day, little by night.

    It begins after the first round, which has to see the first items, and ends a day before the last one.
    """
    if moment.minute or not start < moment < start + 13 * DAY:
        return
    number = int(moment.timestamp()) // 3_600
    farm.tick(new=(3, 1, 2)[number % 3], changed=number % 2, share=1.0 if 6 <= moment.hour < 22 else 0.2)


@pytest.fixture(scope="module")
def farm_weeks(shared, django_db_setup, django_db_blocker) -> FarmWeeks:
    start = next_noon()
    epoch = int(start.timestamp())
    with django_db_blocker.unblock(), running_farm(shared, feeds=11, items=12, epoch=epoch) as farm:
        good = {f"{n}.xml": f"http://quay{n % HOSTS}.example.org/feed/{n}.xml" for n in GOOD}
        bad = {name: f"{farm.base}/bad/{name}" for name in BAD}
        with public_internet(farm.port):
            names = add_all(good | bad, start)
            simulation = simulate(SimulatedClock(start), start, lambda now: let_publish(farm, start, now))
        published = [{feed.link(slot) for slot in feed.history} for feed in farm.twin.feeds]
        assert set().union(*published) == farm.get("/_truth.json")["items"].keys()
        by_name = {f"{n}.xml": published[n] for n in GOOD}
        return FarmWeeks(Record.take(simulation, names), farm.stats(), by_name, published[0])


@pytest.mark.shared
def test_the_audit_finds_nothing_at_the_farm(farm_weeks):
    assert farm_weeks.record.violations == []


@pytest.mark.shared
def test_the_farm_itself_finds_nothing_either(farm_weeks):
    found = {
        (path, name): count
        for path, counted in farm_weeks.stats["feeds"].items()
        for name, count in counted["violations"].items()
        if not (name == "before_retry_after" and path in IN_REAL_TIME)
    }

    assert found == FOR_REASONS
    assert farm_weeks.stats["canary"] == {}
    assert max(host["peak_connections"] for host in farm_weeks.stats["hosts"].values()) <= 2


@pytest.mark.shared
def test_everything_that_the_farm_published_is_stored_once(farm_weeks):
    stored = {name: farm_weeks.record.stored[name] for name in farm_weeks.published}

    lost = {name: published - stored[name].keys() for name, published in farm_weeks.published.items()}
    assert {name: urls for name, urls in lost.items() if urls} == {}
    assert {name: set(urls) for name, urls in stored.items()} == farm_weeks.published
    assert {count for urls in (*stored.values(), farm_weeks.record.articles) for count in urls.values()} == {1}


@pytest.mark.shared
def test_what_one_feed_brings_is_found_at_every_address_that_leads_to_it(farm_weeks):
    stored, source = farm_weeks.record.stored, farm_weeks.source_of_redirects

    assert stored["redirect-301"].keys() == stored["redirect-302"].keys() == source


@pytest.mark.shared
def test_the_ledger_has_a_row_for_every_request_to_the_farm(farm_weeks):
    requests = {path.rpartition("/")[2]: counted["requests"] for path, counted in farm_weeks.stats["feeds"].items()}
    rows = {name: len(fetches) for name, fetches in farm_weeks.record.fetches.items()}
    redirected = rows.pop("redirect-301") + rows.pop("redirect-302")

    assert requests.pop("0.xml") == redirected
    assert rows.items() <= requests.items()


@pytest.mark.shared
def test_refusals_at_the_farm_are_met_with_ever_longer_pauses(farm_weeks):
    for name in ("status-429", "status-429-date", "status-503", "status-404", "status-304", "html", "reset"):
        times = [fetch.started_at for fetch in farm_weeks.record.fetches[name]]
        planned = [min(HOUR / 2 * 2**n, DAY) for n in range(len(times) - 1)]

        assert all(plan <= pause for plan, pause in zip(planned, pauses(times), strict=True)), name
        assert len(times) >= 17


@pytest.mark.shared
def test_at_the_farm_both_workers_had_their_share_and_none_lost_its_lease(farm_weeks):
    simulation = farm_weeks.record.simulation
    shares = [len(results) for results in simulation.results]

    assert min(shares) > sum(shares) / 10
    assert sum(shares) == len(farm_weeks.record.attempts()) > 3_000
    assert simulation.outcomes("lost") == []
    assert farm_weeks.record.feeds["status-410"].state == Feed.State.RETIRED
    assert "" not in {fetch.next_why for fetch in farm_weeks.record.attempts()}

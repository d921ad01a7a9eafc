"""Where a fetch may lead: names, redirects, TLS, over an internet that ends on loopback."""

import asyncio
import os
import socket
from ipaddress import ip_network

import pytest

from ingest.errors import AddressRefused, FetchError, TimedOut, Unreachable
from ingest.fetch import Client
from ingest.guards import guarded_socket
from ingest.values import Fetched, Limits, Validators
from tests.net.scripted import PUBLIC, RSS, answer

QUICK = Limits(connect_seconds=0.3)
FEED = "http://feeds.example.org/feed"


@pytest.mark.parametrize(
    "url",
    [
        *("http://127.0.0.1/", "http://127.1/", "http://2130706433/", "http://[::1]/", "http://[::ffff:127.0.0.1]/"),
        *("http://169.254.169.254/latest/", "http://localhost/", "http://db.internal/", "http://feeds.example.org:22/"),
        *("http://user@feeds.example.org/", "file:///etc/passwd"),
    ],
)
def test_a_url_that_aims_inside_never_reaches_a_socket_nor_dns(internet, url):
    with pytest.raises(AddressRefused):
        internet.fetch(url)

    assert (internet.dialled, internet.names.asked) == ([], [])


@pytest.mark.parametrize(
    "answers",
    [
        *(["127.0.0.1"], ["10.1.2.3"], ["169.254.169.254"], ["0.0.0.0"], ["::1"], ["::ffff:10.0.0.1"]),
        *(["64:ff9b::7f00:1"], ["fe80::1"], ["fe80::1%2"], [PUBLIC, "127.0.0.1"], ["::1", PUBLIC]),
    ],
)
def test_a_name_that_leads_inside_is_refused(internet, answers):
    internet.names.answer("feeds.example.org", answers)

    with pytest.raises(AddressRefused, match=r"feeds\.example\.org leads to"):
        internet.fetch(FEED)

    assert internet.dialled == []


def test_a_name_that_changes_its_answer_between_two_fetches_leads_nowhere(internet):
    internet.names.answer("feeds.example.org", [PUBLIC], ["127.0.0.1"])
    internet.web.default = answer(200, RSS, "Connection: close")

    with pytest.raises(AddressRefused):
        internet.fetch_all([(FEED,), (FEED,)])

    assert internet.names.asked == ["feeds.example.org"] * 2
    assert internet.dialled == [(PUBLIC, 80)]
    assert internet.decoy.connections == 0


@pytest.mark.parametrize(
    "location", ["http://127.0.0.1/", "//127.0.0.1/", "http://rebind.example.org/", "/\\127.0.0.1/"]
)
def test_a_redirect_is_judged_like_the_first_url(internet, location):
    internet.names.answer("rebind.example.org", ["127.0.0.1"])
    internet.web.answers["/feed"] = answer(302, b"", f"Location: {location}")

    with pytest.raises(AddressRefused):
        internet.fetch(FEED)

    assert internet.dialled == [(PUBLIC, 80)]


def test_validators_are_not_told_to_another_origin(internet):
    internet.web.answers["/feed"] = answer(302, b"", "Location: http://other.example.org/next")

    got = internet.fetch(FEED, Validators('"1"', "Sun, 01 Mar 2026 09:00:00 GMT"))

    first, second = (request.headers for request in internet.web.requests)
    assert isinstance(got, Fetched)
    assert first["if-none-match"] == '"1"'
    assert second["host"] == "other.example.org"
    assert not {"if-none-match", "if-modified-since"} & second.keys()


def test_https_is_verified_and_served(internet):
    got = internet.fetch("https://feeds.example.org/feed")

    assert got.body == RSS
    assert internet.dialled == [(PUBLIC, 443)]


def test_a_certificate_for_another_name_is_refused(internet):
    with pytest.raises(Unreachable, match=r"certificate of feeds\.example\.net is not valid"):
        internet.fetch("https://feeds.example.net/feed")


def test_a_certificate_that_nobody_vouches_for_is_refused(internet, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", os.devnull)

    with pytest.raises(Unreachable, match="self-signed"):
        internet.fetch("https://feeds.example.org/feed")


@pytest.mark.parametrize(
    ("failure", "words"),
    [
        (socket.gaierror(socket.EAI_NONAME, "Name or service not known"), "There is no host named"),
        (socket.gaierror(socket.EAI_AGAIN, "Temporary failure"), "could not be looked up just now"),
        ([], "has no address"),
    ],
)
def test_a_name_that_cannot_be_looked_up_is_unreachable(internet, failure, words):
    internet.names.answer("feeds.example.org", failure)

    with pytest.raises(Unreachable, match=words):
        internet.fetch(FEED)


def test_a_look_up_that_hangs_runs_into_the_connect_limit(internet):
    internet.names.answer("feeds.example.org", 60.0)

    with pytest.raises(TimedOut, match="Looking up the name"):
        internet.fetch(FEED, limits=QUICK)


def test_the_systems_own_look_up_is_used_and_judged():
    async def fetch():
        async with Client(Limits(), [ip_network("10.0.0.0/8")], user_agent="Newsroom/test") as client:
            await client.fetch("http://localhost:8900/")

    with pytest.raises(AddressRefused, match="localhost is a name of a local network"):
        asyncio.run(fetch())


def test_localhost_by_name_is_fetched_where_its_network_is_allowed(server, fetch):
    server.answers["/feed"] = answer(200, RSS)

    got = fetch(server.url().replace("127.0.0.1", "localhost"))

    assert (got.body, got.address) == (RSS, "127.0.0.1")


@pytest.mark.parametrize("url", ["http://127.0.0.1:22/", "http://2130706433:{port}/", "http://[::1]:{port}/"])
def test_an_allow_list_does_not_open_low_ports_other_spellings_or_other_networks(server, fetch, url):
    server.answers["/feed"] = answer(302, b"", f"Location: {url.format(port=server.port)}")

    with pytest.raises(AddressRefused):
        fetch(server.url())

    assert server.connections == 1


@pytest.mark.parametrize("address", [("127.0.0.1", 80), ("169.254.169.254", 80), (PUBLIC, 22), ("::1", 80, 0, 0)])
def test_no_socket_is_made_for_a_forbidden_address_whoever_asks(address):
    make = guarded_socket(())
    family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET

    with pytest.raises(OSError, match=r"not a public address|Port 22"):
        make((family, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", address))


def test_an_address_that_slips_past_the_resolver_is_stopped_at_the_socket(internet, monkeypatch):
    monkeypatch.setattr("ingest.guards.judge_answers", lambda host, port, answers, allow: tuple(answers))
    internet.names.answer("feeds.example.org", ["127.0.0.1"])

    with pytest.raises(AddressRefused, match="not a public address"):
        internet.fetch(FEED)

    assert internet.dialled == []


def test_addresses_that_slip_past_the_resolver_are_stopped_in_the_race_too(internet, monkeypatch):
    monkeypatch.setattr("ingest.guards.judge_answers", lambda host, port, answers, allow: tuple(answers))
    internet.names.answer("feeds.example.org", ["127.0.0.1", "10.0.0.1", "::1"])

    with pytest.raises(FetchError):
        internet.fetch(FEED)

    assert internet.dialled == []

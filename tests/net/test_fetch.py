"""One fetch over real loopback sockets: what is asked, what comes back, what is kept of it."""

import asyncio
import gzip
import socket
import time

import pytest

from ingest.errors import BadStatus, BodyRefused, Gone, RedirectRefused, TimedOut, Unreachable
from ingest.fetch import FEED_TYPES, Client
from ingest.values import Fetched, Hop, Limits, NotModified, Validators
from tests.net.conftest import LOOPBACK
from tests.net.scripted import RSS, answer

MODIFIED = "Sun, 01 Mar 2026 09:00:00 GMT"


def test_a_feed_arrives_whole_with_where_it_came_from(server, fetch):
    server.answers["/feed"] = answer(200, RSS, "Content-Type: application/rss+xml", 'ETag: "1"')

    got = fetch(server.url())

    assert isinstance(got, Fetched)
    assert (got.url, got.status, got.body, got.address) == (server.url(), 200, RSS, "127.0.0.1")
    assert (got.content_type, got.validators) == ("application/rss+xml", Validators('"1"', ""))
    assert (got.wire_bytes, got.hops, got.truncated) == (len(RSS), (), False)
    assert got.milliseconds >= 0


def test_we_say_who_we_are_and_nothing_more(server, fetch, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    server.answers["/feed"] = answer(200, RSS)

    fetch(server.url())

    assert server.requests[0].headers == {
        "host": f"127.0.0.1:{server.port}",
        "user-agent": "Newsroom/1.0 (+https://news.example.org; feed fetcher)",
        "accept": FEED_TYPES,
        "accept-encoding": "gzip, deflate",
    }


def test_cookies_are_neither_kept_nor_sent(server, fetch):
    server.answers["/feed"] = answer(302, b"", "Location: /next", "Set-Cookie: a=b; Path=/")
    server.answers["/next"] = answer(200, RSS, "Set-Cookie: c=d")

    got = fetch(server.url())

    assert "set-cookie" not in got.headers
    assert "cookie" not in server.requests[1].headers
    assert "referer" not in server.requests[1].headers


@pytest.mark.parametrize("etag", ['"abc"', 'W/"abc"', "naked", '"a\\"b, c"'])
def test_validators_go_back_byte_for_byte_and_a_304_keeps_them(server, fetch, etag):
    server.answers["/feed"] = [answer(200, RSS, f"ETag: {etag}", f"Last-Modified: {MODIFIED}"), answer(304, b"")]
    first = fetch(server.url())

    second = fetch(server.url(), first.validators)

    asked = server.requests[1].headers
    assert (asked["if-none-match"], asked["if-modified-since"]) == (etag, MODIFIED)
    assert isinstance(second, NotModified)
    assert second.validators == first.validators
    assert second.address == "127.0.0.1"


def test_a_304_refreshes_the_validators_that_it_names(server, fetch):
    server.answers["/feed"] = answer(304, b"", 'ETag: "2"')

    got = fetch(server.url(), Validators('"1"', MODIFIED))

    assert got.validators == Validators('"2"', MODIFIED)


def test_a_200_without_validators_leaves_none(server, fetch):
    server.answers["/feed"] = answer(200, RSS)

    got = fetch(server.url(), Validators('"1"', MODIFIED))

    assert got.validators == Validators()


def test_a_304_to_a_question_that_was_not_asked_is_an_error(server, fetch):
    server.answers["/feed"] = answer(304, b"")

    with pytest.raises(BadStatus, match="nothing to compare") as caught:
        fetch(server.url())

    assert caught.value.status == 304


def test_the_same_etag_with_another_body_gives_the_body(server, fetch):
    server.answers["/feed"] = [answer(200, RSS, 'ETag: "1"'), answer(200, RSS + b"<!-- new -->", 'ETag: "1"')]
    first = fetch(server.url())

    second = fetch(server.url(), first.validators)

    assert second.body == RSS + b"<!-- new -->"


@pytest.mark.parametrize("status", [201, 202, 204, 206, 300, 400, 401, 403, 404, 418, 429, 500, 502, 503, 599, 799])
def test_a_status_that_is_no_feed_is_an_error_that_names_it(server, fetch, status):
    server.answers["/feed"] = answer(status, b"")

    with pytest.raises(BadStatus, match=str(status)) as caught:
        fetch(server.url())

    assert caught.value.status == status
    assert type(caught.value) is BadStatus


def test_a_410_is_gone(server, fetch):
    server.answers["/feed"] = answer(410, b"")

    with pytest.raises(Gone, match="gone for good"):
        fetch(server.url())


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        (["Retry-After: 120"], 120.0),
        (["Retry-After: Sun, 01 Mar 2026 09:05:00 GMT", f"Date: {MODIFIED}"], 300.0),
        (["Retry-After: soon"], None),
        ([], None),
    ],
)
def test_retry_after_is_read_on_the_servers_own_clock(server, fetch, headers, seconds):
    server.answers["/feed"] = answer(429, b"", *headers)

    with pytest.raises(BadStatus) as caught:
        fetch(server.url())

    assert caught.value.retry_after == seconds


def test_redirects_are_followed_by_hand_and_remembered(server, fetch):
    server.answers["/feed"] = answer(301, b"moved", "Location: next?a=1#top")
    server.answers["/next?a=1"] = answer(307, b"", f"Location: {server.url('/last')}")
    server.answers["/last"] = answer(200, RSS)

    got = fetch(server.url())

    assert got.url == server.url("/last")
    assert got.hops == (Hop(301, server.url("/next?a=1")), Hop(307, server.url("/last")))


def test_validators_stay_on_their_origin_through_a_redirect(server, fetch):
    server.answers["/feed"] = answer(302, b"", "Location: /next")
    server.answers["/next"] = answer(304, b"")

    got = fetch(server.url(), Validators('"1"'))

    assert isinstance(got, NotModified)
    assert server.requests[1].headers["if-none-match"] == '"1"'


def test_validators_are_dropped_on_the_way_to_another_origin(server, fetch):
    server.answers["/feed"] = answer(302, b"", f"Location: http://127.0.0.2:{server.port}/next")
    server.answers["/next"] = answer(200, RSS)

    with pytest.raises(Unreachable):
        fetch(server.url(), Validators('"1"'))  # The server listens on 127.0.0.1 only.

    assert len(server.requests) == 1


@pytest.mark.parametrize("hops", [5, 6])
def test_five_redirects_are_followed_and_no_more(server, fetch, hops):
    for hop in range(hops):
        server.answers[f"/{hop}"] = answer(302, b"", f"Location: /{hop + 1}")
    server.answers[f"/{hops}"] = answer(200, RSS)

    if hops == 5:
        assert len(fetch(server.url("/0")).hops) == 5
    else:
        with pytest.raises(RedirectRefused, match="more than 5 times"):
            fetch(server.url("/0"))
    assert len(server.requests) == 6


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ([], "without saying where"),
        (["Location: "], "without saying where"),
        (["Location: /feed"], "circle"),
        (["Location: #again"], "circle"),
        (["Location: file:///etc/passwd"], "does not start with http"),
        (["Location: javascript:alert(1)"], "does not start with http"),
        (["Location: http:127.0.0.1"], "does not start with http"),
        (["Location: http://[::1"], "not a URL"),
    ],
)
def test_a_redirect_that_leads_nowhere_good_is_refused(server, fetch, location, reason):
    server.answers["/feed"] = answer(302, b"", *location)

    with pytest.raises(RedirectRefused, match=reason):
        fetch(server.url())


def test_a_circle_of_two_is_noticed_at_once(server, fetch):
    server.answers["/a"] = answer(302, b"", "Location: /b")
    server.answers["/b"] = answer(302, b"", "Location: /a")

    with pytest.raises(RedirectRefused, match="circle"):
        fetch(server.url("/a"))

    assert server.paths() == ["/a", "/b"]


def test_a_compressed_body_is_decoded_and_counted_as_sent(server, fetch):
    wire = gzip.compress(RSS)
    server.answers["/feed"] = answer(200, wire, "Content-Encoding: gzip")

    got = fetch(server.url())

    assert (got.body, got.wire_bytes) == (RSS, len(wire))


def test_a_plain_body_that_claims_to_be_gzip_is_taken_as_it_is(server, fetch):
    server.answers["/feed"] = answer(200, RSS, "Content-Encoding: gzip")

    assert fetch(server.url()).body == RSS


def test_a_body_beyond_the_limit_is_cut_and_the_rest_is_never_read(server, fetch):
    sent = []

    async def endless(writer):
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while not writer.transport.is_closing():
            writer.write(b"2710\r\n" + b"x" * 10_000 + b"\r\n")
            sent.append(10_000)
            await writer.drain()

    server.answers["/feed"] = endless

    got = fetch(server.url(), limits=Limits(body_bytes=50_000))

    assert (len(got.body), got.truncated) == (50_000, True)
    assert sum(sent) < 20_000_000


def test_a_compression_bomb_is_refused(server, fetch):
    server.answers["/feed"] = answer(200, gzip.compress(bytes(50_000_000)), "Content-Encoding: gzip")

    with pytest.raises(BodyRefused, match="bomb"):
        fetch(server.url())


def test_an_encoding_that_we_did_not_ask_for_is_refused(server, fetch):
    server.answers["/feed"] = answer(200, RSS, "Content-Encoding: br")

    with pytest.raises(BodyRefused, match="gzip or deflate only"):
        fetch(server.url())


def closing(*parts: bytes, reset: bool = False):
    async def play(writer):
        for part in parts:
            writer.write(part)
            await writer.drain()
            await asyncio.sleep(0.01)
        if reset:
            writer.transport.abort()
        writer.close()

    return play


@pytest.mark.parametrize(
    "play",
    [
        closing(answer(200, RSS)[:-20]),
        closing(answer(200, RSS)[:-20], reset=True),
        closing(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<rss>\r\n"),
        closing(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<rss>", b"oops oops oops\r\n"),
        closing(answer(200, gzip.compress(RSS)[:-9], "Content-Encoding: gzip")),
    ],
    ids=["short", "reset", "chunk missing", "chunk broken", "gzip cut"],
)
def test_nothing_is_used_of_a_body_that_was_cut_short(server, fetch, play):
    server.answers["/feed"] = play

    with pytest.raises(BodyRefused, match=r"broke|cut off"):
        fetch(server.url())


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"HTTP/1.1 200",
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * 20_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 1_000 + b"\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"".join(b"X-%d: %s\r\n" % (n, b"y" * 2_000) for n in range(100)) + b"\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
        b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\nabcdef",
        b"HTTP/1.1 200 OK\r\nBad Header\r\n\r\n",
        b"HTTP/1.1 99999 OK\r\n\r\n",
        b"HTTP/1.1 302 Found\r\nLocation: http://\xff\xfe/\r\nContent-Length: 0\r\n\r\n",
        b"\x00" * 3_000,
    ],
)
def test_no_answer_however_broken_raises_anything_but_our_errors(server, fetch, raw):
    server.answers["/feed"] = closing(raw)

    with pytest.raises((BodyRefused, Unreachable, RedirectRefused, BadStatus)) as caught:
        fetch(server.url())

    assert 10 < len(str(caught.value)) < 500
    assert str(caught.value).endswith(".")


def test_headers_beyond_all_measure_are_refused(server, fetch):
    fillers = [f"X-Filler-{number}: {'y' * 2_000}" for number in range(100)]
    server.answers["/feed"] = answer(200, RSS, *fillers)

    with pytest.raises(BodyRefused, match="bytes of headers"):
        fetch(server.url())


def test_a_server_that_says_nothing_runs_into_the_read_limit(server, fetch):
    server.answers["/feed"] = lambda writer: asyncio.sleep(60)

    with pytest.raises(TimedOut, match=r"sent nothing for 0\.2 seconds"):
        fetch(server.url(), limits=Limits(read_seconds=0.2))


def test_a_server_that_drips_runs_into_the_total_limit(server, fetch):
    async def drip(writer):
        writer.write(answer(200, RSS)[:60])
        while not writer.transport.is_closing():
            writer.write(b"x")
            await asyncio.sleep(0.05)

    server.answers["/feed"] = drip
    started = time.monotonic()

    with pytest.raises(TimedOut, match=r"longer than 0\.5 seconds in all"):
        fetch(server.url(), limits=Limits(total_seconds=0.5))

    assert time.monotonic() - started < 2


def test_a_chain_of_slow_redirects_runs_into_the_total_limit(server, fetch):
    async def slowly(writer):
        await asyncio.sleep(0.2)
        writer.write(answer(302, b"", f"Location: /{time.monotonic_ns()}"))

    server.default = slowly

    with pytest.raises(TimedOut, match="in all"):
        fetch(server.url(), limits=Limits(total_seconds=0.5))


def test_nobody_listening_is_unreachable_and_says_so(server, fetch):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

    with pytest.raises(Unreachable, match="refused"):
        fetch(f"http://127.0.0.1:{port}/")


def test_a_plain_server_behind_https_is_unreachable_and_says_so(server, fetch):
    with pytest.raises(Unreachable, match="TLS"):
        fetch(server.url().replace("http:", "https:"))


def test_slow_feeds_of_one_origin_do_not_use_up_the_time_of_the_others(server):
    async def slowly(writer):
        await asyncio.sleep(0.4)
        writer.write(answer(200, RSS))

    server.default = slowly

    async def fetch_all():
        async with Client(Limits(total_seconds=2.0), LOOPBACK, user_agent="Newsroom/test") as client:
            return await asyncio.gather(*(client.fetch(server.url(f"/{number}")) for number in range(8)))

    got = asyncio.run(fetch_all())

    assert len(got) == 8
    assert server.connections == 1


def test_one_client_reuses_its_connection(server):
    server.default = answer(200, RSS)

    async def fetch_thrice():
        async with Client(Limits(), LOOPBACK, user_agent="Newsroom/test") as client:
            return [await client.fetch(server.url(f"/{number}")) for number in range(3)]

    got = asyncio.run(fetch_thrice())

    assert [one.address for one in got] == ["127.0.0.1"] * 3
    assert server.connections == 1

"""Every row of the shared SSRF table, through the real Client, over an internet that ends on loopback."""

import csv
import re
import socket
from ipaddress import ip_address
from pathlib import Path

import pytest

from ingest.addresses import is_public
from ingest.errors import FetchError
from ingest.values import Limits
from tests.net.conftest import Internet
from tests.net.scripted import PUBLIC, PUBLIC6, RSS, answer

LIMITS = Limits(connect_seconds=2, read_seconds=5, total_seconds=8)
Row = dict[str, str]


def rows_of(path: Path) -> list[Row]:
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def unescaped(text: str) -> str:
    return re.sub(r"\\(?:r|n|t|x00)", lambda match: {"r": "\r", "n": "\n", "t": "\t"}.get(match[0][1], "\0"), text)


def dns_turns(context: str) -> list[object]:
    """Read the dns column: ``A x,AAAA y;A z`` are two successive answers."""
    special = {
        "NXDOMAIN": socket.gaierror(socket.EAI_NONAME, "Name or service not known"),
        "SERVFAIL": socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution"),
        "TIMEOUT": 60.0,
        "CNAME localhost": ["127.0.0.1", "::1"],
        "A PUB x50": [f"93.184.215.{number}" for number in range(1, 51)],
    }
    if context in special:
        return [special[context]]
    address = {"PUB": PUBLIC, "PUB6": PUBLIC6}
    records = [[record.split()[1] for record in turn.split(",")] for turn in context.split(";")]
    return [[address.get(record, record) for record in turn] for turn in records]


def redirect_script(context: str) -> dict[str, bytes]:
    """Read the redirect column: what the paths of ok.public.tld answer."""
    done = answer(200, RSS, "Connection: close")
    if match := re.fullmatch(r"302 x(\d+)", context):
        last = int(match[1])
        hops = {f"/{hop}": answer(302, b"", f"Location: /{hop + 1}") for hop in range(1, last)}
        return {"/feed": answer(302, b"", "Location: /1"), **hops, f"/{last}": done}
    special = {
        "302 (self)": answer(302, b"", "Location: http://ok.public.tld/feed"),
        "302 (none)": answer(302, b""),
        "302 \r\nSet-Cookie: a=b": answer(302, b"", "Location: ", "Set-Cookie: a=b"),
        "200 refresh: 0;url=http://127.0.0.1/": answer(200, RSS, "Refresh: 0;url=http://127.0.0.1/"),
        "302 with Set-Cookie": answer(302, b"", "Location: /other", "Set-Cookie: a=b"),
        "302 cross-host with Authorization": answer(302, b"", "Location: http://other.public.tld/feed2"),
        "HEAD 200, GET 302 http://127.0.0.1/": answer(302, b"", "Location: http://127.0.0.1/"),
        "401 WWW-Authenticate: Basic": answer(401, b"", 'WWW-Authenticate: Basic realm="x"'),
        "407 Proxy-Authenticate": answer(407, b"", 'Proxy-Authenticate: Basic realm="x"'),
        'Alt-Svc: h2="127.0.0.1:443"': answer(200, RSS, 'Alt-Svc: h2="127.0.0.1:443"'),
        "Link: <http://127.0.0.1/>; rel=preload": answer(200, RSS, "Link: <http://127.0.0.1/>; rel=preload"),
        "103 Early Hints Link private": b"HTTP/1.1 103 Early Hints\r\nLink: <http://127.0.0.1/>\r\n\r\n" + done,
    }
    if context in special:
        return {"/feed": special[context]}
    status, _, location = context.removeprefix("https→").partition(" ")
    wire = location.encode("utf-8").decode("latin-1")
    return {"/feed": answer(int(status), b"", f"Location: {wire}")}


def play(internet: Internet, row: Row) -> str:
    """Play one row; return "allow" or the error."""
    url = unescaped(row["input"])
    turns = 1
    if row["kind"] == "dns":
        answers = dns_turns(unescaped(row["context"]))
        turns = len(answers)
        internet.names.names = {host: list(answers) for host in [url.split("/")[2]]}
    elif row["kind"] == "redirect":
        context = unescaped(row["context"])
        internet.names.answer("rebind.public.tld", ["10.1.2.3"])
        script = redirect_script(context)
        if context.startswith("https→"):
            internet.tls.answers, url = script, url.replace("http:", "https:")
        else:
            internet.web.answers = script
    try:
        for _ in range(turns):
            internet.fetch(url, limits=LIMITS)
    except FetchError as error:
        return f"{type(error).__name__}: {error}"
    return "allow"


@pytest.mark.shared
def test_every_row_of_the_table_gets_its_verdict_and_nothing_forbidden_is_dialled(shared, internet):
    rows = rows_of(shared / "attacks" / "ssrf.tsv")
    wrong = []
    if not internet.web6:
        rows = [row for row in rows if not (row["expected"] == "allow" and "v6" in row["note"] + row["class"])]

    for row in rows:
        internet.names.names, internet.web.answers, internet.tls.answers = {}, {}, {}
        verdict = play(internet, row)
        dialled = [host for host, _ in internet.dialled if not is_public(ip_address(host))]
        # A Refresh header is part of a good answer; the verdict there means that nobody goes where it points.
        expected = "allow" if row["context"].startswith("200 refresh") else row["expected"]
        if dialled or (verdict == "allow") != (expected == "allow"):
            wrong.append((row["id"], row["input"][:60], row["context"][:60], expected, verdict, dialled))

    assert len(rows) >= 266
    assert wrong == []
    assert internet.decoy.connections == 0

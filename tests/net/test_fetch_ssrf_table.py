"""Every row of the shared SSRF table, through the real Client, over an internet that ends on loopback."""

import socket
from ipaddress import ip_address

import pytest

from ingest.addresses import is_public
from ingest.errors import FetchError
from ingest.values import Limits
from tests.net.conftest import Internet
from tests.net.scripted import PUBLIC, PUBLIC6
from tests.net.ssrf_rows import Row, is_expected, redirect_script, rows_of, unescaped

LIMITS = Limits(connect_seconds=2, read_seconds=5, total_seconds=8)


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
        if dialled or (verdict == "allow") != is_expected(row):
            wrong.append((row["id"], row["input"][:60], row["context"][:60], row["expected"], verdict, dialled))

    assert len(rows) >= 266
    assert wrong == []
    assert internet.decoy.connections == 0

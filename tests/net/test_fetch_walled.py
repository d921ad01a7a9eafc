"""Nobody inside is ever connected to: the real Client, the system's own look-ups, and listeners behind every address.

Where the system lets us have a network of our own, all addresses of the world are this machine's, a name server of ours answers
whatever it likes, and connections are counted by listeners and by the kernel. The part on loopback runs everywhere.
"""

import json
import shutil
import socket
import subprocess
import sys
from contextlib import ExitStack
from ipaddress import ip_address, ip_network
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest

from ingest.errors import AddressRefused
from tests.net.scripted import PUBLIC, PUBLIC6, ScriptedServer, answer
from tests.net.ssrf_rows import Row, is_expected, rows_of
from tests.net.walled import FORBIDDEN

ROOT = Path(__file__).resolve().parents[2]
OURS = Path(__file__).with_name("ssrf.tsv")
FAMILIES = {socket.AF_INET, socket.AF_INET6}
WAYS_IN = (["--net", "--mount"], ["--net", "--mount", "--map-root-user"])


def outside_of(rows: list[Row]) -> set[str]:
    """Return every address that may be reached: what our DNS calls public, and what good rows name."""
    named = {str(urlsplit(row["input"].strip()).hostname) for row in rows if row["expected"] == "allow"}
    literals = {name for name in named if name.replace(".", "").isdigit() or ":" in name}
    return {PUBLIC, PUBLIC6, *(f"93.184.215.{number}" for number in range(1, 51)), *literals}


def wall_off(tables):
    """Play the tables in a network of their own; skip where the system gives none."""
    if not shutil.which("unshare"):
        pytest.skip("there is no unshare here (util-linux), so no network of our own")
    for way in WAYS_IN:
        if subprocess.run(["unshare", *way, "true"], check=False, capture_output=True).returncode == 0:
            command = ["unshare", *way, sys.executable, "-m", "tests.net.walled", *map(str, tables)]
            run = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True, timeout=120)
            assert run.returncode == 0, run.stderr
            return json.loads(run.stdout)
    return pytest.skip("this system lets nobody have a network of their own (unshare --net --mount)")


def wrong_of(rows, played, is_v6):
    """Return the rows whose verdict is not the table's, or by which anybody was reached who is not of the outside."""
    outside, wrong = outside_of(rows), []
    for row, got in zip(rows, played, strict=True):
        if not is_v6 and row["expected"] == "allow" and "6" in row["context"] + row["class"]:
            continue
        is_right = (got["verdict"] == "allow") == is_expected(row)
        if not is_right or set(got["reached"]) - outside or got["tried"] != len(got["reached"]):
            wrong.append((row["id"], row["input"][:60], row["context"][:60], row["expected"], got))
    return wrong


@pytest.fixture(scope="module")
def walled():
    return wall_off([OURS])


def test_every_row_of_our_table_gets_its_verdict_and_nobody_inside_a_connection(walled):
    rows = rows_of(OURS)

    wrong = wrong_of(rows, walled["rows"], walled["is_v6"])

    assert len(rows) > 50
    assert wrong == []


@pytest.mark.shared
def test_every_row_of_the_shared_table_gets_its_verdict_and_nobody_inside_a_connection(shared):
    table = shared / "attacks" / "ssrf.tsv"

    played = wall_off([table])

    assert len(played["rows"]) >= 266
    assert wrong_of(rows_of(table), played["rows"], played["is_v6"]) == []


def test_somebody_listens_behind_every_forbidden_address(walled):
    assert walled["deaf"] == []
    assert len(FORBIDDEN) > 20


def test_whoever_the_operator_allows_is_reached_and_counted(walled):
    got = walled["control"]

    assert got["verdict"] == "allow"
    assert got["reached"] == got["hosts"]
    assert got["tried"] == len(got["hosts"])


def test_a_name_that_flips_with_every_answer_never_leads_inside(walled):
    got = walled["flip"]

    assert [verdict.partition(":")[0] for verdict in got["verdicts"]] == ["allow", "AddressRefused"] * 20
    assert got["reached"] == [PUBLIC] * 20
    assert got["asked"] == 40, "each connection has one look-up, whose very answer it goes to"


def test_a_name_that_moves_inside_between_two_hops_is_refused_at_the_second(walled):
    got = walled["hop"]

    assert got["verdict"].startswith("AddressRefused: hop.public.tld leads to")
    assert (got["reached"], got["tried"]) == ([PUBLIC], 1)


# On loopback, everywhere ----------------------------------------------------------------------------------------------
def own_addresses():
    """Return addresses of this machine that a listener can have: some of loopback, and those of its interfaces."""
    found = {each.address for of_one in psutil.net_if_addrs().values() for each in of_one if each.family in FAMILIES}
    return [each for each in sorted({"127.0.0.1", "127.0.0.2", "127.1.2.3", "::1"} | found) if _can_listen(each)]


def _can_listen(address):
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        with socket.create_server((address, 0), family=family):
            return True
    except OSError:
        return False


@pytest.fixture
def listeners():
    """A listener at each address of our own, by that address."""
    with ExitStack() as stack:
        servers = {each: stack.enter_context(ScriptedServer(each)) for each in own_addresses()}
        for server in servers.values():
            server.default = answer()
        yield servers


def _url(address, port):
    return f"http://[{address}]:{port}/" if ":" in address else f"http://{address}:{port}/"


def test_no_listener_of_this_machine_is_ever_reached(listeners, fetch):
    for address, server in listeners.items():
        for url in (_url(address, server.port), f"http://localhost:{server.port}/", _url("0.0.0.0", server.port)):
            with pytest.raises(AddressRefused):
                fetch(url, allow=())

    assert {address: server.connections for address, server in listeners.items()} == dict.fromkeys(listeners, 0)
    assert len(listeners) >= 3


def test_every_listener_of_loopback_is_reached_where_it_is_allowed(listeners, fetch):
    loopback = {address: server for address, server in listeners.items() if ip_address(address).is_loopback}

    for address, server in loopback.items():
        fetch(_url(address, server.port), allow=[ip_network("127.0.0.0/8"), ip_network("::1/128")])

    assert {address: server.connections for address, server in loopback.items()} == dict.fromkeys(loopback, 1)

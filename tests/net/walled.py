"""The whole internet in one machine: real listeners at every address, a real name server, and the real Client among them.

``python -m tests.net.walled TABLE...`` runs in namespaces of its own (tests/net/test_fetch_walled.py starts it there) and
prints, as JSON, what became of each row and of what else is tried here.
"""

import asyncio
import json
import os
import socket
import ssl
import sys
import tempfile
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ingest.errors import FetchError
from ingest.fetch import Client
from ingest.values import Limits
from tests.net.nameserver import NO_SUCH_NAME, SERVER_FAILURE, NameServer, Record, Turn
from tests.net.one_machine import ask_for_names, connections_tried, own_everything
from tests.net.scripted import PUBLIC, PUBLIC6, RSS, TLS_PEM, answer
from tests.net.ssrf_rows import Row, redirect_script, rows_of, unescaped

LIMITS = Limits(connect_seconds=1.0, read_seconds=5, total_seconds=8)
PLAIN, SECURE = (22, 25, 80, 5432, 6379, 8000, 8080, 9200), (443, 8443)
NAME_SERVER = "198.51.100.53"
LAST = answer(200, RSS, "Connection: close")  # So that the next look-up is needed, and leads where it leads.
LATECOMERS = 0.01  # Seconds in which a listener hears of whoever was connected meanwhile.
FORBIDDEN = (
    "127.0.0.1 127.0.0.2 127.255.255.254 0.0.0.0 10.0.0.1 10.1.2.3 100.64.0.1 169.254.169.254 168.63.129.16 172.16.0.1 "
    "172.31.255.255 192.0.0.192 192.168.1.1 198.18.0.1 203.0.113.7 240.0.0.1 ::1 fd00::1 fec0::1 64:ff9b::7f00:1 "
    "2002:7f00:1:: ::ffff:127.0.0.1 ::ffff:10.1.2.3 ::127.0.0.1"
).split()
"""Addresses behind which a listener must prove to stand, before it means anything that nobody came."""

ALLOWED = [ip_network(text) for text in ("127.0.0.0/8", "10.0.0.0/8", "169.254.0.0/16", "::1/128", "fd00::/8")]


@dataclass
class World:
    """Listeners that say what ``scripts`` says for a path, plain or over TLS; and the names. ``reached`` are their addresses."""

    names: NameServer
    scripts: dict[bool, dict[str, bytes]] = field(default_factory=dict)
    reached: list[str] = field(default_factory=list)

    async def serve(self, stack: AsyncExitStack, is_v6: bool) -> None:
        """Listen at every address, at ports of sites and at some that only an attacker would name."""
        secure = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        secure.load_cert_chain(TLS_PEM)
        for host in ["0.0.0.0", *(["::"] if is_v6 else [])]:
            for port in (*PLAIN, *SECURE):
                context = secure if port in SECURE else None
                server = await asyncio.start_server(self._serve, host, port, ssl=context)
                await stack.enter_async_context(server)
        await asyncio.get_running_loop().create_datagram_endpoint(lambda: self.names, (NAME_SERVER, 53))

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reached.append(writer.get_extra_info("sockname")[0])
        is_secure = writer.get_extra_info("sslcontext") is not None
        try:
            while line := await reader.readline():
                await reader.readuntil(b"\r\n\r\n")
                path = line.split()[1].decode("latin-1")
                writer.write(self.scripts.get(is_secure, {}).get(path, LAST))
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    def begin(self, zone: dict[str, list[Turn]], scripts: dict[bool, dict[str, bytes]]) -> None:
        """Forget what was, and say from now on what these say."""
        self.names.zone, self.scripts = zone, scripts
        self.names.asked.clear()
        self.reached.clear()


def zone_of(row: Row) -> dict[str, list[Turn]]:
    """Read the dns column: ``A x,AAAA y;A z`` are two successive answers, ``CNAME x y`` says that x is y."""
    if row["kind"] != "dns":
        return {"rebind.public.tld": [[Record("A", "10.1.2.3")]]}
    special: dict[str, list[Turn]] = {
        "NXDOMAIN": [NO_SUCH_NAME],
        "SERVFAIL": [SERVER_FAILURE],
        "TIMEOUT": [None],
        "CNAME localhost": [[Record("CNAME", "localhost"), *_both("127.0.0.1", "::1", "localhost")]],
        "A PUB x50": [[Record("A", f"93.184.215.{number}") for number in range(1, 51)]],
    }
    context = unescaped(row["context"])
    turns = special.get(context) or [[_record(text) for text in turn.split(",")] for turn in context.split(";")]
    return {str(urlsplit(row["input"]).hostname): turns}


def _both(four: str, six: str, owner: str) -> list[Record]:
    return [Record("A", four, owner), Record("AAAA", six, owner)]


def _record(text: str) -> Record:
    """Read ``A 192.0.2.1``, ``AAAA ::1``, ``CNAME one.example``; a third word is whose record it is."""
    kind, value, *owner = text.split()
    return Record(kind, {"PUB": PUBLIC, "PUB6": PUBLIC6}.get(value, value), *owner)


def scripts_of(row: Row) -> tuple[str, dict[bool, dict[str, bytes]]]:
    """Return what is asked, and what the listeners say to it."""
    url = unescaped(row["input"])
    if row["kind"] != "redirect":
        return url, {}
    context = unescaped(row["context"])
    is_secure = context.startswith("https→")
    return url.replace("http:", "https:") if is_secure else url, {is_secure: redirect_script(context)}


async def play(world: World, row: Row) -> dict[str, Any]:
    """Ask as often as DNS has answers; say what came of it, who was reached, and how many connections were tried."""
    zone = zone_of(row)
    url, scripts = scripts_of(row)
    world.begin(zone, scripts)
    turns = max(map(len, zone.values())) if row["kind"] == "dns" else 1
    return {"id": row["id"], **await fetch_all(world, [url] * turns)}


async def fetch_all(world: World, urls: list[str], allow: Any = ()) -> dict[str, Any]:
    """Fetch one after another with one Client of the product's own making: its resolver is the system's."""
    before, verdict = connections_tried(), "allow"
    async with Client(LIMITS, allow, user_agent="Newsroom/test") as client:
        for url in urls:
            try:
                await client.fetch(url)
            except FetchError as error:
                verdict = f"{type(error).__name__}: {error}"
                break
    await asyncio.sleep(LATECOMERS)
    return {"verdict": verdict, "reached": list(world.reached), "tried": connections_tried() - before}


async def flip(world: World, rounds: int) -> dict[str, Any]:
    """Ask a name that changes its mind with every answer, by a new Client each time."""
    public, inside = [Record("A", PUBLIC)], [Record("A", "127.0.0.1"), Record("AAAA", "::1")]
    world.begin({"flip.public.tld": [public, inside] * rounds}, {})
    verdicts = [(await fetch_all(world, ["http://flip.public.tld/"]))["verdict"] for _ in range(2 * rounds)]
    return {
        "verdicts": verdicts, "reached": list(world.reached), "asked": world.names.asked["flip.public.tld", "A"],
    }  # fmt: skip


async def hop_inside(world: World) -> dict[str, Any]:
    """Ask a name that redirects to itself, and is somebody else by then."""
    moved = answer(302, b"", "Location: http://hop.public.tld:8080/", "Connection: close")
    world.begin({"hop.public.tld": [[Record("A", PUBLIC)], [Record("A", "169.254.169.254")]]}, {False: {"/": moved}})
    return await fetch_all(world, ["http://hop.public.tld/"])


def knock(addresses: list[str]) -> list[str]:
    """Connect to each without asking anybody's leave; return those where nobody listens."""
    deaf = []
    for address in addresses:
        try:
            with socket.create_connection((address, 80), timeout=2) as connection:
                connection.sendall(b"GET / HTTP/1.1\r\nHost: inside\r\n\r\n")
                heard = connection.recv(100)
        except OSError:
            heard = b""
        deaf += [] if heard else [address]
    return deaf


async def control(world: World, is_v6: bool) -> dict[str, Any]:
    """Show that whoever is allowed gets through, by address and by name, and is counted."""
    world.begin({"inside.public.tld": [[Record("A", "10.1.2.3")]]}, {})
    hosts = ["127.0.0.1", "127.0.0.2", "10.1.2.3", "169.254.169.254", *(["[::1]", "[fd00::1]"] if is_v6 else [])]
    got = await fetch_all(world, [f"http://{host}:8080/" for host in (*hosts, "inside.public.tld")], ALLOWED)
    return {**got, "hosts": [host.strip("[]") for host in (*hosts, "10.1.2.3")]}


async def run(tables: list[Path], is_v6: bool) -> dict[str, Any]:
    """Try everything; the control comes first."""
    world = World(NameServer([Record("A", PUBLIC)]))
    async with AsyncExitStack() as stack:
        await world.serve(stack, is_v6)
        deaf = await asyncio.to_thread(knock, [each for each in FORBIDDEN if is_v6 or ":" not in each])
        rows = [row for table in tables for row in rows_of(table)]
        return {
            "is_v6": is_v6,
            "deaf": deaf,
            "control": await control(world, is_v6),
            "rows": [await play(world, row) for row in rows],
            "flip": await flip(world, 20),
            "hop": await hop_inside(world),
        }


def main() -> None:
    is_v6 = own_everything()
    os.environ["SSL_CERT_FILE"] = str(TLS_PEM)
    with tempfile.TemporaryDirectory() as folder:
        ask_for_names(NAME_SERVER, Path(folder))
        result = asyncio.run(run([Path(name) for name in sys.argv[1:]], is_v6))
    json.dump(result, sys.stdout)
    sys.stdout.flush()
    os._exit(0)  # Threads that wait for a name are not worth waiting for.


if __name__ == "__main__":
    main()
